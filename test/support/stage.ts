import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enableClockOverride, TestClock } from "pg-boss";
import { Faults } from "../../sandbox/faults.ts";
import { createGitHubStandIn } from "../../sandbox/github/stand-in.ts";
import type { GitHubWorld } from "../../sandbox/github/world.ts";
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
  readonly github: GitHubWorld;
  readonly faults: Faults;
  readonly clock: TestClock;
  readonly database: Database;
  bot(): Bot;
  /** Lines the bot logged, as JSON text. */
  readonly log: readonly string[];
  /** Moves the clock; what falls due on the way happens. */
  advance(ms: number): Promise<void>;
  /** The same, while runs on GitHub are followed and deployments looked at every five seconds. */
  follow(ms: number): Promise<void>;
  /** Waits until every effect is settled or waits for its next try. */
  settled(): Promise<void>;
  /** Types `/incident <text>` as `user` and answers what only they see. */
  incident(text: string, who?: { readonly user?: string; readonly channel?: string }): Promise<string>;
  /** The same with `/deploy`. */
  deploy(text: string, who?: { readonly user?: string; readonly channel?: string }): Promise<string>;
  messages(channel: string): readonly SandboxMessage[];
  texts(channel: string): readonly string[];
  /** Stops the bot, moves the clock with nobody there to look at it, and starts a bot on the same database. */
  restart(how?: Restart): Promise<void>;
  stop(): Promise<void>;
};

type Restart = {
  readonly awayMs?: number;
  /** Another ops profile from then on. */
  readonly profile?: string;
};

export type StageOptions = {
  readonly profile?: string;
  readonly socketMode?: boolean;
  readonly paging?: "rest" | "events" | "off";
  readonly env?: Record<string, string>;
  /** Also what is done for the whole organisation: following pages, on-call's chores, the alarm; off by default. */
  readonly background?: boolean;
  /** How long one call may take, in real milliseconds. */
  readonly slackTimeoutMs?: number;
  readonly pagerTimeoutMs?: number;
  /** How long a channel rests after a message, by the clock; not at all by default. */
  readonly paceMs?: number;
  /** The workspace as it is before anybody did anything. */
  readonly seed?: Seed;
  /** What the clock shows at first, in epoch milliseconds; the machine's own time by default. */
  readonly startAt?: number;
};

const FOLLOW_MS = 5_000;
/** A little more than what the queue waits between two looks. */
const POLL_MS = 600;

const SECRETS = { botToken: "xoxb-stage", appToken: "xapp-stage", signingSecret: "stage-secret" };

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const faults = new Faults();
  const clock = new TestClock(options.startAt ?? Date.now());
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
  const github = createGitHubStandIn({
    faults,
    journal: new Journal(null),
    token: "ghp_stage",
    webhookSecret: "webhook",
    url: () => origin,
    now,
    later: (afterMs, run) => {
      const timer = clock.setTimeout(run, afterMs);
      return () => clock.clearTimeout(timer);
    },
  });
  const server = await serve({ ...slack.routes, ...pagerduty.routes, ...github.routes });
  origin = server.url;
  slack.attachSocket(server.server);
  const log: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "tocsin-stage-"));
  const database: Database = await openTestDatabase({ onConnect: enableClockOverride() });
  const connect = (port: number): void =>
    slack.connect(
      options.socketMode === true
        ? { socketMode: true }
        : { url: `http://127.0.0.1:${port}`, signingSecret: SECRETS.signingSecret },
    );
  const begin = async (profile: string | undefined): Promise<Bot> => {
    const given = profile === undefined ? options : { ...options, profile };
    const started = await startBot(configOf(given, { slack, pagerduty, github }, dataDir), {
      // What is in it outlives the bot.
      database: { ...database, close: async () => undefined },
      clock: {
        now: () => clock.now(),
        sleep: (ms) => new Promise((resolve) => void clock.setTimeout(resolve, ms)),
      },
      queueClock: clock,
      log: createLog("debug", { write: (line) => log.push(line) }),
      paceMs: options.paceMs ?? 0,
      slackTimeoutMs: options.slackTimeoutMs ?? 1_500,
      pagerTimeoutMs: options.pagerTimeoutMs ?? 1_500,
      // Each one asks the database whenever the clock moves; two can show that one does not wait for another.
      workers: { page: 2, send: 3, deploy: 2 },
      githubLimits: { attemptMs: 1_500, paced: false },
      background: options.background ?? false,
    });
    connect(started.port);
    if (options.socketMode === true)
      await eventually(() => slack.socketCount() > 0, "the bot to connect by Socket Mode");
    return started;
  };
  let bot = await begin(undefined);
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
  /** The clock jumps; that nobody looked at it meanwhile is ours, not the bot's. */
  const goTo = async (instant: number): Promise<void> => {
    await bot.store.lookedAt(instant);
    await clock.setTime(instant);
  };
  /** Goes from one try that is due to the next, so that each is carried out at its own time. */
  const advance = async (ms: number): Promise<void> => {
    const until = clock.now() + ms;
    await settled();
    for (let due = await nextDue(bot); due !== null && due <= until; due = await nextDue(bot)) {
      if (due > clock.now()) await goTo(due);
      await clock.tick(POLL_MS);
      await bot.deployments.look();
      await settled();
    }
    if (clock.now() < until) await goTo(until);
    await clock.tick(0);
    await bot.deployments.look();
    await settled();
  };
  const typed = async (
    command: string,
    text: string,
    who: { readonly user?: string; readonly channel?: string } = {},
  ): Promise<string> => {
    const reply = await slack.command({
      user: idOf(slack, who.user ?? "amara"),
      channel: slack.channel(who.channel ?? "general")?.id ?? who.channel ?? "",
      command,
      text,
    });
    return typeof reply.body === "object" && reply.body !== null
      ? said(reply.body as { text?: string; blocks?: readonly object[] })
      : String(reply.body);
  };
  const messages = (channel: string): readonly SandboxMessage[] =>
    slack.messages(slack.channel(channel)?.id ?? channel);
  return {
    slack,
    pagerduty,
    github,
    faults,
    clock,
    log,
    bot: () => bot,
    advance,
    database,
    settled,
    follow: async (ms) => {
      for (let left = ms; left > 0; left -= FOLLOW_MS) {
        await advance(Math.min(left, FOLLOW_MS));
        await bot.deployments.follower.look();
        await settled();
      }
    },
    incident: (text, who) => typed("/incident", text, who),
    deploy: (text, who) => typed("/deploy", text, who),
    messages,
    texts: (channel) => messages(channel).map((message) => said(message)),
    restart: async ({ awayMs = 0, profile } = {}) => {
      await settled();
      await bot.store.lookedAt(clock.now());
      await bot.stop();
      await clock.setTime(clock.now() + awayMs);
      bot = await begin(profile);
      await settled();
    },
    stop: async () => {
      await bot.stop();
      await database.close();
      await Promise.all([slack.close(), pagerduty.close(), github.close()]);
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
              count(*) filter (where state in ('created', 'retry') and start_after <= pgboss.job_now())::int
                + (select count(*) from incidents where due_at <= (extract(epoch from pgboss.job_now()) * 1000)::bigint)::int as due
       from pgboss.job where name in ('page', 'send', 'deploy')`,
    ),
  );
  return rows[0] as { active: number; due: number };
}

/** When the earliest job or rule that waits for its time is due, in epoch milliseconds. */
async function nextDue(bot: Bot): Promise<number | null> {
  const { rows } = await bot.store.transaction((tx) =>
    tx.sql.executeSql(
      `select least(
         (select (extract(epoch from min(start_after)) * 1000)::float8 from pgboss.job where name in ('page', 'send', 'deploy') and state in ('created', 'retry')),
         (select min(due_at)::float8 from incidents),
         (select min(due_at)::float8 from deployments)
       ) as due`,
    ),
  );
  const { due } = rows[0] as { due: number | null };
  return due === null ? null : Math.ceil(due);
}

function configOf(
  options: StageOptions,
  { slack, pagerduty, github }: Pick<Stage, "slack" | "pagerduty" | "github">,
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
    GITHUB_API_URL: github.apiUrl,
    GITHUB_TOKEN: "ghp_stage",
    GITHUB_WEBHOOK_SECRET: "webhook",
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
    // Asking without a pause would take the machine's time from what is waited for.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
