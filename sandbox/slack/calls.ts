import type { Call } from "./world.ts";

/** Enough for a long drill; older ones are forgotten. */
const KEPT = 20_000;

/** The calls the bot made, oldest first. In memory only: a restart begins a new strip. */
export class Calls {
  #calls: Call[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  add(call: Call): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls = this.#calls.slice(-KEPT / 2);
    this.#changed();
  }

  all(): readonly Call[] {
    return this.#calls;
  }
}
