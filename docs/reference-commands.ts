import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { DEPLOY_COMMANDS } from "../src/commands/deploy.ts";
import { SUB_COMMANDS } from "../src/commands/incident.ts";
import { OPS_COMMANDS } from "../src/commands/ops.ts";
import { heading, table } from "./markdown.ts";

type Shortcut = { readonly name: string; readonly type: string; readonly description: string };

/** Text of `reference/commands.md`: what can be typed, from the table the bot itself parses by. */
export function commandsPage(): string {
  const typed = SUB_COMMANDS.map(({ usage, summary }) => [`\`${usage}\``, summary]);
  const deploying = DEPLOY_COMMANDS.map(({ usage, summary }) => [`\`${usage}\``, summary]);
  const outside = OPS_COMMANDS.map(({ usage, summary }) => [`\`${usage}\``, summary]);
  const manifest = parse(readFileSync(new URL("../manifest.yml", import.meta.url), "utf8")) as {
    readonly features: { readonly shortcuts: readonly Shortcut[] };
  }; // `test/manifest.test.ts` checks it
  const menus = manifest.features.shortcuts.map(({ name, type, description }) => [
    name,
    type === "global" ? "the lightning bolt, or `/` in any channel" : "⋮ *More actions* of a message",
    description,
  ]);
  return [
    heading("Commands", "src/commands and manifest.yml"),
    INTRODUCTION,
    table(["type", "what it does"], typed),
    DEPLOYING,
    table(["type", "what it does"], deploying),
    OUTSIDE,
    table(["type", "what it does"], outside),
    AFTER,
    table(["shortcut", "where", "what it does"], menus),
    EVENTS,
  ].join("\n");
}

const INTRODUCTION = `
\`/incident\` alone opens the form that declares. \`[…]\` may be left out, \`<…>\` must be there.
In the channel of an incident no number is needed; elsewhere name it right behind the command, as in \`/incident ack INC-7\`.
`;

const DEPLOYING = `
## Deploying

\`/deploy\` alone, or with a word missing, opens the form. \`to\`, \`on\` and \`in\` mean the same, and may be left out. A deployment is
proposed by this and started when its gates are open; approving, rejecting, ticking the checklist and breaking the glass are buttons of its
card. Times are read by the clock of whoever types them: \`--until 18:00\`, \`--until tomorrow 9am\`, \`--for 2h\`, \`--to 43 minutes ago\`.
`;

const OUTSIDE = `
## Outside incidents
`;

const AFTER = `
- Severities, statuses, roles, escalation policies, components, services, environments, backups and recovery plans are the words of your [profile](profile.md); a word that
  is none of them is answered with the nearest ones.
- Curly quotes, long dashes and no-break spaces, as phones type them, are understood. A value of several words needs
  quotes only when the profile does not know it.
- People are named by picking them from the list that Slack shows after \`@\`; a typed name is refused, because it would be a guess.
- Only the person who typed reads the answer. What concerns everybody is posted in the incident's channel.
- The card in the incident's channel offers the same by buttons and forms.

## Shortcuts
`;

const EVENTS = `
Pinning a message in an incident's channel puts it into the timeline, with its own author and time. The Home tab of the app
lists the open incidents.
`;
