import type { Journal } from "../journal.ts";
import type { Account } from "./account.ts";
import { newId } from "./new-id.ts";
import type { NewPage, PageEvent } from "./page-event.ts";
import { PageTimers } from "./page-timers.ts";
import type { Later, SandboxLogEntry, SandboxPage } from "./world.ts";

type PagesOptions = {
  readonly journal: Journal;
  readonly account: Account;
  readonly now: () => number;
  readonly later: Later;
  readonly onEvent: (event: PageEvent) => void;
};

const KEY = "pagerduty:incident:";

/** The life of PagerDuty's incidents: triggered, notified, escalated by the clock, acknowledged, resolved. */
export class Pages {
  readonly #options: PagesOptions;
  readonly #timers: PageTimers;
  #way: "as-asked" | "losing" | "silently" = "as-asked";

  constructor(options: PagesOptions) {
    this.#options = options;
    this.#timers = new PageTimers({
      ...options,
      get: (id) => this.get(id),
      escalate: (page) => this.#escalationDue(page),
      unacknowledge: (page) => this.unacknowledge(page, null),
      acknowledge: (page, by) => this.acknowledge(page, by),
    });
    for (const page of this.all()) this.#timers.arm(page);
  }

  all(): readonly SandboxPage[] {
    return this.#options.journal.all<SandboxPage>(KEY).map(whole);
  }

  get(id: string): SandboxPage | null {
    const kept = this.#options.journal.get<SandboxPage>(KEY + id);
    return kept === undefined ? null : whole(kept);
  }

  /** The open one with this key on this service. */
  open(incidentKey: string, service: string): SandboxPage | null {
    const same = (p: SandboxPage) => p.incidentKey === incidentKey && p.service === service;
    return this.all().find((page) => same(page) && page.status !== "resolved") ?? null;
  }

  /** Whatever `run` changes is answered as if it were done, and then forgotten: nothing kept, nobody notified. */
  losing<Answered>(run: () => Answered): Answered {
    return this.#by("losing", run);
  }

  /** Whatever `run` triggers is kept, shown and escalated, and nobody's phone rings, now or ever. */
  silently<Answered>(run: () => Answered): Answered {
    return this.#by("silently", run);
  }

  /** The policy must have somebody on call, or there must be assignees. */
  trigger({ by, assignees, ...asked }: NewPage): SandboxPage {
    const { account, now } = this.#options;
    const bare: SandboxPage = {
      ...asked,
      id: newId("Q", 14),
      number: this.all().length + 1,
      status: "triggered",
      level: 1,
      assigned: [],
      direct: false,
      assignedAt: now(),
      acknowledgedBy: null,
      createdAt: now(),
      escalatesAt: null,
      unacknowledgesAt: null,
      silent: this.#way === "silently",
      log: [this.#entry({ type: "trigger_log_entry", person: by })],
    };
    const given =
      assignees === undefined
        ? this.#toLevel(bare, asked.policy, account.nextStaffed(asked.policy, 0) ?? 1)
        : logged(this.#toPeople(bare, assignees), [
            this.#entry({ type: "assign_log_entry", person: by, assignees }),
          ]);
    return this.#keep(this.#notified(given), "triggered", by);
  }

  acknowledge(page: SandboxPage, by: string | null): SandboxPage {
    const { account, now } = this.#options;
    const seconds = account.service(page.service)?.acknowledgementTimeoutSeconds ?? null;
    const next: SandboxPage = {
      ...logged(page, [this.#entry({ type: "acknowledge_log_entry", person: by })]),
      status: "acknowledged",
      acknowledgedBy: by,
      escalatesAt: null,
      unacknowledgesAt: seconds === null ? null : now() + seconds * 1_000,
    };
    return this.#keep(next, "acknowledged", by);
  }

  /** It is nobody's again: those whose it was are asked anew, and the next level after the same delay. */
  unacknowledge(page: SandboxPage, by: string | null): SandboxPage {
    const next = logged(ringing(page), [this.#entry({ type: "unacknowledge_log_entry", person: by })]);
    const asked = { ...next, escalatesAt: this.#escalatesAt(next) };
    return this.#keep(this.#notified(asked), "unacknowledged", by);
  }

  resolve(page: SandboxPage, by: string | null): SandboxPage {
    const log = [this.#entry({ type: "resolve_log_entry", person: by })];
    const over = { assigned: [], escalatesAt: null, unacknowledgesAt: null };
    return this.#keep({ ...logged(page, log), ...over, status: "resolved" }, "resolved", by);
  }

  /** A resolved one is open again, from its first level on. */
  reopen(page: SandboxPage, by: string | null): SandboxPage {
    const level = this.#options.account.nextStaffed(page.policy, 0) ?? 1;
    const next = this.#toLevel(ringing(page), page.policy, level);
    return this.#keep(this.#notified(next), "reopened", by);
  }

  /** Asks one level of one policy, from now on. */
  escalate(
    page: SandboxPage,
    to: { readonly policy: string; readonly level: number },
    by: string | null,
  ): SandboxPage {
    const next = this.#toLevel(ringing(page), to.policy, to.level);
    const log = [this.#entry({ type: "escalate_log_entry", person: by, assignees: next.assigned })];
    const type = to.policy === page.policy ? "escalated" : "delegated";
    return this.#keep(this.#notified(logged(next, log)), type, by);
  }

  /** Gives it to people by name. */
  reassign(page: SandboxPage, assignees: readonly string[], by: string | null): SandboxPage {
    const log = [this.#entry({ type: "assign_log_entry", person: by, assignees })];
    const next = logged(this.#toPeople(ringing(page), assignees), log);
    return this.#keep(this.#notified(next), "reassigned", by);
  }

  rename(page: SandboxPage, title: string): SandboxPage {
    const renamed = { ...page, title };
    if (this.#way !== "losing") this.#options.journal.put(KEY + page.id, renamed);
    return renamed;
  }

  /** Somebody's habit changed: what they are being asked now is answered by the new one. */
  habitChanged(person: string): void {
    for (const page of this.all()) {
      if (page.status === "triggered" && page.assigned.includes(person))
        this.#timers.expectAnswer(page, person);
    }
  }

  close(): void {
    this.#timers.close();
  }

  #by<Answered>(way: "losing" | "silently", run: () => Answered): Answered {
    this.#way = way;
    try {
      return run();
    } finally {
      this.#way = "as-asked";
    }
  }

  #entry(entry: Omit<SandboxLogEntry, "id" | "at">): SandboxLogEntry {
    return { id: newId("R", 26), at: this.#options.now(), ...entry };
  }

  #keep(page: SandboxPage, type: PageEvent["type"], by: string | null): SandboxPage {
    if (this.#way === "losing") return page;
    this.#options.journal.put(KEY + page.id, page);
    this.#options.onEvent({ type, page, by });
    this.#timers.arm(page);
    return page;
  }

  #toLevel(page: SandboxPage, policy: string, level: number): SandboxPage {
    const { account, now } = this.#options;
    const assigned = account.onCall(policy, level);
    const next = { ...page, policy, level, assigned, direct: false, assignedAt: now() };
    return { ...next, escalatesAt: this.#escalatesAt(next) };
  }

  #toPeople(page: SandboxPage, people: readonly string[]): SandboxPage {
    const assigned = [...new Set(people)];
    return { ...page, assigned, direct: true, assignedAt: this.#options.now(), escalatesAt: null };
  }

  /** Low urgency is never escalated, as PagerDuty has it, and neither is what was given to somebody by name. */
  #escalatesAt(page: SandboxPage): number | null {
    const levels = this.#options.account.policy(page.policy)?.levels ?? [];
    const level = levels[page.level - 1];
    const last = page.level >= levels.length;
    if (level === undefined || last || page.direct || page.urgency === "low") return null;
    return this.#options.now() + level.delayMinutes * 60_000;
  }

  /** Levels without anybody are passed over; when none is left, it stays where it is. */
  #escalationDue(page: SandboxPage): void {
    const level = this.#options.account.nextStaffed(page.policy, page.level);
    if (level !== null) this.escalate(page, { policy: page.policy, level }, null);
    else this.#options.journal.put(KEY + page.id, { ...page, escalatesAt: null });
  }

  #notified(page: SandboxPage): SandboxPage {
    if (page.silent) return page;
    const { habits } = this.#options.account;
    const rung = page.assigned.map((person) =>
      this.#entry({ type: "notify_log_entry", person, how: habits.notifiedBy(person) }),
    );
    return logged(page, rung);
  }
}

function logged(page: SandboxPage, entries: readonly SandboxLogEntry[]): SandboxPage {
  return { ...page, log: [...page.log, ...entries] };
}

function ringing(page: SandboxPage): SandboxPage {
  return { ...page, status: "triggered", acknowledgedBy: null, unacknowledgesAt: null };
}

/** One that an older sandbox remembered lacks what came later. */
function whole(kept: SandboxPage): SandboxPage {
  const later = { direct: false, assignedAt: kept.createdAt, unacknowledgesAt: null, silent: false };
  return { ...later, ...kept };
}
