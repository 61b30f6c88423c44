import type { Answer } from "../http.ts";
import { problem } from "./wire.ts";

/** How often each may ask: 5,000 times an hour, told in every answer. Answers of 304 are free. */

export const PER_HOUR = 5_000;
const HOUR_MS = 3_600_000;
const DOCS = "/using-the-rest-api/rate-limits-for-the-rest-api";

type Left = {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly reset: number;
};

export class Limits {
  readonly #now: () => number;
  readonly #perHour: number;
  readonly #windows = new Map<string, { startedAt: number; used: number }>();

  constructor(now: () => number, perHour: number) {
    this.#now = now;
    this.#perHour = perHour;
  }

  left(key: string): Left {
    const { startedAt, used } = this.#window(key);
    const reset = Math.ceil((startedAt + HOUR_MS) / 1_000);
    return { limit: this.#perHour, used, remaining: Math.max(0, this.#perHour - used), reset };
  }

  /** False when nothing is left of the hour. */
  take(key: string): boolean {
    const window = this.#window(key);
    if (window.used >= this.#perHour) return false;
    window.used += 1;
    return true;
  }

  giveBack(key: string): void {
    this.#window(key).used -= 1;
  }

  #window(key: string): { startedAt: number; used: number } {
    const known = this.#windows.get(key);
    if (known !== undefined && this.#now() - known.startedAt < HOUR_MS) return known;
    const fresh = { startedAt: this.#now(), used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

export function limitHeaders({ limit, used, remaining, reset }: Left): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit),
    "x-ratelimit-remaining": String(remaining),
    "x-ratelimit-reset": String(reset),
    "x-ratelimit-used": String(used),
    "x-ratelimit-resource": "core",
  };
}

/** The hour is used up. GitHub answers 403 or 429, and says when to come again as an instant. */
export function hourUsedUp(status: number, reset: number): Answer {
  const headers = limitHeaders({ limit: PER_HOUR, used: PER_HOUR, remaining: 0, reset });
  return problem(status, "API rate limit exceeded for user ID 900.", DOCS, headers);
}

/** Too much at once. GitHub answers 403 or 429, and says how long to wait. */
export function tooMuchAtOnce(status: number, afterSeconds: number, now: number): Answer {
  const reset = Math.ceil((now + HOUR_MS) / 1_000);
  return problem(
    status,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    DOCS,
    {
      ...limitHeaders({ limit: PER_HOUR, used: 40, remaining: PER_HOUR - 40, reset }),
      "retry-after": String(afterSeconds),
    },
  );
}
