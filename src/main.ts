import { readFileSync } from "node:fs";
import type { Alarm } from "./alarm.ts";
import { type Config, readConfig } from "./config.ts";
import { deployingFrom } from "./deploying.ts";
import { createDeployments, type Deployments } from "./deployments.ts";
import { endWith, fatal } from "./ending.ts";
import { createDirectory } from "./engine/directory.ts";
import { createEngine, type Engine, inReceipts } from "./engine/dispatch.ts";
import type { Clock, Dispatcher } from "./engine/ports.ts";
import { createQueue, type Queue, type QueueOptions } from "./engine/queue.ts";
import type { Store } from "./engine/store.ts";
import { createTimekeeper } from "./engine/timekeeper.ts";
import { createWorker } from "./engine/worker.ts";
import { createRoutes } from "./handlers/index.ts";
import { health, type Part } from "./health.ts";
import type { TimeLimits } from "./integrations/github/client.ts";
import { createPager } from "./integrations/pagerduty/pager.ts";
import { createSeen } from "./integrations/redis/seen.ts";
import { createSlackApp } from "./integrations/slack/app.ts";
import { type CallEntry, createCall } from "./integrations/slack/call.ts";
import { createChat } from "./integrations/slack/chat.ts";
import { createDoor } from "./integrations/slack/door.ts";
import { json, plain } from "./integrations/slack/exchange.ts";
import { whoAmI } from "./integrations/slack/identity.ts";
import { readMembers } from "./integrations/slack/members.ts";
import { createReceiver } from "./integrations/slack/receiver.ts";
import { createRespond } from "./integrations/slack/respond.ts";
import { createSocketReceiver } from "./integrations/slack/socket.ts";
import { type KeptUp, keepUp } from "./keep-up.ts";
import { createLog, type Logger, slackCallLog } from "./log.ts";
import { VIEWS } from "./messages.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createOnCall } from "./on-call.ts";
import { createAlarm, createSpool } from "./own-failures.ts";
import { createPresence } from "./presence.ts";
import { createProfiles } from "./profile/known.ts";
import { loadProfile } from "./profile/load.ts";
import { closeAll, type Opened } from "./shutdown.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { DataDirLost } from "./store/lock.ts";
import { openNumbers } from "./store/open-numbers.ts";
import { createStore } from "./store/store.ts";
import { startUpkeep } from "./upkeep.ts";
import { cannotTell, nothingSaved } from "./views/reply.ts";
import { bindToApi, bindToTeam, WrongWorkspace } from "./workspace.ts";

/** What a test hands in instead of the machine's own. */
export type Overrides = {
  readonly clock?: Clock & { sleep(ms: number): Promise<void> };
  readonly queueClock?: QueueOptions["clock"];
  /** How many workers carry out effects; none leaves them to other replicas. */
  readonly workers?: QueueOptions["workers"];
  readonly database?: Database;
  readonly log?: Logger;
  /** How long a channel rests after a message, in milliseconds. Slack takes one a second. */
  readonly paceMs?: number;
  /** False leaves watching on-call, following pages and the alarm to others. */
  readonly background?: boolean;
  readonly slackTimeoutMs?: number;
  readonly pagerTimeoutMs?: number;
  readonly githubLimits?: Partial<TimeLimits>;
  /** Ends the process when going on would do harm; by default with one sentence and exit code 1. */
  readonly halt?: (error: Error) => void;
};

/** A running bot. */
export type Bot = {
  readonly port: number;
  readonly engine: Engine;
  readonly store: Store;
  readonly queue: Queue;
  readonly deployments: Deployments;
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
  const log = overrides.log ?? createLog(config.logLevel);
  const opened: Opened[] = [];
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= closeAll(opened, log);
    return stopped;
  };
  try {
    return { ...(await build({ config, overrides, log, opened })), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Site = {
  readonly config: Config;
  readonly overrides: Overrides;
  readonly log: Logger;
  /** Whatever is opened is noted here at once, so that it is closed also when a later part fails. */
  readonly opened: Opened[];
};

async function build({ config, overrides, log, opened }: Site): Promise<Omit<Bot, "stop">> {
  const { slack } = config;
  if (slack === null) throw new Error("SLACK_BOT_TOKEN is missing: `npm start` runs the sandbox instead.");
  const clock = overrides.clock ?? systemClock;
  const halt = overrides.halt ?? fatal;
  const profile = loadProfile(config.profile);
  const database =
    overrides.database ??
    (await openDatabase({
      url: config.databaseUrl,
      dataDir: config.dataDir,
      onLost: () => halt(new DataDirLost(config.dataDir)),
    }));
  opened.push({ name: "database", withinMs: 2_000, close: () => database.close() });
  if (database.boss.kind === "pglite")
    log.warn(
      { dataDir: config.dataDir },
      "embedded database: one process only, and a power cut may lose the last moments; set DATABASE_URL for production",
    );
  await bindToApi(database.kysely, slack.apiUrl);
  const queue = await createQueue({
    database: database.boss,
    onError: (err) => log.error({ err }, "the queue had a fault"),
    ...(overrides.queueClock === undefined ? {} : { clock: overrides.queueClock }),
    ...(overrides.workers === undefined ? {} : { workers: overrides.workers }),
  });
  opened.push({ name: "queue", withinMs: 5_000, close: () => queue.stop() });
  const store = createStore(database);
  await store.saveProfile(profile.hash, readFileSync(config.profile, "utf8"), clock.now());
  const forget = (): Promise<void> => store.forgetDeliveries(clock.now() - DELIVERIES_KEPT_MS);
  const upkeep = startUpkeep({ work: forget, log });
  opened.push({ name: "upkeep", withinMs: 1_000, close: () => upkeep.stop() });
  const profiles = createProfiles(profile);
  const metrics = createMetrics({
    unsettled: async () => (await store.unsettled()) + (await deployments.unsettled()),
  });
  const engine = createEngine({
    store,
    jobs: queue,
    clock,
    profiles,
    isGuest: (user) => people.isOneOf(user, "everyone") === false,
  });
  opened.push({ name: "engine", withinMs: 2_000, close: () => engine.idle() });
  let alarm: Alarm | null = null;
  const logCall = slackCallLog(log);
  const slackLog = (entry: CallEntry): void => {
    logCall(entry);
    alarm?.heard(entry);
  };
  const ask = createCall({ token: slack.botToken, apiUrl: slack.apiUrl, timeoutMs: 3_000, log: slackLog });
  let wrong: WrongWorkspace | null = null;
  let working = false;
  const presence = createPresence({
    ask: () => whoAmI(ask),
    verify: (identity) =>
      bindToTeam(database.kysely, identity).catch((error: unknown) => {
        if (error instanceof WrongWorkspace) wrong = error;
        if (wrong !== null && working) halt(wrong);
        throw error;
      }),
    log,
  });
  opened.push({ name: "presence", withinMs: 100, close: async () => presence.stop() });
  const chat = createChat({
    token: slack.botToken,
    apiUrl: slack.apiUrl,
    botUserId: async () => (await presence.known()).botUserId,
    log: slackLog,
    ...(overrides.slackTimeoutMs === undefined ? {} : { timeoutMs: overrides.slackTimeoutMs }),
  });
  const pager = createPager({
    ...config.pagerduty,
    log: (entry) => log.debug(entry, "PagerDuty was called"),
    clock: () => clock.now(),
    ...(overrides.pagerTimeoutMs === undefined ? {} : { timeoutMs: overrides.pagerTimeoutMs }),
  });
  if (pager.state === "off")
    log.warn("paging is OFF: no PagerDuty credentials are set, so nobody can be paged");
  const people = createDirectory({
    profile: () => profile,
    chat,
    pager,
    members: () => readMembers(ask),
    clock,
    log,
  });
  const outside = { chat, pager, views: VIEWS, store, people };
  const worker = createWorker({
    engine,
    store,
    jobs: queue,
    clock,
    profiles,
    outside,
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
  opened.push({ name: "Redis", withinMs: 500, close: () => seen.close() });
  const onCall = createOnCall({
    database,
    engine,
    chat,
    pager,
    people,
    profile: () => profile,
    clock,
    webhookSecret: config.pagerduty.webhookSecret,
    log,
  });
  const alarmed = createAlarm({
    database,
    pager,
    openNumbers: () => openNumbers(database.kysely),
    profile: () => profile,
    lookSooner: presence.lookSooner,
    clock,
    log,
  });
  alarm = alarmed;
  const spool = createSpool({ config, engine, store, outside, profile: () => profile, clock, log });
  const deployments = createDeployments({
    database,
    jobs: queue,
    profiles,
    ...deployingFrom(config, { clock, log, timeLimits: overrides.githubLimits }),
    chat,
    incidents: inReceipts(engine),
    people,
    firstTime: (key, ttlSeconds) => seen.firstTime(key, ttlSeconds),
    clock,
    log,
  });
  const routes = createRoutes({
    dispatcher: spool.around(measured(engine, metrics)),
    queries: store,
    chat,
    profile: () => profile,
    manualOf: async (incident) => {
      const hash = incident?.profileHash ?? profile.hash;
      await profiles.load([hash], (unknown) => store.profileBody(unknown));
      return profiles.of(hash);
    },
    clock,
    people,
    onCall: onCall.desk,
    deployments: { dispatcher: deployments.engine, desk: deployments.desk },
  });
  const respond = createRespond({ apiUrl: slack.apiUrl, timeoutMs: 3_000, log });
  const processing = { texts: { nothingSaved, cannotTell }, respond, log };
  const http = createReceiver(processing);
  const socket =
    slack.appToken === null
      ? null
      : createSocketReceiver({ ...processing, appToken: slack.appToken, slackApiUrl: slack.apiUrl });
  createSlackApp({ receiver: socket ?? http, botIdentity: presence.current, routes, respond, log });
  let link: KeptUp | null = null;
  const slackPart = (): Part => {
    const linked = link?.part();
    return linked?.ok === false ? linked : presence.part();
  };
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
      "POST /webhooks/pagerduty": async ({ rawBody, headers }) => {
        const { status, body } = await onCall.webhook(rawBody, headers);
        return plain(status, body);
      },
      "POST /webhooks/github": async ({ rawBody, headers }) => {
        const { status, body } = await deployments.webhook(rawBody, headers);
        return plain(status, body);
      },
      "GET /metrics": async () => ({
        status: 200,
        headers: { "content-type": metrics.contentType },
        body: await metrics.text(),
      }),
    },
    log,
  });
  // Known to be the wrong workspace, nothing is sent there; Slack being away holds up nothing.
  await presence.firstTry;
  if (wrong !== null) throw wrong;
  working = true;
  // What was declared while the database was away comes before anything new.
  await spool.start();
  opened.push({ name: "spool", withinMs: 2_000, close: () => spool.stop() });
  await queue.work({ incidents: worker, deployments: deployments.work });
  const timekeeper = createTimekeeper({ engine, store, profiles, clock, log });
  opened.push({ name: "timekeeper", withinMs: 100, close: async () => timekeeper.stop() });
  await timekeeper.start();
  if (overrides.background !== false) {
    opened.push(...onCall.start(), ...deployments.start());
    alarmed.start();
    opened.push({ name: "alarm", withinMs: 1_000, close: () => alarmed.stop() });
  }
  if (socket !== null) {
    link = keepUp({ attempt: () => socket.start(), log });
    opened.push({ name: "socket", withinMs: 5_000, close: () => socket.stop() });
    const { stop } = link;
    opened.push({ name: "link", withinMs: 100, close: async () => stop() });
  }
  await door.start();
  opened.push({ name: "door", withinMs: 5_500, close: () => door.stop() });
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
  return { port: door.port, engine, store, queue, deployments };
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

async function main(): Promise<void> {
  const bot = await startBot(readConfig(process.env));
  endWith(bot);
  // Started by the sandbox: it learns the port, and when it dies so do we.
  if (process.send !== undefined) {
    process.send({ port: bot.port });
    process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  }
}

if (import.meta.main) await main().catch(fatal);
