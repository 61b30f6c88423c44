import type { Call } from "../slack/world.ts";

/** What the PagerDuty stand-in holds and what a person can do in it. The page, the journeys and the drill use this. */

export type SandboxPerson = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly jobTitle?: string;
};

/** One step of a policy: people by id, and schedules by id whose people are asked too. */
export type SandboxLevel = {
  readonly delayMinutes: number;
  readonly people: readonly string[];
  readonly schedules: readonly string[];
};

export type SandboxPolicy = {
  readonly id: string;
  readonly name: string;
  /** Level 1 first. */
  readonly levels: readonly SandboxLevel[];
};

export type SandboxService = {
  readonly id: string;
  readonly name: string;
  readonly policy: string;
  /** How long an acknowledgement counts; null for as long as the incident is open. */
  readonly acknowledgementTimeoutSeconds: number | null;
};

/** A rotation: each of the people in turn, from `startsAt` (epoch milliseconds) on. Nobody before it. */
export type SandboxLayer = {
  readonly people: readonly string[];
  readonly turnHours: number;
  readonly startsAt: number;
};

export type SandboxSchedule = {
  readonly id: string;
  readonly name: string;
  /** Where two of them have somebody, the later one in the list wins. */
  readonly layers: readonly SandboxLayer[];
};

/** Somebody else for a while, in epoch milliseconds; the one made last wins. */
export type SandboxOverride = {
  readonly id: string;
  readonly person: string;
  readonly from: number;
  readonly until: number;
};

/** By which of somebody's ways PagerDuty reached them. */
export type SandboxHow = "push" | "sms" | "phone" | "email";

/** A step in an incident's life, named as PagerDuty names its log entries. */
export type SandboxLogEntry = {
  readonly id: string;
  readonly type:
    | "trigger_log_entry"
    | "assign_log_entry"
    | "notify_log_entry"
    | "acknowledge_log_entry"
    | "unacknowledge_log_entry"
    | "escalate_log_entry"
    | "resolve_log_entry";
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who did it, or who was notified; null for the service itself. */
  readonly person: string | null;
  /** Of a notification. */
  readonly how?: SandboxHow;
  /** Of an escalation or an assignment: whose it is from then on. */
  readonly assignees?: readonly string[];
};

export type SandboxPage = {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly details: string | null;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly urgency: "high" | "low";
  readonly incidentKey: string;
  readonly service: string;
  readonly policy: string;
  /** The policy's level that is being asked, 1 first. */
  readonly level: number;
  readonly assigned: readonly string[];
  /** Given to people by name, so that nobody else is asked when they do not answer. */
  readonly direct: boolean;
  readonly assignedAt: number;
  /** Who has it; the last one when several do. */
  readonly acknowledgedBy: string | null;
  readonly createdAt: number;
  /** When nobody has answered by then, the next level is asked; null when there is none. */
  readonly escalatesAt: number | null;
  /** When the acknowledgement runs out, and it is nobody's again; null when it never does. */
  readonly unacknowledgesAt: number | null;
  /** Accepted and shown, and nobody's phone ever rings. */
  readonly silent: boolean;
  readonly via: "rest" | "events";
  readonly log: readonly SandboxLogEntry[];
};

/** People by id or e-mail address, policies, schedules and services by id or name; what is unknown throws. */
export interface PagerDutyWorld {
  /** Value for PAGERDUTY_API_URL, with the trailing slash. */
  readonly apiUrl: string;
  /** Value for PAGERDUTY_EVENTS_URL, with the trailing slash. */
  readonly eventsUrl: string;
  people(): readonly SandboxPerson[];
  policies(): readonly SandboxPolicy[];
  services(): readonly SandboxService[];
  schedules(): readonly SandboxSchedule[];
  /** In the order they were made. */
  overrides(schedule: string): readonly SandboxOverride[];
  /** Who is on call now, by id: its people and those of its schedules, each once. */
  onCall(ask: { readonly policy: string; readonly level: number }): readonly string[];
  /** Oldest first, resolved ones too. */
  incidents(): readonly SandboxPage[];
  /** The bot's calls, oldest first, at most the last 500. Tokens are left out. */
  asked(): readonly Call[];
  /** Throws when the incident is unknown or resolved. */
  acknowledge(id: string, by: string): SandboxPage;
  resolve(id: string, by: string): SandboxPage;
  /** Nobody's again, as when the acknowledgement runs out; throws unless it is acknowledged. */
  unacknowledge(id: string): SandboxPage;
  /** To the next level that has somebody, now; throws when there is none. */
  escalate(id: string): SandboxPage;
  /** Who answers one level of a policy from now on; nobody when both are empty. */
  setOnCall(ask: {
    readonly policy: string;
    readonly level: number;
    readonly people: readonly string[];
    readonly schedules?: readonly string[];
  }): void;
  /** Changes the layers of the schedule with this id or name, or makes one with this name. */
  setSchedule(ask: { readonly schedule: string; readonly layers: readonly SandboxLayer[] }): SandboxSchedule;
  setAcknowledgementTimeout(service: string, seconds: number | null): void;
  /** Whether this person answers pages, and how long after being notified; null means never. */
  willAcknowledge(person: string, afterMs: number | null): void;
  /** By which way they are reached from now on; push until then. */
  willBeNotifiedBy(person: string, how: SandboxHow): void;
  /** False: as if they had no account any more. No search and no id finds them, and nothing can be given to them. */
  setFound(person: string, found: boolean): void;
  /** Sends signed v3 webhooks there from now on: the whole address, such as `<bot>/webhooks/pagerduty`. */
  connectWebhook(to: { readonly url: string }): void;
  /** Sends none any more; those on their way are dropped. */
  clearWebhook(): void;
  /** Where they go, and until when (epoch milliseconds) they are switched off after three were dropped; null when unconnected. */
  webhook(): { readonly url: string; readonly disabledUntil: number | null } | null;
  /** Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Runs something later and says how to call it off. The drill and the tests hand in their own. */
export type Later = (afterMs: number, run: () => void) => () => void;
