import { incidentName } from "../domain/ids.ts";
import type { Incident, IncidentCommand } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { type Message, NotSaved, type Queries, type Result } from "../engine/ports.ts";
import { message, section } from "../views/blocks.ts";
import { refusal } from "../views/refusal.ts";
import { accepted } from "../views/reply.ts";

/** Answers for the person who asked, shared by typed commands, buttons and forms. */

/** What came of a command, in a sentence. */
export function told(result: Result, command: IncidentCommand, profile: Profile): Message {
  switch (result.kind) {
    case "accepted":
      return accepted(command, result.incident, profile, result.events);
    case "refused":
      return refusal(result.refusal, result.incident, profile);
    case "quiet":
      return unchanged(result.incident);
  }
}

export function notFound(profile: Profile): Message {
  return refusal({ reason: "no-such-incident" }, null, profile);
}

/** One sentence of ours as a message. */
export function saying(mrkdwn: string): Message {
  return message(mrkdwn, [section(mrkdwn)]);
}

function unchanged(incident: Incident | null): Message {
  const name = incident === null ? "The incident" : incidentName(incident.number);
  return saying(`Nothing was changed: this was answered before, or ${name} has moved on meanwhile.`);
}

/** A look that fails before anything was asked for has certainly changed nothing, and the person is told so. */
export function certain(queries: Queries): Queries {
  return {
    byNumber: (number, viewer) => queries.byNumber(number, viewer).catch(nothingSaved),
    byChannel: (channel) => queries.byChannel(channel).catch(nothingSaved),
    open: (viewer, limit) => queries.open(viewer, limit).catch(nothingSaved),
    timeline: (incident) => queries.timeline(incident).catch(nothingSaved),
  };
}

function nothingSaved(error: unknown): never {
  throw error instanceof NotSaved ? error : new NotSaved(true, { cause: error });
}
