import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { examine } from "../../src/doctor.ts";
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
