import { Faults } from "../../sandbox/faults.ts";
import { createGitHubStandIn } from "../../sandbox/github/stand-in.ts";
import type { GitHubWorld } from "../../sandbox/github/world.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createPagerDutyStandIn } from "../../sandbox/pagerduty/stand-in.ts";
import type { PagerDutyWorld } from "../../sandbox/pagerduty/world.ts";
import { createSlackStandIn, type SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import { type ChildBot, startChildBot } from "./child-bot.ts";
import type { Home } from "./child-home.ts";
import { type CommitMoment, type KillPoint, KillPoints } from "./kill-points.ts";
import { createRelay, type Delivery } from "./webhook-relay.ts";

/** A child bot between stand-ins that outlive it: killed at its kill points and started again on the same database. */
export type KillStage = {
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
  readonly github: GitHubWorld;
  readonly faults: Faults;
  /** What PagerDuty told the bots, every try of it, oldest first. */
  readonly deliveries: () => readonly Delivery[];
  readonly kills: () => number;
  /** Kill points that no call has come to. */
  readonly unreached: () => readonly string[];
  /** One more of them from now on. */
  killAt(point: KillPoint): void;
  bot(): Promise<ChildBot>;
  /** Types `/incident <text>` in #general until the bot answers, as a person would; answers its words. */
  incident(text: string): Promise<string>;
  /** Types it once; null when no answer came. */
  once(text: string): Promise<string | null>;
  /** Types `/deploy <text>` once in #incidents, where the bot is; null when no answer came. */
  deploy(text: string, user?: string): Promise<string | null>;
  /** Kills the bot, or finds it dead, and starts it again, by its clock so much later. */
  restart(how?: { readonly awayMs: number }): Promise<void>;
  /** Another bot on the same database, of which Slack and PagerDuty know nothing yet. */
  replica(how?: { readonly profile?: string; readonly dataDir?: string }): Promise<ChildBot>;
  /** From now on this is the bot: people and PagerDuty talk to it, and it tells when all is settled. */
  listenTo(bot: ChildBot): void;
  /** Waits until nothing is asked for that is not done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

const SECRETS = { botToken: "xoxb-kill", appToken: "xapp-kill", signingSecret: "kill-secret" };
/** On a server a dead worker's job is taken over after its heartbeat, ten seconds, and a look every three. */
const SETTLES_WITHIN_MS = 120_000;
const ASK_EVERY_MS = 100;
/** PagerDuty tells again after a second, ten, a minute and five; here it has no such patience, and no end of it. */
const TOLD_AGAIN_MS: readonly number[] = Array.from({ length: 100 }, () => 500);

export type KillStageOptions = {
  readonly profile?: string;
  /** PagerDuty tells whichever bot began last what happens there. */
  readonly webhooks?: boolean;
};

export async function openKillStage(
  points: readonly KillPoint[],
  home: Home,
  options: KillStageOptions = {},
): Promise<KillStage> {
  const world = createWorld();
  const { slack, pagerduty, github } = world;
  const traps = new KillPoints(points, {
    kill: () => life.die(),
    doom: (moment) => life.doom(moment),
  });
  const relay = createRelay(() => life.alive());
  const guarded = traps.guard({ ...slack.routes, ...pagerduty.routes, ...github.routes });
  const server = await serve({ ...guarded, "/relay": relay.handler });
  world.origin = server.url;
  const environment = environmentOf(world, home, options);
  let aheadMs = 0;
  const meet = ({ url }: ChildBot): void => {
    slack.connect({ url, signingSecret: SECRETS.signingSecret });
    if (options.webhooks === true) pagerduty.connectWebhook({ url: `${server.url}/relay` });
  };
  const begin = (more: Readonly<Record<string, string>>): Promise<ChildBot> =>
    startChildBot({
      environment: { ...environment, CLOCK_AHEAD_MS: String(aheadMs), ...more },
    }).then((bot) => {
      all.push(bot);
      return bot;
    });
  const all: ChildBot[] = [];
  const life = createLife(async () => {
    const bot = await begin({});
    meet(bot);
    return bot;
  });
  await life.bot();
  return {
    slack,
    pagerduty,
    github,
    faults: world.faults,
    deliveries: relay.deliveries,
    kills: life.kills,
    unreached: () => traps.waiting.map(({ effect, when }) => `${effect} ${when}`),
    killAt: (point) => traps.add(point),
    bot: life.bot,
    restart: ({ awayMs } = { awayMs: 0 }) => {
      aheadMs += awayMs;
      return life.restart();
    },
    replica: ({ profile = environment["PROFILE"] ?? "", dataDir = `${home.dataDir}-beside` } = {}) =>
      begin({ PROFILE: profile, DATA_DIR: dataDir }),
    listenTo: (bot) => {
      life.become(bot);
      meet(bot);
    },
    once: (text) => type(slack, { command: "/incident", text }),
    deploy: (text, user) =>
      type(slack, {
        command: "/deploy",
        text,
        channel: "C0INCIDENTS",
        ...(user === undefined ? {} : { user }),
      }),
    incident: async (text) => {
      for (let tries = 0; tries < 5; tries += 1) {
        await life.bot();
        const said = await type(slack, { command: "/incident", text });
        if (said !== null) return said;
      }
      throw new Error(`the bot did not answer "/incident ${text}"`);
    },
    settled: () => eventuallySettled(life.bot),
    stop: async () => {
      await life.bot();
      await Promise.all(all.map((bot) => bot.kill()));
      await Promise.all([slack.close(), pagerduty.close(), github.close()]);
      await server.close();
    },
  };
}

/** One bot after another on the same database. */
function createLife(begin: () => Promise<ChildBot>) {
  let alive: ChildBot | null = null;
  const started = async (): Promise<ChildBot> => {
    alive = await begin();
    return alive;
  };
  let running = started();
  let dying: Promise<void> | null = null;
  let kills = 0;
  /** From here on everybody waits for the next bot. Resolves when the old one is gone. */
  const restart = async (): Promise<void> => {
    const gone = running.then((bot) => bot.kill());
    alive = null;
    running = gone.then(started);
    running.catch(() => undefined);
    await gone;
  };
  // Two calls of one bot may come to two points at once; it dies only once.
  const die = (): Promise<void> => {
    if (dying !== null) return dying;
    kills += 1;
    dying = restart().finally(() => {
      dying = null;
    });
    return dying;
  };
  return {
    bot: () => running,
    /** Null while one begins. */
    alive: () => alive,
    kills: () => kills,
    restart,
    become: (bot: ChildBot): void => {
      alive = bot;
      running = Promise.resolve(bot);
    },
    die,
    doom: async (moment: CommitMoment): Promise<void> => {
      const bot = await running;
      await (moment === "committed" ? bot.dieAfterNextCommit() : bot.dieBeforeNextCommit());
      void bot.gone.then(die);
    },
  };
}

type World = {
  origin: string;
  readonly faults: Faults;
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld & ReturnType<typeof createPagerDutyStandIn>;
  readonly github: ReturnType<typeof createGitHubStandIn>;
};

function createWorld(): World {
  const faults = new Faults();
  const url = (): string => world.origin;
  const slack = createSlackStandIn({ ...SECRETS, faults, journal: new Journal(null), url });
  const pagerduty = createPagerDutyStandIn({
    faults,
    journal: new Journal(null),
    token: "rest-key",
    routingKey: "routing-key",
    webhookSecret: "webhook",
    webhookRetriesMs: TOLD_AGAIN_MS,
    url,
  });
  const github = createGitHubStandIn({
    faults,
    journal: new Journal(null),
    token: "ghp_kill",
    webhookSecret: "webhook",
    url,
  });
  const world: World = { origin: "", faults, slack, pagerduty, github };
  return world;
}

function environmentOf(
  { slack, pagerduty, github }: World,
  { dataDir, databaseUrl }: Home,
  { profile, webhooks }: KillStageOptions,
): Record<string, string> {
  return {
    PROFILE: profile ?? "profiles/sebenza.yml",
    ...(webhooks === true ? { PAGERDUTY_WEBHOOK_SECRET: "webhook" } : {}),
    DATA_DIR: dataDir,
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    SLACK_BOT_TOKEN: SECRETS.botToken,
    SLACK_SIGNING_SECRET: SECRETS.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PAGERDUTY_TOKEN: "rest-key",
    PAGERDUTY_FROM: "amara@example.com",
    PAGERDUTY_API_URL: pagerduty.apiUrl,
    PAGERDUTY_EVENTS_URL: pagerduty.eventsUrl,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_TOKEN: "ghp_kill",
  };
}

async function type(
  slack: SlackStandIn,
  typed: {
    readonly command: string;
    readonly text: string;
    readonly user?: string;
    readonly channel?: string;
  },
): Promise<string | null> {
  const reply = await slack.command({ user: "U0AMARA", channel: "C0GENERAL", ...typed });
  return reply.status === 200 ? JSON.stringify(reply.body) : null;
}

/** Waits in real time, and leaves the machine to the bots meanwhile. */
export async function comesTrue(
  ask: () => Promise<boolean> | boolean,
  what: string,
  withinMs = 45_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}

/** By the bot's own count; a bot that is being killed has none, and then it is asked again. */
async function eventuallySettled(running: () => Promise<ChildBot>): Promise<void> {
  const unsettled = async (): Promise<number | null> => {
    const bot = await running();
    try {
      const metrics = await (await fetch(`${bot.url}/metrics`)).text();
      const count = /^tocsin_effects_unsettled (\d+)$/m.exec(metrics)?.[1];
      return count === undefined || bot !== (await running()) ? null : Number(count);
    } catch {
      return null;
    }
  };
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  while ((await unsettled()) !== 0) {
    if (Date.now() > deadline) throw new Error(`effects were not settled within ${SETTLES_WITHIN_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
}
