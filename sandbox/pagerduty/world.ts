import type { Call } from "../slack/world.ts";

/** What the PagerDuty stand-in holds and what a person can do in it. The page, the journeys and the drill use this. */

export type SandboxPerson = { readonly id: string; readonly name: string; readonly email: string };

export type SandboxPolicy = {
  readonly id: string;
  readonly name: string;
  /** Level 1 first. */
  readonly levels: readonly { readonly delayMinutes: number; readonly people: readonly string[] }[];
};

export type SandboxService = { readonly id: string; readonly name: string; readonly policy: string };

/** A step in an incident's life, named as PagerDuty names its log entries. */
export type SandboxLogEntry = {
  readonly id: string;
  readonly type:
    | "trigger_log_entry"
    | "notify_log_entry"
    | "acknowledge_log_entry"
    | "escalate_log_entry"
    | "resolve_log_entry";
  /** Epoch milliseconds. */
  readonly at: number;
  /** Who did it, or who was notified; null for the service itself. */
  readonly person: string | null;
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
  readonly acknowledgedBy: string | null;
  readonly createdAt: number;
  /** When nobody has answered by then, the next level is asked; null when there is none. */
  readonly escalatesAt: number | null;
  readonly via: "rest" | "events";
  readonly log: readonly SandboxLogEntry[];
};

export interface PagerDutyWorld {
  /** Value for PAGERDUTY_API_URL, with the trailing slash. */
  readonly apiUrl: string;
  /** Value for PAGERDUTY_EVENTS_URL, with the trailing slash. */
  readonly eventsUrl: string;
  people(): readonly SandboxPerson[];
  policies(): readonly SandboxPolicy[];
  services(): readonly SandboxService[];
  /** Oldest first, resolved ones too. */
  incidents(): readonly SandboxPage[];
  /** The bot's calls, oldest first, at most the last 500. Tokens are left out. */
  asked(): readonly Call[];
  /** `by` is a person's id or e-mail address. Throws when either is unknown or the incident is resolved. */
  acknowledge(id: string, by: string): SandboxPage;
  resolve(id: string, by: string): SandboxPage;
  /** Who answers one level of a policy from now on; people by id or e-mail address, nobody when empty. */
  setOnCall(ask: {
    readonly policy: string;
    readonly level: number;
    readonly people: readonly string[];
  }): void;
  /** Whether this person answers pages, and how long after being notified; null means never. */
  willAcknowledge(person: string, afterMs: number | null): void;
  /** Sends signed v3 webhooks there from now on: the whole address, such as `<bot>/webhooks/pagerduty`. */
  connectWebhook(to: { readonly url: string }): void;
  /** Where they go, and until when (epoch milliseconds) they are switched off after three were dropped; null when unconnected. */
  webhook(): { readonly url: string; readonly disabledUntil: number | null } | null;
  /** Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

/** Runs something later and says how to call it off. The drill and the tests hand in their own. */
export type Later = (afterMs: number, run: () => void) => () => void;
