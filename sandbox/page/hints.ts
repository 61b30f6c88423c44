import type { CommandHint, ShortcutHint } from "./state.ts";

/**
 * What the composer offers unless whoever starts the sandbox hands in the bot's own list. The sandbox never imports
 * the bot, so this is a copy; a test holds it to the original.
 */
type Hint = readonly [name: string, usage: string, summary: string];

const INCIDENT: readonly Hint[] = [
  ["", "", "Opens the form to declare an incident."],
  [
    "declare",
    "[title] [--severity S] [--component C] [--private] [--drill]",
    "Declares at once; without a title it opens the form.",
  ],
  ["ack", "[INC-7]", "You have it: acknowledges the incident."],
  ["status", "[INC-7] <status> [message]", "Moves it to another status of the manual."],
  ["severity", "[INC-7] <severity> [why]", "Changes the severity."],
  ["update", "[INC-7] <message> [--next 30m]", "Posts an update to everybody who follows it."],
  ["note", "[INC-7] <text>", "Adds a line to the timeline."],
  [
    "page",
    "[INC-7] [@somebody | policy] [why]",
    "Pages a person, an escalation policy, or the one of the incident.",
  ],
  ["escalate", "[INC-7] [why]", "Calls the next step of the chain now."],
  ["hold", "[INC-7] <10m> <why>", "Nobody more is called for so long."],
  ["snooze", "[INC-7] [10m]", "Asks for the due update again in a while, once."],
  ["pause", "[INC-7] <why>", "Lets the manual's clocks rest; the reason stays on the record."],
  ["resume", "[INC-7]", "Lets the manual's clocks go on."],
  ["role", "[INC-7] <role> @somebody", "Gives somebody a role."],
  ["take", "[INC-7] <role>", "Takes a role yourself."],
  ["list", "", "Shows the open incidents, worst first."],
  ["show", "[INC-7]", "Shows one incident."],
  ["timeline", "[INC-7]", "Shows what happened, in the order it was said."],
  ["next", "[INC-7]", "Shows what is due."],
  ["changes", "[INC-7]", "Shows what was deployed to its service lately, by whom, and how long ago."],
  ["resolve", "[INC-7] <message>", "Resolves it, saying what made it stop."],
  ["close", "[INC-7]", "Closes a resolved incident."],
  ["reopen", "[INC-7] <why>", "Opens it again when it came back."],
  ["postmortem", "[INC-7]", "Drafts the post-mortem from the timeline."],
  ["help", "", "Shows this list."],
];

const DEPLOY: readonly Hint[] = [
  [
    "",
    "<service> [ref] to <environment> [--why <text>]",
    "Proposes a deployment; whoever the manual names approves it by a button.",
  ],
  [
    "rollback",
    "<service> [to <version>] in <environment> [--database yes|no] [--why <text>]",
    "Proposes to go back, to the last good version unless you name another one.",
  ],
  [
    "dry-run",
    "<service> [ref] to <environment>",
    "Shows all that would happen and what is in its way; needs no approval and starts nothing.",
  ],
  ["status", "[service | number]", "Shows what is under way, where a service stands, or one deployment."],
  [
    "where",
    "<service>",
    "Shows which version is good in each environment, and what holds others back there.",
  ],
  ["history", "[service] [environment]", "Shows what was deployed, by whom, and what became of it."],
  ["diff", "<service> [ref] in <environment>", "Shows what would change since the last good version there."],
  ["locks", "", "Shows every lock and freeze, whose it is and until when."],
  ["cancel", "<number> [why]", "Cancels a deployment; a run that began is asked to stop."],
  ["help", "", "Shows this list."],
  [
    "lock",
    "<service> <environment> [why] [--for 2h | --until 18:00] [--steal]",
    "Keeps others from deploying there for a while; `--steal` takes the lock from who has it, who is told.",
  ],
  ["unlock", "<service> <environment> [why]", "Ends a lock."],
  [
    "freeze",
    "<environment|all> [why] [--until <time> | --for 2h] [--steal]",
    "Nothing is deployed there until it ends or is lifted.",
  ],
  ["thaw", "<environment|all> [why]", "Lifts a freeze."],
  ["backup", "[name] [--why <text>]", "Has a backup taken; without a name it shows how old each one is."],
  ["verify-backup", "<name> [--why <text>]", "Has the newest backup checked."],
  [
    "restore",
    "<name> [--to <time>] [--why <text>]",
    "Proposes to restore a backup, the newest or that of a time; says what would be lost.",
  ],
  ["failover", "<plan> [--why <text>]", "Proposes a recovery plan of the manual."],
];

const OPS: readonly Hint[] = [
  ["oncall", "[policy]", "Who is on call now for each escalation policy, and who is next."],
  [
    "cover",
    "me|@somebody until <time>|for <duration> [policy]",
    "Asks who covers you on call, or puts somebody on call in your place.",
  ],
];

export const COMMANDS: readonly CommandHint[] = [
  ...of("/incident", INCIDENT),
  ...of("/deploy", DEPLOY),
  ...of("/ops", OPS),
];

function of(command: string, hints: readonly Hint[]): readonly CommandHint[] {
  return hints.map(([name, usage, summary]) => ({ command, name, usage, summary }));
}

export const SHORTCUTS: readonly ShortcutHint[] = [
  { callbackId: "incident.declare", name: "Declare incident", where: "global" },
  { callbackId: "incident.declare-from-message", name: "Declare incident", where: "message" },
  { callbackId: "incident.add-note", name: "Add to timeline", where: "message" },
];
