import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enableClockOverride, TestClock } from "pg-boss";
import { Faults } from "../../sandbox/faults.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createPagerDutyStandIn } from "../../sandbox/pagerduty/stand-in.ts";
import type { PagerDutyWorld } from "../../sandbox/pagerduty/world.ts";
import type { Seed } from "../../sandbox/slack/seed.ts";
import { createSlackStandIn, type SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import type { SandboxMessage } from "../../sandbox/slack/world.ts";
import { type Config, readConfig } from "../../src/config.ts";
import type { SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { createLog } from "../../src/log.ts";
import { type Bot, startBot } from "../../src/main.ts";
import type { Database } from "../../src/store/database.ts";
import { openTestDatabase } from "./database.ts";

/** The whole bot against the stand-ins, over HTTP, on a real database, with a clock that tests move. */
export type Stage = {
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
  readonly faults: Faults;
  readonly clock: TestClock;
  readonly database: Database;
  bot(): Bot;
  /** Lines the bot logged, as JSON text. */
  readonly log: readonly string[];
  /** Moves the clock; what falls due on the way happens. */
  advance(ms: number): Promise<void>;
  /** Waits until every effect is settled or waits for its next try. */
  settled(): Promise<void>;
  /** Types `/incident <text>` as `user` and answers what only they see. */
  incident(text: string, who?: { readonly user?: string; readonly channel?: string }): Promise<string>;
  messages(channel: string): readonly SandboxMessage[];
  texts(channel: string): readonly string[];
  stop(): Promise<void>;
};

export type StageOptions = {
  readonly profile?: string;
  readonly socketMode?: boolean;
  readonly paging?: "rest" | "events" | "off";
  readonly env?: Record<string, string>;
  /** How long one call may take, in real milliseconds. */
  readonly slackTimeoutMs?: number;
  readonly pagerTimeoutMs?: number;
  /** The workspace as it is before anybody did anything. */
  readonly seed?: Seed;
};

/** A little more than what the queue waits between two looks. */
const POLL_MS = 600;

const SECRETS = { botToken: "xoxb-stage", appToken: "xapp-stage", signingSecret: "stage-secret" };

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const faults = new Faults();
  const clock = new TestClock(Date.now());
  const now = (): number => clock.now();
  let origin = "";
  const slack = createSlackStandIn({
    ...SECRETS,
    faults,
    journal: new Journal(null),
    url: () => origin,
    eventRetriesMs: [0, 0, 0],
    now,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const pagerduty = createPagerDutyStandIn({
    faults,
    journal: new Journal(null),
    token: "rest-key",
    routingKey: "routing-key",
    webhookSecret: "webhook",
    url: () => origin,
    now,
    later: (afterMs, run) => {
      const timer = clock.setTimeout(run, afterMs);
      return () => clock.clearTimeout(timer);
    },
  });
  const server = await serve({ ...slack.routes, ...pagerduty.routes });
  origin = server.url;
  slack.attachSocket(server.server);
  const log: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "tocsin-stage-"));
  const database: Database = await openTestDatabase({ onConnect: enableClockOverride() });
  const config = configOf(options, slack, pagerduty, dataDir);
  const bot = await startBot(config, {
    database,
    clock: {
      now: () => clock.now(),
      sleep: (ms) => new Promise((resolve) => void clock.setTimeout(resolve, ms)),
    },
    queueClock: clock,
    log: createLog("debug", { write: (line) => log.push(line) }),
    paceMs: 0,
    slackTimeoutMs: options.slackTimeoutMs ?? 1_500,
    pagerTimeoutMs: options.pagerTimeoutMs ?? 1_500,
  });
  slack.connect(
    options.socketMode === true
      ? { socketMode: true }
      : { url: `http://127.0.0.1:${bot.port}`, signingSecret: SECRETS.signingSecret },
  );
  if (options.socketMode === true)
    await eventually(() => slack.socketCount() > 0, "the bot to connect by Socket Mode");
  const settled = async (): Promise<void> => {
    let waitingSince = Date.now();
    await eventually(async () => {
      await bot.engine.idle();
      const { active, due } = await jobs(bot);
      if (active > 0 || due === 0) waitingSince = Date.now();
      // Nobody has fetched it although it is due: the queue's next look is a matter of time, and time is ours.
      else if (Date.now() - waitingSince > 200) {
        await clock.tick(POLL_MS);
        waitingSince = Date.now();
      }
      return active + due === 0;
    }, "every effect to be settled or to wait for its next try");
  };
  /** Goes from one try that is due to the next, so that each is carried out at its own time. */
  const advance = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    await settled();
    for (let due = await nextDue(bot); due !== null && due <= until; due = await nextDue(bot)) {
      if (due > clock.now()) await clock.setTime(due);
      await clock.tick(POLL_MS);
      await settled();
    }
    if (clock.now() < until) await clock.setTime(until);
    await clock.tick(0);
    await settled();
  };
  const messages = (channel: string): readonly SandboxMessage[] =>
    slack.messages(slack.channel(channel)?.id ?? channel);
  return {
    slack,
    pagerduty,
    faults,
    clock,
    log,
    bot: () => bot,
    advance,
    database,
    settled,
    incident: async (text, who = {}) => {
      const reply = await slack.command({
        user: idOf(slack, who.user ?? "amara"),
        channel: slack.channel(who.channel ?? "general")?.id ?? who.channel ?? "",
        command: "/incident",
        text,
      });
      return typeof reply.body === "object" && reply.body !== null
        ? said(reply.body as { text?: string; blocks?: readonly object[] })
        : String(reply.body);
    },
    messages,
    texts: (channel) => messages(channel).map((message) => said(message)),
    stop: async () => {
      await bot.stop();
      await Promise.all([slack.close(), pagerduty.close()]);
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** How many jobs are being carried out, and how many could be. */
async function jobs(bot: Bot): Promise<{ readonly active: number; readonly due: number }> {
  const { rows } = await bot.store.transaction((tx) =>
    tx.sql.executeSql(
      `select count(*) filter (where state = 'active')::int as active,
              count(*) filter (where state in ('created', 'retry') and start_after <= pgboss.job_now())::int as due
       from pgboss.job where name in ('page', 'send')`,
    ),
  );
  return rows[0] as { active: number; due: number };
}

/** When the earliest job that waits for its time is due, in epoch milliseconds. */
async function nextDue(bot: Bot): Promise<number | null> {
  const { rows } = await bot.store.transaction((tx) =>
    tx.sql.executeSql(
      `select (extract(epoch from min(start_after)) * 1000)::float8 as due from pgboss.job where name in ('page', 'send') and state in ('created', 'retry')`,
    ),
  );
  const { due } = rows[0] as { due: number | null };
  return due === null ? null : Math.ceil(due);
}

function configOf(
  options: StageOptions,
  slack: SlackStandIn,
  pagerduty: PagerDutyWorld,
  dataDir: string,
): Config {
  const paging = options.paging ?? "rest";
  return readConfig({
    PROFILE: options.profile ?? "profiles/sebenza.yml",
    PORT: "0",
    DATA_DIR: dataDir,
    SLACK_BOT_TOKEN: SECRETS.botToken,
    SLACK_API_URL: slack.apiUrl,
    ...(options.socketMode === true
      ? { SLACK_APP_TOKEN: SECRETS.appToken }
      : { SLACK_SIGNING_SECRET: SECRETS.signingSecret }),
    PAGERDUTY_API_URL: pagerduty.apiUrl,
    PAGERDUTY_EVENTS_URL: pagerduty.eventsUrl,
    ...(paging === "rest" ? { PAGERDUTY_TOKEN: "rest-key", PAGERDUTY_FROM: "amara@example.com" } : {}),
    ...(paging === "events" ? { PAGERDUTY_ROUTING_KEY: "routing-key" } : {}),
    ...options.env,
  });
}

export function idOf(slack: SlackStandIn, name: string): SlackUserId {
  const user = slack.users().find((one) => one.name === name);
  if (user === undefined) throw new Error(`nobody is called ${name} in the stand-in`);
  return user.id as SlackUserId;
}

/** The incident of a channel, as stored. */
export async function stored(stage: Stage, channel: string): Promise<Incident> {
  const incident = await stage
    .bot()
    .store.byChannel((stage.slack.channel(channel)?.id ?? channel) as SlackChannelId);
  if (incident === null) throw new Error(`no incident has the channel ${channel}`);
  return incident;
}

/** All the words of a message: its blocks where it has any, its text otherwise. */
export function said(message: { readonly text?: string; readonly blocks?: readonly object[] }): string {
  const blocks = message.blocks ?? [];
  return blocks.length === 0 ? (message.text ?? "") : words(blocks).join("\n");
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : words(inner),
  );
}

/** Asks again until it is so; a state that does not come within the limit is named. */
export async function eventually(
  ask: () => Promise<boolean> | boolean,
  what: string,
  withinMs = 10_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
