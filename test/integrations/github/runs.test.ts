import { afterEach, describe, expect, it } from "vitest";
import { type Handler, json } from "../../../sandbox/http.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import type { Conclusion, Progress } from "../../../src/engine/code-host.ts";
import {
  broken,
  closeAll,
  DEPLOY_ID,
  mute,
  NOW,
  pages,
  REPOSITORY,
  raw,
  refused,
  run,
  SHA,
  scripted,
} from "./scripted.ts";

/** Finding a run, following it, cancelling it, and the workflow it is of. */

afterEach(closeAll);

const RUNS = "GET /actions/workflows/deploy.yml/runs";
const RUN = "GET /actions/runs/4711";
const JOBS = "GET /actions/runs/4711/jobs";
const CANCEL = "POST /actions/runs/4711/cancel";

const job = (more: object = {}): object => ({
  run_id: 4711,
  name: "deploy",
  status: "in_progress",
  conclusion: null,
  started_at: "2026-11-21T08:58:00Z",
  completed_at: null,
  html_url: "https://github.test/jobs/1",
  steps: [
    { name: "Claim", status: "completed", conclusion: "success", number: 1 },
    { name: "Deploy", status: "in_progress", conclusion: null, number: 2 },
    { name: "Smoke test", status: "queued", conclusion: null, number: 3 },
  ],
  ...more,
});

describe("looking for a run", () => {
  const finding = async (rows: readonly object[], deployId: EffectId = DEPLOY_ID) => {
    const github = await scripted({ [RUNS]: pages("workflow_runs", rows) });
    const ask = { repository: REPOSITORY, workflow: "deploy.yml", deployId, since: NOW };
    return { ...github, outcome: await github.host.find(ask) };
  };
  const titled = (id: number, display_title: string | null): object => ({
    id,
    display_title,
    html_url: `https://github.test/runs/${id}`,
  });

  it("goes by the id in its name, never by its being the newest", async () => {
    const { outcome, of } = await finding([
      titled(3, "Deploy production somebody-else"),
      titled(2, `Deploy production ${DEPLOY_ID}`),
      titled(1, null),
    ]);
    expect(outcome).toEqual({ kind: "done", receipt: { runId: "2", url: "https://github.test/runs/2" } });
    expect(Object.fromEntries(of(RUNS)[0]?.query ?? [])).toEqual({
      event: "workflow_dispatch",
      // Five minutes before, for clocks that differ.
      created: ">=2026-11-21T08:55:00Z",
      per_page: "100",
      page: "1",
    });
  });

  it.each([
    ["a longer id", `Deploy ${DEPLOY_ID}/eu`],
    ["an id that ends like it", `Deploy 1${DEPLOY_ID}`],
    ["a part of it", `Deploy ${DEPLOY_ID.slice(0, -1)}`],
    ["nothing", ""],
  ])("does not take a run that carries %s", async (_, title) => {
    expect((await finding([titled(1, title)])).outcome).toEqual({ kind: "done", receipt: null });
  });

  it("takes an id in brackets, and one after another that it begins", async () => {
    const { outcome } = await finding([titled(1, `Deploy ${DEPLOY_ID}/eu (${DEPLOY_ID})`)]);
    expect(outcome).toMatchObject({ receipt: { runId: "1" } });
  });

  it("takes the older of two: it was the first to claim the id", async () => {
    const { outcome } = await finding([titled(2, DEPLOY_ID), titled(1, DEPLOY_ID)]);
    expect(outcome).toMatchObject({ receipt: { runId: "1" } });
  });

  it("goes to the last page before it says that there is none", async () => {
    const rows = Array.from({ length: 150 }, (_, at) => titled(1_000 - at, `Deploy other-${at}`));
    const { outcome, of } = await finding([...rows, titled(1, DEPLOY_ID)]);
    expect(outcome).toMatchObject({ receipt: { runId: "1" } });
    expect(of(RUNS)).toHaveLength(2);
  });

  it("does not say that there is none when it has not seen all", async () => {
    const rows = Array.from({ length: 1_000 }, (_, at) => titled(at, "Deploy other"));
    expect((await finding(rows)).outcome).toMatchObject({ kind: "failed" });
  });
});

describe("a run", () => {
  const reading = async (found: object, jobs: readonly object[] = []) => {
    const { host } = await scripted({ [RUN]: found, [JOBS]: pages("jobs", jobs) });
    return host.run(REPOSITORY, "4711");
  };

  it("is told with its jobs and steps", async () => {
    expect(await reading(run(), [job()])).toEqual({
      kind: "done",
      receipt: {
        runId: "4711",
        url: "https://github.test/acme/shop/actions/runs/4711",
        title: `Deploy production ${DEPLOY_ID}`,
        headSha: SHA,
        attempt: 1,
        progress: "running",
        conclusion: null,
        updatedAt: NOW - 60_000,
        jobs: [
          {
            name: "deploy",
            progress: "running",
            conclusion: null,
            startedAt: NOW - 120_000,
            completedAt: null,
            url: "https://github.test/jobs/1",
            steps: [
              { name: "Claim", progress: "completed", conclusion: "success" },
              { name: "Deploy", progress: "running", conclusion: null },
              { name: "Smoke test", progress: "queued", conclusion: null },
            ],
          },
        ],
      },
    });
  });

  it.each<[string | null, string | null, Progress, Conclusion | null]>([
    ["queued", null, "queued", null],
    ["requested", null, "queued", null],
    ["pending", null, "queued", null],
    ["waiting", null, "waiting", null],
    ["in_progress", null, "running", null],
    ["completed", "success", "completed", "success"],
    ["completed", "failure", "completed", "failure"],
    ["completed", "startup_failure", "completed", "failure"],
    ["completed", "cancelled", "completed", "cancelled"],
    ["completed", "skipped", "completed", "skipped"],
    ["completed", "timed_out", "completed", "timed-out"],
    ["completed", "neutral", "completed", "unknown"],
    ["completed", "action_required", "completed", "unknown"],
    ["completed", "stale", "completed", "unknown"],
    ["completed", null, "completed", "unknown"],
    ["completed", "constructor", "completed", "unknown"],
    ["dreaming", "success", "running", null],
    [null, null, "running", null],
  ])("that is %s with %s", async (status, conclusion, progress, ended) => {
    expect(await reading(run({ status, conclusion }))).toMatchObject({
      kind: "done",
      receipt: { progress, conclusion: ended },
    });
  });

  it("has all its jobs, however many pages they fill", async () => {
    const jobs = Array.from({ length: 120 }, (_, at) => job({ name: `job ${at}`, steps: null }));
    const outcome = await reading(run(), jobs);
    expect(outcome.kind === "done" ? outcome.receipt.jobs.length : outcome).toBe(120);
  });

  it("that did not change costs nothing of the quota", async () => {
    const tagged =
      (etag: string, body: object): Handler =>
      ({ headers }) =>
        headers["if-none-match"] === etag
          ? { status: 304, headers: { etag }, body: "" }
          : json(200, body, { etag });
    let answer = tagged('W/"1"', run());
    const github = await scripted({
      [RUN]: (asked) => answer(asked),
      [JOBS]: tagged('"j"', { jobs: [job()] }),
    });
    const first = await github.host.run(REPOSITORY, "4711");
    expect(await github.host.run(REPOSITORY, "4711")).toEqual(first);
    expect(github.heard.map(({ headers }) => headers["if-none-match"])).toEqual([
      undefined,
      undefined,
      'W/"1"',
      '"j"',
    ]);
    answer = tagged('W/"2"', run({ status: "completed", conclusion: "success" }));
    expect(await github.host.run(REPOSITORY, "4711")).toMatchObject({ receipt: { conclusion: "success" } });
  });

  it("is not made up from a 304 that nobody asked for", async () => {
    expect(await reading(() => ({ status: 304, body: "" }))).toMatchObject({
      kind: "retry",
      reason: "GitHub answered 304 when asked to read run 4711 of acme/shop.",
    });
  });
});

describe("cancelling a run", () => {
  const cancelling = async (handler: Handler, found: object = run(), attemptMs = 1_000) => {
    const script = { [CANCEL]: handler, [RUN]: found, [JOBS]: { jobs: [] } };
    const github = await scripted(script, { timeLimits: { attemptMs, retryMs: 1 } });
    return { outcome: await github.host.cancel(REPOSITORY, "4711"), tries: github.of(CANCEL).length };
  };

  it("is done when GitHub takes it", async () => {
    const { outcome } = await cancelling(() => json(202, {}));
    expect(outcome).toEqual({ kind: "done", receipt: null });
  });

  it("is done when the run is over", async () => {
    const over = run({ status: "completed", conclusion: "failure" });
    const { outcome, tries } = await cancelling(
      refused(409, "Cannot cancel a workflow run that is completed."),
      over,
    );
    expect(outcome).toEqual({ kind: "done", receipt: null });
    expect(tries).toBe(1);
  });

  it("is not done when GitHub cannot, though the run goes on", async () => {
    const { outcome } = await cancelling(
      refused(409, "Cannot cancel a workflow re-run that has not yet queued."),
    );
    expect(outcome).toMatchObject({
      kind: "retry",
      reason: "GitHub cannot cancel run 4711 of acme/shop as it is now (409).",
    });
  });

  it.each<[string, Handler, string]>([
    [
      "502",
      raw(502, ""),
      "GitHub answered 502 when asked to cancel run 4711 of acme/shop; it may be cancelled already.",
    ],
    [
      "a broken connection",
      broken,
      "The connection broke before GitHub answered when asked to cancel run 4711 of acme/shop; it may be cancelled already.",
    ],
    [
      "200",
      raw(200, "{}"),
      "GitHub answered with something unreadable when asked to cancel run 4711 of acme/shop; it may be cancelled already.",
    ],
  ])("is in doubt after %s, and asked for once", async (_, handler, reason) => {
    const { outcome, tries } = await cancelling(handler);
    expect(outcome).toMatchObject({ kind: "retry", reason });
    expect(tries).toBe(1);
  });

  it("is in doubt after the time limit, and asked for once", async () => {
    const { outcome, tries } = await cancelling(mute, run(), 50);
    expect(outcome).toMatchObject({ kind: "retry", reason: expect.stringContaining("within 0.05 s") });
    expect(tries).toBe(1);
  });

  it("needs the right to write", async () => {
    const { outcome } = await cancelling(refused(403, "Resource not accessible by integration"));
    expect(outcome).toMatchObject({
      kind: "failed",
      cure: 'Give the token in GITHUB_TOKEN the right "Actions: write" for acme/shop, and try again.',
    });
  });
});

describe("a workflow", () => {
  const reading = async (state: string) => {
    const found = { path: ".github/workflows/deploy.yml", state, html_url: "https://github.test/w" };
    const { host } = await scripted({ "GET /actions/workflows/deploy.yml": found });
    return host.workflow(REPOSITORY, "deploy.yml");
  };

  it.each([
    ["active", "active"],
    ["disabled_manually", "disabled"],
    ["disabled_inactivity", "disabled"],
    ["disabled_fork", "disabled"],
  ])("that is %s", async (is, state) => {
    const receipt = { file: "deploy.yml", state, url: "https://github.test/w" };
    expect(await reading(is)).toEqual({ kind: "done", receipt });
  });

  it("that was deleted is not there", async () => {
    expect(await reading("deleted")).toEqual({
      kind: "failed",
      reason: "deploy.yml was deleted from acme/shop.",
      cure: "Put it back on the default branch, where GitHub looks for workflows, or name another one in the profile.",
    });
  });
});
