import { readFileSync } from "node:fs";
import closeWithGrace from "close-with-grace";
import { type Config, readConfig } from "./config.ts";
import { createEngine, type Engine } from "./engine/dispatch.ts";
import type { Clock, Dispatcher, Views } from "./engine/ports.ts";
import { createQueue, type Queue, type QueueOptions } from "./engine/queue.ts";
import type { Store } from "./engine/store.ts";
import { createWorker } from "./engine/worker.ts";
import { createRoutes } from "./handlers/index.ts";
import { health, type Part } from "./health.ts";
import { createPager } from "./integrations/pagerduty/pager.ts";
import { createSeen } from "./integrations/redis/seen.ts";
import { createSlackApp } from "./integrations/slack/app.ts";
import { createCall } from "./integrations/slack/call.ts";
import { channelName } from "./integrations/slack/channel-name.ts";
import { createChat } from "./integrations/slack/chat.ts";
import { createDoor, type Door } from "./integrations/slack/door.ts";
import { json, plain } from "./integrations/slack/exchange.ts";
import { type Identity, whoAmI } from "./integrations/slack/identity.ts";
import { createReceiver } from "./integrations/slack/receiver.ts";
import { createRespond } from "./integrations/slack/respond.ts";
import { createSocketReceiver } from "./integrations/slack/socket.ts";
import { createLog, type Logger } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createProfiles } from "./profile/known.ts";
import { loadProfile } from "./profile/load.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { createStore } from "./store/store.ts";
import { announcement } from "./views/announcement.ts";
import { incidentCard } from "./views/incident-card.ts";
import { notice } from "./views/notice.ts";
import { postmortem } from "./views/postmortem.ts";
import { postmortemMessage } from "./views/postmortem-message.ts";
import { peopleIn, withNames } from "./views/postmortem-names.ts";
import { cannotTell, nothingSaved } from "./views/reply.ts";
import { topic } from "./views/topic.ts";

/** What a test hands in instead of the machine's own. */
export type Overrides = {
  readonly clock?: Clock & { sleep(ms: number): Promise<void> };
  readonly queueClock?: QueueOptions["clock"];
  readonly database?: Database;
  readonly log?: Logger;
  /** How long a channel rests after a message, in milliseconds. Slack takes one a second. */
  readonly paceMs?: number;
  readonly slackTimeoutMs?: number;
  readonly pagerTimeoutMs?: number;
};

/** A running bot. */
export type Bot = {
  readonly port: number;
  readonly engine: Engine;
  readonly store: Store;
  readonly queue: Queue;
  /** Takes no more requests, finishes what it holds, and closes everything. */
  stop(): Promise<void>;
};

const SLACK_PACE_MS = 1_000;
const DELIVERIES_KEPT_MS = 3 * 24 * 3_600_000;

const systemClock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** Builds everything from the configuration and starts it. Rejects, with nothing left running, when a part cannot start. */
export async function startBot(config: Config, overrides: Overrides = {}): Promise<Bot> {
  if (config.slack === null)
    throw new Error("SLACK_BOT_TOKEN is missing: `npm start` runs the sandbox instead.");
  const log = overrides.log ?? createLog(config.logLevel);
  const clock = overrides.clock ?? systemClock;
  const profile = loadProfile(config.profile);
  const database =
    overrides.database ?? (await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir }));
  if (database.boss.kind === "pglite")
    log.warn(
      { dataDir: config.dataDir },
      "embedded database: one process only, and a power cut may lose the last moments; set DATABASE_URL for production",
    );
  const queue = await createQueue({
    database: database.boss,
    onError: (err) => log.error({ err }, "the queue had a fault"),
    ...(overrides.queueClock === undefined ? {} : { clock: overrides.queueClock }),
  });
  const store = createStore(database);
  await store.saveProfile(profile.hash, readFileSync(config.profile, "utf8"), clock.now());
  await store.forgetDeliveries(clock.now() - DELIVERIES_KEPT_MS);
  const profiles = createProfiles(profile);
  const metrics = createMetrics({ unsettled: () => store.unsettled() });
  const engine = createEngine({
    store,
    jobs: queue,
    clock,
    profiles,
  });
  const { slack } = config;
  const slackLog = (entry: object): void => log.debug(entry, "Slack was called");
  const identity = createIdentity(
    () =>
      whoAmI(createCall({ token: slack.botToken, apiUrl: slack.apiUrl, timeoutMs: 3_000, log: slackLog })),
    log,
  );
  const chat = createChat({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    botUserId: async () => (await identity.known()).botUserId,
    log: slackLog,
    ...(overrides.slackTimeoutMs === undefined ? {} : { timeoutMs: overrides.slackTimeoutMs }),
  });
  const pager = createPager({
    ...config.pagerduty,
    log: (entry) => log.debug(entry, "PagerDuty was called"),
    ...(overrides.pagerTimeoutMs === undefined ? {} : { timeoutMs: overrides.pagerTimeoutMs }),
  });
  if (pager.state === "off")
    log.warn("paging is OFF: no PagerDuty credentials are set, so nobody can be paged");
  const views: Views = {
    card: incidentCard,
    announcement,
    topic,
    notice,
    postmortem,
    postmortemMessage,
    peopleIn,
    withNames,
    channelName: (incident, governing) =>
      channelName(governing.slack.channelName, incident.number, incident.title),
  };
  const worker = createWorker({
    engine,
    store,
    jobs: queue,
    clock,
    profiles,
    outside: { chat, pager, views, store },
    paceMs: overrides.paceMs ?? SLACK_PACE_MS,
    onAttempt: (entry) => {
      metrics.attempt(entry);
      const fine = entry.outcome === "done" || entry.outcome === "moot";
      log[fine ? "info" : "warn"](
        {
          effect: entry.effect,
          outcome: entry.outcome,
          attempt: entry.attempt,
          tookMs: entry.tookMs,
          reason: entry.reason,
        },
        fine ? "an effect was carried out" : "an effect is not done",
      );
    },
  });
  const seen = createSeen(config.redisUrl, (fault) =>
    log.warn({ fault }, "Redis is not usable; this process remembers by itself"),
  );
  const routes = createRoutes({
    dispatcher: measured(engine, metrics),
    queries: store,
    chat,
    profile: () => profile,
    clock,
  });
  const respond = createRespond({ apiUrl: slack.apiUrl, timeoutMs: 3_000, log });
  const processing = { texts: { nothingSaved, cannotTell }, respond, log };
  const http = createReceiver(processing);
  const socket =
    slack.appToken === null
      ? null
      : createSocketReceiver({ ...processing, appToken: slack.appToken, slackApiUrl: slack.apiUrl });
  createSlackApp({ receiver: socket ?? http, botIdentity: identity.current, routes, respond, log });
  const socketPart = socket === null ? null : connect(() => socket.start(), log);
  const slackPart = (): Part => (socketPart?.part().ok === false ? socketPart.part() : identity.part());
  const readiness = () =>
    health({
      database: () => store.ping(),
      queue: () => queue.deadJobs(),
      slack: slackPart,
      redis: () => seen.state(),
      paging: () => pager.state,
    });
  const door = createDoor({
    signingSecret: slack.signingSecret,
    host: config.host,
    port: config.port,
    now: () => clock.now(),
    firstTime: (key, ttlSeconds) => seen.firstTime(key, ttlSeconds),
    forget: (key) => seen.forget(key),
    deliver: async (delivery) => {
      const answer = await http.deliver(delivery);
      metrics.slackRequest(answer.status);
      return answer;
    },
    routes: {
      "GET /healthz": async () => plain(200, "alive"),
      "GET /readyz": async () => {
        const found = await readiness();
        return json(found.status === "ready" ? 200 : 503, found);
      },
      "GET /metrics": async () => ({
        status: 200,
        headers: { "content-type": metrics.contentType },
        body: await metrics.text(),
      }),
    },
    log,
  });
  const parts = { door, socket, engine, queue, database, seen, identity, socketPart };
  try {
    await queue.work(worker);
    await door.start();
  } catch (error) {
    await stopAll(parts);
    throw error;
  }
  log.info(
    {
      port: door.port,
      profile: config.profile,
      organisation: profile.organisation,
      database: database.boss.kind,
      socketMode: socket !== null,
    },
    "Tocsin listens",
  );
  return { port: door.port, engine, store, queue, stop: () => stopAll(parts) };
}

/** Every command of a person is timed, from handed over to committed. */
function measured(engine: Engine, metrics: Metrics): Dispatcher {
  return {
    dispatch: async (ask) => {
      const started = performance.now();
      const seconds = (): number => (performance.now() - started) / 1_000;
      try {
        const result = await engine.dispatch(ask);
        metrics.commit(result.kind, seconds());
        return result;
      } catch (error) {
        metrics.commit("not-saved", seconds());
        throw error;
      }
    },
  };
}

type Parts = {
  readonly door: Door;
  readonly socket: { stop(): Promise<void> } | null;
  readonly engine: Engine;
  readonly queue: Queue;
  readonly database: Database;
  readonly seen: { close(): Promise<void> };
  readonly identity: { stop(): void };
  readonly socketPart: { stop(): void } | null;
};

/** In this order nothing that was acknowledged is dropped: no new requests, then no work, then no database. */
async function stopAll(parts: Parts): Promise<void> {
  parts.identity.stop();
  parts.socketPart?.stop();
  await parts.door.stop();
  await parts.socket?.stop();
  await parts.engine.idle();
  await parts.queue.stop();
  await parts.seen.close();
  await parts.database.close();
}

/** Asks Slack who we are until it answers; nothing waits for it. */
function createIdentity(ask: () => ReturnType<typeof whoAmI>, log: Logger) {
  const current = { botUserId: "", botId: "" };
  let known: Identity | null = null;
  const attempt = connect(async () => {
    const answer = await ask();
    if (answer.kind !== "done") throw new Error(`${answer.reason} ${answer.cure}`);
    known = answer.receipt;
    Object.assign(current, { botUserId: known.botUserId, botId: known.botId });
  }, log);
  return {
    current,
    part: attempt.part,
    stop: attempt.stop,
    known: async (): Promise<Identity> => {
      if (known !== null) return known;
      const answer = await ask();
      if (answer.kind !== "done") throw new Error(answer.reason);
      return answer.receipt;
    },
  };
}

/** Tries until it works, with growing pauses, and says meanwhile why it does not. */
function connect(start: () => Promise<unknown>, log: Logger): { part(): Part; stop(): void } {
  let part: Part = { ok: false, says: "not reached yet" };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const attempt = async (pauseMs: number): Promise<void> => {
    try {
      await start();
      part = { ok: true, says: "answers" };
    } catch (error) {
      part = { ok: false, says: error instanceof Error ? error.message : String(error) };
      if (stopped) return;
      log.warn({ reason: part.says, nextTryInMs: pauseMs }, "Slack is not reached");
      timer = setTimeout(() => void attempt(Math.min(pauseMs * 2, 30_000)), pauseMs);
    }
  };
  void attempt(500);
  return {
    part: () => part,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Errors that are told to whoever starts the bot, not bugs. */
const TOLD = ["ConfigFaults", "ProfileFaults", "DataDirInUse", "BotStopped"];

/** Says in one sentence why it stops; the stack is for bugs only. */
export function fatal(error: unknown): never {
  process.stderr.write(`${lastWords(error)}\n`);
  process.exit(1);
}

function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (TOLD.includes(error.name)) return error.message;
  const { code, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === "EADDRINUSE")
    return `Port ${port} on ${address} is in use by another program. Stop that one, or set PORT to another port.`;
  if (code === "EACCES" && port !== undefined)
    return `Port ${port} on ${address} may not be used by this user. Set PORT to one above 1023.`;
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "28P01" || code === "3D000")
    return `The database of DATABASE_URL cannot be used: ${error.message}. Check the address, and that the server runs.`;
  return error.stack ?? error.message;
}

async function main(): Promise<void> {
  const bot = await startBot(readConfig(process.env));
  closeWithGrace({ delay: 15_000, logger: false }, async ({ err }) => {
    if (err !== undefined) process.stderr.write(`${err.stack ?? err.message}\n`);
    await bot.stop();
  });
  // Started by the sandbox: it learns the port, and when it dies so do we.
  if (process.send !== undefined) {
    process.send({ port: bot.port });
    process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  }
}

if (import.meta.main) await main().catch(fatal);
