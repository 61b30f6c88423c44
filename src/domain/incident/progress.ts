import type { Status } from "../profile.ts";
import { acknowledged } from "./acknowledge.ts";
import {
  accept,
  badText,
  type CommandOf,
  type Given,
  isAtLeast,
  notOpen,
  refuse,
  tidy,
  tooLong,
} from "./answer.ts";
import type { Decision } from "./decision.ts";
import { add, draftOf, settled } from "./draft.ts";
import type { IncidentEvent } from "./event.ts";
import type { Incident } from "./incident.ts";
import { nearest } from "./similar.ts";
import { findStatus, firstStatus } from "./words.ts";

/**
 * How an incident moves from status to status. Open ones move freely, also back; resolved and closed ones go
 * back only by `reopen`, so that a late acknowledgement or a slow click cannot undo a resolve.
 */

/** To a status of the manual. Reaching the phase resolved takes a message, like `resolve`. */
export function changeStatus(given: Given, command: CommandOf<"change-status">): Decision {
  const { incident, profile } = given;
  if (incident.phase === "closed") return notOpen(incident);
  const status = findStatus(profile, command.status);
  if (status === null) return unknownStatus(given, command.status);
  if (status.label === incident.status) return alreadyThere(incident.status);
  if (incident.phase === "resolved" && !isAtLeast(status.phase, "resolved")) return notOpen(incident);
  if (status.phase === "closed" && incident.phase !== "resolved") return refuse({ reason: "not-resolved" });
  const message = tidy(command.message);
  const resolves = status.phase === "resolved" && incident.phase !== "resolved";
  if (resolves && message === null) return refuse({ reason: "use-resolve" });
  const long = tooLong(message);
  if (long !== null) return refuse(long);
  const moved = add(draftOf(given), statusChanged(incident, status, message));
  // Whoever says that it is worked on has it: nobody needs to be called any more.
  const isWorkedOn = isAtLeast(status.phase, "acknowledged") && !isAtLeast(status.phase, "resolved");
  return settled(isWorkedOn ? acknowledged(moved, { by: given.by, page: null, implied: true }) : moved);
}

/** To the manual's first status of the phase resolved, with a message that people will read afterwards. */
export function resolve(given: Given, command: CommandOf<"resolve">): Decision {
  const { incident, profile } = given;
  if (incident.phase === "closed") return notOpen(incident);
  if (incident.phase === "resolved") return alreadyThere(incident.status);
  const refusal = badText(command.message);
  if (refusal !== null) return refuse(refusal);
  return accept(statusChanged(incident, firstStatus(profile, "resolved"), command.message.trim()));
}

export function close(given: Given): Decision {
  const { incident, profile } = given;
  if (incident.phase === "closed") return alreadyThere(incident.status);
  if (incident.phase !== "resolved") return refuse({ reason: "not-resolved" });
  return accept(statusChanged(incident, firstStatus(profile, "closed"), null));
}

/** Back to work, with the reason on the timeline. Nobody is paged by it, and people are told so: who reopens may page. */
export function reopen(given: Given, command: CommandOf<"reopen">): Decision {
  const { incident, profile } = given;
  if (!isAtLeast(incident.phase, "resolved")) return refuse({ reason: "not-closed" });
  const refusal = badText(command.why);
  if (refusal !== null) return refuse(refusal);
  const to = firstStatus(profile, "acknowledged").label;
  return accept({ type: "reopened", from: incident.status, to, why: command.why.trim() });
}

/** May be asked for again: every draft is written from the timeline as it then is. */
export function draftPostmortem({ incident }: Given): Decision {
  if (!isAtLeast(incident.phase, "resolved")) return refuse({ reason: "not-resolved" });
  return accept({ type: "postmortem-requested" });
}

/** The event of going to that status. */
export function statusChanged(incident: Incident, to: Status, message: string | null): IncidentEvent {
  return {
    type: "status-changed",
    from: incident.status,
    to: to.label,
    fromPhase: incident.phase,
    phase: to.phase,
    message,
  };
}

function unknownStatus({ profile }: Given, typed: string): Decision {
  const known = profile.statuses.map(({ label }) => label);
  return refuse({ reason: "unknown-status", typed, nearest: nearest(typed, known) });
}

function alreadyThere(value: string): Decision {
  return refuse({ reason: "already-there", what: "status", value });
}
