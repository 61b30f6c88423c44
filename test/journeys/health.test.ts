import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../../src/doctor.ts";
import { openDatabase } from "../../src/store/database.ts";
import { lockDataDir } from "../../src/store/lock.ts";
import { emptyServerDatabase } from "../support/database.ts";
import { eventually, openStage, type Stage } from "../support/stage.ts";

let stage: Stage;
const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${stage.bot().port}${path}`);

beforeAll(async () => {
  stage = await openStage();
  await eventually(async () => (await get("/readyz")).status === 200, "the bot to be ready");
});
afterAll(() => stage.stop());

describe("health", () => {
  it("says that the process lives", async () => {
    const alive = await get("/healthz");
    expect([alive.status, await alive.text()]).toEqual([200, "alive\n"]);
  });

  it("names every part when it is ready", async () => {
    expect(await (await get("/readyz")).json()).toEqual({
      status: "ready",
      parts: {
        database: { ok: true, says: "answers" },
        queue: { ok: true, says: "works" },
        slack: { ok: true, says: "answers" },
        redis: { ok: true, says: "off: one replica works in full without it" },
        paging: { ok: true, says: "on" },
      },
    });
  });

  it("counts commands, effects and Slack's requests", async () => {
    await stage.incident("declare Checkout fails --severity P1");
    await stage.settled();
    const text = await (await get("/metrics")).text();
    expect(text).toMatch(/^tocsin_command_seconds_count\{outcome="accepted"\} [1-9]/mu);
    expect(text).toMatch(/^tocsin_effect_attempts_total\{kind="page",outcome="done"\} 1$/mu);
    expect(text).toMatch(/^tocsin_slack_requests_total\{status="200"\} [1-9]/mu);
    expect(text).toMatch(/^tocsin_effects_unsettled 0$/mu);
  });

  it("never logs a token or what people wrote", () => {
    const log = stage.log.join("");
    expect(log).toContain("an effect was carried out");
    for (const secret of ["xoxb-", "rest-key", "stage-secret", "Checkout fails"])
      expect(log).not.toContain(secret);
  });
});

describe("when Slack is away", () => {
  it("is not ready, says which part and why, and goes on trying", async () => {
    const away = await openStage({ env: { SLACK_API_URL: "http://127.0.0.1:9/api/" } });
    try {
      const answer = await fetch(`http://127.0.0.1:${away.bot().port}/readyz`);
      expect(answer.status).toBe(503);
      const { parts } = (await answer.json()) as { parts: Record<string, { ok: boolean; says: string }> };
      expect(Object.entries(parts).flatMap(([name, part]) => (part.ok ? [] : [name]))).toEqual(["slack"]);
    } finally {
      await away.stop();
    }
  });
});

describe("in Socket Mode", () => {
  it("without a socket is not ready and says why, lives on, and comes back by itself", async () => {
    const socket = await openStage({ socketMode: true });
    const slackPart = async (): Promise<{ readonly ok: boolean; readonly says: string }> => {
      const answer = await fetch(`http://127.0.0.1:${socket.bot().port}/readyz`);
      return ((await answer.json()) as { parts: { slack: { ok: boolean; says: string } } }).parts.slack;
    };
    try {
      await eventually(async () => (await slackPart()).ok, "Slack to be usable");
      socket.faults.add({
        vendor: "slack",
        call: "apps.connections.open",
        kind: "error",
        error: "account_inactive",
      });
      socket.slack.disconnectSockets("link_disabled");
      await eventually(
        async () => (await slackPart()).says.includes("account_inactive"),
        "the reason to be said",
      );
      expect((await slackPart()).ok).toBe(false);
      expect(socket.slack.socketCount()).toBe(0);
      socket.faults.clear();
      await eventually(async () => (await slackPart()).ok, "the socket to be back");
      expect(socket.slack.socketCount()).toBe(1);
      expect(await socket.incident("list")).toContain("No incident is open");
    } finally {
      await socket.stop();
    }
  });
});

describe("the doctor", () => {
  const environment = (): Record<string, string> => ({
    PROFILE: "profiles/sebenza.yml",
    DATA_DIR: "memory://doctor",
    SLACK_BOT_TOKEN: "xoxb-stage",
    SLACK_SIGNING_SECRET: "stage-secret",
    SLACK_API_URL: stage.slack.apiUrl,
    PAGERDUTY_TOKEN: "rest-key",
    PAGERDUTY_FROM: "amara@example.com",
    PAGERDUTY_API_URL: stage.pagerduty.apiUrl,
  });

  it("finds nothing wrong where nothing is", async () => {
    const findings = await examine(environment());
    expect(findings.filter(({ state }) => state === "fault")).toEqual([]);
    expect(findings.map(({ part, says }) => `${part}: ${says}`)).toContainEqual(
      expect.stringMatching(/^PagerDuty: on-call: .*on call now$/u),
    );
  });

  it("names each fault with its cure, all at once", async () => {
    const findings = await examine({
      ...environment(),
      PROFILE: "test/fixtures/profiles/none.yml",
      SLACK_BOT_TOKEN: "xoxb-wrong",
      PAGERDUTY_TOKEN: "wrong",
      DATABASE_URL: "postgres://postgres@127.0.0.1:9/none",
    });
    expect(findings.filter(({ state }) => state === "fault").map(({ part }) => part)).toEqual([
      "profile",
      "database",
      "Slack",
    ]);
  });

  it("says what a start would do to the database, and does nothing itself", async () => {
    const dataDir = join(mkdtempSync(join(tmpdir(), "tocsin-doctor-")), "data");
    const saysOf = async (more: Record<string, string>): Promise<string | undefined> =>
      (await examine({ ...environment(), DATA_DIR: dataDir, ...more })).find(
        ({ part }) => part === "database",
      )?.says;
    expect(await saysOf({})).toContain(`embedded database in ${dataDir}, not there yet`);
    expect(existsSync(dataDir)).toBe(false);
    const lock = lockDataDir(dataDir, () => undefined);
    expect(await saysOf({})).toContain(`in use by process ${process.pid}`);
    lock.release();
    const url = await emptyServerDatabase();
    if (url === null) return;
    const pending = /^PostgreSQL \d+ answers; the next start will make \d+ pending changes to its tables$/u;
    expect(await saysOf({ DATABASE_URL: url })).toMatch(pending);
    expect(await saysOf({ DATABASE_URL: url })).toMatch(pending);
    await (await openDatabase({ url, dataDir })).close();
    expect(await saysOf({ DATABASE_URL: url })).toMatch(/^PostgreSQL \d+ answers$/u);
  });

  it("tells an environment that cannot be read before anything else", async () => {
    expect(await examine({ PORT: "x" })).toEqual([
      { part: "environment", state: "fault", says: "PORT must be a port number from 0 to 65535." },
    ]);
  });

  it("finds a policy of the manual that PagerDuty does not have", async () => {
    stage.faults.add({ vendor: "pagerduty", kind: "error", status: 401 });
    const findings = await examine(environment());
    stage.faults.clear();
    expect(findings).toContainEqual({
      part: "PagerDuty",
      state: "fault",
      says: expect.stringContaining("PagerDuty"),
    });
  });
});
