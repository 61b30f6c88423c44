import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Digest, Period, Span } from "../domain/on-call/digest.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message, Outcome, PagerPerson, Rota } from "./ports.ts";

/** What on-call asks of the database, of Slack and of the views, beside what `ports.ts` asks of them for incidents. */

/**
 * Something to be done behind which there is no incident. Stored in the transaction that decided it, carried out by
 * the holder of the lease, at least once; its id is the effect id by which it is looked for before it is repeated.
 */
export type Errand = { readonly id: EffectId; readonly body: ErrandBody };

export type ErrandBody =
  /** `tell` reads of it when it cannot be posted. */
  | {
      readonly kind: "post";
      readonly to: Recipient;
      readonly message: Message;
      readonly tell: SlackUserId | null;
    }
  /** Writes the override of a cover that somebody took, then tells them. */
  | { readonly kind: "override"; readonly cover: string }
  /** Level-triggered: the group gets those who are on call when it is carried out, whatever was asked before. */
  | { readonly kind: "set-user-group"; readonly handle: string };

export type Recipient =
  | { readonly kind: "channel"; readonly channel: string }
  | { readonly kind: "person"; readonly user: SlackUserId }
  | { readonly kind: "email"; readonly email: string };

/** `sent` may have happened; `moot` has nothing left to do. */
export type ErrandState = "requested" | "sent" | "done" | "failed" | "moot";

export type StoredErrand = Errand & {
  readonly state: ErrandState;
  readonly attempts: number;
  readonly requestedAt: Instant;
  readonly firstTriedAt: Instant | null;
};

/** Somebody asks to be covered, or is put in somebody's place. */
export type Cover = {
  readonly id: string;
  readonly policy: string;
  readonly schedule: { readonly id: string; readonly name: string };
  readonly askedBy: SlackUserId;
  readonly askedAt: Instant;
  readonly until: Instant;
  /** Where it was asked, and where it is said that somebody covers. */
  readonly channel: string;
  readonly taken: {
    readonly by: SlackUserId;
    readonly email: string;
    readonly at: Instant;
  } | null;
  /** PagerDuty's own id: only with it is it said that somebody covers. */
  readonly overrideId: string | null;
};

/** Who was on call for a policy of PagerDuty at its first level, and since when. */
export type Shift = {
  readonly policy: string;
  readonly people: readonly PagerPerson[];
  readonly since: Instant;
  readonly until: Instant | null;
};

/** What a chore remembers, by name. */
export type Mark = { readonly at: Instant; readonly body: unknown };

export interface OnCallStore {
  transaction<T>(work: (tx: OnCallTransaction) => Promise<T>): Promise<T>;
  /** Neither settled nor given up, due now, oldest first. */
  dueErrands(now: Instant, limit: number): Promise<readonly StoredErrand[]>;
  /** Counts a try before the call is made, and keeps others off until `busyUntil`; null when another is at it. */
  beginErrand(id: EffectId, at: Instant, busyUntil: Instant): Promise<StoredErrand | null>;
  mark(name: string): Promise<Mark | null>;
  currentShift(policy: string): Promise<Shift | null>;
  /** Shifts that lie in the time at least in part, oldest first. */
  shifts(span: Span): Promise<readonly Shift[]>;
  cover(id: string): Promise<Cover | null>;
  /** What digests are made of; private incidents are only counted. */
  period(span: Span): Promise<Period>;
}

export interface OnCallTransaction {
  /** One that is there already stays as it is. */
  addErrands(errands: readonly Errand[], at: Instant): Promise<void>;
  settleErrand(id: EffectId, at: Instant, receipt: unknown): Promise<void>;
  endErrand(id: EffectId, at: Instant, state: "failed" | "moot", reason: string): Promise<void>;
  delayErrand(id: EffectId, dueAt: Instant, reason: string): Promise<void>;
  /** False when it is not any more what the decision was made by: another replica was faster. */
  setMark(name: string, mark: Mark, before: Instant | null): Promise<boolean>;
  /** Ends the shift that began at `before`, and begins this one; false when another replica did. */
  changeShift(shift: Omit<Shift, "until">, before: Instant | null): Promise<boolean>;
  /** False when it is there already. */
  addCover(cover: Cover): Promise<boolean>;
  /** The cover as it is now; the first who takes it has it. */
  takeCover(id: string, taken: NonNullable<Cover["taken"]>): Promise<Cover | null>;
  /** Free again, since the override could not be written. */
  freeCover(id: string): Promise<void>;
  confirmCover(id: string, overrideId: string): Promise<void>;
}

/** What Slack knows of people, channels and user groups. */
export interface Workspace {
  about(user: SlackUserId): Promise<Outcome<AboutPerson>>;
  /** The id of a channel given by name or id; null when the bot sees none of that name. */
  channel(named: string): Promise<Outcome<SlackChannelId | null>>;
  setUserGroup(handle: string, users: readonly SlackUserId[]): Promise<Outcome<null>>;
}

export type AboutPerson = {
  readonly email: string | null;
  /** `Africa/Johannesburg`; null when Slack does not say. */
  readonly timezone: string | null;
  /** An admin or owner of the workspace. */
  readonly admin: boolean;
};

/** Who is on call, as far as it is known. */
export type RotaSeen =
  | { readonly kind: "fresh"; readonly rota: Rota }
  | { readonly kind: "last-known"; readonly rota: Rota; readonly at: Instant; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string }
  | { readonly kind: "off" };

export type CoverAsk = {
  /** Slack's own id of the request: one is acted on once. */
  readonly id: string;
  readonly by: SlackUserId;
  /** Null asks who would. */
  readonly who: SlackUserId | null;
  readonly until: Instant;
  /** A policy's key or name, or a schedule's; null where there is only one. */
  readonly place: string | null;
  readonly channel: SlackChannelId;
};

export type CoverAnswer =
  | { readonly kind: "asked"; readonly cover: Cover }
  | { readonly kind: "taken"; readonly cover: Cover }
  | { readonly kind: "off" }
  | { readonly kind: "unreachable"; readonly reason: string; readonly cure: string }
  | { readonly kind: "no-policy" }
  | { readonly kind: "unknown-place"; readonly typed: string; readonly known: readonly string[] }
  | { readonly kind: "not-on-call"; readonly direct: boolean; readonly now: readonly string[] }
  | { readonly kind: "several"; readonly places: readonly string[] }
  | { readonly kind: "no-schedule"; readonly policy: string; readonly url: string | null }
  | { readonly kind: "already-on-call"; readonly user: SlackUserId }
  | { readonly kind: "not-in-pagerduty"; readonly user: SlackUserId };

export type TakeAnswer =
  | { readonly kind: "taken"; readonly cover: Cover }
  | { readonly kind: "no-cover" }
  | { readonly kind: "own"; readonly cover: Cover }
  | { readonly kind: "over"; readonly cover: Cover }
  | { readonly kind: "too-late"; readonly cover: Cover }
  | { readonly kind: "not-in-pagerduty"; readonly user: SlackUserId }
  | { readonly kind: "unreachable"; readonly reason: string; readonly cure: string };

/** What commands and buttons ask of on-call. */
export interface OnCallDesk {
  /** By PagerDuty's policy as the profile names it; answers within two seconds. */
  rotas(policies: readonly string[]): Promise<ReadonlyMap<string, RotaSeen>>;
  /** Whom schedules have on call now, by the schedule as the profile names it; those not known now are left out. */
  onSchedules(schedules: readonly string[]): Promise<ReadonlyMap<string, readonly PagerPerson[]>>;
  /** Null when Slack does not say in time. */
  zoneOf(user: SlackUserId): Promise<string | null>;
  cover(ask: CoverAsk): Promise<CoverAnswer>;
  take(cover: string, by: SlackUserId): Promise<TakeAnswer>;
}

/** One thing that is not as the manual says. `key` stays the same while it is so. */
export type Finding = {
  readonly key: string;
  readonly part: string;
  /** A `note` works, but not as one would think. `unknown` could not be looked up now, which says nothing of the manual. */
  readonly state: "ok" | "note" | "fault" | "unknown";
  /** Plain text: what, why, and the way out. */
  readonly says: string;
};

export type Change = {
  readonly policy: string;
  readonly before: Shift;
  readonly now: readonly PagerPerson[];
  readonly at: Instant;
  readonly rota: Rota;
};

export type Week = {
  readonly digest: Digest;
  readonly shifts: readonly Shift[];
  readonly coming: readonly { readonly policy: string; readonly seen: RotaSeen }[];
};

/** Messages the chores need; `main.ts` hands in the views. */
export interface OnCallViews {
  coverAsked(cover: Cover): Message;
  covered(cover: Cover, overrideId: string, reader: "coverer" | "asker" | "channel"): Message;
  notCovered(cover: Cover, problem: { readonly reason: string; readonly cure: string }): Message;
  coverLate(cover: Cover, problem: { readonly reason: string; readonly cure: string }): Message;
  changed(change: Change, digest: Digest): Message;
  handOver(change: Change, digest: Digest): Message;
  week(week: Week, profile: Profile): Message;
  findings(found: readonly Finding[]): Message;
  groupNotKept(handle: string, problem: { readonly reason: string; readonly cure: string }): Message;
  notPosted(to: Recipient, problem: { readonly reason: string; readonly cure: string }): Message;
}
