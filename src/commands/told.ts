import { incidentName } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentDesk } from "../engine/deployment-ports.ts";
import type { Edge } from "../engine/inbound.ts";
import { type Message, NotSaved, type Queries, type Result } from "../engine/ports.ts";
import { message, section } from "../views/blocks.ts";
import { paperProcedure } from "../views/paper-procedure.ts";
import { refusal } from "../views/refusal.ts";
import { accepted } from "../views/reply.ts";

/** Answers for the person who asked, shared by typed commands, buttons and forms. */

/** What came of a command, in a sentence, with the words of the manual by which it was judged. */
export async function told(result: Result, command: IncidentCommand, edge: Edge): Promise<Message> {
  if (result.kind === "spooled") return paperProcedure(result, edge.profile());
  const profile = await edge.manualOf(result.incident);
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
function certain(queries: Queries): Queries {
  return {
    byNumber: (number, viewer) => queries.byNumber(number, viewer).catch(nothingSaved),
    byChannel: (channel) => queries.byChannel(channel).catch(nothingSaved),
    open: (viewer, limit) => queries.open(viewer, limit).catch(nothingSaved),
    timeline: (incident) => queries.timeline(incident).catch(nothingSaved),
  };
}

/** The same for deployments; what holds others back is changed there too, and of that it is not certain. */
function certainDesk(desk: DeploymentDesk): DeploymentDesk {
  return {
    ...desk,
    find: (number) => desk.find(number).catch(nothingSaved),
    scene: (number) => desk.scene(number).catch(nothingSaved),
    standing: (service) => desk.standing(service).catch(nothingSaved),
    history: (ask) => desk.history(ask).catch(nothingSaved),
    diff: (ask) => desk.diff(ask).catch(nothingSaved),
    open: () => desk.open().catch(nothingSaved),
    backups: () => desk.backups().catch(nothingSaved),
    good: (ask) => desk.good(ask).catch(nothingSaved),
    holds: () => desk.holds().catch(nothingSaved),
  };
}

/** An edge whose looks are certain. */
export function looking(edge: Edge): Edge {
  const { dispatcher, desk } = edge.deployments;
  return {
    ...edge,
    queries: certain(edge.queries),
    deployments: { dispatcher, desk: certainDesk(desk) },
  };
}

function nothingSaved(error: unknown): never {
  throw error instanceof NotSaved ? error : new NotSaved(true, { cause: error });
}
