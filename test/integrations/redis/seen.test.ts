import { randomUUID } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSeen, type Seen } from "../../../src/integrations/redis/seen.ts";

const open: (() => Promise<void> | void)[] = [];
let faults: string[] = [];
beforeEach(() => {
  faults = [];
});
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function seenAt(url: string | null, options: Parameters<typeof createSeen>[2] = {}): Seen {
  const seen = createSeen(url, (fault) => faults.push(fault), options);
  open.push(() => seen.close());
  return seen;
}

const becomes = (seen: Seen, state: string) =>
  vi.waitFor(() => expect(seen.state()).toBe(state), { timeout: 8_000 });

describe("without Redis", () => {
  it("refuses the second time until the time is over", async () => {
    let now = 0;
    const seen = seenAt(null, { nowMs: () => now });
    expect(seen.state()).toBe("off");
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(await seen.firstTime("b", 10)).toBe(true);
    now = 9_999;
    expect(await seen.firstTime("a", 10)).toBe(false);
    now = 10_000;
    expect(await seen.firstTime("a", 10)).toBe(true);
  });

  it("takes again what it was told to forget", async () => {
    const seen = seenAt(null);
    await seen.firstTime("a", 10);
    await seen.forget("a");
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(await seen.firstTime("a", 10)).toBe(false);
  });

  it("lets one of many at the same moment through", async () => {
    const seen = seenAt(null);
    const answers = await Promise.all(Array.from({ length: 50 }, () => seen.firstTime("a", 10)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it("forgets the oldest rather than grow without end", async () => {
    const seen = seenAt(null, { mostKeys: 3 });
    for (const key of ["a", "b", "c", "d"]) await seen.firstTime(key, 600);
    expect(await seen.firstTime("d", 600)).toBe(false);
    expect(await seen.firstTime("b", 600)).toBe(false);
    expect(await seen.firstTime("a", 600)).toBe(true);
  });
});

describe("with a Redis that does not help", () => {
  it("answers by itself when nothing listens there, and says so once", async () => {
    const port = await freePort();
    const seen = seenAt(`redis://127.0.0.1:${port}`);
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    expect(seen.state()).toBe("degraded");
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(await seen.firstTime("a", 10)).toBe(false);
    expect(faults).toEqual([expect.stringContaining("ECONNREFUSED")]);
  });

  it("answers at once before it is connected", async () => {
    const redis = await fakeRedis({ answering: false });
    const seen = seenAt(redis.url);
    const started = performance.now();
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(performance.now() - started).toBeLessThan(50);
    expect(seen.state()).toBe("degraded");
  });

  it("that stops answering midway costs 50 ms and no request", async () => {
    const redis = await fakeRedis({ answering: true });
    const seen = seenAt(redis.url);
    await becomes(seen, "ok");
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(redis.commands()).toContain("SET tocsin:seen:a 1 EX 10 NX");
    await seen.forget("a");
    expect(redis.commands()).toContain("DEL tocsin:seen:a");
    redis.mute();
    const started = performance.now();
    expect(await seen.firstTime("b", 10)).toBe(true);
    expect(await seen.firstTime("b", 10)).toBe(false);
    // The limit is 50 ms; the rest is for a busy machine.
    expect(performance.now() - started).toBeLessThan(250);
    expect(seen.state()).toBe("degraded");
    expect(faults).toEqual(["Command timed out"]);
  });

  it("that dies midway is done without, and used again when it is back", async () => {
    const redis = await fakeRedis({ answering: true });
    const seen = seenAt(redis.url);
    await becomes(seen, "ok");
    await redis.stop();
    await becomes(seen, "degraded");
    expect(await seen.firstTime("a", 10)).toBe(true);
    expect(await seen.firstTime("a", 10)).toBe(false);
    await vi.waitFor(() => expect(faults.length).toBeGreaterThan(0));
    await redis.restart();
    await becomes(seen, "ok");
    await seen.firstTime("c", 10);
    expect(redis.commands()).toContain("SET tocsin:seen:c 1 EX 10 NX");
    expect(faults).toHaveLength(1);
  });
});

const { REDIS_URL = "" } = process.env;
// Not registered rather than skipped: without a Redis there is nothing to find out.
if (REDIS_URL !== "")
  describe("with a real Redis", () => {
    it("refuses on one replica what another has seen, and Redis forgets it in time", async () => {
      const [one, two] = [seenAt(REDIS_URL), seenAt(REDIS_URL)];
      await Promise.all([becomes(one, "ok"), becomes(two, "ok")]);
      const key = randomUUID();
      expect(await one.firstTime(key, 60)).toBe(true);
      expect(await two.firstTime(key, 60)).toBe(false);
      const redis = new Redis(REDIS_URL);
      open.push(() => redis.disconnect());
      const leftMs = await redis.pttl(`tocsin:seen:${key}`);
      expect(leftMs).toBeGreaterThan(50_000);
      expect(leftMs).toBeLessThanOrEqual(60_000);
      expect(faults).toEqual([]);
    });

    it("lets one of many replicas at the same moment through", async () => {
      const replicas = Array.from({ length: 8 }, () => seenAt(REDIS_URL));
      await Promise.all(replicas.map((seen) => becomes(seen, "ok")));
      const key = randomUUID();
      const answers = await Promise.all(replicas.map((seen) => seen.firstTime(key, 5)));
      expect(answers.filter(Boolean)).toHaveLength(1);
    });
  });

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Speaks just enough of Redis's protocol to be connected to; can fall silent, die and come back on its port. */
async function fakeRedis(options: { readonly answering: boolean }) {
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  let answering = options.answering;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (data) => {
      for (const command of parsed(data.toString())) {
        commands.push(command);
        if (answering) socket.write(replyTo(command));
      }
    });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  open.push(() => (server.listening ? stop() : undefined));
  return {
    url: `redis://127.0.0.1:${port}`,
    commands: () => commands,
    mute: () => {
      answering = false;
    },
    stop,
    restart: () => listen(port),
  };
}

function parsed(data: string): string[] {
  const words = data.split("\r\n").filter((_, index, all) => all[index - 1]?.startsWith("$"));
  const sizes = [...data.matchAll(/\*(\d+)\r\n/g)].map(([, size]) => Number(size));
  return sizes.map((size) => {
    const [name = "", ...rest] = words.splice(0, size);
    return [name.toUpperCase(), ...rest].join(" ");
  });
}

function replyTo(command: string): string {
  if (command.startsWith("HELLO")) return "-ERR unknown command 'HELLO'\r\n";
  if (command.startsWith("INFO")) return "$11\r\nloading:0\r\n\r\n";
  return "+OK\r\n";
}
