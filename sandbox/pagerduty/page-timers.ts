import type { Account } from "./account.ts";
import type { Later, SandboxPage } from "./world.ts";

type Options = {
  readonly account: Account;
  readonly now: () => number;
  readonly later: Later;
  readonly get: (id: string) => SandboxPage | null;
  readonly escalate: (page: SandboxPage) => void;
  readonly unacknowledge: (page: SandboxPage) => void;
  readonly acknowledge: (page: SandboxPage, by: string) => void;
};

/** What happens by itself: escalations, acknowledgements that run out, and people who answer by habit. */
export class PageTimers {
  readonly #options: Options;
  readonly #waiting = new Set<() => void>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Called whenever a page was changed; what was waited for before finds that the page moved on. */
  arm(page: SandboxPage): void {
    const { escalate, unacknowledge } = this.#options;
    if (page.status === "triggered") {
      for (const person of page.assigned) this.expectAnswer(page, person);
      this.#at(page, "escalatesAt", escalate);
    }
    if (page.status === "acknowledged") this.#at(page, "unacknowledgesAt", unacknowledge);
  }

  /** Nobody answers a phone that did not ring. */
  expectAnswer(asked: SandboxPage, person: string): void {
    const { habits } = this.#options.account;
    const afterMs = habits.acknowledgesAfterMs(person);
    if (afterMs === null || asked.silent) return;
    this.#wait(afterMs, () => {
      const page = this.#options.get(asked.id);
      const stillWould = habits.acknowledgesAfterMs(person) !== null;
      if (page?.status === "triggered" && page.assigned.includes(person) && stillWould)
        this.#options.acknowledge(page, person);
    });
  }

  close(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #at(asked: SandboxPage, when: "escalatesAt" | "unacknowledgesAt", act: (page: SandboxPage) => void): void {
    const due = asked[when];
    if (due === null) return;
    this.#wait(Math.max(0, due - this.#options.now()), () => {
      const page = this.#options.get(asked.id);
      if (page?.status === asked.status && page[when] === due) act(page);
    });
  }

  #wait(afterMs: number, run: () => void): void {
    const cancel = this.#options.later(afterMs, () => {
      this.#waiting.delete(cancel);
      run();
    });
    this.#waiting.add(cancel);
  }
}
