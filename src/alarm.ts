import { type EffectId, type Instant, incidentName } from "./domain/ids.ts";
import type { PageTarget, Profile } from "./domain/profile.ts";
import type { Clock, Pager, PagerTarget } from "./engine/ports.ts";
import type { CallEntry } from "./integrations/slack/call.ts";

/**
 * The bot has gone mute: Slack lets it in no more, or is not reached while incidents are open. Nobody would see that in
 * Slack, so it is told by a page, once for each outage, which ends by itself when Slack answers again.
 */

export type AlarmOptions = {
  readonly pager: Pick<Pager, "state" | "page" | "withdraw">;
  readonly profile: () => Profile;
  /** Numbers of the open incidents; rejects when they cannot be read. */
  readonly openNumbers: () => Promise<readonly number[]>;
  /** The key of the outage that is told, shared by replicas and kept across restarts. */
  readonly shared: {
    /** Takes `key` unless there is one, and answers which it is. */
    begin(key: string): Promise<string>;
    current(): Promise<string | null>;
    end(key: string): Promise<void>;
  };
  /** Asks Slack sooner than usual who the bot is. */
  readonly lookSooner: () => void;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
};

type Trouble = { readonly kind: "shut-out" | "silent"; readonly since: Instant; readonly why: string };

const SILENT_MS = 45_000;
const LOOK_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;

const CURES = {
  "shut-out": "Reinstall the Slack app, put the new bot token into SLACK_BOT_TOKEN and restart Tocsin.",
  silent: "Look at slack-status.com, and at the network and proxy of the machine Tocsin runs on.",
} as const;

export class Alarm {
  readonly #options: AlarmOptions;
  #trouble: Trouble | null = null;
  #answered = false;
  /** The outage that is told; `paged` when PagerDuty took it. */
  #outage: { readonly key: string; readonly paged: boolean } | null = null;
  #looking: Promise<void> | null = null;
  #stopped = false;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  /** Every call to Slack tells something. Of a token, only `auth.test` is believed: it asks for nothing else. */
  heard(entry: CallEntry): void {
    const { method, slack } = entry;
    if (slack === undefined) return;
    const asked = method === "auth.test";
    const trouble = this.#trouble;
    if (!asked && slack !== "answers") this.#options.lookSooner();
    if (slack === "answers") {
      if (trouble?.kind === "shut-out" && !asked) this.#options.lookSooner();
      else this.#answers();
    } else if (slack === "silent" || asked) this.#fails(slack, entry);
  }

  #answers(): void {
    this.#answered = true;
    this.#trouble = null;
    if (this.#outage !== null) void this.look();
  }

  #fails(kind: Trouble["kind"], { ms, reason }: CallEntry): void {
    const before = this.#trouble;
    if (before?.kind === kind || before?.kind === "shut-out") return;
    const since = before?.since ?? this.#options.clock.now() - ms;
    this.#trouble = { kind, since, why: reason ?? "Slack did not answer." };
    // A silence is told when it has lasted.
    if (kind === "shut-out") void this.look();
  }

  /** Takes up the outage an earlier life told, and looks from now on. */
  start(): void {
    void this.#watch();
  }

  /** One look at whether something is to be told or taken back. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((err: unknown) => this.#options.log.error({ err }, "the alarm for Slack had a fault"))
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#looking;
  }

  async #watch(): Promise<void> {
    const { shared, clock } = this.#options;
    const before = await shared.current().catch(() => null);
    if (before !== null) this.#outage ??= { key: before, paged: false };
    while (!this.#stopped) {
      await this.look();
      await clock.sleep(LOOK_EVERY_MS);
    }
  }

  async #look(): Promise<void> {
    if (this.#trouble !== null) await this.#raise(this.#trouble);
    else if (this.#answered && this.#outage !== null) await this.#takeBack(this.#outage.key);
  }

  async #raise(trouble: Trouble): Promise<void> {
    const { clock, openNumbers, shared, log } = this.#options;
    if (this.#outage?.paged === true) return;
    // Not to know what is open is no reason to be silent.
    const numbers = await openNumbers().catch(() => null);
    if (trouble.kind === "silent") {
      if (numbers?.length === 0 || clock.now() - trouble.since < SILENT_MS) return;
    }
    const minute = Math.floor(trouble.since / MINUTE_MS) * MINUTE_MS;
    const own = this.#outage?.key ?? `tocsin/mute/${new Date(minute).toISOString()}`;
    const key = await shared.begin(own).catch(() => own);
    const paged = await this.#page(key, trouble, numbers);
    this.#outage = { key, paged };
    if (paged) log.warn({ key, why: trouble.why }, "Slack is mute, and that was paged");
  }

  /** The first step of the first policy that PagerDuty takes; Slack cannot be asked who anybody is. */
  async #page(key: string, trouble: Trouble, numbers: readonly number[] | null): Promise<boolean> {
    const { pager, profile, log } = this.#options;
    const targets = targetsOf(profile());
    if (targets.length === 0)
      log.error(
        { key, why: trouble.why },
        "Slack is mute, and the manual names nobody who could be paged for it",
      );
    for (const to of targets) {
      const paged = await pager.page({
        // The brand's other maker: no incident, so no effect, has this id.
        key: key as EffectId,
        title: "Tocsin is mute: it cannot reach people in Slack",
        body: bodyOf(trouble, numbers),
        to,
        service: null,
        severity: "critical",
        // Another replica, or an earlier life, may have sent it.
        attempt: { effect: key as EffectId, number: 2, firstTriedAt: trouble.since },
        route: "first",
      });
      if (paged.kind === "done") return true;
      log.error({ key, reason: paged.reason }, "Slack is mute, and that could not be paged");
      if (paged.kind === "retry") return false;
    }
    return false;
  }

  async #takeBack(key: string): Promise<void> {
    const { pager, shared, log } = this.#options;
    const withdrawn = await pager.withdraw(key as EffectId); // the same brand
    if (withdrawn.kind === "retry") return;
    if (withdrawn.kind === "failed")
      log.error({ key, reason: withdrawn.reason }, "Slack answers again, but its page could not be resolved");
    // Kept in mind until the database forgot it, or another replica would take it up again.
    await shared.end(key);
    this.#outage = null;
    log.info({ key }, "Slack answers again, and its page is resolved");
  }
}

function bodyOf(trouble: Trouble, numbers: readonly number[] | null): string {
  const open =
    numbers === null
      ? "Which incidents are open cannot be read now."
      : numbers.length === 0
        ? "No incident is open."
        : `Open incidents: ${numbers.map(incidentName).join(", ")}.`;
  return [
    `What is broken: since ${new Date(trouble.since).toISOString()} Tocsin cannot post or answer in Slack. ${trouble.why}`,
    `What to do: ${CURES[trouble.kind]}`,
    open,
    "Pages of incidents still go out, and can be acknowledged in PagerDuty. Agree by phone on where to talk.",
    "This page resolves itself when Slack answers again.",
  ].join("\n");
}

function targetsOf(profile: Profile): readonly PagerTarget[] {
  return (profile.escalation[0]?.steps ?? []).flatMap(({ page }) => targetOf(page, profile) ?? []);
}

function targetOf(target: PageTarget, profile: Profile): PagerTarget | null {
  switch (target.kind) {
    case "pagerduty":
      return { kind: "policy", policy: target.policy };
    case "schedule":
      return { kind: "schedule", schedule: target.schedule };
    case "people":
      return people(target.emails);
    case "group":
      return people(emailsOf(target.group, profile));
    case "role":
      return people(emailsOf(profile.roles.find(({ key }) => key === target.role)?.from ?? null, profile));
    case "user":
      return null;
  }
}

function people(emails: readonly string[]): PagerTarget | null {
  return emails.length === 0 ? null : { kind: "people", emails };
}

function emailsOf(group: string | null, profile: Profile): readonly string[] {
  return profile.people.find(({ key }) => key === group)?.emails ?? [];
}
