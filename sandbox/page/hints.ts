import type { CommandHint, ShortcutHint } from "./state.ts";

/**
 * What the composer offers unless whoever starts the sandbox hands in the bot's own list. The sandbox never imports
 * the bot, so this is a copy; a test holds it to the original.
 */
const INCIDENT: readonly (readonly [name: string, usage: string, summary: string])[] = [
  ["", "", "Opens the form to declare an incident."],
  [
    "declare",
    "[title] [--severity S] [--component C] [--private] [--drill]",
    "Declares at once; without a title it opens the form.",
  ],
  ["ack", "[INC-7]", "You have it: acknowledges the incident."],
  ["status", "[INC-7] <status> [message]", "Moves it to another status of the manual."],
  ["severity", "[INC-7] <severity> [why]", "Changes the severity."],
  ["update", "[INC-7] <message>", "Posts an update to everybody who follows it."],
  ["note", "[INC-7] <text>", "Adds a line to the timeline."],
  ["page", "[INC-7] [policy] [why]", "Pages an escalation policy, or the one of the incident."],
  ["role", "[INC-7] <role> @somebody", "Gives somebody a role."],
  ["take", "[INC-7] <role>", "Takes a role yourself."],
  ["list", "", "Shows the open incidents, worst first."],
  ["show", "[INC-7]", "Shows one incident."],
  ["timeline", "[INC-7]", "Shows what happened, in the order it was said."],
  ["next", "[INC-7]", "Shows what is due."],
  ["resolve", "[INC-7] <message>", "Resolves it, saying what made it stop."],
  ["close", "[INC-7]", "Closes a resolved incident."],
  ["reopen", "[INC-7] <why>", "Opens it again when it came back."],
  ["postmortem", "[INC-7]", "Drafts the post-mortem from the timeline."],
  ["help", "", "Shows this list."],
];

export const COMMANDS: readonly CommandHint[] = INCIDENT.map(([name, usage, summary]) => ({
  command: "/incident",
  name,
  usage,
  summary,
}));

export const SHORTCUTS: readonly ShortcutHint[] = [
  { callbackId: "incident.declare", name: "Declare incident", where: "global" },
  { callbackId: "incident.declare-from-message", name: "Declare incident", where: "message" },
  { callbackId: "incident.add-note", name: "Add to timeline", where: "message" },
];
