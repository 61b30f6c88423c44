import type { EffectId, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { choosePlace, doubtful } from "./choose-place.ts";
import { rotaMark } from "./chores.ts";
import { type Place, placesOf } from "./cover-places.ts";
import type {
  Cover,
  CoverAnswer,
  CoverAsk,
  Errand,
  OnCallDesk,
  OnCallStore,
  OnCallViews,
  RotaSeen,
  TakeAnswer,
  Workspace,
} from "./on-call-ports.ts";
import { type Clock, NotSaved, type Outcome, type Pager, type PagerPerson, type Rota } from "./ports.ts";
import { pagerPolicies } from "./readiness.ts";

/**
 * What people ask of on-call by command and button. PagerDuty and Slack are asked with a time limit, since the person
 * waits; what is decided is stored with the errand that carries it out, and said as done only when that is.
 */
export type DeskOptions = {
  readonly store: OnCallStore;
  readonly pager: Pick<Pager, "state" | "rota" | "onSchedule" | "person">;
  readonly workspace: Pick<Workspace, "about">;
  readonly views: Pick<OnCallViews, "coverAsked">;
  readonly profile: () => Profile;
  readonly clock: Clock;
  /** The chores are to look at once. */
  readonly soon: () => void;
  /** How long the outside may take in all, in real milliseconds. */
  readonly withinMs?: number;
};

const WITHIN_MS = 2_000;
const ZONE_WITHIN_MS = 700;

type Refused = { readonly kind: "unreachable"; readonly reason: string; readonly cure: string };

export function createOnCallDesk(options: DeskOptions): OnCallDesk {
  return {
    rotas: (policies) => rotas(policies, options),
    onSchedules: (schedules) => onSchedules(schedules, options),
    zoneOf: async (user) => {
      const found = await within(ZONE_WITHIN_MS, "Slack", options.workspace.about(user));
      return found.kind === "done" ? found.receipt.timezone : null;
    },
    cover: (ask) => cover(ask, options),
    take: (id, by) => take(id, by, options),
  };
}

/** An answer that comes too late for the person is none; the call itself ends by its own limit. */
async function within<Receipt>(
  ms: number,
  who: "Slack" | "PagerDuty",
  asked: Promise<Outcome<Receipt>>,
): Promise<Outcome<Receipt>> {
  const late: Outcome<Receipt> = {
    kind: "retry",
    afterMs: 0,
    reason: `${who} did not answer within ${ms / 1000} s.`,
    cure: "Try again in a minute.",
  };
  const { promise, resolve } = Promise.withResolvers<Outcome<Receipt>>();
  const timer = setTimeout(resolve, ms, late);
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function rotas(
  policies: readonly string[],
  { pager, store, withinMs = WITHIN_MS }: DeskOptions,
): Promise<ReadonlyMap<string, RotaSeen>> {
  const seen = policies.map(async (policy): Promise<readonly [string, RotaSeen]> => {
    if (pager.state === "off") return [policy, { kind: "off" }];
    const rota = await within(withinMs, "PagerDuty", pager.rota(policy));
    if (rota.kind === "done") return [policy, { kind: "fresh", rota: rota.receipt }];
    // Without the database PagerDuty's answer is all there is.
    const kept = await store.mark(rotaMark(policy)).catch(() => null);
    if (kept === null) return [policy, { kind: "unknown", why: rota.reason }];
    // The chores wrote it.
    return [policy, { kind: "last-known", rota: kept.body as Rota, at: kept.at, why: rota.reason }];
  });
  return new Map(await Promise.all(seen));
}

async function onSchedules(
  schedules: readonly string[],
  { pager, withinMs = WITHIN_MS }: DeskOptions,
): Promise<ReadonlyMap<string, readonly PagerPerson[]>> {
  if (pager.state === "off") return new Map();
  const asked = schedules.map(async (schedule) => {
    const people = await within(withinMs, "PagerDuty", pager.onSchedule(schedule));
    return people.kind === "done" ? [[schedule, people.receipt] as const] : [];
  });
  return new Map((await Promise.all(asked)).flat());
}

/** Who is to be covered where. */
async function cover(ask: CoverAsk, options: DeskOptions): Promise<CoverAnswer> {
  const { pager, workspace, profile, withinMs = WITHIN_MS } = options;
  if (pager.state === "off") return { kind: "off" };
  const policies = pagerPolicies(profile());
  if (policies.length === 0) return { kind: "no-policy" };
  const [about, seen] = await Promise.all([
    within(withinMs, "Slack", workspace.about(ask.by)),
    rotas(policies, options),
  ]);
  if (about.kind !== "done") return unreachable(about);
  const asker = { about: about.receipt, places: placesOf(seen, profile()) };
  const place = choosePlace(ask, asker);
  if (!("level" in place)) return doubtful(place, seen) ?? place;
  const [schedule] = place.schedules;
  if (schedule === undefined) return { kind: "no-schedule", policy: place.policy, url: place.url };
  const asked: Cover = {
    id: ask.id,
    policy: place.key,
    schedule,
    askedBy: ask.by,
    askedAt: options.clock.now(),
    until: ask.until,
    channel: room(ask.channel, profile()),
    taken: null,
    overrideId: null,
  };
  return ask.who === null ? invite(asked, options) : give(asked, ask.who, place, options);
}

function lower(text: string): string {
  return text.toLowerCase();
}

/** Where everybody on call reads it; in a direct message nobody would. */
function room(typedIn: SlackChannelId, { onCall, slack }: Profile): string {
  return onCall.channel ?? (typedIn.startsWith("D") ? slack.announcements : typedIn);
}

async function invite(asked: Cover, { store, views, soon, clock }: DeskOptions): Promise<CoverAnswer> {
  const errand: Errand = {
    id: `cover/${asked.id}/ask` as EffectId, // made here, once for each request
    body: {
      kind: "post",
      to: { kind: "channel", channel: asked.channel },
      message: views.coverAsked(asked),
      tell: asked.askedBy,
    },
  };
  await saved(
    store.transaction(async (tx) => {
      if (await tx.addCover(asked)) await tx.addErrands([errand], clock.now());
    }),
  );
  soon();
  return { kind: "asked", cover: asked };
}

async function give(
  asked: Cover,
  who: SlackUserId,
  place: Place,
  options: DeskOptions,
): Promise<CoverAnswer> {
  const email = await emailIn(who, options);
  if (email === null) return { kind: "not-in-pagerduty", user: who };
  if (typeof email !== "string") return email;
  if (place.emails.includes(lower(email)) && place.emails.length === 1)
    return { kind: "already-on-call", user: who };
  const taken = { by: who, email, at: options.clock.now() };
  const given: Cover = { ...asked, taken };
  await saved(
    options.store.transaction(async (tx) => {
      if (await tx.addCover(given)) await tx.addErrands([overrideOf(given, taken.at)], taken.at);
    }),
  );
  options.soon();
  return { kind: "taken", cover: given };
}

async function take(id: string, by: SlackUserId, options: DeskOptions): Promise<TakeAnswer> {
  const { store, clock } = options;
  const found = await store.cover(id).catch((cause: unknown) => {
    throw new NotSaved(true, { cause });
  });
  if (found === null) return { kind: "no-cover" };
  const closed = closedTo(found, by, clock.now());
  if (closed !== null) return closed;
  const email = await emailIn(by, options);
  if (email === null) return { kind: "not-in-pagerduty", user: by };
  if (typeof email !== "string") return email;
  const at = clock.now();
  const now = await saved(
    store.transaction(async (tx) => {
      const held = await tx.takeCover(id, { by, email, at });
      if (held?.taken?.by === by && held.taken.at === at) await tx.addErrands([overrideOf(held, at)], at);
      return held;
    }),
  );
  if (now === null) return { kind: "no-cover" };
  if (now.taken?.by !== by) return { kind: "too-late", cover: now };
  options.soon();
  return { kind: "taken", cover: now };
}

/** It may have been stored although the answer was lost; asking again is harmless, for one request is one cover. */
async function saved<Of>(committed: Promise<Of>): Promise<Of> {
  return committed.catch((cause: unknown) => {
    throw new NotSaved(false, { cause });
  });
}

function closedTo(found: Cover, by: SlackUserId, now: number): TakeAnswer | null {
  if (found.until <= now) return { kind: "over", cover: found };
  if (found.taken?.by === by) return { kind: "taken", cover: found };
  if (found.taken !== null) return { kind: "too-late", cover: found };
  return found.askedBy === by ? { kind: "own", cover: found } : null;
}

/** One for each time it is taken: after one that failed somebody else may. */
function overrideOf({ id }: Cover, at: number): Errand {
  return { id: `cover/${id}/override/${at}` as EffectId, body: { kind: "override", cover: id } };
}

/** The e-mail address by which PagerDuty knows a person of Slack; null when it does not. */
async function emailIn(user: SlackUserId, options: DeskOptions): Promise<string | null | Refused> {
  const { workspace, pager, withinMs = WITHIN_MS } = options;
  const about = await within(withinMs / 2, "Slack", workspace.about(user));
  if (about.kind !== "done") return unreachable(about);
  const { email } = about.receipt;
  if (email === null) return null;
  const person = await within(withinMs / 2, "PagerDuty", pager.person(email));
  if (person.kind !== "done") return unreachable(person);
  return person.receipt === null ? null : email;
}

function unreachable({ reason, cure }: { readonly reason: string; readonly cure: string }): Refused {
  return { kind: "unreachable", reason, cure };
}
