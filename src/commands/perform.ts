import type { DeliveryKey, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Incident, IncidentCommand } from "../domain/incident/incident.ts";
import type { Answer, Edge } from "../engine/inbound.ts";
import type { IncidentRef, Message } from "../engine/ports.ts";
import { declareModal } from "../views/declare-modal.ts";
import { incidentDetail } from "../views/incident-detail.ts";
import { incidentList } from "../views/incident-list.ts";
import { next } from "../views/next.ts";
import { formNotOpened } from "../views/reply.ts";
import { timelineMessage } from "../views/timeline.ts";
import type { Change, Understood } from "./sub-command.ts";
import { notFound, saying, told } from "./told.ts";

/** Carries out what was understood: dispatches a change, or looks. */

export type Where = {
  readonly by: SlackUserId;
  readonly channel: SlackChannelId;
  /** A direct message has no incident of its own. */
  readonly direct: boolean;
  readonly triggerId: string;
};

const LISTED = 40;

type Doable = Exclude<Understood, { kind: "help" | "wrong" }>;

export async function perform(understood: Doable, where: Where, edge: Edge): Promise<Answer> {
  switch (understood.kind) {
    case "declare-form":
      return await openDeclareForm(where, edge);
    case "declare":
      return message(await ask(understood.command, { kind: "new" }, where, edge));
    case "change":
      return message(await performChange(understood, where, edge));
    case "look":
      return message(await look(understood, where, edge));
    case "list":
      return message(incidentList(await edge.queries.open(where.by, LISTED), edge.profile()));
  }
}

/** The one call out that a command may make: Slack forgets the trigger after three seconds. */
async function openDeclareForm(where: Where, edge: Edge): Promise<Answer> {
  const view = declareModal(edge.profile(), { declaredIn: where.channel });
  const opened = await edge.chat.openView(where.triggerId, view);
  return opened.kind === "done" ? { kind: "nothing" } : message(formNotOpened("/incident declare <title>"));
}

async function performChange(change: Change, where: Where, edge: Edge): Promise<Message> {
  if (change.named === null) {
    return where.direct
      ? which()
      : await ask(change.command, { kind: "channel", channel: where.channel }, where, edge);
  }
  const here = where.direct ? null : await edge.queries.byChannel(where.channel);
  if (here !== null && change.inChannel !== null)
    return await ask(change.inChannel, { kind: "id", id: here.id }, where, edge);
  const named = here?.number === change.named ? here : await edge.queries.byNumber(change.named, where.by);
  if (named === null) return notFound(edge.profile());
  return await ask(change.command, { kind: "id", id: named.id }, where, edge);
}

async function ask(
  command: IncidentCommand,
  incident: IncidentRef,
  where: Where,
  edge: Edge,
): Promise<Message> {
  const key = `slack:trigger:${where.triggerId}` as DeliveryKey; // made here, from Slack's own id
  const result = await edge.dispatcher.dispatch({
    command,
    by: { kind: "person", user: where.by },
    incident,
    key,
  });
  return told(result, command, edge.profile());
}

async function look(
  wanted: Extract<Understood, { kind: "look" }>,
  where: Where,
  edge: Edge,
): Promise<Message> {
  if (wanted.named === null && where.direct) return which();
  const incident = await found(wanted.named, where, edge);
  const profile = edge.profile();
  if (incident === null) return notFound(profile);
  switch (wanted.at) {
    case "show":
      return incidentDetail(incident, profile);
    case "timeline":
      return timelineMessage(incident, profile, await edge.queries.timeline(incident.id));
    case "next":
      return next(incident, profile, edge.clock.now());
  }
}

async function found(named: number | null, where: Where, edge: Edge): Promise<Incident | null> {
  if (named === null) return await edge.queries.byChannel(where.channel);
  const visible = await edge.queries.byNumber(named, where.by);
  if (visible !== null || where.direct) return visible;
  // Whoever types in the channel of a private incident sees it already.
  const here = await edge.queries.byChannel(where.channel);
  return here?.number === named ? here : null;
}

function message(said: Message): Answer {
  return { kind: "message", message: said };
}

function which(): Message {
  return saying(
    "Which incident? Type it in the incident's own channel, or name it right behind the command: `/incident ack INC-7`. `/incident list` shows the open ones.",
  );
}
