import { existsSync } from "node:fs";
import { loadEnvFile } from "node:process";
import { type Config, ConfigFaults, readConfig } from "./config.ts";
import type { Profile } from "./domain/profile.ts";
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
  const findings: Finding[] = [
    {
      part: "Slack",
      state: "ok",
      says: `connected to ${me.receipt.team}${config.slack.appToken === null ? ", by HTTP" : ", by Socket Mode"}`,
    },
  ];
  const chat = createChat({ token, apiUrl, botUserId: async () => me.receipt.botUserId, log: silent });
  for (const group of profile?.people ?? []) {
    for (const email of group.emails) {
      const person = await chat.userByEmail(email);
      if (person.kind !== "done")
        findings.push({
          part: "people",
          state: "fault",
          says: `${group.key}: ${email}: ${person.reason} ${person.cure}`,
        });
    }
    if (group.slackGroup === null) continue;
    const members = await chat.groupMembers(group.slackGroup);
    if (members.kind !== "done")
      findings.push({
        part: "people",
        state: "fault",
        says: `${group.key}: @${group.slackGroup}: ${members.reason} ${members.cure}`,
      });
  }
  return findings;
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
  const policies = new Set(
    (profile?.escalation ?? []).flatMap(({ steps }) =>
      steps.flatMap(({ page }) => (page.kind === "pagerduty" ? [page.policy] : [])),
    ),
  );
  const findings: Finding[] = [];
  for (const policy of policies) {
    const onCall = await pager.onCall(policy);
    if (onCall.kind !== "done")
      findings.push({
        part: "PagerDuty",
        state: "fault",
        says: `${policy}: ${onCall.reason} ${onCall.cure}`,
      });
    else if (onCall.receipt.length === 0)
      findings.push({
        part: "PagerDuty",
        state: "fault",
        says: `${policy}: nobody is on call now. Put somebody on its schedule.`,
      });
    else
      findings.push({
        part: "PagerDuty",
        state: "ok",
        says: `${policy}: ${onCall.receipt.map(({ name }) => name).join(", ")} on call now`,
      });
  }
  return findings.length > 0
    ? findings
    : [
        {
          part: "PagerDuty",
          state: "off",
          says: "the profile names no PagerDuty policy, so nobody is paged",
        },
      ];
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
