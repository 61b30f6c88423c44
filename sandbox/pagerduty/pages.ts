import { randomBytes } from "node:crypto";
import type { Journal } from "../journal.ts";
import type { Account } from "./account.ts";
import type { Later, SandboxLogEntry, SandboxPage } from "./world.ts";

export type PageEvent = {
  readonly type:
    | "triggered"
    | "acknowledged"
    | "unacknowledged"
    | "escalated"
    | "delegated"
    | "resolved"
    | "reopened";
  readonly page: SandboxPage;
  /** Who did it; null for the service itself. */
  readonly by: string | null;
};

export type NewPage = Pick<
  SandboxPage,
  "title" | "details" | "urgency" | "incidentKey" | "service" | "policy" | "via"
> & {
  readonly by: string | null;
};

type PagesOptions = {
  readonly journal: Journal;
  readonly account: Account;
  readonly now: () => number;
  readonly later: Later;
  readonly onEvent: (event: PageEvent) => void;
};

const KEY = "pagerduty:incident:";
const ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** An id as PagerDuty makes them: a letter, then capitals and digits. */
export function newId(first: string, length: number): string {
  return first + [...randomBytes(length - 1)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

/** The life of PagerDuty's incidents: triggered, notified, escalated by the clock, acknowledged, resolved. */
export class Pages {
  readonly #options: PagesOptions;
  readonly #timers = new Set<() => void>();
  #keeping: "all" | "nothing" = "all";

  constructor(options: PagesOptions) {
    this.#options = options;
    for (const page of this.all()) if (page.status === "triggered") this.#arm(page);
  }

  all(): readonly SandboxPage[] {
    return this.#options.journal.all<SandboxPage>(KEY);
  }

  get(id: string): SandboxPage | null {
    return this.#options.journal.get<SandboxPage>(KEY + id) ?? null;
  }

  /** The open one with this key on this service. */
  open(incidentKey: string, service: string): SandboxPage | null {
    const same = (p: SandboxPage) => p.incidentKey === incidentKey && p.service === service;
    return this.all().find((page) => same(page) && page.status !== "resolved") ?? null;
  }

  /** Whatever `run` changes is answered as if it were done, and then forgotten: nothing kept, nobody notified. */
  losing<Answered>(run: () => Answered): Answered {
    this.#keeping = "nothing";
    try {
      return run();
    } finally {
      this.#keeping = "all";
    }
  }

  trigger({ by, ...asked }: NewPage): SandboxPage {
    const bare: SandboxPage = {
      ...asked,
      id: newId("Q", 14),
      number: this.all().length + 1,
      status: "triggered",
      level: 1,
      assigned: [],
      acknowledgedBy: null,
      createdAt: this.#options.now(),
      escalatesAt: null,
      log: [this.#entry("trigger_log_entry", by)],
    };
    return this.#arm(this.#keep(this.#assign(bare, asked.policy, 1), "triggered", by));
  }

  acknowledge(page: SandboxPage, by: string | null): SandboxPage {
    const log = [...page.log, this.#entry("acknowledge_log_entry", by)];
    const next = { ...page, status: "acknowledged" as const, acknowledgedBy: by, escalatesAt: null, log };
    return this.#keep(next, "acknowledged", by);
  }

  resolve(page: SandboxPage, by: string | null): SandboxPage {
    const log = [...page.log, this.#entry("resolve_log_entry", by)];
    const next = { ...page, status: "resolved" as const, assigned: [], escalatesAt: null, log };
    return this.#keep(next, "resolved", by);
  }

  /** Asks one level of one policy, from now on. */
  escalate(
    page: SandboxPage,
    to: { readonly policy: string; readonly level: number },
    by: string | null,
  ): SandboxPage {
    const log = [...page.log, this.#entry("escalate_log_entry", by)];
    const next = this.#assign(
      { ...page, status: "triggered", acknowledgedBy: null, log },
      to.policy,
      to.level,
    );
    return this.#arm(this.#keep(next, to.policy === page.policy ? "escalated" : "delegated", by));
  }

  /** An acknowledged one is nobody's again, a resolved one is open again. */
  retrigger(page: SandboxPage, by: string | null): SandboxPage {
    const next = this.#assign({ ...page, status: "triggered", acknowledgedBy: null }, page.policy, 1);
    return this.#arm(this.#keep(next, page.status === "resolved" ? "reopened" : "unacknowledged", by));
  }

  rename(page: SandboxPage, title: string): SandboxPage {
    const renamed = { ...page, title };
    if (this.#keeping === "all") this.#options.journal.put(KEY + page.id, renamed);
    return renamed;
  }

  /** Somebody's habit changed: what they are being asked now is answered by the new one. */
  habitChanged(person: string): void {
    for (const page of this.all()) {
      if (page.status === "triggered" && page.assigned.includes(person)) this.#expectAnswer(page, person);
    }
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #entry(type: SandboxLogEntry["type"], person: string | null): SandboxLogEntry {
    return { id: newId("R", 26), type, at: this.#options.now(), person };
  }

  #keep(page: SandboxPage, type: PageEvent["type"], by: string | null): SandboxPage {
    if (this.#keeping === "nothing") return page;
    this.#options.journal.put(KEY + page.id, page);
    this.#options.onEvent({ type, page, by });
    return page;
  }

  /** Assigns a level and notifies its people; low urgency is never escalated, as PagerDuty has it. */
  #assign(page: SandboxPage, policy: string, level: number): SandboxPage {
    const levels = this.#options.account.policy(policy)?.levels ?? [];
    const asked = levels[level - 1] ?? { people: [], delayMinutes: 0 };
    const escalates = page.urgency === "high" && level < levels.length;
    const notified = asked.people.map((person) => this.#entry("notify_log_entry", person));
    const escalatesAt = escalates ? this.#options.now() + asked.delayMinutes * 60_000 : null;
    return { ...page, policy, level, assigned: asked.people, escalatesAt, log: [...page.log, ...notified] };
  }

  #arm(page: SandboxPage): SandboxPage {
    if (this.#keeping === "nothing") return page;
    for (const person of page.assigned) this.#expectAnswer(page, person);
    const due = page.escalatesAt;
    if (due !== null)
      this.#wait(Math.max(0, due - this.#options.now()), () => this.#escalationDue(page.id, due));
    return page;
  }

  /** Does nothing when the page moved on since the timer was set. */
  #escalationDue(id: string, due: number): void {
    const page = this.get(id);
    if (page?.status !== "triggered" || page.escalatesAt !== due) return;
    this.escalate(page, { policy: page.policy, level: page.level + 1 }, null);
  }

  #expectAnswer(asked: SandboxPage, person: string): void {
    const { account } = this.#options;
    const afterMs = account.acknowledgesAfterMs(person);
    if (afterMs === null) return;
    this.#wait(afterMs, () => {
      const page = this.get(asked.id);
      const stillWould = account.acknowledgesAfterMs(person) !== null;
      if (page?.status === "triggered" && page.assigned.includes(person) && stillWould)
        this.acknowledge(page, person);
    });
  }

  #wait(afterMs: number, run: () => void): void {
    const cancel = this.#options.later(afterMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}
