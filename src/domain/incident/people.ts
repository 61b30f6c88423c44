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
import { promisesFor } from "./clocks.ts";
import type { Decision } from "./decision.ts";
import { unknownSeverity } from "./declare.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import type { IncidentEvent } from "./event.ts";
import type { Incident } from "./incident.ts";
import { policyFor, routeOf } from "./route.ts";
import { begin, isByRule, running, stop } from "./runs.ts";
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
    promises: promisesFor(severity, incident.declaredAt, profile),
    updateEveryMs: severity.updateEveryMs,
  };
  const graded = add(draftOf(given), changed);
  return settled(mayPageByItself(incident, severity) ? pageWorse(graded, severity, why) : graded);
}

/** Once for each rank: a milder severity is good news and wakes nobody, and neither does going to and fro. */
function mayPageByItself({ rank, pagedRank, drill, phase }: Incident, to: Severity): boolean {
  const isWorst = to.rank < Math.min(rank, pagedRank ?? rank);
  return to.page && isWorst && !drill && !isAtLeast(phase, "resolved");
}

/** A chain that calls already goes on when it is the one; another takes the place of those that the rule began. */
function pageWorse(draft: Draft, severity: Severity, why: string | null): Draft {
  const { incident, profile, at } = draft;
  const policy = policyFor(profile, incident);
  if (policy === null) return draft;
  const route = routeOf(profile, policy, at);
  const calling = running(incident);
  const goesOn = calling.some(
    (run) => run.policy === route.policy && (run.step !== null || route.startsAt > at),
  );
  const replaced = calling.filter((run) => isByRule(run) && !(goesOn && run.policy === route.policy));
  const stopped = stop(draft, replaced);
  return goesOn ? stopped : begin(stopped, { ...route, why, cause: "raised", pagedRank: severity.rank });
}

const SOONEST_UPDATE_MS = 60_000;
const LATEST_UPDATE_MS = 7 * 24 * 3_600_000;

/** `nextInMs` promises the next one for then, once; the rhythm of the severity follows again after it. */
export function postUpdate({ incident, at }: Given, command: CommandOf<"post-update">): Decision {
  if (incident.phase === "closed") return notOpen(incident);
  const refusal = badText(command.message);
  if (refusal !== null) return refuse(refusal);
  const { nextInMs } = command;
  if (nextInMs !== null && (nextInMs < SOONEST_UPDATE_MS || nextInMs > LATEST_UPDATE_MS))
    return refuse({ reason: "bad-duration", leastMs: SOONEST_UPDATE_MS, mostMs: LATEST_UPDATE_MS });
  const everyMs = nextInMs ?? incident.updates.everyMs;
  const isOver = isAtLeast(incident.phase, "resolved");
  const nextAt = everyMs === null || isOver ? null : at + everyMs;
  return accept({ type: "update-posted", message: command.message.trim(), nextAt });
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
