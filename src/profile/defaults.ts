import type { Nudges, OnCall, ProofLimits, Role, Status } from "../domain/profile.ts";

/** What holds where a manual says nothing. */

export const DEFAULT_STATUSES: readonly Status[] = [
  { label: "open", phase: "declared" },
  { label: "investigating", phase: "acknowledged" },
  { label: "identified", phase: "acknowledged" },
  { label: "monitoring", phase: "mitigated" },
  { label: "resolved", phase: "resolved" },
  { label: "closed", phase: "closed" },
];

/** Added to a manual whose statuses end at resolved: the record of every incident is closed some day. */
export const CLOSED: Status = { label: "closed", phase: "closed" };

export const DEFAULT_ROLES: readonly Role[] = [
  {
    key: "incident-commander",
    name: "Incident commander",
    duty: "Decides, delegates and keeps the overview. Leaves the debugging to others.",
    from: null,
  },
  {
    key: "communications-lead",
    name: "Communications lead",
    duty: "Tells everyone waiting what is known and when they hear more, and does so on time.",
    from: null,
  },
  {
    key: "scribe",
    name: "Scribe",
    duty: "Notes what was seen, decided and done, so that the timeline needs no memory.",
    from: null,
  },
];

export const DEFAULT_CHANNEL_NAME = "inc-{number}-{title}";
export const DEFAULT_ANNOUNCEMENTS = "incidents";
export const DEFAULT_TIMEZONE = "UTC";
export const DEFAULT_STEP_TIMEOUT_MS = 5 * 60_000;
export const DEFAULT_POSTMORTEM_DUE_MS = 48 * 3_600_000;

/** Until PagerDuty has taken a page, and from then until its log names whom it called. */
export const DEFAULT_PROOF: ProofLimits = { acceptedMs: 30_000, notifiedMs: 90_000 };

export const DEFAULT_NUDGES: Nudges = {
  commanderMs: 10 * 60_000,
  severityMs: 10 * 60_000,
  quietMs: 3_600_000,
};

export const NO_ON_CALL: OnCall = { channel: null, userGroups: [], weekly: null };

/** The middle severity, the lesser of two middle ones: of four the third, of three the second. */
export function defaultSeverityOf(labels: readonly string[]): string {
  return labels[Math.floor(labels.length / 2)] ?? "";
}
