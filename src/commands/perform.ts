import type { DeliveryKey, SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Answer, Edge } from "../engine/inbound.ts";
import type { IncidentRef, Message } from "../engine/ports.ts";
import { declareModal } from "../views/declare-modal.ts";
import { deploymentHistory } from "../views/deployment-list.ts";
import { incidentDetail } from "../views/incident-detail.ts";
import { incidentList } from "../views/incident-list.ts";
import { next } from "../views/next.ts";
import { formNotOpened } from "../views/reply.ts";
import { typed } from "../views/text.ts";
import { timelineMessage } from "../views/timeline.ts";
import type { Change, Understood } from "./sub-command.ts";
import { notFound, saying, told } from "./told.ts";

/** Carries out what was understood: dispatches a change, or looks. */

export type Where = {
  readonly by: SlackUserId;
  readonly channel: SlackChannelId;
  /** A direct message has no incident of its own. */
  readonly direct: boolean;
  /** The sub-command, as it is to be typed with an incident behind it. */
  readonly name: string;
  readonly triggerId: string;
};

const LISTED = 40;
const CHANGES = 10;
const TITLE_LIMIT = 200;

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
  if (change.command.type === "page") {
    const refused = mayNotPage(where.by, edge);
    if (refused !== null) return refused;
  }
  if (change.named === null) {
    const begun = await pageElsewhere(change, where, edge);
    if (begun !== null) return begun;
    return where.direct
      ? which("Which incident?", where)
      : await ask(change.command, { kind: "channel", channel: where.channel }, where, edge);
  }
  const here = where.direct ? null : await edge.queries.byChannel(where.channel);
  if (here !== null && change.inChannel !== null)
    return await ask(change.inChannel, { kind: "id", id: here.id }, where, edge);
  const named = here?.number === change.named ? here : await edge.queries.byNumber(change.named, where.by);
  if (named === null) return notFound(edge.profile());
  return await ask(change.command, { kind: "id", id: named.id }, where, edge);
}

/** Null for who may. While it is not known who belongs to the groups of the manual, nobody is let through by guess. */
function mayNotPage(user: SlackUserId, edge: Edge): Message | null {
  const { page } = edge.profile().access;
  const may = edge.people.isOneOf(user, page);
  if (may === true) return null;
  const declare = `or declare it: ${typed("/incident declare <title>")}.`;
  if (page === "everyone")
    return saying(`Guests of this workspace cannot page people; nobody was paged. Ask a member, ${declare}`);
  const groups = page.map((group) => `\`${group}\``).join(", ");
  return saying(
    may === false
      ? `The manual lets only ${groups} page people, and you are not among them; nobody was paged. Ask one of them, ${declare}`
      : `It is not known yet who belongs to ${groups}, whom the manual lets page people; nobody was paged. Try again in a minute, ${declare}`,
  );
}

/** Somebody is paged from a channel without an incident: it begins one, so that whoever is woken finds out what for. */
async function pageElsewhere(change: Change, where: Where, edge: Edge): Promise<Message | null> {
  if (change.elsewhere === undefined) return null;
  const here = where.direct ? null : await edge.queries.byChannel(where.channel);
  if (here !== null && here.phase !== "resolved" && here.phase !== "closed") return null;
  const { why } = change.elsewhere;
  if (why === null)
    return saying(
      `What is missing is why: ${typed("/incident page @somebody <why>")}. It becomes the incident's title.`,
    );
  const command: IncidentCommand = {
    type: "declare",
    title: [...why].slice(0, TITLE_LIMIT).join(""),
    description: null,
    severity: null,
    component: null,
    private: false,
    drill: false,
    declaredIn: where.direct ? null : where.channel,
    from: null,
    page: { user: change.elsewhere.user, why },
  };
  return await ask(command, { kind: "new" }, where, edge);
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
  if (
    result.kind === "refused" &&
    result.refusal.reason === "no-such-incident" &&
    incident.kind === "channel"
  )
    return which(`${NONE_HERE} Nothing was changed.`, where);
  return told(result, command, edge);
}

async function look(
  wanted: Extract<Understood, { kind: "look" }>,
  where: Where,
  edge: Edge,
): Promise<Message> {
  if (wanted.named === null && where.direct) return which("Which incident?", where);
  const incident = await found(wanted.named, where, edge);
  if (incident === null) return wanted.named === null ? which(NONE_HERE, where) : notFound(edge.profile());
  const profile = await edge.manualOf(incident);
  switch (wanted.at) {
    case "show":
      return incidentDetail(incident, profile, edge.profile().hash);
    case "timeline":
      return timelineMessage(incident, profile, await edge.queries.timeline(incident.id));
    case "next":
      return next(incident, profile, edge.clock.now());
    case "changes":
      return deploymentHistory(
        await edge.deployments.desk.history({ service: incident.service, environment: null, limit: CHANGES }),
        { service: incident.service, environment: null },
        edge.profile(),
      );
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

const NONE_HERE = "This channel belongs to no incident.";

function which(first: string, { name }: Where): Message {
  return saying(
    `${first} Type it in the incident's own channel, or name it right behind the command: \`/incident ${name} INC-7\`. \`/incident list\` shows the open ones.`,
  );
}
