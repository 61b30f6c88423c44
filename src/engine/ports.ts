import type { Addressee } from "../domain/effect.ts";
import type {
  DeliveryKey,
  EffectId,
  IncidentId,
  Instant,
  SlackChannelId,
  SlackUserId,
} from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Refusal } from "../domain/incident/decision.ts";
import type { RecordedEvent } from "../domain/incident/event.ts";
import type { Actor, Incident, Notified, Page, PageLevel, PageVia } from "../domain/incident/incident.ts";
import type { Allowed, PageTarget, Profile } from "../domain/profile.ts";

/** What the engine asks of the outside. Integrations fulfil these; nothing here knows a vendor's names. */

/**
 * The answer to one attempt.
 * `retry`: it may or may not have happened; look, then try again after so long.
 * `failed`: refused, and trying again alone will not help; `reason` and `cure` are sentences for people. `nobody`: there
 * is no one to be reached there at all, so the next one is to be called at once.
 */
export type Outcome<Receipt> =
  | { readonly kind: "done"; readonly receipt: Receipt }
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: string; readonly cure: string }
  | { readonly kind: "failed"; readonly reason: string; readonly cure: string; readonly nobody?: true };

/** Which try this is. From the second on, what cannot be repeated harmlessly is looked for first. */
export type Attempt = {
  readonly effect: EffectId;
  /** 1 for the first try. */
  readonly number: number;
  readonly firstTriedAt: Instant;
};

/**
 * A Block Kit message: `text` is the fallback for notifications and old clients; `plain` stands in for `blocks` where a
 * workspace takes no newer ones.
 */
export type Message = {
  readonly text: string;
  readonly blocks: readonly object[];
  readonly plain?: readonly object[];
};

/** Slack. Every call has a time limit and makes one attempt. */
export interface Chat {
  /** Tries `name`, then `name-2`…; adopts a channel this bot made in an earlier try. */
  createChannel(ask: {
    readonly name: string;
    readonly private: boolean;
    readonly attempt: Attempt;
  }): Promise<Outcome<{ id: SlackChannelId; name: string }>>;
  setTopic(channel: SlackChannelId, topic: string): Promise<Outcome<null>>;
  /** Already there by title counts as done. */
  addBookmark(
    channel: SlackChannelId,
    bookmark: { readonly title: string; readonly url: string },
  ): Promise<Outcome<null>>;
  /** One person; "already in channel" counts as done. */
  invite(channel: SlackChannelId, user: SlackUserId): Promise<Outcome<null>>;
  /** Posts once: a repeated attempt first looks for a message carrying the effect's id. A user id posts to the direct message. */
  post(ask: {
    readonly channel: string;
    readonly message: Message;
    readonly attempt: Attempt;
  }): Promise<Outcome<{ channel: SlackChannelId; ts: string }>>;
  update(ask: {
    readonly channel: SlackChannelId;
    readonly ts: string;
    readonly message: Message;
  }): Promise<Outcome<null>>;
  pin(channel: SlackChannelId, ts: string): Promise<Outcome<null>>;
  /** Shares a text file in a channel; a repeated attempt first looks for it. */
  shareFile(ask: {
    readonly channel: SlackChannelId;
    readonly filename: string;
    readonly title: string;
    readonly content: string;
    readonly attempt: Attempt;
  }): Promise<Outcome<{ fileId: string; permalink: string | null }>>;
  userByEmail(email: string): Promise<Outcome<SlackUserId>>;
  /** What people are called; those who cannot be looked up now are left out. */
  names(users: readonly SlackUserId[]): Promise<ReadonlyMap<string, string>>;
  /** Null when Slack does not tell it: a bot, or the scope is missing. */
  emailOf(user: SlackUserId): Promise<Outcome<string | null>>;
  /** Members of a user group by handle, without the @. */
  groupMembers(handle: string): Promise<Outcome<readonly SlackUserId[]>>;
  /** Must be called within Slack's three seconds of the click. */
  openView(triggerId: string, view: object): Promise<Outcome<null>>;
  publishHome(user: SlackUserId, view: object): Promise<Outcome<null>>;
}

/** PagerDuty. `off` when no credentials are given: pages are then refused loudly, never pretended. */
export interface Pager {
  readonly state: "on" | "off";
  /** Whether `route: "second"` leads anywhere. */
  readonly hasSecondWay: boolean;
  page(ask: PageAsk): Promise<Outcome<PageReceipt>>;
  acknowledge(pagerDutyId: string, key: EffectId): Promise<Outcome<null>>;
  resolve(pagerDutyId: string, key: EffectId): Promise<Outcome<null>>;
  /** A page that may have gone out, its answer lost, is to call nobody any more. That there is none is done too. */
  withdraw(key: EffectId): Promise<Outcome<null>>;
  /** What PagerDuty's log tells of a page by now. Refused for a page made by an event for a routing key. */
  follow(pagerDutyId: string): Promise<Outcome<PageLog>>;
  /** E-mail addresses of those on call now for a policy, by name or id, first level only. */
  onCall(
    policy: string,
  ): Promise<Outcome<readonly { readonly name: string; readonly email: string | null }[]>>;
  /** Those whom a schedule, by name or id, has on call now. */
  onSchedule(
    schedule: string,
  ): Promise<Outcome<readonly { readonly name: string; readonly email: string | null }[]>>;
  /** All levels of a policy now, and what changes next within a fortnight. */
  rota(policy: string): Promise<Outcome<Rota>>;
  /** Puts somebody on call for a while; a repeated attempt first looks whether that override is there. */
  override(ask: OverrideAsk): Promise<Outcome<{ readonly overrideId: string }>>;
  /** Null when PagerDuty has nobody with this e-mail address. */
  person(email: string): Promise<Outcome<{ readonly id: string; readonly name: string } | null>>;
}

/** Whom a page calls, in PagerDuty's terms; policies and schedules by name or id. */
export type PagerTarget =
  | { readonly kind: "policy"; readonly policy: string }
  | { readonly kind: "schedule"; readonly schedule: string }
  | { readonly kind: "people"; readonly emails: readonly string[] };

export type PageAsk = {
  /** Sent as `incident_key` / `dedup_key`: the same key twice is one page. */
  readonly key: EffectId;
  readonly title: string;
  readonly body: string;
  readonly to: PagerTarget;
  /** A service by name or id; null takes the policy's first. */
  readonly service: string | null;
  /** Events v2 knows four words. */
  readonly severity: "critical" | "error" | "warning" | "info";
  /** From the second try on, the page is looked for by its key before it is sent again. */
  readonly attempt?: Attempt;
  /**
   * `first` tries the REST API, and where that fails and a routing key is set, the event as well. `second` goes by
   * the event alone, because what the first way accepted did not come through.
   */
  readonly route: "first" | "second";
};

export type PageReceipt = {
  readonly pagerDutyId: string;
  readonly url: string | null;
  readonly via: PageVia;
  /** E-mail addresses of the target that PagerDuty does not know; nobody there was called for them. */
  readonly unknown: readonly string[];
};

/** Somebody of PagerDuty; the e-mail address is null when it could not be looked up. */
export type PagerPerson = { readonly name: string; readonly email: string | null };

/** What PagerDuty's log tells of one page. */
export type PageLog = {
  readonly notified: readonly Notified[];
  /** The last one that was not taken back. */
  readonly acknowledged: { readonly by: PagerPerson; readonly at: Instant } | null;
  readonly unacknowledgedAt: Instant | null;
  readonly resolved: { readonly by: PagerPerson | null; readonly at: Instant } | null;
  readonly level: PageLevel | null;
};

/** Who is on call for a policy, level by level. */
export type Rota = {
  /** PagerDuty's own name of the policy. */
  readonly policy: string;
  readonly url: string | null;
  readonly levels: readonly {
    /** 1 for the first. */
    readonly level: number;
    readonly people: readonly PagerPerson[];
    /** Minutes until PagerDuty asks the next level. */
    readonly escalatesAfterMinutes: number | null;
    /** Schedules by which they are on call; overrides are written to these. */
    readonly schedules: readonly { readonly id: string; readonly name: string }[];
    /** When somebody else takes over at this level, and who; null when nothing changes. */
    readonly next: { readonly at: Instant; readonly people: readonly PagerPerson[] } | null;
  }[];
};

export type OverrideAsk = {
  /** A schedule's id. */
  readonly schedule: string;
  readonly email: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly attempt: Attempt;
};

/** Milliseconds since the epoch. Tests hand in one they can move. */
export interface Clock {
  now(): Instant;
}

/** Messages the workers need; `main.ts` hands in the views. */
export interface Views {
  card(incident: Incident, profile: Profile): Message;
  announcement(incident: Incident, profile: Profile): Message;
  topic(incident: Incident, profile: Profile): string;
  /** The message said about one event, for the incident channel, the announcements channel or one person. */
  notice(
    incident: Incident,
    profile: Profile,
    event: RecordedEvent["event"],
    by: Actor,
    to?: Addressee["kind"],
  ): Message;
  /** To one of those whom a page was to wake. */
  summonMessage(incident: Incident, profile: Profile, page: Page, user: SlackUserId): Message;
  /** In the incident's channel: who was told so. */
  summonMention(users: readonly SlackUserId[], incident: Incident, profile: Profile, page: Page): Message;
  /** Whom a page calls, as mrkdwn: one name wherever it is told. */
  whom(target: PageTarget, policy: string, profile: Profile): string;
  /** A name Slack accepts, made from the profile's template. */
  channelName(incident: Incident, profile: Profile): string;
  /** The draft in Markdown, from the timeline alone. */
  postmortem(incident: Incident, profile: Profile, timeline: readonly RecordedEvent[]): string;
  /** Everybody a draft names by id, to be looked up. */
  peopleIn(draft: string): readonly SlackUserId[];
  withNames(
    draft: string,
    names: ReadonlyMap<string, string>,
    about: { readonly incident: Incident; readonly profile: Profile },
  ): string;
  postmortemMessage(incident: Incident, draft: string): Message;
}

/** What came of one command. */
export type Result =
  | {
      readonly kind: "accepted";
      readonly incident: Incident;
      readonly events: readonly RecordedEvent["event"][];
    }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly incident: Incident | null }
  | { readonly kind: "quiet"; readonly incident: Incident | null }
  /** The database is away: the declare is kept on disk, and its pages go out without it. */
  | {
      readonly kind: "spooled";
      readonly incident: null;
      /** What it will be; its number is a stand-in and is never shown. */
      readonly draft: Incident;
      readonly pages: readonly SpooledPage[];
      /** It repeats one that is kept already; nobody is paged again for it. */
      readonly again: boolean;
    };

/** A page that was asked for while the database was away. `refused`: nobody is woken by it, for this reason. */
export type SpooledPage = {
  readonly effect: EffectId;
  readonly policy: string;
  readonly target: PageTarget;
} & (
  | { readonly state: "sending" }
  | { readonly state: "accepted"; readonly via: PageVia }
  | { readonly state: "refused"; readonly reason: string; readonly cure: string }
);

/** Which incident a command is about. `channel` is where it was typed or clicked. */
export type IncidentRef =
  | { readonly kind: "new" }
  | { readonly kind: "id"; readonly id: IncidentId }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "channel"; readonly channel: SlackChannelId };

/** A command as the edge hands it over. */
export type Ask = {
  readonly command: IncidentCommand;
  readonly by: Actor;
  readonly incident: IncidentRef;
  /** Acted on once: a second ask with the same key gets the first one's result and changes nothing. */
  readonly key: DeliveryKey | null;
  /** A declare that may have to wait for the database: its id and time are settled before, so that its page is. */
  readonly kept?: { readonly id: IncidentId; readonly at: Instant };
};

/** The one way to change anything. Rejects with `NotSaved` when the database cannot be reached: nothing was stored. */
export interface Dispatcher {
  dispatch(ask: Ask): Promise<Result>;
}

/**
 * The command was not acted on. `certain`: nothing was stored. Not certain: the database stopped answering at the
 * very end, so it may have been stored; repeating is harmless, but the person must be told that we cannot tell.
 */
export class NotSaved extends Error {
  override readonly name = "NotSaved";
  readonly certain: boolean;
  constructor(certain: boolean, options?: { cause?: unknown }) {
    super(certain ? "nothing was saved" : "it is not certain whether this was saved", options);
    this.certain = certain;
  }
}

/** What a look may ask. `viewer` sees private incidents only when they take part in them. */
export interface Queries {
  byNumber(number: number, viewer: SlackUserId): Promise<Incident | null>;
  byChannel(channel: SlackChannelId): Promise<Incident | null>;
  /** Open ones, worst first, then oldest first; at most `limit`. */
  open(viewer: SlackUserId, limit: number): Promise<readonly Incident[]>;
  timeline(incident: IncidentId): Promise<readonly RecordedEvent[]>;
}

/** Who is in the workspace. */
export type Members = {
  /** Let in for some channels only: "everyone" in the manual does not mean them. */
  readonly guests: readonly SlackUserId[];
  /** By account, where Slack tells it. */
  readonly emails: ReadonlyMap<SlackUserId, string>;
};

/** Who is who, as far as it has been looked up outside; never asks anybody itself. */
export interface People {
  /** Slack users of a people group of the profile; null while that is not known. */
  membersOf(group: string): readonly SlackUserId[] | null;
  /** Whether a person may; null while that is not known, which is no. */
  isOneOf(user: SlackUserId, allowed: Allowed): boolean | null;
  /** Whether two Slack accounts are known to be one person's: they have one mailbox. */
  isSame(one: SlackUserId, other: SlackUserId): boolean;
}
