import { z } from "zod";
import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { help } from "../views/help.ts";
import type { OpsCommand } from "./ops-command.ts";
import { ON_CALL } from "./ops-on-call.ts";
import { firstWord, nearest, normalise } from "./text.ts";

/** `/ops`: what is asked outside incidents. */

export const OPS_COMMANDS: readonly OpsCommand[] = [...ON_CALL];

const BY_NAME = new Map(OPS_COMMANDS.map((entry) => [entry.name, entry]));

const SlashCommand = z.object({
  text: z.string().default(""),
  user_id: z.string().transform((id) => id as SlackUserId), // Slack's own payload names it so
  channel_id: z.string().transform((id) => id as SlackChannelId), // the same
  trigger_id: z.string(),
});

export function opsRoute(edge: Edge): Route {
  return async (body) => {
    const command = SlashCommand.parse(body);
    const { word, rest } = firstWord(normalise(command.text));
    if (word === "" || word.toLowerCase() === "help") return say(help("/ops", OPS_COMMANDS));
    const entry = BY_NAME.get(word.toLowerCase());
    if (entry === undefined)
      return say(help("/ops", OPS_COMMANDS, { typed: word, nearest: nearest(word, [...BY_NAME.keys()]) }));
    const { user_id: by, channel_id: channel, trigger_id: triggerId } = command;
    return say(await entry.run({ text: rest, by, channel, triggerId }, edge));
  };
}

function say(message: ReturnType<typeof help>): Answer {
  return { kind: "message", message };
}
