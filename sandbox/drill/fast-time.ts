import type { Later } from "../pagerduty/world.ts";

/** What a bot is busy with, asked by whoever moves its clock. */
export type Busy = {
  /** Resolves when nothing it was told is still being decided. */
  idle(): Promise<void>;
  /** How many of its tasks are being carried out or could be now. */
  tasks(): Promise<number>;
  /** When the next thing that waits for its time is due; null when nothing does. */
  nextDue(): Promise<number | null>;
  /** The clock is about to jump there: that nobody looked at it meanwhile is not the bot's absence. */
  willJumpTo(instant: number): Promise<void>;
};

/** A clock that stands still until it is moved. */
export type HandMovedClock = {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  setTime(instant: number): Promise<void>;
  /** Fires each timer that comes due on the way, in order. */
  tick(ms: number): Promise<void>;
};

const POLL_MS = 600;
/** What is due and not taken up for so long, in real time, waits for the clock. */
const STUCK_MS = 200;
/** After a page was made PagerDuty's log is read within so many seconds, as on any day; webhooks tell of the rest. */
const READ_WITHIN_S = 2;
const GIVE_UP_MS = 30_000;

/**
 * A clock that leaps from one thing that is due to the next, and stands still while anybody is at work: so hours pass in
 * seconds, everything happens at its own time, and it happens the same way every time.
 */
export class FastTime {
  readonly clock: HandMovedClock;
  /** When the stand-ins' own timers are due. */
  readonly #timers = new Map<object, number>();
  #busy: Busy | null = null;
  #stirred = false;

  constructor(clock: HandMovedClock) {
    this.clock = clock;
  }

  now = (): number => this.clock.now();

  sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => void this.clock.setTimeout(() => resolve(), ms));

  /** For the stand-ins, whose own timers are leapt to as well. */
  later: Later = (afterMs, run) => {
    const key = {};
    this.#timers.set(key, this.now() + afterMs);
    const timer = this.clock.setTimeout(() => {
      this.#timers.delete(key);
      run();
    }, afterMs);
    return () => {
      this.#timers.delete(key);
      this.clock.clearTimeout(timer);
    };
  };

  of(busy: Busy): void {
    this.#busy = busy;
  }

  /** Something happened that the bot finds out by asking: it is given the seconds in which it asks. */
  stir(): void {
    this.#stirred = true;
  }

  /** Waits until nobody is at work. */
  async settled(): Promise<void> {
    const busy = this.#bot();
    const giveUpAt = performance.now() + GIVE_UP_MS;
    let movedAt = performance.now();
    for (let calm = 0; calm < 2; ) {
      await busy.idle();
      const tasks = await busy.tasks();
      calm = tasks === 0 ? calm + 1 : 0;
      await realTime(tasks === 0 ? 2 : 8);
      if (tasks > 0 && performance.now() - movedAt > STUCK_MS) {
        await this.clock.tick(POLL_MS);
        movedAt = performance.now();
      }
      if (performance.now() > giveUpAt) throw new Error("the bot did not come to rest within 30 seconds");
    }
  }

  /** Lets so many seconds pass one by one, as a bystander would live through them. */
  async seconds(count: number): Promise<void> {
    for (let second = 0; second < count; second += 1) {
      await this.clock.tick(1_000);
      await this.settled();
    }
  }

  /** Goes there from one due thing to the next; an instant that is over already is where it is. */
  async until(instant: number): Promise<void> {
    await this.#rest(instant);
    for (let due = await this.#next(); due !== null && due <= instant; due = await this.#next()) {
      await this.#leap(Math.max(due, this.now()));
      await this.#rest(instant);
    }
    await this.#leap(Math.max(instant, this.now()));
    await this.settled();
  }

  async #rest(until: number): Promise<void> {
    await this.settled();
    while (this.#stirred && this.now() < until) {
      this.#stirred = false;
      await this.seconds(Math.min(READ_WITHIN_S, Math.ceil((until - this.now()) / 1_000)));
    }
  }

  async #leap(instant: number): Promise<void> {
    await this.#bot().willJumpTo(instant);
    await this.clock.setTime(instant);
    await this.clock.tick(0);
  }

  async #next(): Promise<number | null> {
    const dues = [...this.#timers.values()];
    const own = await this.#bot().nextDue();
    const all = own === null ? dues : [...dues, own];
    return all.length === 0 ? null : Math.min(...all);
  }

  #bot(): Busy {
    if (this.#busy === null) throw new Error("no bot goes by this clock yet");
    return this.#busy;
  }
}

function realTime(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
