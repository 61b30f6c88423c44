import type { Severity } from "../profile.ts";
import {
  accept,
  badText,
  type CommandOf,
  type Given,
  isAtLeast,
  notOpen,
  QUIET,
  refuse,
  tidy,
  tooLong,
} from "./answer.ts";
import { unknownSeverity } from "./declare.ts";
import type { Decision, IncidentEvent } from "./incident.ts";
import { openPages, pageRequested, policyFor } from "./pages.ts";
import { nearest } from "./similar.ts";
import { findRole, findSeverity } from "./words.ts";

/** What people say about an incident: how bad it is, what they saw, what they tell others, who does what. */

/** A severity that pages does so while no page is open: switching to and fro wakes nobody twice. */
export function changeSeverity(given: Given, command: CommandOf<"change-severity">): Decision {
  const { incident, profile } = given;
  if (incident.phase === "closed") return notOpen(incident);
  const severity = findSeverity(profile, command.severity);
  if (severity === null) return refuse(unknownSeverity(profile, command.severity));
  if (severity.label === incident.severity)
    return refuse({ reason: "already-there", what: "severity", value: severity.label });
  const long = tooLong(command.why);
  if (long !== null) return refuse(long);
  const why = tidy(command.why);
  const changed: IncidentEvent = {
    type: "severity-changed",
    from: incident.severity,
    to: severity.label,
    fromRank: incident.rank,
    rank: severity.rank,
    why,
  };
  const policy = policyFor(profile, { severity: severity.label, service: incident.service });
  if (!severity.page || !mayPageByItself(given, severity) || policy === null) return accept(changed);
  return accept(
    changed,
    pageRequested({ incident: incident.id, version: incident.version + 2, policy, why }),
  );
}

/** A milder one of the severities that page is good news, and wakes nobody. */
function mayPageByItself({ incident, profile }: Given, to: Severity): boolean {
  const from = profile.severities.find(({ label }) => label === incident.severity);
  const isWorse = to.rank < incident.rank || from?.page !== true;
  const isOver = isAtLeast(incident.phase, "resolved");
  return isWorse && !incident.drill && !isOver && openPages(incident).length === 0;
}

export function postUpdate({ incident }: Given, command: CommandOf<"post-update">): Decision {
  if (incident.phase === "closed") return notOpen(incident);
  const refusal = badText(command.message);
  return refusal === null
    ? accept({ type: "update-posted", message: command.message.trim() })
    : refuse(refusal);
}

/** Taken in every phase: evidence for the post-mortem turns up after the end too. */
export function addNote(command: CommandOf<"add-note">): Decision {
  const refusal = badText(command.text);
  if (refusal !== null) return refuse(refusal);
  const { author, source, permalink, saidAt } = command;
  const event: IncidentEvent = { type: "note-added", text: command.text.trim(), author, source, permalink };
  return { kind: "accepted", events: [saidAt === null ? { event } : { event, saidAt }] };
}

/** Taking, giving and handing over are one thing: the role has a new holder. */
export function assignRole({ incident, profile }: Given, command: CommandOf<"assign-role">): Decision {
  if (incident.phase === "closed") return notOpen(incident);
  const role = findRole(profile, command.role);
  if (role === null) {
    const known = profile.roles.map(({ key }) => key);
    return refuse({ reason: "unknown-role", typed: command.role, nearest: nearest(command.role, known) });
  }
  if (incident.roles[role.key] === command.user)
    return refuse({ reason: "already-there", what: "role", value: role.key });
  return accept({ type: "role-assigned", role: role.key, user: command.user });
}

/** Quiet for who takes part already: Slack tells of every join, also of those the bot invited. */
export function join({ incident }: Given, command: CommandOf<"join">): Decision {
  if (incident.participants.includes(command.user)) return QUIET;
  return accept({ type: "joined", user: command.user });
}

/** Whoever leaves the channel takes part no more; what they said stays. Quiet for who did not take part. */
export function leave({ incident }: Given, command: CommandOf<"leave">): Decision {
  if (!incident.participants.includes(command.user)) return QUIET;
  return accept({ type: "left", user: command.user });
}
