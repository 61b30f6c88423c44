import { Faults } from "../../sandbox/faults.ts";
import { createGitHubStandIn } from "../../sandbox/github/stand-in.ts";
import type { GitHubWorld } from "../../sandbox/github/world.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createPage } from "../../sandbox/page/server.ts";
import { createPagerDutyStandIn } from "../../sandbox/pagerduty/stand-in.ts";
import type { PagerDutyWorld } from "../../sandbox/pagerduty/world.ts";
import { createSlackStandIn, type SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import { startLittleBot } from "./little-bot.ts";

export const BOT_TOKEN = "sandbox-bot-token";
export const PAGERDUTY_TOKEN = "sandbox-pagerduty-token";
export const GITHUB_TOKEN = "sandbox-github-token";

export type TestSandbox = {
  readonly url: string;
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
  readonly github: GitHubWorld;
  readonly faults: Faults;
  /** Payloads and events that reached the bot. */
  readonly heard: readonly unknown[];
  close(): Promise<void>;
};

/** The real stand-ins and page on a port of their own, with the little bot behind them. */
export async function openSandbox(port = 0): Promise<TestSandbox> {
  const faults = new Faults();
  const journal = new Journal(null);
  let url = "";
  const common = { faults, journal, url: () => url };
  const secrets = {
    botToken: BOT_TOKEN,
    appToken: "sandbox-app-token",
    signingSecret: "sandbox-signing-secret",
  };
  const slack = createSlackStandIn({ ...common, ...secrets });
  const pagerduty = createPagerDutyStandIn({
    ...common,
    token: PAGERDUTY_TOKEN,
    routingKey: "sandbox-routing-key",
    webhookSecret: "sandbox-webhook-secret",
  });
  const github = createGitHubStandIn({
    ...common,
    token: GITHUB_TOKEN,
    webhookSecret: "sandbox-github-webhook-secret",
  });
  const bot = await startLittleBot(() => slack.apiUrl, BOT_TOKEN);
  const page = createPage({
    slack,
    pagerduty,
    github,
    faults,
    profileName: "example.yml",
    bot: () => ({ url: bot.url, ready: true }),
  });
  const server = await serve(
    { ...slack.routes, ...pagerduty.routes, ...github.routes, ...page.routes },
    port,
  );
  url = server.url;
  slack.connect({ url: bot.url, signingSecret: secrets.signingSecret });
  async function close(): Promise<void> {
    await server.close();
    await bot.close();
    await slack.close();
    await pagerduty.close();
    await github.close();
  }
  return { url, slack, pagerduty, github, faults, heard: bot.heard, close };
}
