import type { EffectKind, Trouble } from "../effect.ts";
import type { EffectId, IncidentId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Phase } from "../profile.ts";

/** The state of one incident, what may be asked of it, and what can have happened to it. */

export type Actor =
  | { readonly kind: "person"; readonly user: SlackUserId }
  /** The bot itself: a receipt, a timer, a rule of the manual. */
  | { readonly kind: "tocsin" };

export type Incident = {
  readonly id: IncidentId;
  readonly number: number;
  /** Counts events; the next event gets `version + 1`. */
  readonly version: number;
  readonly profileHash: string;
  readonly title: string;
  readonly description: string | null;
  readonly severity: string;
  readonly rank: number;
  readonly status: string;
  readonly phase: Phase;
  readonly service: string | null;
  readonly component: string | null;
  readonly private: boolean;
  readonly drill: boolean;
  readonly declaredBy: SlackUserId;
  readonly declaredAt: Instant;
  /** Where the declare was typed, so that the declarer can be answered there. */
  readonly declaredIn: SlackChannelId | null;
  readonly channel: { readonly id: SlackChannelId; readonly name: string } | null;
  readonly card: PostedMessage | null;
  readonly announcement: PostedMessage | null;
  /** Role key → who holds it. */
  readonly roles: Readonly<Record<string, SlackUserId>>;
  /** Everyone who did or was asked something, in order of appearance. */
  readonly participants: readonly SlackUserId[];
  readonly pages: readonly Page[];
  /** Effects that are late or refused and neither cured nor waived. */
  readonly troubles: readonly OpenTrouble[];
  readonly lastUpdate: { readonly at: Instant; readonly by: Actor; readonly text: string } | null;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: SlackUserId | null;
  readonly mitigatedAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly postmortem: {
    readonly fileId: string;
    readonly permalink: string | null;
    readonly at: Instant;
  } | null;
};

export type PostedMessage = { readonly channel: SlackChannelId; readonly ts: string };

/**
 * How PagerDuty was asked: for an escalation policy, which can be read back, or as an event for a routing key, whose
 * service decides who is called and of which nothing can be read back.
 */
export type PageVia = "policy" | "routing-key";

/** *Paged* is said only of `accepted` by policy: PagerDuty answered with its own id. */
export type Page = {
  readonly effect: EffectId;
  readonly policy: string;
  readonly requestedAt: Instant;
  readonly acceptedAt: Instant | null;
  readonly pagerDutyId: string | null;
  readonly url: string | null;
  /** Null until it is accepted. */
  readonly via: PageVia | null;
  /** A person waived it before PagerDuty accepted it. */
  readonly givenUpAt: Instant | null;
  /** From a reopen on: accepted before it, and resolved in PagerDuty with the incident. */
  readonly over: boolean;
};

export type OpenTrouble = Trouble & {
  readonly effect: EffectId;
  readonly kind: EffectKind;
  /** What was to be done, for people: "page the on-call policy", "invite <@U1>". Slack mrkdwn of our own making. */
  readonly what: string;
  readonly since: Instant;
  /** `retrying` goes on by itself; `failed` waits for a person. */
  readonly state: "retrying" | "failed";
};

export type IncidentCommand =
  | {
      readonly type: "declare";
      readonly title: string;
      readonly description: string | null;
      /** As typed; null takes the profile's default. */
      readonly severity: string | null;
      readonly component: string | null;
      readonly private: boolean;
      readonly drill: boolean;
      readonly declaredIn: SlackChannelId | null;
      /** The message it was declared from, with the time it was said. */
      readonly from: {
        readonly text: string;
        readonly author: SlackUserId | null;
        readonly saidAt: Instant;
        readonly permalink: string | null;
      } | null;
    }
  | { readonly type: "change-status"; readonly status: string; readonly message: string | null }
  | { readonly type: "change-severity"; readonly severity: string; readonly why: string | null }
  | { readonly type: "acknowledge" }
  | { readonly type: "post-update"; readonly message: string }
  | {
      readonly type: "add-note";
      readonly text: string;
      /** Who said it and when: the author and time of a pinned message, not of the pin. */
      readonly author: SlackUserId | null;
      readonly saidAt: Instant | null;
      readonly source: "command" | "pin" | "shortcut";
      readonly permalink: string | null;
    }
  | { readonly type: "assign-role"; readonly role: string; readonly user: SlackUserId }
  | { readonly type: "page"; readonly policy: string | null; readonly why: string | null }
  | { readonly type: "resolve"; readonly message: string }
  | { readonly type: "close" }
  | { readonly type: "reopen"; readonly why: string }
  | { readonly type: "draft-postmortem" }
  | { readonly type: "join"; readonly user: SlackUserId }
  | { readonly type: "leave"; readonly user: SlackUserId }
  | { readonly type: "try-again"; readonly effect: EffectId }
  | { readonly type: "waive"; readonly effect: EffectId; readonly why: string | null }
  /** The page was not sent, or was called off, because the world has moved on. */
  | { readonly type: "withdraw-page"; readonly effect: EffectId; readonly why: string }
  /** Receipts: what a worker learnt from the other side. */
  | {
      readonly type: "record-receipt";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly receipt: Receipt;
    }
  /** Still trying, and long enough that people should know. */
  | {
      readonly type: "record-trouble";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly what: string;
      readonly trouble: Trouble;
      readonly state: "retrying" | "failed";
    };

/** What the other side answered. `plain` is for effects of which nothing but their success is kept. */
export type Receipt =
  | { readonly type: "channel"; readonly id: SlackChannelId; readonly name: string }
  | { readonly type: "message"; readonly channel: SlackChannelId; readonly ts: string }
  | {
      readonly type: "page";
      readonly pagerDutyId: string;
      readonly url: string | null;
      readonly via: PageVia;
    }
  | { readonly type: "file"; readonly fileId: string; readonly permalink: string | null }
  | { readonly type: "plain" };

/** An event as stored: one row of the timeline. */
export type RecordedEvent = {
  readonly incident: IncidentId;
  /** 1 for the first event of the incident. */
  readonly sequence: number;
  readonly by: Actor;
  /** When it was said or happened; shown and sorted by. */
  readonly at: Instant;
  /** When it was stored. */
  readonly recordedAt: Instant;
  readonly event: IncidentEvent;
};

export type IncidentEvent =
  | {
      readonly type: "declared";
      readonly number: number;
      readonly profileHash: string;
      readonly title: string;
      readonly description: string | null;
      readonly severity: string;
      readonly rank: number;
      readonly status: string;
      readonly service: string | null;
      readonly component: string | null;
      readonly private: boolean;
      readonly drill: boolean;
      readonly declaredIn: SlackChannelId | null;
    }
  /** Somebody else declared the same thing: they are brought in, nothing is made twice. */
  | { readonly type: "declared-again"; readonly by: SlackUserId }
  | {
      readonly type: "page-requested";
      readonly effect: EffectId;
      readonly policy: string;
      readonly why: string | null;
    }
  | {
      readonly type: "page-accepted";
      readonly effect: EffectId;
      readonly policy: string;
      readonly pagerDutyId: string;
      readonly url: string | null;
      readonly via: PageVia;
    }
  | {
      readonly type: "page-withdrawn";
      readonly effect: EffectId;
      readonly policy: string;
      readonly why: string;
    }
  | { readonly type: "channel-created"; readonly channel: SlackChannelId; readonly name: string }
  | { readonly type: "card-posted"; readonly channel: SlackChannelId; readonly ts: string }
  | { readonly type: "announced"; readonly channel: SlackChannelId; readonly ts: string }
  | { readonly type: "acknowledged" }
  | {
      readonly type: "status-changed";
      readonly from: string;
      readonly to: string;
      readonly fromPhase: Phase;
      readonly phase: Phase;
      readonly message: string | null;
    }
  | {
      readonly type: "severity-changed";
      readonly from: string;
      readonly to: string;
      readonly fromRank: number;
      readonly rank: number;
      readonly why: string | null;
    }
  | { readonly type: "update-posted"; readonly message: string }
  | {
      readonly type: "note-added";
      readonly text: string;
      readonly author: SlackUserId | null;
      readonly source: "command" | "pin" | "shortcut" | "declaration";
      readonly permalink: string | null;
    }
  | { readonly type: "role-assigned"; readonly role: string; readonly user: SlackUserId }
  | { readonly type: "joined"; readonly user: SlackUserId }
  | { readonly type: "left"; readonly user: SlackUserId }
  | { readonly type: "reopened"; readonly from: string; readonly to: string; readonly why: string }
  | { readonly type: "postmortem-requested" }
  | { readonly type: "postmortem-shared"; readonly fileId: string; readonly permalink: string | null }
  | {
      readonly type: "effect-troubled";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly what: string;
      readonly trouble: Trouble;
      readonly state: "retrying" | "failed";
    }
  /** Done after having been in trouble, or given up by a person. */
  | {
      readonly type: "effect-cured";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly what: string;
    }
  | {
      readonly type: "effect-retried";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly what: string;
      /** It goes on by itself as well; this is one try more, now. */
      readonly hurried: boolean;
    }
  | {
      readonly type: "effect-waived";
      readonly effect: EffectId;
      readonly kind: EffectKind;
      readonly what: string;
      readonly why: string | null;
    };

/** What the rules must know besides the state; read in the same transaction by `engine/facts.ts`. */
export type Facts = {
  /** The next incident number, held under a lock until the commit. Null unless a declare is decided. */
  readonly nextNumber: number | null;
  /** An open incident this declare repeats: its channel, or the same title within two minutes. */
  readonly duplicateOf: Incident | null;
};

/** One answer of `decide` that is not an event. Each becomes a sentence with a way out in `views/refusal.ts`. */
export type Refusal =
  | {
      readonly reason: "already-declared";
      readonly incident: Incident;
      readonly because: "channel" | "title";
    }
  | { readonly reason: "no-title" }
  | { readonly reason: "title-too-long"; readonly length: number; readonly limit: number }
  | { readonly reason: "unknown-severity"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-status"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-component"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-role"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-policy"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "not-open"; readonly status: string }
  | {
      readonly reason: "already-there";
      readonly what: "status" | "severity" | "role" | "acknowledged";
      readonly value: string;
    }
  | { readonly reason: "not-resolved" }
  | { readonly reason: "not-closed" }
  | { readonly reason: "use-resolve" }
  | { readonly reason: "empty-text" }
  /** A note, update or message longer than Slack keeps; lengths in characters. */
  | { readonly reason: "text-too-long"; readonly length: number; readonly limit: number }
  | { readonly reason: "nothing-to-retry" }
  | { readonly reason: "no-such-incident" };

/**
 * What `decide` answers. `refused` may carry events too: a repeated declare refuses and still records who asked.
 * `quiet` means the world has moved on (a late receipt, a second join): nothing happens and nobody is told.
 */
export type Decision =
  | { readonly kind: "accepted"; readonly events: readonly DecidedEvent[] }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly events: readonly DecidedEvent[] }
  | { readonly kind: "quiet" };

/** An event with the time it was said when that is not the time of the command. */
export type DecidedEvent = { readonly event: IncidentEvent; readonly saidAt?: Instant };

/** A command with who asked and when: time and ids arrive with it. */
export type Asked = {
  readonly command: IncidentCommand;
  readonly by: Actor;
  readonly at: Instant;
  readonly newId: IncidentId;
};
