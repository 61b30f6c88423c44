import type { Kysely } from "kysely";
import type { Identity } from "./integrations/slack/identity.ts";
import { bind } from "./store/bindings.ts";
import type { Tables } from "./store/tables.ts";

/** The database belongs to another Slack than the one this bot was started for. */
export class WrongWorkspace extends Error {
  override readonly name = "WrongWorkspace";
}

const WAY_OUT =
  "Start Tocsin with the tokens and SLACK_API_URL it was used with, or give it another DATABASE_URL " +
  "(without one, another DATA_DIR). Is it to move for good? Empty the table `bindings` first.";

/**
 * Whether it is Slack itself or something else, such as the sandbox, is known without asking anybody: so it can be
 * checked before any work begins, and when Slack is away. Throws `WrongWorkspace`.
 */
export async function bindToApi(db: Kysely<Tables>, apiUrl: string): Promise<void> {
  const here = isSlack(apiUrl) ? "slack" : "other";
  const bound = await bind(db, "slack-api", here);
  if (bound === here) return;
  throw new WrongWorkspace(
    bound === "slack"
      ? `This database belongs to a workspace of the real Slack, but SLACK_API_URL is ${apiUrl}. ${WAY_OUT}`
      : `This database belongs to a sandbox or another stand-in of Slack, but this bot is connected to the real one. ${WAY_OUT}`,
  );
}

/** Throws `WrongWorkspace` when the tokens are for another workspace than before. */
export async function bindToTeam(db: Kysely<Tables>, { team, teamId }: Identity): Promise<void> {
  const bound = await bind(db, "slack-team", teamId);
  if (bound === teamId) return;
  throw new WrongWorkspace(
    `This database belongs to the Slack workspace ${bound}, but the bot token is for ${team} (${teamId}). ${WAY_OUT}`,
  );
}

function isSlack(apiUrl: string): boolean {
  const { hostname } = new URL(apiUrl);
  return hostname === "slack.com" || hostname.endsWith(".slack.com");
}
