import type { EffectKind, Trouble } from "../effect.ts";
import type { EffectId, IncidentId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Chain, PageTarget, Phase, Target } from "../profile.ts";
import type { SuspectDeployment } from "./command.ts";
import type { BeginCause } from "./event.ts";

/** The state of one incident. What may be asked of it is in `command.ts`, what can have happened in `event.ts`. */

export type Actor =
  | { readonly kind: "person"; readonly user: SlackUserId }
  /** Somebody who acted in PagerDuty and is not known in Slack by the same e-mail address. */
  | { readonly kind: "pagerduty"; readonly name: string }
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
  /** Runs of escalation policies, oldest first; ended ones too. */
  readonly escalations: readonly Escalation[];
  /** The worst rank for which the manual's rule has paged so far, 1 the worst: going to and fro pages nobody twice. */
  readonly pagedRank: number | null;
  /** The promises of every severity it has had, oldest first. */
  readonly clocks: readonly PromiseClock[];
  /** Since when the clocks rest, and why. */
  readonly paused: { readonly since: Instant; readonly by: Actor; readonly why: string } | null;
  /** What was deployed to its service shortly before, with the way back; null while nothing is known. */
  readonly suspect: SuspectDeployment | null;
  readonly updates: UpdateRhythm;
  readonly nudged: {
    readonly commander: boolean;
    readonly severity: boolean;
    readonly quietAt: Instant | null;
  };
  /** False while nobody chose the severity and the manual's default was taken. */
  readonly severityChosen: boolean;
  /** The last thing a person said or did, ordinary talk in the channel included (known to five minutes). */
  readonly lastSignAt: Instant;
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
  /** Which run of a policy it belongs to, and whom it calls: `step` counts from 0, `round` from 1. */
  readonly escalation: EscalationKey;
  readonly step: number;
  readonly round: number;
  readonly target: PageTarget;
  /** Whom PagerDuty's log says it has notified, in its order; empty until it says so. */
  readonly notified: readonly Notified[];
  readonly acknowledged: Acknowledgement | null;
  /** When PagerDuty took an acknowledgement back; an older one does not count any more. */
  readonly unacknowledgedAt: Instant | null;
  /** Closed in PagerDuty, by the incident's end or by somebody there. */
  readonly resolvedAt: Instant | null;
  /** A stage that did not come within its limit, told and answered with the next way. */
  readonly stalled: { readonly stage: PageStage; readonly at: Instant } | null;
  /** People who were told of it by direct message, because PagerDuty could not be relied on. Null until that was done. */
  readonly summoned: readonly SlackUserId[] | null;
  /** For a chain that PagerDuty runs: whom it asks now, and when it will ask the next level. */
  readonly level: PageLevel | null;
  /** Of when that is: older news of it change nothing. */
  readonly levelAt: Instant | null;
};

/** The stages by which a page proves itself. */
export type PageStage = "accepted" | "notified";

export type Notified = {
  readonly name: string;
  readonly at: Instant;
  /** `push`, `sms`, `phone call`, `email`; null when PagerDuty does not say. */
  readonly how: string | null;
};

export type PageLevel = {
  /** 1 for the first. */
  readonly level: number;
  readonly people: readonly string[];
  /** When PagerDuty asks the next one; null when there is none. */
  readonly escalatesAt: Instant | null;
};

/** The version of the event that began the run, as text: unique within the incident. */
export type EscalationKey = string;

export type Acknowledgement = { readonly by: Actor; readonly at: Instant };

/**
 * One run of an escalation policy. `running`: somebody is called, or will be at `nextAt`. `acknowledged`: enough people
 * have it; an expiry brings it back to `running`. `exhausted`: the last step of the last round was not answered, and
 * that was shouted. `stopped`: the incident ended, or a worse severity's chain took its place.
 */
export type Escalation = {
  readonly key: EscalationKey;
  readonly policy: string;
  /** As it was in the profile when the run began. */
  readonly chain: Chain;
  /** First and last step of this run, indices into `chain.steps`: a run may be the rest of a chain, or one step of it. */
  readonly from: number;
  readonly to: number;
  readonly startedAt: Instant;
  readonly why: string | null;
  readonly cause: BeginCause;
  readonly state: "running" | "acknowledged" | "exhausted" | "stopped";
  /** 1 for the first. */
  readonly round: number;
  /** The step that was begun last; null before the first. */
  readonly step: number | null;
  /** True for a round in which nobody could be reached so far. */
  readonly unreached: boolean;
  /** When the next step begins, or the end of the chain is shouted; null when nothing is due. */
  readonly nextAt: Instant | null;
  readonly held: { readonly until: Instant; readonly by: Actor; readonly why: string } | null;
  readonly acknowledgements: readonly Acknowledgement[];
  /** People were reminded: unless somebody says a word, the acknowledgement counts until then. */
  readonly expiresAt: Instant | null;
};

/** One promise of the manual. A change of severity ends the clock of the old one as `superseded` and starts another. */
export type PromiseClock = {
  readonly what: "response" | "resolution";
  readonly severity: string;
  readonly target: Target;
  /** When this severity was given; the target counts from the declaration. */
  readonly setAt: Instant;
  /** When the promise is due, pauses included. */
  readonly dueAt: Instant;
  /** When 50, 75 and 90 per cent of it are over. */
  readonly marks: Marks;
  /** The greatest share told so far, in per cent. */
  readonly told: 0 | 50 | 75 | 90 | 100;
  /** Kept or missed is `metAt` against `dueAt`. */
  readonly metAt: Instant | null;
  readonly supersededAt: Instant | null;
};

export type Marks = readonly [half: Instant, threeQuarters: Instant, ninetyPercent: Instant];

/** The rhythm of updates that the severity promises. `dueAt` is null when it promises none, and after the end. */
export type UpdateRhythm = {
  readonly everyMs: number | null;
  readonly dueAt: Instant | null;
  /** When people are asked: at `dueAt`, or sooner when they asked to be asked once more. */
  readonly askAt: Instant | null;
  /** When the update was due that people were asked for and have not given yet. */
  readonly askedFor: Instant | null;
  readonly snoozed: boolean;
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
