import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { type Config, ConfigFaults, readConfig } from "./config.ts";
import type { Profile } from "./domain/profile.ts";
import { deployReadiness } from "./engine/deployment-readiness.ts";
import type { Finding as Readiness } from "./engine/on-call-ports.ts";
import { pagingReadiness, slackReadiness } from "./engine/readiness.ts";
import { type Account, accountOf } from "./integrations/github/account.ts";
import { createCodeHost } from "./integrations/github/code-host.ts";
import { createPager } from "./integrations/pagerduty/pager.ts";
import { createSeen } from "./integrations/redis/seen.ts";
import { createCall } from "./integrations/slack/call.ts";
import { createChat } from "./integrations/slack/chat.ts";
import { whoAmI } from "./integrations/slack/identity.ts";
import { loadProfile, ProfileFaults } from "./profile/load.ts";
import { inspectFolder, inspectServer } from "./store/inspect.ts";

/** `npm run doctor`: what is configured, what is missing, and the cure for each, one line each. */
export type Finding = {
  readonly part: string;
  readonly state: "ok" | "off" | "fault";
  readonly says: string;
};

const OLDEST_POSTGRESQL = 15;

const silent = (): void => undefined;

/** Everything is checked, whatever else is at fault. `off` is a choice, `fault` keeps the bot from doing its job. */
export async function examine(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigFaults)) throw error;
    return error.faults.map((says) => ({ part: "environment", state: "fault", says }));
  }
  const profile = profileOf(config);
  const found: Finding[] = [{ part: "environment", state: "ok", says: "readable" }, ...profile.findings];
  const checks = [
    database(config),
    slack(config, profile.loaded),
    paging(config, profile.loaded),
    github(config, profile.loaded),
    redis(config),
  ];
  for (const findings of await Promise.all(checks)) found.push(...findings);
  return found;
}

function profileOf(config: Config): {
  readonly loaded: Profile | null;
  readonly findings: readonly Finding[];
} {
  try {
    const loaded = loadProfile(config.profile);
    return {
      loaded,
      findings: [
        {
          part: "profile",
          state: "ok",
          says: `${config.profile}: ${loaded.organisation}, ${loaded.severities.length} severities`,
        },
      ],
    };
  } catch (error) {
    if (!(error instanceof ProfileFaults)) throw error;
    return {
      loaded: null,
      findings: error.message.split("\n").map((says) => ({ part: "profile", state: "fault", says })),
    };
  }
}

/** Looks only: what a start would create or change is left to the start. */
async function database(config: Config): Promise<readonly Finding[]> {
  if (config.databaseUrl === null) return [folder(config.dataDir)];
  try {
    const { version, pending } = await inspectServer(config.databaseUrl);
    if (version < OLDEST_POSTGRESQL) {
      const says = `PostgreSQL ${version} answers, but Tocsin needs ${OLDEST_POSTGRESQL} or newer. Upgrade the server.`;
      return [{ part: "database", state: "fault", says }];
    }
    const next = pending === 0 ? "" : `; the next start will make ${pending} pending changes to its tables`;
    return [{ part: "database", state: "ok", says: `PostgreSQL ${version} answers${next}` }];
  } catch (error) {
    const says = `${reasonOf(error)} Check that DATABASE_URL is right and that the server runs.`;
    return [{ part: "database", state: "fault", says }];
  }
}

function folder(dataDir: string): Finding {
  const { exists, holder } = inspectFolder(dataDir);
  const use = holder === null ? (exists ? "not in use" : "not there yet") : `in use by ${holder}`;
  const says = `embedded database in ${dataDir}, ${use}: one process only; set DATABASE_URL for production`;
  return { part: "database", state: "ok", says };
}

async function slack(config: Config, profile: Profile | null): Promise<readonly Finding[]> {
  if (config.slack === null)
    return [
      {
        part: "Slack",
        state: "fault",
        says: "no tokens: `npm start` runs the sandbox. For a real workspace set SLACK_BOT_TOKEN and SLACK_APP_TOKEN.",
      },
    ];
  const { botToken: token, apiUrl } = config.slack;
  const me = await whoAmI(createCall({ token, apiUrl, timeoutMs: 5_000, log: silent }));
  if (me.kind !== "done") return [{ part: "Slack", state: "fault", says: `${me.reason} ${me.cure}` }];
  const connected: Finding = {
    part: "Slack",
    state: "ok",
    says: `connected to ${me.receipt.team}${config.slack.appToken === null ? ", by HTTP" : ", by Socket Mode"}`,
  };
  if (profile === null) return [connected];
  const chat = createChat({ token, apiUrl, botUserId: async () => me.receipt.botUserId, log: silent });
  const found = await slackReadiness({ profile, chat, workspace: chat });
  // Those who are there need no line each.
  return [connected, ...found.filter(({ state }) => state !== "ok").map(ofReadiness)];
}

/** What could not be looked up keeps the bot from its job as far as anybody knows. */
function ofReadiness({ part, state, says }: Readiness): Finding {
  const states = { ok: "ok", note: "off", fault: "fault", unknown: "fault" } as const;
  return { part, state: states[state], says };
}

async function paging(config: Config, profile: Profile | null): Promise<readonly Finding[]> {
  const pager = createPager({ ...config.pagerduty, log: silent });
  if (pager.state === "off")
    return [
      {
        part: "PagerDuty",
        state: "off",
        says: "paging is OFF: nobody can be paged. Set PAGERDUTY_TOKEN and PAGERDUTY_FROM.",
      },
    ];
  const findings = profile === null ? [] : (await pagingReadiness({ profile, pager })).map(ofReadiness);
  return findings.length > 0
    ? findings
    : [
        {
          part: "PagerDuty",
          state: "off",
          says: "the profile names nobody whom PagerDuty could call, so nobody is paged",
        },
      ];
}

async function github(
  { github: { webhookSecret, ...options } }: Config,
  profile: Profile | null,
): Promise<readonly Finding[]> {
  const part = "GitHub";
  if (options.token === null && options.app === null) {
    const app = "GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID";
    return [{ part, state: "off", says: `off: nothing can be deployed. Set GITHUB_TOKEN, or ${app}.` }];
  }
  const timeLimits = { attemptMs: 5_000, retryMs: 100 };
  const account = await accountOf({ ...options, timeLimits, log: silent });
  if (account.kind !== "done") return [{ part, state: "fault", says: `${account.reason} ${account.cure}` }];
  const { missing, says } = ofAccount(account.receipt);
  const heard = webhookSecret === null ? "; runs are followed by asking, without GITHUB_WEBHOOK_SECRET" : "";
  const connected: Finding = { part, state: missing ? "fault" : "ok", says: `${says}${heard}` };
  if (profile === null) return [connected];
  const host = createCodeHost({ ...options, timeLimits, log: silent });
  return [connected, ...(await deployReadiness(profile, host)).map(ofReadiness)];
}

function ofAccount({ name, missing, requestsLeft }: Account): {
  readonly missing: boolean;
  readonly says: string;
} {
  const quota =
    requestsLeft === null ? "" : `, ${requestsLeft.left} of ${requestsLeft.of} requests left in this hour`;
  const connected = `connected as ${name}${quota}`;
  if (missing === null)
    return { missing: false, says: `${connected}; which rights it has shows when they are used` };
  if (missing.length === 0) return { missing: false, says: connected };
  const lacking = missing.map((right) => `"${right}"`).join(", ");
  return { missing: true, says: `${connected}; it lacks ${lacking}: grant it on GitHub` };
}

async function redis(config: Config): Promise<readonly Finding[]> {
  if (config.redisUrl === null)
    return [{ part: "Redis", state: "off", says: "not set; one replica works in full without it" }];
  const seen = createSeen(config.redisUrl, silent);
  await seen.firstTime("doctor", 1);
  const state = seen.state();
  await seen.close();
  return [
    {
      part: "Redis",
      state: state === "ok" ? "ok" : "off",
      says: state === "ok" ? "answers" : "does not answer; the bot works without it",
    },
  ];
}

function reasonOf(error: unknown): string {
  const { message } =
    error instanceof AggregateError && error.errors[0] instanceof Error
      ? error.errors[0]
      : error instanceof Error
        ? error
        : new Error(String(error));
  return message.endsWith(".") ? message : `${message}.`;
}

async function main(): Promise<void> {
  if (existsSync(".env")) loadEnvFile(".env");
  const findings = await examine(process.env);
  const marks = { ok: "✔", off: "–", fault: "✘" };
  for (const { part, state, says } of findings) process.stdout.write(`${marks[state]} ${part}: ${says}\n`);
  process.exit(findings.some(({ state }) => state === "fault") ? 1 : 0);
}

if (import.meta.main) await main();
