import type { GitHubWorld } from "../../sandbox/github/world.ts";
import type { SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import type { Reply, SandboxMessage } from "../../sandbox/slack/world.ts";
import { said } from "./stage.ts";

/**
 * What is seen of deployments from outside: runs on GitHub, and what Slack shows, in a channel the bot is in, so that what it
 * said can be found again; with the manual of `fixtures/deploys`.
 */

export type Seen = { readonly slack: SlackStandIn; readonly github: GitHubWorld };

export const QUICK = "test/fixtures/deploys/quick.yml";
export const HERE = "C0INCIDENTS";
export const SUITE = "sebenza/suite";
export const DISPATCH = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
export const RUNS = "GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs";

/** From now on runs take a second or so, and those of this workflow stand still where it says. */
export function quickRuns(
  github: GitHubWorld,
  hangs: { readonly file: string; readonly at: string } | null = null,
): void {
  for (const { file } of github.workflows(SUITE)) {
    const hangsAt = file === hangs?.file ? hangs.at : null;
    github.setWorkflow({ repository: SUITE, file, script: { queuedMs: 50, stepMs: 50, hangsAt } });
  }
}

/** The workflows that were run, oldest first, each with the colour that it was given. */
export function ran({ github }: Seen): readonly string[] {
  const files = new Map(github.workflows(SUITE).map(({ id, file }) => [id, file]));
  return github
    .runs(SUITE)
    .map(({ workflow, inputs }) =>
      [files.get(workflow), inputs["colour"]].filter((word) => word !== undefined && word !== "").join(" "),
    );
}

/** The card of the newest deployment of a channel; null while there is none. */
function cardOf({ slack }: Seen, channel = HERE): SandboxMessage | null {
  const cards = slack.messages(channel).filter(({ metadata }) => {
    const id = String(metadata?.event_payload["id"] ?? "");
    return /\/(post|refresh)-card$/.test(id);
  });
  return cards.at(-1) ?? null;
}

/** Its words as they are read, without marks; empty while there is none. */
export function cardSays(seen: Seen, channel?: string): string {
  const card = cardOf(seen, channel);
  return card === null ? "" : unmarked(said(card));
}

function unmarked(text: string): string {
  return text.replaceAll(/[`*]/g, "");
}

/** How many messages of the channel, beside the card, say these words. */
export function toldTimes(seen: Seen, words: string, channel = HERE): number {
  const card = cardOf(seen, channel);
  return seen.slack
    .messages(channel)
    .filter(({ ts }) => ts !== card?.ts)
    .filter((message) => unmarked(said(message)).includes(words)).length;
}

/** Presses a button of the card as it stands there. */
export function pressCard(seen: Seen, user: string, actionId: string, channel?: string): Promise<Reply> {
  const card = cardOf(seen, channel);
  if (card === null) throw new Error("there is no card to press anything on");
  return seen.slack.act({ user, actionId, message: { channel: card.channel, ts: card.ts } });
}
