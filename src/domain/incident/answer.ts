import type { Instant } from "../ids.ts";
import { PHASES, type Phase, type Profile } from "../profile.ts";
import type { IncidentCommand } from "./command.ts";
import type { DecidedEvent, Decision, Refusal } from "./decision.ts";
import type { IncidentEvent } from "./event.ts";
import type { Actor, Incident } from "./incident.ts";

/** The words the rules of `decide` answer in, and the few questions several of them ask. */

export type CommandOf<T extends IncidentCommand["type"]> = Extract<IncidentCommand, { readonly type: T }>;

/** What every rule about an existing incident is handed beside the command. */
export type Given = {
  readonly incident: Incident;
  readonly by: Actor;
  readonly at: Instant;
  readonly profile: Profile;
};

export const QUIET: Decision = { kind: "quiet" };

/** Slack keeps 40,000 characters of a message; a longer text could be stored but never shown whole. */
const TEXT_LIMIT = 40_000;

export function accept(...events: readonly IncidentEvent[]): Decision {
  return { kind: "accepted", events: events.map((event) => ({ event })) };
}

export function refuse(refusal: Refusal, events: readonly DecidedEvent[] = []): Decision {
  return { kind: "refused", refusal, events };
}

/** Why a text that must be there cannot be taken, or null when it can. */
export function badText(text: string): Refusal | null {
  return text.trim() === "" ? { reason: "empty-text" } : tooLong(text);
}

/** Why a text that may be missing cannot be taken, or null when it can. */
export function tooLong(text: string | null): Refusal | null {
  const length = [...(text ?? "")].length;
  return length > TEXT_LIMIT ? { reason: "text-too-long", length, limit: TEXT_LIMIT } : null;
}

/** The text without white space around it; null when nothing is left. */
export function tidy(text: string | null): string | null {
  return text?.trim() || null;
}

export function isAtLeast(phase: Phase, other: Phase): boolean {
  return PHASES.indexOf(phase) >= PHASES.indexOf(other);
}

export function notOpen(incident: Incident): Decision {
  return refuse({ reason: "not-open", status: incident.status });
}
