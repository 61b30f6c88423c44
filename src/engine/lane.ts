import type { Ask, Result } from "./ports.ts";
import type { StoreTransaction } from "./store.ts";

/** Written in the same transaction as what the command decided: a worker's receipt and the end of its job. */
export type Alongside = (tx: StoreTransaction) => Promise<void>;

export type Waiting = {
  readonly ask: Ask;
  readonly alongside: Alongside | null;
  resolve(result: Result): void;
  reject(error: unknown): void;
};

/** One commit at a time; whatever arrives meanwhile goes into the next. One command alone waits for nothing. */
export type Lane = {
  enter(entry: Waiting): void;
  /** Takes an entry back; false when its commit has begun. */
  leave(entry: Waiting): boolean;
  /** Resolves when nothing is under way or waiting. */
  idle(): Promise<void>;
};

const MOST_PER_COMMIT = 64;

export function createLane(commit: (group: readonly Waiting[]) => Promise<void>): Lane {
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  async function run(): Promise<void> {
    while (waiting.length > 0) await commit(waiting.splice(0, MOST_PER_COMMIT));
    running = null;
  }
  return {
    enter: (entry) => {
      waiting.push(entry);
      running ??= run();
    },
    leave: (entry) => {
      const at = waiting.indexOf(entry);
      if (at >= 0) waiting.splice(at, 1);
      return at >= 0;
    },
    idle: async () => {
      while (running !== null) await running;
    },
  };
}
