import type { Journal } from "../journal.ts";

/** Things of one kind by key, in memory for reading and in the journal for the next start. */
export class Shelf<Thing> {
  readonly #journal: Journal;
  readonly #prefix: string;
  readonly #changed: () => void;
  readonly #things = new Map<string, Thing>();

  constructor(journal: Journal, kind: string, keyOf: (thing: Thing) => string, changed: () => void) {
    this.#journal = journal;
    this.#prefix = `slack:${kind}:`;
    this.#changed = changed;
    for (const thing of journal.all<Thing>(this.#prefix)) this.#things.set(keyOf(thing), thing);
  }

  get(key: string): Thing | undefined {
    return this.#things.get(key);
  }

  /** Oldest first. */
  all(): Thing[] {
    return [...this.#things.values()];
  }

  put(key: string, thing: Thing): void {
    this.#journal.put(`${this.#prefix}${key}`, thing);
    this.#things.set(key, thing);
    this.#changed();
  }

  delete(key: string): void {
    this.#journal.delete(`${this.#prefix}${key}`);
    this.#things.delete(key);
    this.#changed();
  }
}
