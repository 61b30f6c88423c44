import { Redis } from "ioredis";
import { createExpiring } from "./expiring.ts";

/**
 * Remembers what has been seen, so that a replay is refused: in this process always, and among all replicas
 * while Redis answers. A replay that slips through is still caught by the delivery keys in the database.
 */
export interface Seen {
  /** True when `key` was not seen during its last `ttlSeconds`. Never rejects, and never takes longer than 50 ms. */
  firstTime(key: string, ttlSeconds: number): Promise<boolean>;
  /** As if `key` had never been seen, so that it may come again. Never rejects, and never takes longer than 50 ms. */
  forget(key: string): Promise<void>;
  /** `off`: no Redis was given. `degraded`: this process remembers by itself only. */
  state(): "off" | "ok" | "degraded";
  close(): Promise<void>;
}

export type SeenOptions = {
  /** A clock that only moves forward; milliseconds. */
  readonly nowMs?: () => number;
  readonly mostKeys?: number;
};

/** About 20 MB when full; at one window of ten minutes that is 160 requests a second. */
const MOST_KEYS = 100_000;
const PREFIX = "tocsin:seen:";

/** `log` is told once each time Redis stops being usable. `redisUrl` null remembers in this process only. */
export function createSeen(
  redisUrl: string | null,
  log: (fault: string) => void,
  options: SeenOptions = {},
): Seen {
  const nowMs = options.nowMs ?? (() => performance.now());
  const own = createExpiring(options.mostKeys ?? MOST_KEYS);
  const shared = redisUrl === null ? null : createShared(redisUrl, log);
  return {
    firstTime: async (key, ttlSeconds) => {
      const now = nowMs();
      if (!own.add(key, now + ttlSeconds * 1000, now)) return false;
      return shared === null ? true : shared.firstTime(key, ttlSeconds);
    },
    forget: async (key) => {
      own.delete(key);
      await shared?.forget(key);
    },
    state: () => (shared === null ? "off" : shared.state()),
    close: async () => shared?.close(),
  };
}

type Shared = {
  firstTime(key: string, ttlSeconds: number): Promise<boolean>;
  forget(key: string): Promise<void>;
  state(): "ok" | "degraded";
  close(): void;
};

function createShared(redisUrl: string, log: (fault: string) => void): Shared {
  let fault: string | null = null;
  const down = (error: Error): void => {
    if (fault === null) log(error.message);
    fault = error.message;
  };
  const redis = new Redis(redisUrl, {
    // A command is answered at once or not at all: nothing waits for a connection, nothing is repeated.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 50,
    connectTimeout: 300,
  });
  redis.on("error", down);
  redis.on("ready", () => {
    fault = null;
  });
  return {
    firstTime: async (key, ttlSeconds) => {
      if (redis.status !== "ready") return true;
      try {
        const answer = await redis.set(PREFIX + key, "1", "EX", Math.max(1, Math.ceil(ttlSeconds)), "NX");
        fault = null;
        return answer === "OK";
      } catch (error) {
        down(error instanceof Error ? error : new Error(String(error)));
        return true;
      }
    },
    forget: async (key) => {
      if (redis.status !== "ready") return;
      try {
        await redis.del(PREFIX + key);
      } catch (error) {
        down(error instanceof Error ? error : new Error(String(error)));
      }
    },
    state: () => (redis.status === "ready" && fault === null ? "ok" : "degraded"),
    close: () => redis.disconnect(),
  };
}
