import { describe, expect, it } from "vitest";
import type { Delivery, Environment, PlanStep } from "../../src/domain/delivery.ts";
import { parseProfile } from "../../src/profile/load.ts";

/** How a manual's words for deployments, backups and recovery are read, and what it need not say. */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const read = (text: string): Delivery =>
  parseProfile(`organisation: Example\nseverities: { P1: {}, P2: {} }\n${text}`, "test.yml").delivery;

const WORKFLOWS =
  "deploy: deploy.yml, rollback: rollback.yml, smoke: smoke.yml, backup: backup.yml, verify: verify-backup.yml, restore: restore.yml";
const app = (environments: string): string => `
services:
  app:
    github: { repository: example/app, workflows: { ${WORKFLOWS} } }
    health: { app: "https://app.example.com/health" }
    environments: { ${environments} }
`;

function environmentOf(delivery: Delivery, key: string, service = "app"): Environment {
  const environment = delivery.environments[service]?.find((one) => one.key === key);
  if (environment === undefined) throw new Error(`no environment ${key}`);
  return environment;
}

/** What a plan does, one line for each step. */
function told(steps: readonly PlanStep[]): readonly string[] {
  return steps.map(({ name, does }) => {
    if (does.kind === "wait") return `${name}: ${does.ms / SECOND_MS} s`;
    if (does.kind === "health") return `${name}: ${does.checks.map(({ url }) => url).join(" ")}`;
    const ledger = does.ledger === null ? "" : ` = ${does.ledger.backup} ${does.ledger.as}`;
    const inputs = Object.keys(does.inputs).length === 0 ? "" : ` ${JSON.stringify(does.inputs)}`;
    return `${name}: ${does.repository} ${does.workflow} ${does.service}/${does.environment}${inputs}${ledger}`;
  });
}

describe("an environment that says nothing", () => {
  const delivery = read(app("production: {}"));

  it("deploys by the workflow called deploy, rolls back by its own, and checks the health", () => {
    const { deploy, rollback, ...rest } = environmentOf(delivery, "production");
    expect(told(deploy)).toEqual([
      "deploy.yml: example/app deploy.yml app/production",
      "Health: https://app.example.com/health",
    ]);
    expect(told(rollback)).toEqual([
      "rollback.yml: example/app rollback.yml app/production",
      "Health: https://app.example.com/health",
    ]);
    expect(rest).toEqual({
      key: "production",
      asksAboutDatabase: false,
      ref: "main",
      approvals: { count: 0, from: [], expireMs: 8 * HOUR_MS },
      checklist: [],
      promoteFrom: null,
      checks: "all",
      freezeAtRank: null,
      lockAfterRollbackMs: 2 * HOUR_MS,
      rollbackWhen: null,
    });
    expect(deploy.map(({ does }) => does)).toMatchObject([
      { silentAfterMs: 15 * MINUTE_MS },
      { withinMs: 2 * MINUTE_MS },
    ]);
  });

  it("leaves everybody to deploy, and a lock to last two hours", () => {
    expect(delivery).toMatchObject({
      freezes: [],
      backups: [],
      recovery: [],
      mayDeploy: "everyone",
      mayOverride: "everyone",
      lockMs: { usual: 2 * HOUR_MS, nagBefore: 15 * MINUTE_MS },
    });
  });
});

describe("a plan", () => {
  it("is rolled back as it is deployed where no workflow is called rollback", () => {
    const text = `
services:
  app:
    github: { repository: example/app, workflows: { ship: ship.yml } }
    environments: { production: { deploy: [{ run: ship }] } }`;
    const { deploy, rollback } = environmentOf(read(text), "production");
    expect(told(deploy)).toEqual(["ship.yml: example/app ship.yml app/production"]);
    expect(rollback).toEqual(deploy);
  });

  it("is empty where nothing is deployed from here", () => {
    const { deploy, rollback } = environmentOf(read(app("dev: { deploy: [], rollback: [] }")), "dev");
    expect([deploy, rollback]).toEqual([[], []]);
  });

  it("takes and verifies a backup first, and not before a rollback", () => {
    const text = `${app("production: { backup_first: database, verify: [smoke.yml, health] }")}
backups: { database: { service: app, environment: production, workflow: backup.yml, verify: verify-backup.yml } }`;
    const { deploy, rollback } = environmentOf(read(text), "production");
    expect(told(deploy)).toEqual([
      "backup.yml: example/app backup.yml app/production = database taken",
      "verify-backup.yml: example/app verify-backup.yml app/production = database verified",
      "deploy.yml: example/app deploy.yml app/production",
      "smoke.yml: example/app smoke.yml app/production",
      "Health: https://app.example.com/health",
    ]);
    expect(told(rollback)).toEqual([
      "rollback.yml: example/app rollback.yml app/production",
      "smoke.yml: example/app smoke.yml app/production",
      "Health: https://app.example.com/health",
    ]);
  });

  it("may run workflows of other services, wait, and answer failures", () => {
    const text = `
services:
  app:
    github: { repository: example/app, workflows: { deploy: deploy.yml, switch: switch.yml } }
    environments:
      staging: { health: { app: "https://staging.example.com/health" } }
      production:
        health: { app: "https://app.example.com/health", site: "https://example.com" }
        verify: []
        deploy:
          - { check: health, environment: staging, within: 10m }
          - { run: deploy.yml, service: api, silent_after: 1h }
          - { name: Settle, wait: 30s }
          - check: [site, "https://idle.example.com/health"]
            on_failure: [{ name: Switch back, run: switch, inputs: { to: previous } }]
  api: { github: { repository: example/app, workflows: { deploy: deploy.yml } } }`;
    const { deploy } = environmentOf(read(text), "production");
    expect(told(deploy)).toEqual([
      "Health in staging: https://staging.example.com/health",
      "deploy.yml of api: example/app deploy.yml api/production",
      "Settle: 30 s",
      "Health: https://example.com https://idle.example.com/health",
    ]);
    expect(deploy.map(({ does }) => does)).toMatchObject([
      { withinMs: 10 * MINUTE_MS },
      { silentAfterMs: HOUR_MS },
      {},
      { checks: [{ name: "site" }, { name: "idle.example.com" }] },
    ]);
    expect(deploy.map(({ onFailure }) => told(onFailure))).toEqual([
      [],
      [],
      [],
      ['Switch back: example/app switch.yml app/production {"to":"previous"}'],
    ]);
  });
});

describe("inputs", () => {
  it("of the environment are given to what deploys and rolls back, and to nothing else", () => {
    const text = app(
      "production: { inputs: { region: eu, replicas: 3, canary: false }, verify: [smoke.yml], deploy: [{ run: deploy.yml, inputs: { region: us } }] }",
    );
    const { deploy, rollback } = environmentOf(read(text), "production");
    expect(told(deploy)).toEqual([
      'deploy.yml: example/app deploy.yml app/production {"region":"us","replicas":"3","canary":"false"}',
      "smoke.yml: example/app smoke.yml app/production",
    ]);
    expect(told(rollback)[0]).toContain('{"region":"eu","replicas":"3","canary":"false"}');
  });

  it("tell the rollback whether the database goes back, where that is asked", () => {
    const { asksAboutDatabase, rollback } = environmentOf(
      read(app("production: { asks_about_database: true, verify: [] }")),
      "production",
    );
    expect(asksAboutDatabase).toBe(true);
    expect(told(rollback)).toEqual([
      'rollback.yml: example/app rollback.yml app/production {"database":"{database}"}',
    ]);
  });
});

describe("gates", () => {
  it.each([
    ["2", { count: 2, from: [], expireMs: 8 * HOUR_MS }],
    ["{ from: [leads] }", { count: 1, from: ["leads"], expireMs: 8 * HOUR_MS }],
    ["{ count: 2, from: [leads, chief], expire: 1h }", { count: 2, from: ["leads"], expireMs: HOUR_MS }],
  ])("reads the approvals %s", (written, expected) => {
    const people = "people: { leads: { slack_group: leads } }\nroles: { chief: { from: leads } }";
    const text = `${people}${app(`production: { approvals: ${written} }`)}`;
    expect(environmentOf(read(text), "production").approvals).toEqual(expected);
  });

  it("reads checklist, promotion, checks, freezes by incident and locks", () => {
    const text = `
checklists: { before: [Tests are green, There is a way back] }
locks: { last: 1d, remind: 1h }
${app("staging: { checks: none, lock_after_rollback: never }, production: { checklist: before, promote_from: staging, checks: [build], ref: v1, freeze_when: { incident_rank: 2 }, lock_after_rollback: 1d }")}`;
    const delivery = read(text);
    expect(environmentOf(delivery, "production")).toMatchObject({
      checklist: ["Tests are green", "There is a way back"],
      promoteFrom: "staging",
      checks: ["build"],
      ref: "v1",
      freezeAtRank: 2,
      lockAfterRollbackMs: 24 * HOUR_MS,
    });
    expect(environmentOf(delivery, "staging")).toMatchObject({ checks: "none", lockAfterRollbackMs: null });
    expect(delivery.lockMs).toEqual({ usual: 24 * HOUR_MS, nagBefore: HOUR_MS });
  });

  it("reads the windows of freezes, in the profile's time zone unless they have their own", () => {
    const text = `
timezone: Europe/Lisbon
freezes:
  windows:
    - { name: weekend, cron: "0 17 * * 5", lasts: 63h, environments: [production] }
    - { name: night, cron: "0 22 * * *", lasts: 8h, timezone: UTC }
${app("production: {}")}`;
    expect(read(text).freezes).toEqual([
      {
        name: "weekend",
        cron: "0 17 * * 5",
        timezone: "Europe/Lisbon",
        lastsMs: 63 * HOUR_MS,
        environments: ["production"],
      },
      { name: "night", cron: "0 22 * * *", timezone: "UTC", lastsMs: 8 * HOUR_MS, environments: [] },
    ]);
  });

  it("lets those who may deploy override, unless others are named", () => {
    const people = "people: { ops: { slack_group: ops }, leads: { slack_group: leads } }\n";
    expect(read(`${people}access: { deploy: [ops] }`)).toMatchObject({
      mayDeploy: ["ops"],
      mayOverride: ["ops"],
    });
    expect(read(`${people}access: { deploy: [ops], override: [leads] }`).mayOverride).toEqual(["leads"]);
  });
});

describe("what leads to a rollback", () => {
  const METRICS = `
metrics:
  error_rate: { query: errors, unit: "%" }
  latency: { query: p95, unit: ms }
  queue: { query: waiting }`;

  it("is health, metrics in their own units and alerts, looked at every minute for a quarter of an hour", () => {
    const rule = `rollback_when: { error_rate: "> 5%", latency: "> 1.5s", queue: ">100", health: failing, alert_severity: critical }`;
    const delivery = read(`${METRICS}${app(`production: { ${rule} }`)}`);
    expect(environmentOf(delivery, "production").rollbackWhen).toEqual({
      watchMs: 15 * MINUTE_MS,
      everyMs: MINUTE_MS,
      badSamples: 3,
      triggers: [
        { kind: "health", checks: [{ name: "app", url: "https://app.example.com/health" }] },
        { kind: "metric", name: "error_rate", query: "errors", above: 5, unit: "%" },
        { kind: "metric", name: "latency", query: "p95", above: 1500, unit: "ms" },
        { kind: "metric", name: "queue", query: "waiting", above: 100, unit: "" },
        { kind: "alert", severity: "critical" },
      ],
      answer: "propose",
    });
  });

  it("is as often and as long as the manual says", () => {
    const rule = "rollback_when: { watch: 1h, every: 30s, bad_samples: 5, health: failing, do: act }";
    expect(environmentOf(read(app(`production: { ${rule} }`)), "production").rollbackWhen).toMatchObject({
      watchMs: HOUR_MS,
      everyMs: 30 * SECOND_MS,
      badSamples: 5,
      answer: "act",
    });
  });
});

describe("backups and recovery", () => {
  const ENVIRONMENTS = "production: {}, staging: { verify: [smoke.yml] }";

  it("reads a backup by its workflows, and tries it elsewhere when it is verified by hand", () => {
    const [backup] = read(`${app(ENVIRONMENTS)}
backups:
  database:
    service: app
    environment: production
    kind: wal
    every: 1h
    keep: 30d
    workflow: backup.yml
    verify: verify-backup.yml
    restore: restore.yml
    test: { every: 7d, in: staging }
    approvals: 2`).backups;
    expect(backup).toMatchObject({
      key: "database",
      kind: "wal",
      everyMs: HOUR_MS,
      keepMs: 720 * HOUR_MS,
      testEveryMs: 168 * HOUR_MS,
      approvals: { count: 2, from: [] },
    });
    expect(told(backup?.take ?? [])).toEqual([
      "backup.yml: example/app backup.yml app/production = database taken",
    ]);
    expect(told(backup?.verify ?? [])).toEqual([
      "verify-backup.yml: example/app verify-backup.yml app/production = database verified",
      'restore.yml in staging: example/app restore.yml app/staging {"to":"{to}"}',
      "smoke.yml in staging: example/app smoke.yml app/staging = database tested",
    ]);
    expect(told(backup?.restore ?? [])).toEqual([
      'restore.yml: example/app restore.yml app/production {"to":"{to}"}',
      "Health: https://app.example.com/health",
    ]);
  });

  it("reads a backup that something else takes", () => {
    const [backup] = read(`${app(ENVIRONMENTS)}
backups: { disks: { service: app, environment: production } }`).backups;
    expect(backup).toMatchObject({
      kind: "full",
      everyMs: null,
      keepMs: null,
      take: [],
      verify: [],
      restore: [],
      testEveryMs: null,
      approvals: { count: 1 },
    });
  });

  it("reads the steps of a recovery plan", () => {
    const { recovery } = read(`${app(ENVIRONMENTS)}
recovery: { failover: { service: app, environment: production, steps: [{ run: restore }, { check: health }] } }`);
    expect(recovery).toMatchObject([{ key: "failover", name: "failover", approvals: { count: 1 } }]);
    expect(told(recovery[0]?.steps ?? [])).toEqual([
      "restore.yml: example/app restore.yml app/production",
      "Health: https://app.example.com/health",
    ]);
  });
});

it("finds no service by a word that every object knows", () => {
  expect(read(app("production: {}")).environments["constructor"]).toBeUndefined();
});
