import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { enableClockOverride, TestClock } from "pg-boss";
import { addressesOf, connectTo } from "./sandbox/bot.ts";
import { playDrill } from "./sandbox/drill/drill.ts";
import { FastTime } from "./sandbox/drill/fast-time.ts";
import type { DrillCallee, DrillChain, Promises } from "./sandbox/drill/promises.ts";
import { copyOfManual } from "./sandbox/sites/manual.ts";
import { type StandIns, startStandIns } from "./sandbox/stand-ins.ts";
import { readConfig } from "./src/config.ts";
import { policyFor, routeOf } from "./src/domain/incident/route.ts";
import type { PageTarget, Profile, Severity, Target } from "./src/domain/profile.ts";
import { fatal } from "./src/ending.ts";
import { createLog } from "./src/log.ts";
import { type Bot, startBot } from "./src/main.ts";
import { loadProfile } from "./src/profile/load.ts";
import { openDatabase } from "./src/store/database.ts";

/** A Tuesday morning, the same one every time: within business hours, and far from any change of the clocks. */
const STARTS_AT = Date.UTC(2026, 5, 9, 10);

/** `npm run drill -- --profile <name>`: hours of incidents in fast time, with nobody at the keyboard; exits 0 only if every promise was kept. */
async function drill(): Promise<void> {
  const { values } = parseArgs({ options: { profile: { type: "string", default: "example" } } });
  const path = existsSync(values.profile) ? values.profile : join("profiles", `${values.profile}.yml`);
  const promises = promisesOf(loadProfile(path), path);
  const folder = mkdtempSync(join(tmpdir(), "tocsin-drill-"));
  const clock = new TestClock(STARTS_AT);
  const time = new FastTime(clock);
  const standIns = await startStandIns({ folder: null, host: "127.0.0.1", port: 0, time });
  const bot = await startInFastTime(
    standIns,
    { clock, time },
    {
      PROFILE: copyOfManual(path, join(folder, "profile"), standIns.sites),
      DATA_DIR: folder,
      LOG_LEVEL: "error",
    },
  );
  try {
    const kept = await playDrill(standIns, time, promises, (line) => process.stdout.write(`${line}\n`));
    process.exitCode = kept ? 0 : 1;
  } finally {
    await bot.stop();
    await standIns.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The whole bot over real HTTP, as it always is; only its clock is another one, and it is in this process so that the clock
 * can wait for it. Slack's message a second for each channel is left out: the clock stands still while things are said.
 */
async function startInFastTime(
  standIns: StandIns,
  { clock, time }: { readonly clock: TestClock; readonly time: FastTime },
  own: NodeJS.ProcessEnv,
): Promise<Bot> {
  const database = await openDatabase({
    url: null,
    dataDir: "memory://",
    onConnect: enableClockOverride(),
  });
  const bot = await startBot(readConfig({ ...own, ...addressesOf(standIns) }), {
    database,
    clock: time,
    queueClock: clock,
    log: createLog("error"),
    paceMs: 0,
    // Fewer than usual: each looks for work whenever the clock leaps, and nobody here waits for another.
    workers: { page: 2, send: 2, deploy: 2 },
  });
  connectTo(standIns, `http://127.0.0.1:${bot.port}`);
  const ask = async (statement: string): Promise<number | null> => {
    const { rows } = await bot.store.transaction((tx) => tx.sql.executeSql(statement));
    return (rows[0] as { answer: number | null }).answer;
  };
  time.of({
    idle: () => bot.engine.idle(),
    tasks: async () => (await ask(TASKS)) ?? 0,
    nextDue: async () => {
      const due = await ask(NEXT_DUE);
      return due === null ? null : Math.ceil(due);
    },
    willJumpTo: (instant) => bot.store.lookedAt(instant).then(() => undefined),
  });
  let entries = 0;
  standIns.pagerduty.onChange(() => {
    const now = standIns.pagerduty.incidents().reduce((sum, { log }) => sum + log.length, 0);
    if (now !== entries) time.stir();
    entries = now;
  });
  return bot;
}

const JOBS = "pgboss.job where name in ('page', 'send', 'deploy')";
const TASKS = `
  select (select count(*)::int from ${JOBS} and (state = 'active' or (state in ('created', 'retry') and start_after <= pgboss.job_now())))
    + (select count(*)::int from incidents where due_at <= (extract(epoch from pgboss.job_now()) * 1000)::bigint) as answer`;
const NEXT_DUE = `
  select least(
    (select (extract(epoch from min(start_after)) * 1000)::float8 from ${JOBS} and state in ('created', 'retry')),
    (select min(due_at)::float8 from incidents)) as answer`;

/** What this manual promises, in the drill's words. */
function promisesOf(profile: Profile, path: string): Promises {
  const worst = profile.severities[0];
  if (worst === undefined) throw new Error("a profile without severities does not load");
  return {
    manual: path,
    organisation: profile.organisation,
    announcements: profile.slack.announcements.replace(/^#/u, ""),
    severities: profile.severities.map(({ label, page }) => ({ label, page })),
    worst: {
      respondMs: elapsed(worst.respond),
      resolveMs: elapsed(worst.resolve),
      updateEveryMs: worst.updateEveryMs,
      chain: chainOf(profile, worst),
    },
    statuses: profile.statuses.map(({ label, phase }) => ({ label, phase })),
    roles: profile.roles.map(({ key, name }) => ({ key, name })),
    links: profile.slack.links.map(({ title }) => title),
  };
}

function elapsed(target: Target | null): number | null {
  return target?.kind === "elapsed" ? target.ms : null;
}

function chainOf(profile: Profile, { label, page }: Severity): DrillChain | null {
  const policy = policyFor(profile, { severity: label, service: null });
  if (!page || policy === null) return null;
  const { chain } = routeOf(profile, policy, STARTS_AT);
  return {
    steps: chain.steps.map(({ page: target, timeoutMs }) => ({
      whom: whomOf(profile, target),
      callee: calleeOf(profile, target),
      timeoutMs,
    })),
    repeat: chain.repeat,
    expiresMs: chain.acknowledgeExpiresMs,
    runBy: chain.runBy,
    acknowledgements: chain.acknowledgements,
  };
}

function whomOf({ roles }: Profile, target: PageTarget): string {
  switch (target.kind) {
    case "pagerduty":
      return target.policy;
    case "schedule":
      return target.schedule;
    case "role":
      return roles.find(({ key }) => key === target.role)?.name ?? target.role;
    case "group":
      return target.group;
    case "people":
      return target.emails.join(", ");
    case "user":
      return target.user;
  }
}

function calleeOf(profile: Profile, target: PageTarget): DrillCallee {
  switch (target.kind) {
    case "pagerduty":
      return { kind: "policy", policy: target.policy };
    case "schedule":
      return target;
    case "role":
      return groupOf(profile, profile.roles.find(({ key }) => key === target.role)?.from ?? null);
    case "group":
      return groupOf(profile, target.group);
    case "people":
      return { kind: "people", emails: target.emails, slackUsers: [], slackGroup: null };
    case "user":
      return { kind: "people", emails: [], slackUsers: [target.user], slackGroup: null };
  }
}

function groupOf({ people }: Profile, key: string | null): DrillCallee {
  const group = people.find((one) => one.key === key);
  const { emails = [], slackUsers = [], slackGroup = null } = group ?? {};
  return { kind: "people", emails, slackUsers, slackGroup };
}

await drill().catch(fatal);
