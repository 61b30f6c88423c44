import { fromSlack, normalise } from "../commands/text.ts";
import { told } from "../commands/told.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { type DeclarePrefill, declareModal } from "../views/declare-modal.ts";
import { formNotOpened } from "../views/reply.ts";
import { triggerKey } from "./keys.ts";
import { GlobalShortcut, MessageShortcut, saidAt, textOf } from "./payload.ts";

/** Entries of Slack's own menus; `manifest.yml` names the same ids. */
const SHORTCUTS = {
  declare: "incident.declare",
  declareFromMessage: "incident.declare-from-message",
  addNote: "incident.add-note",
} as const;

export function shortcutRoutes(edge: Edge): ReadonlyMap<string, Route> {
  return new Map<string, Route>([
    [SHORTCUTS.declare, (body) => openForm(edge, GlobalShortcut.parse(body).trigger_id, {})],
    [SHORTCUTS.declareFromMessage, declareFromMessage(edge)],
    [SHORTCUTS.addNote, addNote(edge)],
  ]);
}

async function openForm(edge: Edge, triggerId: string, prefill: DeclarePrefill): Promise<Answer> {
  const opened = await edge.chat.openView(triggerId, declareModal(edge.profile(), prefill));
  if (opened.kind === "done") return { kind: "nothing" };
  return { kind: "message", message: formNotOpened("/incident declare <title>") };
}

function declareFromMessage(edge: Edge): Route {
  return async (body) => {
    const shortcut = MessageShortcut.parse(body);
    const { message, channel } = shortcut;
    const text = normalise(fromSlack(textOf(message)));
    return await openForm(edge, shortcut.trigger_id, {
      declaredIn: channel.id,
      from: {
        text,
        author: message.user ?? null,
        saidAt: saidAt(message.ts),
        permalink: permalink(shortcut),
      },
    });
  };
}

/** The note is its author's, and stands in the timeline where it was said. */
function addNote(edge: Edge): Route {
  return async (body) => {
    const shortcut = MessageShortcut.parse(body);
    const { message, channel } = shortcut;
    const command: IncidentCommand = {
      type: "add-note",
      text: normalise(fromSlack(textOf(message))),
      author: message.user ?? null,
      saidAt: saidAt(message.ts),
      source: "shortcut",
      permalink: permalink(shortcut),
    };
    const result = await edge.dispatcher.dispatch({
      command,
      by: { kind: "person", user: shortcut.user.id },
      incident: { kind: "channel", channel: channel.id },
      key: triggerKey(shortcut.trigger_id),
    });
    return { kind: "message", message: await told(result, command, edge) };
  };
}

/** The payload has no link to the message, but everything Slack makes one of. */
function permalink({ team, channel, message }: MessageShortcut): string | null {
  const domain = team?.domain;
  if (domain === undefined || !/^[a-z0-9-]{1,60}$/.test(domain)) return null;
  return `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}`;
}
