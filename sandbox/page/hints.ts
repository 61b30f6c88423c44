import type { CommandHint, ShortcutHint } from "./state.ts";

/** What the composer offers unless whoever starts the sandbox hands in the bot's own list. */
const INCIDENT: readonly (readonly [name: string, usage: string, summary: string])[] = [
  ["", "", "Open the form to declare an incident"],
  ["declare", "[title] [--severity S] [--component C] [--private] [--drill]", "Declare an incident at once"],
  ["ack", "", "Say that you have it"],
  ["status", "<status> [message]", "Move the incident on"],
  ["severity", "<severity> [why]", "Change how bad it is"],
  ["update", "<message>", "Tell everybody where it stands"],
  ["note", "<text>", "Write something on the timeline"],
  ["page", "[policy] [why]", "Page on-call"],
  ["role", "<role> @person", "Give somebody a role"],
  ["take", "<role>", "Take a role yourself"],
  ["list", "", "Show the open incidents"],
  ["show", "[id]", "Show one incident"],
  ["timeline", "", "Show what happened when"],
  ["next", "", "Show what is due next"],
  ["resolve", "<message>", "End it"],
  ["close", "", "Close a resolved incident"],
  ["reopen", "<why>", "Open it again"],
  ["postmortem", "", "Draft the post-mortem"],
  ["help", "", "Show every command"],
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
