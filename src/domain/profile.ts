import type { Delivery } from "./delivery.ts";
import type { SlackUserId } from "./ids.ts";

/**
 * The ops profile as the rules see it: the manual, with every default filled in.
 * `profile/schema.ts` says how it is written in YAML; durations are milliseconds here.
 */

/** A status belongs to one phase; rules look at phases only, in this order. */
export type Phase = "declared" | "acknowledged" | "mitigated" | "resolved" | "closed";
export const PHASES: readonly Phase[] = ["declared", "acknowledged", "mitigated", "resolved", "closed"];

/** How long something may take: by the wall clock, or counted in the calendar's business hours. */
export type Target =
  | { readonly kind: "elapsed"; readonly ms: number }
  | { readonly kind: "business"; readonly ms: number }
  | { readonly kind: "next-business-day" };

export type Severity = {
  /** The manual's own label: P1, "Severity 1", Critical. */
  readonly label: string;
  /** What people call it beside the label: "Critical". Equal to the label when the manual has one word only. */
  readonly name: string;
  /** 1 is the worst; rules compare ranks. */
  readonly rank: number;
  readonly criteria: readonly string[];
  readonly respond: Target | null;
  readonly resolve: Target | null;
  /** True when on-call is paged at once. */
  readonly page: boolean;
  /** Key of the escalation policy, or null for the service's or the profile's default. */
  readonly escalation: string | null;
  /** Keys of roles or people groups brought into the channel. */
  readonly invite: readonly string[];
  readonly updateEveryMs: number | null;
  readonly postmortem: "required" | "optional" | "none";
};

export type Status = { readonly label: string; readonly phase: Phase };

export type Role = {
  readonly key: string;
  readonly name: string;
  readonly duty: string;
  /** Who holds it when nobody took it: a people group's key. */
  readonly from: string | null;
};

export type PageTarget =
  /** An escalation policy of PagerDuty, by name or id. */
  | { readonly kind: "pagerduty"; readonly policy: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "role"; readonly role: string }
  | { readonly kind: "people"; readonly emails: readonly string[] }
  /** A schedule of PagerDuty, by name or id: whoever it has on call at that moment. */
  | { readonly kind: "schedule"; readonly schedule: string }
  /** One person, named in Slack by somebody who pages them. Never written in a profile. */
  | { readonly kind: "user"; readonly user: SlackUserId };

export type EscalationStep = { readonly page: PageTarget; readonly timeoutMs: number };

/**
 * What a running escalation keeps, whatever becomes of the profile. `tocsin` pages each step itself; `pagerduty` means
 * that there is one step, a PagerDuty policy, which calls its own levels, and that Tocsin follows and shows it.
 */
export type Chain = {
  readonly steps: readonly EscalationStep[];
  /** How often the steps begin again when nobody answered. */
  readonly repeat: number;
  /** An acknowledgement followed by silence counts no longer than this; null never expires. */
  readonly acknowledgeExpiresMs: number | null;
  readonly runBy: "tocsin" | "pagerduty";
  /** How many different people must acknowledge before the chain rests; 1 or more. */
  readonly acknowledgements: number;
};

export type EscalationPolicy = Chain & {
  readonly key: string;
  /** What people call it; its key when the manual has no other word. */
  readonly name: string;
  /** The hours in which it is taken as it stands; null takes the profile's calendar. */
  readonly hours: Calendar | null;
  /** Outside those hours: another policy, or waiting until they begin. Null makes no difference of hours. */
  readonly outsideHours:
    | { readonly kind: "policy"; readonly policy: string }
    | { readonly kind: "wait" }
    | null;
};

export type Calendar = {
  /** Days 1 (Monday) to 7, and minutes from midnight in `timezone`. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly timezone: string;
  /** `2026-12-25`, in `timezone`. */
  readonly holidays: readonly string[];
};

/** After how long something missing is asked for, once; null never asks. */
export type Nudges = {
  /** Nobody holds the first role of the manual. */
  readonly commanderMs: number | null;
  /** Nobody chose the severity; the default was taken. */
  readonly severityMs: number | null;
  /** Nothing was said or done, ordinary talk in the channel included. */
  readonly quietMs: number | null;
};

/** How long each stage of a page may take before people are told and the next way is tried. */
export type ProofLimits = { readonly acceptedMs: number; readonly notifiedMs: number };

export type OnCall = {
  /** Channel name without `#`, or id, where changes of on-call and the weekly summary are posted; null posts neither. */
  readonly channel: string | null;
  /** Handle of the Slack user group that is kept to those on call at the first level, by policy key. */
  readonly userGroups: readonly { readonly policy: string; readonly handle: string }[];
  /** When the weekly summary is posted: day 1 (Monday) to 7 and minute of the day, in the profile's time zone; null never. */
  readonly weekly: { readonly day: number; readonly minute: number } | null;
};

/** Who may do what. People groups by key; `everyone` means everybody in the workspace who is no guest. */
export type Allowed = "everyone" | readonly string[];

/** People, found by e-mail, by Slack id, or as a Slack user group's handle. */
export type PeopleGroup = {
  readonly key: string;
  readonly emails: readonly string[];
  readonly slackUsers: readonly string[];
  readonly slackGroup: string | null;
};

export type Service = {
  readonly key: string;
  readonly name: string;
  readonly owner: string | null;
  readonly components: readonly string[];
  readonly tier: number | null;
  readonly escalation: string | null;
  readonly rtoMs: number | null;
  readonly rpoMs: number | null;
  /** PagerDuty service, by name or id; null takes the policy's own. */
  readonly pagerDutyService: string | null;
  /** Shown as bookmarks in the incident channel. */
  readonly links: readonly { readonly title: string; readonly url: string }[];
};

export type ActionRule = {
  /** A word in the timeline, compared in lower case. */
  readonly timelineMentions: string;
  readonly action: string;
  readonly owner: string | null;
  readonly dueMs: number | null;
  readonly priority: "high" | "medium" | "low";
};

export type Profile = {
  /** SHA-256 of the file's text, hex; stored with every incident it governs. */
  readonly hash: string;
  readonly organisation: string;
  readonly timezone: string;
  readonly calendar: Calendar | null;
  readonly slack: {
    /** Channel name without `#`, or a Slack channel id. */
    readonly announcements: string;
    /** Words `{number}` and `{title}` are filled in: `inc-{number}-{title}`. */
    readonly channelName: string;
    /** Bookmarks of every incident channel. */
    readonly links: readonly { readonly title: string; readonly url: string }[];
  };
  readonly severities: readonly Severity[];
  readonly defaultSeverity: string;
  readonly statuses: readonly Status[];
  readonly roles: readonly Role[];
  readonly escalation: readonly EscalationPolicy[];
  readonly proof: ProofLimits;
  readonly nudges: Nudges;
  readonly onCall: OnCall;
  readonly access: {
    /** Who may page people and policies, also from outside an incident. */
    readonly page: Allowed;
  };
  readonly people: readonly PeopleGroup[];
  readonly services: readonly Service[];
  /** Deployments, backups and recovery. */
  readonly delivery: Delivery;
  readonly communication: {
    /** Sentence templates; `{service} {title} {status} {severity} {impact} {eta}` are filled in. Null takes the built-in one. */
    readonly update: string | null;
  };
  readonly postmortem: { readonly dueMs: number; readonly actionRules: readonly ActionRule[] };
};
