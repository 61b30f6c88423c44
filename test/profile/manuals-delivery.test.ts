import { describe, expect, it } from "vitest";
import type { Backup, Environment, PlanStep } from "../../src/domain/delivery.ts";
import type { Profile } from "../../src/domain/profile.ts";
import { loadProfile } from "../../src/profile/load.ts";

/** The manuals that ship deploy, back up and recover as the seeds say. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe("the manual of the logistics suite", () => {
  const profile = loadProfile("profiles/sebenza.yml");
  const production = environmentOf(profile, "suite", "production");

  it("asks eight things, staging and one person before production, and keeps still in incidents", () => {
    expect(production.checklist.length).toBe(8);
    expect(production).toMatchObject({
      promoteFrom: "staging",
      approvals: { count: 1, from: ["leads"] },
      freezeAtRank: 2,
      asksAboutDatabase: true,
    });
    expect(told(environmentOf(profile, "suite", "staging").deploy)).toEqual([
      "deploy.yml",
      "https://staging.example.com/health",
      "smoke.yml",
    ]);
  });

  it("backs up, deploys the idle colour, switches the traffic, and switches back on failure", () => {
    expect(told(production.deploy)).toEqual([
      "backup.yml",
      "verify-backup.yml",
      "deploy.yml colour=idle",
      "https://idle.example.com/health",
      "switch.yml colour=idle, else switch.yml colour=previous",
      "wait 30 s",
      "https://app.example.com/health, else switch.yml colour=previous",
      "https://app.example.com/health",
      "smoke.yml",
    ]);
    expect(told(production.rollback)).toEqual([
      "rollback.yml database={database}",
      "https://app.example.com/health",
      "smoke.yml",
    ]);
  });

  it("proposes a rollback at 5 %, 5 s, failing health and a critical alert", () => {
    expect(production.rollbackWhen).toMatchObject({
      watchMs: 15 * MINUTE_MS,
      triggers: [
        { kind: "health", checks: [{ name: "app" }] },
        { kind: "metric", name: "error_rate", above: 5, unit: "%" },
        { kind: "metric", name: "response_time_p95", above: 5, unit: "s" },
        { kind: "alert", severity: "critical" },
      ],
      answer: "propose",
    });
  });

  it("takes a full backup a day, keeps the log, tries it weekly, and has three plans for a disaster", () => {
    expect(backups(profile)).toEqual([
      ["database", "full", DAY_MS, 30 * DAY_MS, 7 * DAY_MS],
      ["database-log", "wal", HOUR_MS, null, null],
      ["application", "files", DAY_MS, null, null],
      ["configuration", "files", DAY_MS, null, null],
      ["staging-database", "full", 7 * DAY_MS, null, null],
    ]);
    expect(told(backupOf(profile, "database").restore)).toEqual([
      "restore.yml to={to}",
      "https://app.example.com/health",
    ]);
    expect(profile.delivery.recovery.map(({ key, steps }) => [key, told(steps)[0]])).toEqual([
      ["full", "failover.yml plan=full"],
      ["partial", "failover.yml plan=partial"],
      ["failover", "failover.yml plan=failover"],
    ]);
  });
});

describe("the manual of the event platform", () => {
  const profile = loadProfile("profiles/eventchain.yml");
  const production = environmentOf(profile, "api-gateway", "production");

  it("looks at staging, rolls out both services, and verifies health and smoke tests", () => {
    expect(production.checklist.length).toBe(7);
    expect(told(production.deploy)).toEqual([
      "https://staging.eventchain.example.com/health",
      "deploy.yml service=api-gateway",
      "event-service: deploy.yml service=event-service",
      "https://api.eventchain.example.com/health https://eventchain.example.com/health",
      "smoke.yml",
    ]);
    expect(told(production.rollback).slice(0, 2)).toEqual([
      "rollback.yml service=api-gateway",
      "event-service: rollback.yml service=event-service",
    ]);
  });

  it("takes a full backup a day, an incremental one an hour, and keeps them for 30 days", () => {
    expect(backups(profile)).toEqual([
      ["database", "full", DAY_MS, 30 * DAY_MS, null],
      ["database-hourly", "incremental", HOUR_MS, 30 * DAY_MS, null],
      ["file-storage", "files", DAY_MS, 30 * DAY_MS, null],
    ]);
  });
});

describe("the manual of the inventory application", () => {
  const profile = loadProfile("profiles/inventory.yml");

  it("asks eight things and two reviewers before production, after smoke tests in staging", () => {
    const production = environmentOf(profile, "api", "production");
    expect(production.checklist.length).toBe(8);
    expect(production).toMatchObject({
      promoteFrom: "staging",
      approvals: { count: 2, from: ["reviewers"] },
    });
    expect(told(environmentOf(profile, "api", "staging").deploy)).toEqual([
      "deploy.yml",
      "smoke.yml",
      "https://staging-api.example.com/health",
    ]);
    expect(told(production.rollback)[0]).toBe("rollback.yml");
    // Merges are deployed there by themselves.
    expect(environmentOf(profile, "api", "development").deploy).toEqual([]);
  });

  it("restores its backup in staging every week, and fails over to the replica", () => {
    expect(backupOf(profile, "database").testEveryMs).toBe(7 * DAY_MS);
    const { verify } = backupOf(profile, "database");
    expect(told(verify)).toEqual([
      "restore.yml to={to}",
      "smoke.yml",
      "https://staging-api.example.com/health",
    ]);
    expect(verify.map(({ does }) => (does.kind === "run" ? does.environment : null))).toEqual([
      "staging",
      "staging",
      null,
    ]);
    expect(told(profile.delivery.recovery[0]?.steps ?? [])).toEqual([
      "failover.yml",
      "https://api.example.com/health https://api.example.com/api/health https://example.com/",
    ]);
  });
});

describe("the manual of the parts chat", () => {
  const profile = loadProfile("profiles/partselect.yml");

  it("has its severities, statuses and objectives", () => {
    expect(severities(profile)).toEqual([
      ["P1", 15 * MINUTE_MS, HOUR_MS],
      ["P2", HOUR_MS, 4 * HOUR_MS],
      ["P3", 4 * HOUR_MS, 24 * HOUR_MS],
      ["P4", 24 * HOUR_MS, 7 * DAY_MS],
    ]);
    expect(profile.statuses.map(({ label, phase }) => `${label}: ${phase}`)).toEqual([
      "acknowledge: declared",
      "assess: acknowledged",
      "mitigate: acknowledged",
      "investigate: acknowledged",
      "fix: acknowledged",
      "verify: mitigated",
      "review: resolved",
      "closed: closed",
    ]);
    expect(profile.services.map(({ key, rtoMs, rpoMs }) => [key, rtoMs, rpoMs])).toEqual([
      ["chat", 30 * MINUTE_MS, 15 * MINUTE_MS],
      ["database", 15 * MINUTE_MS, 5 * MINUTE_MS],
    ]);
  });

  it("takes a backup a day, keeps it for 30 days, tries it, and fails over to the standby", () => {
    expect(backups(profile)[0]).toEqual(["database", "full", DAY_MS, 30 * DAY_MS, 7 * DAY_MS]);
    expect(told(profile.delivery.recovery[0]?.steps ?? [])).toEqual([
      "failover.yml plan=database",
      "https://partselect.example.com/api/health",
    ]);
    expect(told(environmentOf(profile, "chat", "production").rollback)).toEqual([
      "rollback.yml",
      "https://partselect.example.com/api/health",
    ]);
  });
});

describe("the manual of the config API", () => {
  const profile = loadProfile("profiles/cbp-config.yml");

  it("has its severities, statuses and who may do what", () => {
    expect(severities(profile)).toEqual([
      ["Severity 1", 15 * MINUTE_MS, 2 * HOUR_MS],
      ["Severity 2", 30 * MINUTE_MS, 4 * HOUR_MS],
      ["Severity 3", 2 * HOUR_MS, 8 * HOUR_MS],
      ["Severity 4", 24 * HOUR_MS, 5 * DAY_MS],
    ]);
    expect(profile.statuses.map(({ label }) => label)).toEqual([
      "new",
      "investigating",
      "resolved",
      "closed",
    ]);
    expect(profile.delivery).toMatchObject({ mayDeploy: ["admins", "operators"], mayOverride: ["admins"] });
  });

  it("takes a full backup a day and the log every hour, and goes back to a time", () => {
    expect(backups(profile)).toEqual([
      ["database", "full", DAY_MS, null, null],
      ["database-log", "log", HOUR_MS, null, null],
      ["configuration", "files", DAY_MS, 30 * DAY_MS, null],
      ["certificates", "files", DAY_MS, 30 * DAY_MS, null],
    ]);
    expect(told(backupOf(profile, "database").restore)[0]).toBe("restore.yml to={to}");
    expect(told(environmentOf(profile, "config-api", "production").rollback)).toEqual([
      "rollback.yml",
      "https://config.example.com/health",
    ]);
  });
});

it("the example deploys to staging, and from there with one approval to production", () => {
  const profile = loadProfile("profiles/example.yml");
  expect(told(environmentOf(profile, "shop", "staging").deploy)).toEqual(["deploy.yml", "smoke.yml"]);
  expect(environmentOf(profile, "shop", "production")).toMatchObject({
    promoteFrom: "staging",
    approvals: { count: 1, from: [] },
  });
});

function environmentOf({ delivery }: Profile, service: string, key: string): Environment {
  const environment = delivery.environments[service]?.find((one) => one.key === key);
  if (environment === undefined) throw new Error(`${service} has no environment ${key}`);
  return environment;
}

function backupOf({ delivery }: Profile, key: string): Backup {
  const backup = delivery.backups.find((one) => one.key === key);
  if (backup === undefined) throw new Error(`no backup ${key}`);
  return backup;
}

/** Key, kind, how often it is taken, how long it is kept, and how often it is tried. */
function backups({ delivery }: Profile): readonly unknown[][] {
  return delivery.backups.map(({ key, kind, everyMs, keepMs, testEveryMs }) => [
    key,
    kind,
    everyMs,
    keepMs,
    testEveryMs,
  ]);
}

function severities(profile: Profile): readonly unknown[][] {
  return profile.severities.map(({ label, respond, resolve }) => [
    label,
    respond?.kind === "elapsed" ? respond.ms : null,
    resolve?.kind === "elapsed" ? resolve.ms : null,
  ]);
}

/** What a plan does; the service of a run is named where it is not the first run's. */
function told(steps: readonly PlanStep[]): readonly string[] {
  const home = steps.map(({ does }) => does).find((does) => does.kind === "run");
  return steps.map(({ does, onFailure }) => {
    const [remedy] = told(onFailure);
    const what = workOf(does, home);
    return remedy === undefined ? what : `${what}, else ${remedy}`;
  });
}

function workOf(does: PlanStep["does"], home: PlanStep["does"] | undefined): string {
  if (does.kind === "wait") return `wait ${does.ms / 1_000} s`;
  if (does.kind === "health") return does.checks.map(({ url }) => url).join(" ");
  const inputs = Object.entries(does.inputs).map(([name, value]) => ` ${name}=${value}`);
  const service = home?.kind === "run" && home.service !== does.service ? `${does.service}: ` : "";
  return `${service}${does.workflow}${inputs.join("")}`;
}
