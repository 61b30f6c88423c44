import { z } from "zod";
import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { Answer, Edge, Route } from "../engine/inbound.ts";
import { help } from "../views/help.ts";
import { escaped } from "../views/text.ts";
import type { DeploySubCommand } from "./deploy-command.ts";
import { HOLDS } from "./deploy-holds.ts";
import { LOOKS, numberOf } from "./deploy-looks.ts";
import { performDeploy } from "./deploy-perform.ts";
import { servicesOf, takeService, wordsOf } from "./deploy-place.ts";
import { DEPLOY, PROPOSALS } from "./deploy-propose.ts";
import { RECOVERY } from "./deploy-recovery.ts";
import { firstWord, nearest, normalise } from "./text.ts";
import { saying } from "./told.ts";

/** `/deploy`: finds the sub-command, lets it parse the words, and has what it understood carried out. */

export const DEPLOY_COMMANDS: readonly DeploySubCommand[] = [...PROPOSALS, ...LOOKS, ...HOLDS, ...RECOVERY];

const BY_NAME = new Map(DEPLOY_COMMANDS.map((entry) => [entry.name, entry]));

const SlashCommand = z.object({
  text: z.string().default(""),
  user_id: z.string().transform((id) => id as SlackUserId), // Slack's own payload names it so
  channel_id: z.string().transform((id) => id as SlackChannelId), // the same
  trigger_id: z.string(),
});

export function deployRoute(edge: Edge): Route {
  return async (body) => {
    const command = SlashCommand.parse(body);
    // Looking shows what is in the repositories: that is for those who belong here.
    if (edge.people.isOneOf(command.user_id, "everyone") === false)
      return say(saying("Guests of this workspace cannot use `/deploy`; nothing was done. Ask a member."));
    const profile = edge.profile();
    const chosen = chooseDeploy(normalise(command.text), profile);
    if (chosen.kind === "unknown") return say(help("/deploy", DEPLOY_COMMANDS, chosen));
    const { entry, text } = chosen;
    const { user_id: by, channel_id: channel, trigger_id: triggerId } = command;
    const zone = entry.timed === true ? await edge.onCall.zoneOf(by) : null;
    const understood = entry.parse({
      text,
      channel,
      profile,
      now: edge.clock.now(),
      zone: zone ?? profile.timezone,
    });
    if (understood.kind === "help") return say(help("/deploy", DEPLOY_COMMANDS));
    if (understood.kind === "wrong")
      return say(saying(`${understood.sentence}\nType it like this: \`${escaped(entry.usage)}\``));
    return performDeploy(understood, { by, channel, triggerId }, edge);
  };
}

type Chosen =
  | { readonly kind: "entry"; readonly entry: DeploySubCommand; readonly text: string }
  | { readonly kind: "unknown"; readonly typed: string; readonly nearest: readonly string[] };

/** Nothing typed is the form; a number alone shows that deployment; anything else begins with a name or a service. */
export function chooseDeploy(text: string, profile: Profile): Chosen {
  const { word, rest } = firstWord(joined(text));
  const named = BY_NAME.get(word.toLowerCase());
  if (named !== undefined) return { kind: "entry", entry: named, text: rest };
  if (numberOf(text) !== null) return { kind: "entry", entry: entryOf("status"), text };
  const whole: Chosen = { kind: "entry", entry: DEPLOY, text };
  if (text === "" || takeService(wordsOf(text), profile).known) return whole;
  const near = nearest(word, [...BY_NAME.keys()]);
  const services = nearest(word, servicesOf(profile));
  // `apo to production` is meant as a deployment: the rules say which services there are.
  if (rest !== "" && near.length === 0) return whole;
  return { kind: "unknown", typed: word, nearest: [...near, ...services] };
}

/** Two words that people write where the command is one: `roll back`, `dry run`; and a phone's dash in between. */
function joined(text: string): string {
  return text
    .replace(/^roll[\s\u2010-\u2015-]+back\b/i, "rollback")
    .replace(/^dry[\s\u2010-\u2015-]+run\b/i, "dry-run")
    .replace(/^fail[\s\u2010-\u2015-]+over\b/i, "failover")
    .replace(/^verify[\s\u2010-\u2015-]+backup\b/i, "verify-backup");
}

function entryOf(name: string): DeploySubCommand {
  return BY_NAME.get(name) ?? DEPLOY;
}

function say(message: ReturnType<typeof help>): Answer {
  return { kind: "message", message };
}
