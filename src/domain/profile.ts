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
  | { readonly kind: "people"; readonly emails: readonly string[] };

type EscalationStep = { readonly page: PageTarget; readonly timeoutMs: number };

export type EscalationPolicy = {
  readonly key: string;
  readonly steps: readonly EscalationStep[];
  readonly repeat: number;
  readonly acknowledgeExpiresMs: number | null;
};

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
  readonly calendar: {
    /** Days 1 (Monday) to 7, and minutes from midnight in `timezone`. */
    readonly days: readonly number[];
    readonly fromMinute: number;
    readonly toMinute: number;
    readonly timezone: string;
    readonly holidays: readonly string[];
  } | null;
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
  readonly people: readonly PeopleGroup[];
  readonly services: readonly Service[];
  readonly communication: {
    /** Sentence templates; `{service} {title} {status} {severity} {impact} {eta}` are filled in. Null takes the built-in one. */
    readonly update: string | null;
  };
  readonly postmortem: { readonly dueMs: number; readonly actionRules: readonly ActionRule[] };
};
