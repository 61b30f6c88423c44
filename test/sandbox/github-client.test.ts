import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISPATCH } from "../../sandbox/github/routes.ts";
import { serve } from "../../sandbox/http.ts";
import type { EffectId } from "../../src/domain/ids.ts";
import type { StartAsk } from "../../src/engine/code-host.ts";
import { accountOf } from "../../src/integrations/github/account.ts";
import { type CodeHostOptions, createCodeHost } from "../../src/integrations/github/code-host.ts";
import { readWebhook } from "../../src/integrations/github/webhook.ts";
import { type Hub, SECRET, SUITE, startHub, TOKEN } from "./github-hub.ts";

/** The bot's own client against the stand-in: what it asks is held to GitHub's description too. */

let hub: Hub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(async () => {
  expect(hub.contractFaults()).toEqual([]);
  await hub.close();
});

const optionsOf = (more: Partial<CodeHostOptions> = {}): CodeHostOptions => ({
  token: TOKEN,
  app: null,
  apiUrl: hub.world.apiUrl,
  log: () => undefined,
  timeLimits: { attemptMs: 300, retryMs: 1 },
  clock: hub.clock.now,
  ...more,
});
const host = (more: Partial<CodeHostOptions> = {}) => createCodeHost(optionsOf(more));
const DEPLOY_ID = "DEP-12" as EffectId;
const asking = (more: Partial<StartAsk> = {}): StartAsk => ({
  repository: SUITE,
  workflow: "deploy.yml",
  ref: "main",
  inputs: { deploy_id: DEPLOY_ID, environment: "production" },
  ...more,
});
const finding = () =>
  host().find({ repository: SUITE, workflow: "deploy.yml", deployId: DEPLOY_ID, since: hub.clock.now() });
const asked = (call: string) => hub.world.asked().filter(({ method }) => method === call).length;

describe("the bot's client", () => {
  it("resolves, compares and reads the checks", async () => {
    const { branches, tags } = hub.world.repository(SUITE);
    const main = branches["main"] ?? "";
    const release = tags.find(({ name }) => name === "v2.4.0")?.sha ?? "";
    expect(await host().resolve(SUITE, "v2.4.0")).toMatchObject({ receipt: { kind: "tag", sha: release } });
    expect(await host().resolve(SUITE, "feature/faster")).toMatchObject({ receipt: { kind: "branch" } });
    expect(await host().resolve(SUITE, main.slice(0, 8))).toMatchObject({
      receipt: { kind: "commit", sha: main },
    });
    expect(await host().resolve(SUITE, "v2.4.1")).toMatchObject({
      kind: "failed",
      reason: 'sebenza/suite has no branch, tag or commit "v2.4.1".',
    });
    expect(await host().compare(SUITE, release, main)).toMatchObject({
      receipt: { status: "ahead", aheadBy: 5 },
    });
    hub.world.setCheck({ repository: SUITE, ref: "main", name: "audit", state: "error", as: "status" });
    expect(await host().checks(SUITE, main)).toMatchObject({
      receipt: [
        { name: "test", state: "success" },
        { name: "build", state: "success" },
        { name: "audit", state: "failure" },
      ],
    });
    expect(await host().workflow(SUITE, "deploy.yml")).toMatchObject({ receipt: { state: "active" } });
  });

  it("takes a commit by its digits when a branch or a tag has it, and not when none has", async () => {
    const { commits, branches, tags } = hub.world.repository(SUITE);
    const feature = branches["feature/faster"] ?? "";
    const begun = commits.find(({ sha }) => sha === feature)?.parents[0] ?? "";
    for (const sha of [commits[3]?.sha ?? "", feature, tags[0]?.sha ?? ""])
      expect(await host().resolve(SUITE, sha)).toMatchObject({ receipt: { kind: "commit", sha } });
    // GitHub shows the commits of forks just so: there, and reached by nothing of the repository's.
    expect(await host().resolve(SUITE, begun)).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("may be of a fork"),
    });
    hub.world.setTag({ repository: SUITE, tag: "try", sha: begun });
    expect(await host().resolve(SUITE, begun)).toMatchObject({ receipt: { sha: begun } });
  });

  it("does not take a deployment for a check of its commit", async () => {
    const main = hub.world.repository(SUITE).branches["main"] ?? "";
    const names = async (): Promise<unknown> => {
      const { receipt = [] } = { receipt: [], ...(await host().checks(SUITE, main)) };
      return receipt.map(({ name, state }) => `${name} ${state}`);
    };
    const began = await host().start(asking());
    hub.clock.advance(5_000);
    expect(await names()).toEqual(["test success", "build success"]);
    hub.world.fail(began.kind === "started" ? Number(began.run.runId) : 0);
    expect(await names()).toEqual(["test success", "build success"]);
    hub.world.setCheck({ repository: SUITE, ref: "main", name: "build", state: "failure" });
    expect(await names()).toEqual(["build failure", "test success"]);
  });

  it("starts a run, follows it, finds it by its id and cancels it", async () => {
    const started = await host().start(asking());
    const runId = started.kind === "started" ? started.run.runId : "";
    expect(await finding()).toMatchObject({ receipt: { runId } });
    hub.clock.advance(5_000);
    expect(await host().run(SUITE, runId)).toMatchObject({
      receipt: { title: "Deploy production DEP-12", progress: "running", jobs: [{ name: "build" }] },
    });
    expect(await host().cancel(SUITE, runId)).toEqual({ kind: "done", receipt: null });
    hub.clock.advance(5_000);
    expect(await host().run(SUITE, runId)).toMatchObject({
      receipt: { progress: "completed", conclusion: "cancelled" },
    });
    expect(await host().cancel(SUITE, runId)).toEqual({ kind: "done", receipt: null });
  });

  it.each([
    ["an answer that is dropped", { kind: "drop-after-accepting" } as const, "unknown", 1],
    ["a 502 after accepting", { kind: "error", status: 502, afterDoing: true } as const, "unknown", 1],
    ["a 500 before accepting", { kind: "error", status: 500 } as const, "unknown", 0],
    ["no answer at all", { kind: "nothing", afterDoing: true } as const, "unknown", 1],
    ["rubbish", { kind: "garbage", afterDoing: true } as const, "unknown", 1],
    ["the hour's limit", { kind: "rate-limited" } as const, "refused", 0],
    ["the other limit", { kind: "rate-limited", secondary: true } as const, "refused", 0],
    ["no details", { kind: "without-run-details" } as const, "accepted", 1],
  ])("asks once and says what it knows after %s", async (_, fault, kind, runs) => {
    hub.faults.add({ vendor: "github", call: DISPATCH, ...fault, times: 1 });
    expect((await host().start(asking())).kind).toBe(kind);
    expect(hub.world.runs()).toHaveLength(runs);
    expect(asked(DISPATCH)).toBe(1);
    expect(await finding()).toMatchObject({
      kind: "done",
      receipt: runs === 0 ? null : { runId: expect.any(String) },
    });
  });

  it("asks again without the parameter where a server does not know it", async () => {
    hub.faults.add({ vendor: "github", kind: "parameter-refused" });
    expect((await host().start(asking())).kind).toBe("accepted");
    expect([asked(DISPATCH), hub.world.runs().length]).toEqual([2, 1]);
  });

  it("says what GitHub refuses, and which right is missing", async () => {
    expect(await host().start(asking({ inputs: { deploy_id: "x" } }))).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("Required input 'environment' not provided"),
    });
    hub.world.setRights({ actions: "read" });
    expect(await host().start(asking())).toMatchObject({
      kind: "refused",
      cure: expect.stringContaining("Actions: write"),
    });
    expect(hub.world.runs()).toEqual([]);
  });

  it("is an app with its own key as well", async () => {
    const { appId, installationId, privateKey } = hub.world.app();
    // Its library signs by the machine's clock, so GitHub's has to show the same.
    hub.clock.advance(Math.max(0, Date.now() - hub.clock.now()));
    const app = { id: String(appId), installationId: String(installationId), privateKey };
    expect(await accountOf(optionsOf({ token: null, app }))).toMatchObject({
      receipt: { name: "tocsin[bot] for sandbox", missing: [] },
    });
    expect((await host({ token: null, app }).start(asking())).kind).toBe("started");
    expect(hub.world.runs()[0]?.actor).toBe("tocsin[bot]");
  });

  it("reads every webhook", async () => {
    const heard: string[] = [];
    const bot = await serve({
      "/webhooks/github": ({ body, headers }) => {
        const read = readWebhook(Buffer.from(body), headers, SECRET);
        heard.push(
          read.kind === "news" ? `${read.news.run.runId} ${read.news.job?.name ?? "run"}` : read.kind,
        );
        return { status: 202, body: "" };
      },
    });
    hub.world.connectWebhook({ url: `${bot.url}/webhooks/github` });
    const started = await host().start(asking({ workflow: "smoke.yml" }));
    const runId = started.kind === "started" ? started.run.runId : "";
    hub.clock.advance(60_000);
    await expect
      .poll(() => heard)
      .toEqual(["run", "smoke", "smoke", "run", "smoke", "run"].map((of) => `${runId} ${of}`));
    await bot.close();
  });
});
