import type { EffectKind, Trouble } from "../effect.ts";
import type { EffectId, IncidentId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Chain, PageTarget, Phase, Target } from "../profile.ts";
import type { Away, SuspectDeployment } from "./command.ts";
import type { Actor, EscalationKey, Marks, Notified, PageLevel, PageStage, PageVia } from "./incident.ts";

/** What can have happened to an incident: the words of its timeline. */

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
      readonly severityChosen: boolean;
      /** What the manual promises for this severity, with the instants. */
      readonly promises: readonly Promised[];
      readonly updateEveryMs: number | null;
    }
  /** Somebody else declared the same thing: they are brought in, nothing is made twice. */
  | { readonly type: "declared-again"; readonly by: SlackUserId }
  /** A run of a policy begins. With `startsAt` in the future it waits: the manual pages in its hours only. */
  | {
      readonly type: "escalation-begun";
      readonly policy: string;
      readonly chain: Chain;
      readonly from: number;
      readonly to: number;
      readonly startsAt: Instant;
      readonly why: string | null;
      readonly cause: BeginCause;
      /** The worst rank paged for by rule from now on; null when a person asked. */
      readonly pagedRank: number | null;
    }
  /** Its page goes out: the first of a run, or the next because of `cause`. */
  | {
      readonly type: "page-requested";
      readonly effect: EffectId;
      readonly policy: string;
      readonly why: string | null;
      readonly escalation: EscalationKey;
      readonly step: number;
      readonly round: number;
      readonly target: PageTarget;
      readonly cause: StepCause;
      /** When the step after it is due, unless somebody answers. */
      readonly nextAt: Instant;
      /** How much later than it was due, when that is worth telling; 0 otherwise. */
      readonly lateMs: number;
    }
  | {
      readonly type: "step-skipped";
      readonly effect: EffectId;
      readonly policy: string;
      readonly target: PageTarget;
      readonly why: string;
    }
  /** Nobody answered to the end of the last round, or nobody could be reached at all. */
  | {
      readonly type: "escalation-exhausted";
      readonly escalation: EscalationKey;
      readonly policy: string;
      readonly rounds: number;
      readonly reached: boolean;
      readonly lateMs: number;
    }
  /** Another chain took its place. */
  | { readonly type: "escalation-stopped"; readonly escalation: EscalationKey; readonly policy: string }
  | {
      readonly type: "escalation-held";
      readonly escalation: EscalationKey;
      readonly policy: string;
      readonly until: Instant;
      readonly why: string;
    }
  | {
      readonly type: "page-notified";
      readonly effect: EffectId;
      readonly policy: string;
      readonly notified: readonly Notified[];
    }
  /** PagerDuty runs the chain and asks this level now. */
  | {
      readonly type: "page-escalated";
      readonly effect: EffectId;
      readonly policy: string;
      readonly level: PageLevel;
    }
  | {
      readonly type: "page-stalled";
      readonly effect: EffectId;
      readonly policy: string;
      readonly stage: PageStage;
      readonly afterMs: number;
    }
  | {
      readonly type: "page-resolved";
      readonly effect: EffectId;
      readonly policy: string;
    }
  | { readonly type: "page-unacknowledged"; readonly effect: EffectId; readonly policy: string }
  | { readonly type: "summoned"; readonly page: EffectId; readonly users: readonly SlackUserId[] }
  /** Soon the acknowledgement counts no more. */
  | {
      readonly type: "acknowledgement-reminded";
      readonly escalation: EscalationKey;
      readonly expiresAt: Instant;
      readonly lateMs: number;
    }
  /** Silence for too long after an acknowledgement: the chain begins again. */
  | {
      readonly type: "acknowledgement-expired";
      readonly escalation: EscalationKey;
      readonly policy: string;
      readonly afterMs: number;
    }
  | {
      readonly type: "promise-told";
      readonly what: "response" | "resolution";
      readonly severity: string;
      readonly share: 50 | 75 | 90 | 100;
      readonly dueAt: Instant;
      readonly lateMs: number;
    }
  | { readonly type: "clocks-paused"; readonly why: string }
  | {
      readonly type: "clocks-resumed";
      readonly pausedMs: number;
      /** The promises that run, with their new times. */
      readonly promises: readonly Promised[];
    }
  /** People are asked for the update that is due. */
  | {
      readonly type: "update-asked";
      readonly dueAt: Instant;
      /** Null when the severity has no rhythm: then a person had promised this one. */
      readonly nextAt: Instant | null;
      readonly lateMs: number;
    }
  | { readonly type: "update-snoozed"; readonly until: Instant }
  | { readonly type: "deployment-suspected"; readonly deployment: SuspectDeployment }
  | { readonly type: "nudged"; readonly about: "commander" | "severity" | "quiet"; readonly lateMs: number }
  /** Somebody talked; written at most every five minutes, and shown to nobody. */
  | { readonly type: "talked" }
  /** What was made up for after an absence of every replica. */
  | { readonly type: "caught-up"; readonly away: Away; readonly moved: number; readonly reminded: number }
  | {
      readonly type: "page-accepted";
      readonly effect: EffectId;
      readonly policy: string;
      readonly pagerDutyId: string;
      readonly url: string | null;
      readonly via: PageVia;
      readonly unknown: readonly string[];
      /** From the request to the acceptance. */
      readonly afterMs: number;
    }
  | {
      readonly type: "page-withdrawn";
      readonly effect: EffectId;
      readonly policy: string;
      readonly target: PageTarget;
      readonly why: string;
    }
  | { readonly type: "channel-created"; readonly channel: SlackChannelId; readonly name: string }
  | { readonly type: "card-posted"; readonly channel: SlackChannelId; readonly ts: string }
  | { readonly type: "announced"; readonly channel: SlackChannelId; readonly ts: string }
  /** By whom is the actor's to say. `escalations` are the runs that rest now; `missing` of them need so many people more. */
  | {
      readonly type: "acknowledged";
      readonly escalations: readonly EscalationKey[];
      /** Of `escalations`, those that now have enough people. */
      readonly settled: readonly EscalationKey[];
      /** The page that was acknowledged in PagerDuty; null for an acknowledgement in Slack. */
      readonly page: EffectId | null;
    }
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
      /** What the manual promises for the new severity. */
      readonly promises: readonly Promised[];
      readonly updateEveryMs: number | null;
    }
  | {
      readonly type: "update-posted";
      readonly message: string;
      /** When the next one is promised; null when none is. */
      readonly nextAt: Instant | null;
    }
  | {
      readonly type: "note-added";
      readonly text: string;
      readonly author: SlackUserId | null;
      readonly source: "command" | "pin" | "shortcut" | "declaration" | "deployment";
      readonly permalink: string | null;
    }
  | { readonly type: "role-assigned"; readonly role: string; readonly user: SlackUserId }
  | { readonly type: "joined"; readonly user: SlackUserId }
  | { readonly type: "left"; readonly user: SlackUserId }
  | {
      readonly type: "reopened";
      readonly from: string;
      readonly to: string;
      readonly why: string;
    }
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

export type Promised = {
  readonly what: "response" | "resolution";
  readonly target: Target;
  readonly dueAt: Instant;
  readonly marks: Marks;
};

/** Why a run began. `expired` and `raised` page again, once each time. */
export type BeginCause = "declared" | "raised" | "asked" | "escalated" | "resolution-due";

/** Why a step's page went out. */
export type StepCause =
  | "begun"
  | "unanswered"
  | "asked"
  | "unproven"
  | "skipped"
  | "response-missed"
  | "expired";
