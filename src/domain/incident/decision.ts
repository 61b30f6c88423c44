import type { IncidentId, Instant } from "../ids.ts";
import type { IncidentCommand } from "./command.ts";
import type { IncidentEvent } from "./event.ts";
import type { Actor, Incident } from "./incident.ts";

/** What the rules are handed beside the state, and what they answer. */

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
  /** No chain runs and none is left to go up. */
  | { readonly reason: "nothing-to-escalate"; readonly acknowledged: boolean }
  | { readonly reason: "nothing-to-hold" }
  | { readonly reason: "hold-too-long"; readonly limitMs: number }
  | { readonly reason: "already-paging"; readonly policy: string; readonly nextAt: Instant | null }
  /** PagerDuty runs this chain: its own buttons move it. */
  | { readonly reason: "run-by-pagerduty"; readonly policy: string }
  | { readonly reason: "already-paused" }
  | { readonly reason: "not-paused" }
  | { readonly reason: "no-update-due" }
  | { readonly reason: "already-snoozed" }
  | { readonly reason: "bad-duration"; readonly leastMs: number; readonly mostMs: number }
  | { readonly reason: "no-such-incident" }
  /** A guest of the workspace, in an incident they do not take part in. */
  | { readonly reason: "guest" };

/**
 * What `decide` answers. `refused` may carry events too: a repeated declare refuses and still records who asked.
 * `quiet` means the world has moved on (a late receipt, a second join): nothing happens and nobody is told.
 */
export type Decision =
  | { readonly kind: "accepted"; readonly events: readonly DecidedEvent[] }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly events: readonly DecidedEvent[] }
  | { readonly kind: "quiet" };

/** An event with the time it was said, and who did it, when those are not the command's. */
export type DecidedEvent = { readonly event: IncidentEvent; readonly saidAt?: Instant; readonly by?: Actor };

/** A command with who asked and when: time and ids arrive with it. */
export type Asked = {
  readonly command: IncidentCommand;
  readonly by: Actor;
  /** A guest of the workspace, as far as that is known. */
  readonly guest: boolean;
  readonly at: Instant;
  readonly newId: IncidentId;
};
