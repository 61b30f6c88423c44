import type { EffectId, Instant } from "../domain/ids.ts";
import { digestOf, type Span } from "../domain/on-call/digest.ts";
import { lastWeekly } from "../domain/on-call/wall-clock.ts";
import type { Profile } from "../domain/profile.ts";
import { type Errands, groupMark } from "./errands.ts";
import type {
  Errand,
  Finding,
  Mark,
  OnCallStore,
  OnCallViews,
  RotaSeen,
  Shift,
  Workspace,
} from "./on-call-ports.ts";
import type { Chat, Clock, Message, Pager, PagerPerson, Rota } from "./ports.ts";
import { examineReadiness, pagerPolicies } from "./readiness.ts";

/**
 * What on-call needs done without anybody asking: watching who is on call, hand-overs, user groups, the weekly summary
 * and the daily check. One replica does it, by a lease; what was said is stored with the errand that says it, so
 * that nothing is said twice, and what fell due while nobody looked is said once, late.
 */
export type ChoresOptions = {
  readonly lease: { hold(): Promise<boolean> };
  readonly errands: Errands;
  readonly store: OnCallStore;
  readonly pager: Pick<Pager, "state" | "rota" | "onSchedule" | "person">;
  readonly chat: Pick<Chat, "userByEmail" | "groupMembers">;
  readonly workspace: Workspace;
  readonly views: OnCallViews;
  readonly profile: () => Profile;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { warn(fields: object, message: string): void };
};

export type Chores = {
  /** One round: whatever is due, once. */
  look(): Promise<void>;
  /** Somebody waits for an errand. */
  soon(): void;
  /** Resolves when the round that is under way is over. */
  stop(): Promise<void>;
};

const STEP_MS = 1_000;
const WATCH_EVERY_MS = 60_000;
const FIRST_CHECK_AFTER_MS = 30_000;
const DAY_MS = 24 * 3_600_000;

export function createChores(options: ChoresOptions): Chores {
  const { clock, lease, errands, log } = options;
  let stopped = false;
  let watchAt = 0;
  let checkAt = clock.now() + FIRST_CHECK_AFTER_MS;
  let looking: Promise<void> = Promise.resolve();
  const chore = async (name: string, work: () => Promise<void>): Promise<void> => {
    await work().catch((err: unknown) => log.warn({ err, chore: name }, "a chore failed; it comes again"));
  };
  const mayGoOn = async (): Promise<boolean> => !stopped && (await lease.hold());
  const round = async (): Promise<void> => {
    if (!(await mayGoOn())) return;
    const now = clock.now();
    await errands.carryOut(mayGoOn);
    if (now >= watchAt) {
      watchAt = now + WATCH_EVERY_MS;
      await chore("on-call", () => watch(options));
      await chore("weekly summary", () => weekly(options));
    }
    if (now >= checkAt) {
      checkAt = now + DAY_MS;
      await chore("daily check", () => check(options));
    }
    await errands.carryOut(mayGoOn);
  };
  const look = (): Promise<void> => {
    looking = looking.then(() =>
      round().catch((err: unknown) => log.warn({ err }, "on-call's chores could not be looked at")),
    );
    return looking;
  };
  const run = async (): Promise<void> => {
    while (!stopped) {
      await clock.sleep(STEP_MS);
      if (!stopped) await look();
    }
  };
  void run();
  return {
    look,
    soon: () => void look(),
    stop: () => {
      stopped = true;
      return looking;
    },
  };
}

async function watch(options: ChoresOptions): Promise<void> {
  if (options.pager.state === "off") return;
  const rotas = new Map<string, Rota>();
  for (const policy of pagerPolicies(options.profile())) {
    const rota = await options.pager.rota(policy);
    if (rota.kind !== "done") continue;
    rotas.set(policy, rota.receipt);
    await remember(policy, rota.receipt, options);
    await follow(policy, rota.receipt, options);
  }
  for (const group of options.profile().onCall.userGroups) await keepGroup(group, rotas, options);
}

/** The name under which the last rota of a policy is kept. */
export function rotaMark(policy: string): string {
  return `rota/${policy}`;
}

async function remember(policy: string, rota: Rota, { store, clock }: ChoresOptions): Promise<void> {
  const before = await store.mark(rotaMark(policy));
  await store.transaction((tx) =>
    tx.setMark(rotaMark(policy), { at: clock.now(), body: rota }, before?.at ?? null),
  );
}

async function follow(policy: string, rota: Rota, options: ChoresOptions): Promise<void> {
  const { store, clock } = options;
  const people = rota.levels[0]?.people ?? [];
  const before = await store.currentShift(policy);
  if (before !== null && same(before.people, people)) return;
  const at = clock.now();
  const said = before === null ? [] : await handOver(before, people, rota, options);
  await store.transaction(async (tx) => {
    if (await tx.changeShift({ policy, people, since: at }, before?.since ?? null))
      await tx.addErrands(said, at);
  });
}

/** An e-mail address that could not be looked up for once makes nobody another person. */
function isSame(one: PagerPerson, other: PagerPerson): boolean {
  return one.email !== null && other.email !== null ? one.email === other.email : one.name === other.name;
}

function same(before: readonly PagerPerson[], now: readonly PagerPerson[]): boolean {
  return before.length === now.length && before.every((one) => now.some((other) => isSame(one, other)));
}

async function handOver(
  before: Shift,
  now: readonly PagerPerson[],
  rota: Rota,
  options: ChoresOptions,
): Promise<readonly Errand[]> {
  const { store, views, clock } = options;
  const profile = options.profile();
  const { channel } = profile.onCall;
  if (channel === null) return [];
  const at = clock.now();
  const span = { from: before.since, to: at };
  const digest = digestOf(await store.period(span), span, profile);
  const change = { policy: before.policy, before, now, at, rota };
  const name = `shift/${before.policy}/${before.since}`;
  const here = post(`${name}/changed`, { kind: "channel", channel }, views.changed(change, digest));
  const newcomers = now.filter((person) => !before.people.some((other) => isSame(other, person)));
  const told = newcomers.flatMap(({ email }, index) =>
    email === null
      ? []
      : [post(`${name}/hand-over/${index}`, { kind: "email", email }, views.handOver(change, digest))],
  );
  return [here, ...told];
}

/** Once a day also without a change, since people edit groups by hand. */
async function keepGroup(
  { policy, handle }: Profile["onCall"]["userGroups"][number],
  rotas: ReadonlyMap<string, Rota>,
  { store, clock, profile }: ChoresOptions,
): Promise<void> {
  const named = profile()
    .escalation.find(({ key }) => key === policy)
    ?.steps.flatMap(({ page }) => (page.kind === "pagerduty" ? [page.policy] : []))[0];
  const people = rotas.get(named ?? "")?.levels[0]?.people ?? [];
  const emails = people.flatMap(({ email }) => email ?? []).sort();
  // Slack keeps no empty group, and one whose address is not known now would fall out of it.
  if (emails.length === 0 || emails.length < people.length) return;
  const now = clock.now();
  const before = await store.mark(groupMark(handle));
  const kept = before !== null && now - before.at < DAY_MS;
  if (kept && JSON.stringify(before.body) === JSON.stringify(emails)) return;
  await store.transaction(async (tx) => {
    if (!(await tx.setMark(groupMark(handle), { at: now, body: emails }, before?.at ?? null))) return;
    await tx.addErrands(
      [{ id: id(`group/${handle}/${now}`), body: { kind: "set-user-group", handle } }],
      now,
    );
  });
}

async function weekly(options: ChoresOptions): Promise<void> {
  const { store, clock } = options;
  const profile = options.profile();
  const { weekly: when, channel } = profile.onCall;
  if (when === null || channel === null) return;
  const due = lastWeekly(clock.now(), when, profile.timezone);
  const before = await store.mark("weekly");
  if (before !== null && before.at >= due) return;
  // The first week begins now: what was before it nobody watched.
  const said = before === null ? [] : [await summary({ from: before.at, to: due }, channel, options)];
  await store.transaction(async (tx) => {
    const mine = await tx.setMark("weekly", { at: due, body: null }, before?.at ?? null);
    if (mine) await tx.addErrands(said, clock.now());
  });
}

/** Of several missed weeks one summary tells. */
async function summary(span: Span, channel: string, options: ChoresOptions): Promise<Errand> {
  const { store, views } = options;
  const profile = options.profile();
  const week = {
    digest: digestOf(await store.period(span), span, profile),
    shifts: await store.shifts(span),
    coming: await coming(options),
  };
  return post(`weekly/${span.to}`, { kind: "channel", channel }, views.week(week, profile));
}

async function coming({
  store,
  pager,
  profile,
  clock,
}: ChoresOptions): Promise<readonly { readonly policy: string; readonly seen: RotaSeen }[]> {
  if (pager.state === "off") return [];
  const found = [];
  for (const policy of pagerPolicies(profile())) {
    const kept = await store.mark(rotaMark(policy));
    found.push({ policy, seen: seenIn(kept, clock.now()) });
  }
  return found;
}

const NOT_NOW = "PagerDuty does not answer now.";

function seenIn(kept: Mark | null, now: Instant): RotaSeen {
  if (kept === null) return { kind: "unknown", why: NOT_NOW };
  const rota = kept.body as Rota; // `remember` wrote it
  return now - kept.at < 2 * WATCH_EVERY_MS
    ? { kind: "fresh", rota }
    : { kind: "last-known", rota, at: kept.at, why: NOT_NOW };
}

/** What is new since the last look is said once; what could not be looked up stays as it was. */
async function check(options: ChoresOptions): Promise<void> {
  const { store, clock, views } = options;
  const profile = options.profile();
  const found = await examineReadiness({ ...options, profile });
  const before = await store.mark("readiness");
  const known = new Set((before?.body ?? []) as readonly string[]);
  const wrong = found.filter(({ state }) => state === "fault" || state === "note");
  const kept = found.filter(({ key, state }) => state === "unknown" && known.has(key));
  const fresh: readonly Finding[] = wrong.filter(({ key }) => !known.has(key));
  const now = clock.now();
  const channel = profile.slack.announcements;
  const said =
    fresh.length === 0 ? [] : [post(`readiness/${now}`, { kind: "channel", channel }, views.findings(fresh))];
  await store.transaction(async (tx) => {
    const body = [...wrong, ...kept].map(({ key }) => key);
    if (await tx.setMark("readiness", { at: now, body }, before?.at ?? null)) await tx.addErrands(said, now);
  });
}

function post(name: string, to: Extract<Errand["body"], { kind: "post" }>["to"], message: Message): Errand {
  return { id: id(name), body: { kind: "post", to, message, tell: null } };
}

function id(name: string): EffectId {
  return name as EffectId; // errands of chores are named after what they say, so that each is added once
}
