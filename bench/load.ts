import { setTimeout as pause } from "node:timers/promises";
import { type Answered, Connection } from "./connection.ts";
import type { Prepared } from "./requests.ts";

/** What came of a stretch of load. Nothing is left out: what was not answered 200 is counted as failed. */
export type Load = {
  /** Milliseconds of every request that was answered 200. */
  readonly samplesMs: readonly number[];
  readonly failed: number;
  readonly seconds: number;
  /** Answered 200, each with the answer. */
  readonly answered: readonly { readonly title: string; readonly body: string; readonly at: bigint }[];
};

export type Asking = { readonly port: number; readonly next: () => Prepared; readonly seconds: number };

class Tally {
  readonly samplesMs: number[] = [];
  readonly answered: Load["answered"][number][] = [];
  failed = 0;

  take(request: Prepared, answer: Answered, sinceMs: number): void {
    if (answer.status !== 200) {
      this.failed += 1;
      return;
    }
    this.samplesMs.push(performance.now() - sinceMs);
    this.answered.push({ title: request.title, body: answer.body, at: process.hrtime.bigint() });
  }
}

/** Each connection sends its next request when the last one is answered. Ends early when the server goes away. */
export async function closedLoop(asking: Asking & { readonly connections: number }): Promise<Load> {
  const tally = new Tally();
  const began = performance.now();
  const until = began + asking.seconds * 1_000;
  const work = async (): Promise<void> => {
    const connection = new Connection(asking.port);
    while (performance.now() < until) {
      const request = asking.next();
      const sent = performance.now();
      try {
        tally.take(request, await connection.send(request.raw), sent);
      } catch {
        tally.failed += 1;
        break;
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: asking.connections }, work));
  return { ...tally, seconds: (performance.now() - began) / 1_000 };
}

const MOST_CONNECTIONS = 256;

/** `perSecond` requests at even intervals whatever the answers do, timed from the moment each should have been sent. */
export async function openLoop(asking: Asking & { readonly perSecond: number }): Promise<Load> {
  const tally = new Tally();
  const idle: Connection[] = [];
  const all: Connection[] = [];
  const flying = new Set<Promise<void>>();
  const fly = async (intended: number): Promise<void> => {
    const request = asking.next();
    let connection = idle.pop();
    if (connection === undefined) {
      connection = new Connection(asking.port);
      all.push(connection);
    }
    try {
      tally.take(request, await connection.send(request.raw), intended);
      idle.push(connection);
    } catch {
      tally.failed += 1;
    }
  };
  const began = performance.now();
  const total = Math.round(asking.seconds * asking.perSecond);
  for (let sent = 0; sent < total; ) {
    const due = began + (sent * 1_000) / asking.perSecond;
    if (performance.now() < due || flying.size >= MOST_CONNECTIONS) {
      // A timer is late by up to a millisecond; that is part of what is reported, alike for all.
      await pause(1);
      continue;
    }
    const flight: Promise<void> = fly(due).finally(() => flying.delete(flight));
    flying.add(flight);
    sent += 1;
  }
  await Promise.all(flying);
  for (const connection of all) connection.close();
  return { ...tally, seconds: (performance.now() - began) / 1_000 };
}
