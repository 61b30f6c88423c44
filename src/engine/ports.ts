import type {
  DeliveryKey,
  EffectId,
  IncidentId,
  Instant,
  SlackChannelId,
  SlackUserId,
} from "../domain/ids.ts";
import type {
  Actor,
  Incident,
  IncidentCommand,
  PageVia,
  RecordedEvent,
  Refusal,
} from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";

/** What the engine asks of the outside. Integrations fulfil these; nothing here knows a vendor's names. */

/**
 * The answer to one attempt.
 * `retry`: it may or may not have happened; look, then try again after so long.
 * `failed`: refused, and trying again alone will not help; `reason` and `cure` are sentences for people.
 */
export type Outcome<Receipt> =
  | { readonly kind: "done"; readonly receipt: Receipt }
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: string; readonly cure: string }
  | { readonly kind: "failed"; readonly reason: string; readonly cure: string };

/** Which try this is. From the second on, what cannot be repeated harmlessly is looked for first. */
export type Attempt = {
  readonly effect: EffectId;
  /** 1 for the first try. */
  readonly number: number;
  readonly firstTriedAt: Instant;
};

/** A Block Kit message: `text` is the fallback for notifications and old clients. */
export type Message = { readonly text: string; readonly blocks: readonly object[] };

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
  /** Members of a user group by handle, without the @. */
  groupMembers(handle: string): Promise<Outcome<readonly SlackUserId[]>>;
  /** Must be called within Slack's three seconds of the click. */
  openView(triggerId: string, view: object): Promise<Outcome<null>>;
  publishHome(user: SlackUserId, view: object): Promise<Outcome<null>>;
}

/** PagerDuty. `off` when no credentials are given: pages are then refused loudly, never pretended. */
export interface Pager {
  readonly state: "on" | "off";
  page(ask: PageAsk): Promise<Outcome<{ pagerDutyId: string; url: string | null; via: PageVia }>>;
  acknowledge(pagerDutyId: string, key: EffectId): Promise<Outcome<null>>;
  resolve(pagerDutyId: string, key: EffectId): Promise<Outcome<null>>;
  /** A page that may have gone out, its answer lost, is to call nobody any more. That there is none is done too. */
  withdraw(key: EffectId): Promise<Outcome<null>>;
  /** E-mail addresses of those on call now for a policy, by name or id, first level only. */
  onCall(
    policy: string,
  ): Promise<Outcome<readonly { readonly name: string; readonly email: string | null }[]>>;
}

export type PageAsk = {
  /** Sent as `incident_key` / `dedup_key`: the same key twice is one page. */
  readonly key: EffectId;
  readonly title: string;
  readonly body: string;
  /** An escalation policy by name or id. */
  readonly policy: string;
  /** A service by name or id; null takes the policy's first. */
  readonly service: string | null;
  /** Events v2 knows four words. */
  readonly severity: "critical" | "error" | "warning" | "info";
  /** From the second try on, the page is looked for by its key before it is sent again. */
  readonly attempt?: Attempt;
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
  notice(incident: Incident, profile: Profile, event: RecordedEvent["event"], by: Actor): Message;
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
  | { readonly kind: "quiet"; readonly incident: Incident | null };

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
