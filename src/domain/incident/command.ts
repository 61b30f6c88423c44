import type { EffectKind, Trouble } from "../effect.ts";
import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Notified, PageLevel, PageVia } from "./incident.ts";

/** What may be asked of an incident: by people, by the clock, and by workers who learnt something. */

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
      /** Somebody to be paged with it, whatever the severity says. */
      readonly page: { readonly user: SlackUserId; readonly why: string | null } | null;
    }
  | { readonly type: "change-status"; readonly status: string; readonly message: string | null }
  | { readonly type: "change-severity"; readonly severity: string; readonly why: string | null }
  /** `page` is null for somebody who has the incident, and names the page that was acknowledged in PagerDuty. */
  | { readonly type: "acknowledge"; readonly page: EffectId | null }
  /** The next step of the chain now. Of an acknowledged incident: the level after the last that was called. */
  | { readonly type: "escalate"; readonly why: string | null }
  /** The next step begins no sooner than `forMs` from now. */
  | { readonly type: "hold"; readonly forMs: number; readonly why: string }
  | { readonly type: "pause-clocks"; readonly why: string }
  | { readonly type: "resume-clocks" }
  /** Asks for the due update later, once; the rhythm stays. */
  | { readonly type: "snooze-update"; readonly forMs: number }
  /** Something was deployed to its service shortly before: going back may be the shortest way out. */
  | { readonly type: "suspect-deployment"; readonly deployment: SuspectDeployment }
  /** Ordinary talk in the incident channel. */
  | { readonly type: "talk" }
  /** A timer: something of this incident is due. `away` is the time in which no replica ran, when that just ended. */
  | { readonly type: "time-due"; readonly away: Away | null }
  /** What PagerDuty's log or webhook tells of a page; may come late, twice and in any order. */
  | { readonly type: "record-page-news"; readonly page: EffectId; readonly news: PageNews }
  /** Nobody is on call there, or nobody of it can be paged: the next step begins at once. */
  | { readonly type: "skip-step"; readonly page: EffectId; readonly why: string }
  | { readonly type: "post-update"; readonly message: string; readonly nextInMs: number | null }
  | {
      readonly type: "add-note";
      readonly text: string;
      /** Who said it and when: the author and time of a pinned message, not of the pin. */
      readonly author: SlackUserId | null;
      readonly saidAt: Instant | null;
      readonly source: "command" | "pin" | "shortcut" | "deployment";
      readonly permalink: string | null;
    }
  | { readonly type: "assign-role"; readonly role: string; readonly user: SlackUserId }
  /** A policy, one person, or without either whoever would have been paged. */
  | {
      readonly type: "page";
      readonly policy: string | null;
      readonly user: SlackUserId | null;
      readonly why: string | null;
    }
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

/** A deployment that ended shortly before an incident of its service began, or since. */
export type SuspectDeployment = {
  readonly number: number;
  readonly service: string;
  readonly environment: string;
  readonly at: Instant;
  /** False when it failed or was cancelled on its way. */
  readonly verified: boolean;
  readonly by: SlackUserId;
  readonly sha: string;
  /** What it changed, first lines of its commits, newest first; at most five. */
  readonly commits: readonly string[];
  /** How many there were; null when that is not known. */
  readonly commitCount: number | null;
  /** The diff on GitHub; null when there was nothing to compare with. */
  readonly url: string | null;
};

/** Between two looks at the clock nobody was there. */
export type Away = { readonly from: Instant; readonly to: Instant };

/** Somebody in PagerDuty; `user` when Slack knows the same e-mail address. */
export type PagerDutyPerson = { readonly name: string; readonly user: SlackUserId | null };

/** A snapshot: everything known of the page at `at`; what is not known is empty or null. */
export type PageNews = {
  readonly at: Instant;
  readonly notified: readonly Notified[];
  readonly acknowledged: { readonly by: PagerDutyPerson; readonly at: Instant } | null;
  /** An acknowledgement was taken back there, by the clock or by a person. */
  readonly unacknowledgedAt: Instant | null;
  readonly resolved: { readonly by: PagerDutyPerson | null; readonly at: Instant } | null;
  readonly level: PageLevel | null;
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
      /** Those of the step whom PagerDuty does not know, by e-mail address: they are told through Slack. */
      readonly unknown: readonly string[];
    }
  | { readonly type: "summon"; readonly users: readonly SlackUserId[] }
  | { readonly type: "file"; readonly fileId: string; readonly permalink: string | null }
  | { readonly type: "plain" };
