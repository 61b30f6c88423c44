import { Faults } from "../../sandbox/faults.ts";
import { serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import { createPagerDutyStandIn } from "../../sandbox/pagerduty/stand-in.ts";
import type { PagerDutyWorld } from "../../sandbox/pagerduty/world.ts";
import { createSlackStandIn, type SlackStandIn } from "../../sandbox/slack/stand-in.ts";
import { type ChildBot, startChildBot } from "./child-bot.ts";
import type { Home } from "./child-home.ts";
import { type KillPoint, KillPoints } from "./kill-points.ts";

/** A child bot between stand-ins that outlive it: killed at its kill points and started again on the same database. */
export type KillStage = {
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
  readonly kills: () => number;
  /** Kill points that no call has come to. */
  readonly unreached: () => readonly string[];
  bot(): Promise<ChildBot>;
  /** Types `/incident <text>` in #general until the bot answers, as a person would; answers its words. */
  incident(text: string): Promise<string>;
  /** Types it once; null when no answer came. */
  once(text: string): Promise<string | null>;
  /** Kills the bot, or finds it dead, and starts it again. */
  restart(): Promise<void>;
  /** Waits until nothing is asked for that is not done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
};

const SECRETS = { botToken: "xoxb-kill", appToken: "xapp-kill", signingSecret: "kill-secret" };
/** On a server a dead worker's job is taken over after its heartbeat, ten seconds, and a look every three. */
const SETTLES_WITHIN_MS = 80_000;
const ASK_EVERY_MS = 100;

export async function openKillStage(points: readonly KillPoint[], home: Home): Promise<KillStage> {
  const world = createWorld();
  const { slack, pagerduty } = world;
  const traps = new KillPoints(points, () => life.die());
  const server = await serve(traps.guard({ ...slack.routes, ...pagerduty.routes }));
  world.origin = server.url;
  const environment = environmentOf(world, home);
  const life = createLife(async () => {
    const bot = await startChildBot({ environment });
    slack.connect({ url: bot.url, signingSecret: SECRETS.signingSecret });
    return bot;
  });
  await life.bot();
  return {
    slack,
    pagerduty,
    kills: life.kills,
    unreached: () => traps.waiting.map(({ effect, when }) => `${effect} ${when}`),
    bot: life.bot,
    restart: life.restart,
    once: (text) => type(slack, text),
    incident: async (text) => {
      for (let tries = 0; tries < 5; tries += 1) {
        await life.bot();
        const said = await type(slack, text);
        if (said !== null) return said;
      }
      throw new Error(`the bot did not answer "/incident ${text}"`);
    },
    settled: () => eventuallySettled(life.bot),
    stop: async () => {
      await (await life.bot()).kill();
      await Promise.all([slack.close(), pagerduty.close()]);
      await server.close();
    },
  };
}

/** One bot after another on the same database. */
function createLife(begin: () => Promise<ChildBot>) {
  let running = begin();
  let dying: Promise<void> | null = null;
  let kills = 0;
  /** From here on everybody waits for the next bot. Resolves when the old one is gone. */
  const restart = async (): Promise<void> => {
    const gone = running.then((bot) => bot.kill());
    running = gone.then(begin);
    running.catch(() => undefined);
    await gone;
  };
  return {
    bot: () => running,
    kills: () => kills,
    restart,
    // Two calls of one bot may come to two points at once; it dies only once.
    die: (): Promise<void> => {
      if (dying !== null) return dying;
      kills += 1;
      dying = restart().finally(() => {
        dying = null;
      });
      return dying;
    },
  };
}

type World = {
  origin: string;
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld & ReturnType<typeof createPagerDutyStandIn>;
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
    url,
  });
  const world: World = { origin: "", slack, pagerduty };
  return world;
}

function environmentOf({ slack, pagerduty }: World, { dataDir, databaseUrl }: Home): Record<string, string> {
  return {
    PROFILE: "profiles/sebenza.yml",
    DATA_DIR: dataDir,
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    SLACK_BOT_TOKEN: SECRETS.botToken,
    SLACK_SIGNING_SECRET: SECRETS.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PAGERDUTY_TOKEN: "rest-key",
    PAGERDUTY_FROM: "amara@example.com",
    PAGERDUTY_API_URL: pagerduty.apiUrl,
    PAGERDUTY_EVENTS_URL: pagerduty.eventsUrl,
  };
}

async function type(slack: SlackStandIn, text: string): Promise<string | null> {
  const reply = await slack.command({ user: "U0AMARA", channel: "C0GENERAL", command: "/incident", text });
  return reply.status === 200 ? JSON.stringify(reply.body) : null;
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
