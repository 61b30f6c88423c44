import { z } from "zod";
import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { help } from "../views/help.ts";
import { escaped } from "../views/text.ts";
import { takeIncident } from "./address.ts";
import { DECLARE } from "./incident-declare.ts";
import { LOOKS } from "./incident-looks.ts";
import { PAGING } from "./incident-paging.ts";
import { PEOPLE } from "./incident-people.ts";
import { PROGRESS } from "./incident-progress.ts";
import { perform } from "./perform.ts";
import type { SubCommand } from "./sub-command.ts";
import { firstWord, nearest, normalise } from "./text.ts";
import { saying } from "./told.ts";

/** `/incident`: finds the sub-command, lets it parse the words, and has what it understood carried out. */

export const SUB_COMMANDS: readonly SubCommand[] = [DECLARE, ...PROGRESS, ...PAGING, ...PEOPLE, ...LOOKS];

const BY_NAME = new Map(SUB_COMMANDS.map((entry) => [entry.name, entry]));

const SlashCommand = z.object({
  text: z.string().default(""),
  user_id: z.string().transform((id) => id as SlackUserId), // Slack's own payload names it so
  channel_id: z.string().transform((id) => id as SlackChannelId), // the same
  channel_name: z.string().default(""),
  trigger_id: z.string(),
});

export function incidentRoute(edge: Edge): Route {
  return async (body) => {
    const command = SlashCommand.parse(body);
    const { entry, text, typed } = choose(normalise(command.text));
    if (entry === null)
      return say(help("/incident", SUB_COMMANDS, { typed, nearest: meant(typed.toLowerCase()) }));
    const { user_id: by, channel_id: channel, trigger_id: triggerId } = command;
    const understood = entry.parse({ text, by, channel, profile: edge.profile() });
    if (understood.kind === "help") return say(help("/incident", SUB_COMMANDS));
    if (understood.kind === "wrong")
      return say(saying(`${understood.sentence}\nType it like this: \`${escaped(entry.usage)}\``));
    const direct = command.channel_name === "directmessage" || channel.startsWith("D");
    return await perform(understood, { by, channel, direct, name: entry.name, triggerId }, edge);
  };
}

/** The nearest names, or the one that `acknowledge` goes on from. */
function meant(typed: string): readonly string[] {
  const names = [...BY_NAME.keys()];
  const near = nearest(typed, names);
  return near.length > 0 ? near : names.filter((name) => name.length > 2 && typed.startsWith(name));
}

type Chosen = { readonly entry: SubCommand | null; readonly text: string; readonly typed: string };

/** Nothing typed is the form; `INC-7` alone shows it. */
function choose(text: string): Chosen {
  if (text === "") return { entry: DECLARE, text: "", typed: "" };
  const { named, rest } = takeIncident(text);
  if (named !== null && rest === "") return { entry: BY_NAME.get("show") ?? null, text, typed: text };
  const first = firstWord(text);
  return { entry: BY_NAME.get(first.word.toLowerCase()) ?? null, text: first.rest, typed: first.word };
}

function say(message: ReturnType<typeof help>): Answer {
  return { kind: "message", message };
}
