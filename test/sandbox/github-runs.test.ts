import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { ask, dispatch, type Hub, SUITE, started, startHub } from "./github-hub.ts";

let hub: Hub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(async () => {
  expect(hub.contractFaults()).toEqual([]);
  await hub.close();
});

const SECOND = 1_000;
const inputs = (deploy_id: string, environment = "production") => ({ deploy_id, environment });
const get = async <T>(path: string): Promise<T> =>
  (await ask(hub, `GET /repos/${SUITE}/actions${path}`)).body as T;
const post = (path: string) => ask(hub, `POST /repos/${SUITE}/actions${path}`);
const script = (workflow: string, of: object) =>
  hub.world.setWorkflow({ repository: SUITE, file: workflow, script: of });
type Jobs = {
  total_count: number;
  jobs: {
    id: number;
    name: string;
    status: string;
    conclusion: string | null;
    run_attempt: number;
    steps: { name: string; status: string; conclusion: string | null }[];
  }[];
};
const jobsOf = (id: number, more = "") => get<Jobs>(`/runs/${id}/jobs${more}`);
const inWords = async (id: number) => {
  const { status, conclusion } = await get<{ status: string; conclusion: string | null }>(`/runs/${id}`);
  return conclusion ?? status;
};
const stepsInWords = async (id: number) =>
  (await jobsOf(id)).jobs.flatMap(({ steps }) =>
    steps.map(({ name, status, conclusion }) => `${name}: ${conclusion ?? status}`),
  );

describe("a run", () => {
  it("is queued, takes one step after the other, one job after the other, and succeeds", async () => {
    const id = await started(hub);
    expect(await inWords(id)).toBe("queued");
    expect((await jobsOf(id)).jobs).toMatchObject([{ name: "build", status: "queued", steps: [] }]);
    hub.clock.advance(2 * SECOND);
    expect(await inWords(id)).toBe("in_progress");
    expect(await stepsInWords(id)).toEqual([
      "Set up job: in_progress",
      "Claim the deploy id: queued",
      "Check out the commit: queued",
      "Verify the SHA: queued",
      "Build: queued",
      "Complete job: queued",
    ]);
    hub.clock.advance(12 * SECOND);
    expect((await jobsOf(id)).jobs).toMatchObject([
      { name: "build", conclusion: "success" },
      { name: "deploy", status: "queued" },
    ]);
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("success");
    expect(new Set((await stepsInWords(id)).map((step) => step.split(": ")[1]))).toEqual(
      new Set(["success"]),
    );
    expect(await get(`/runs/${id}`)).toMatchObject({
      display_title: "Deploy production DEP-1",
      run_attempt: 1,
    });
  });

  it("fails where its script says, and skips what comes after", async () => {
    script("deploy.yml", { failsAt: "Verify the SHA" });
    const id = await started(hub);
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("failure");
    expect((await stepsInWords(id)).slice(2)).toEqual([
      "Check out the commit: success",
      "Verify the SHA: failure",
      "Build: skipped",
      "Complete job: skipped",
    ]);
    expect((await jobsOf(id)).jobs.map(({ conclusion }) => conclusion)).toEqual(["failure", "skipped"]);
  });

  it("hangs where its script says until somebody helps", async () => {
    script("smoke.yml", { hangsAt: "Smoke tests" });
    const id = await started(hub, { workflow: "smoke.yml" });
    hub.clock.advance(3_600 * SECOND);
    expect(await stepsInWords(id)).toContain("Smoke tests: in_progress");
    hub.world.resume(id);
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("success");
  });

  it("waits for an approval of its environment", async () => {
    hub.world.setWorkflow({
      repository: SUITE,
      file: "switch.yml",
      jobs: [{ name: "switch", environment: "live", steps: ["Switch traffic"] }],
      script: { waitsFor: "live" },
    });
    const id = await started(hub, { workflow: "switch.yml" });
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("waiting");
    expect((await jobsOf(id)).jobs).toMatchObject([{ status: "waiting" }]);
    expect(await get(`/runs/${id}/pending_deployments`)).toMatchObject([
      { environment: { name: "live" }, current_user_can_approve: false },
    ]);
    hub.world.approve(id);
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("success");
    expect(await get(`/runs/${id}/pending_deployments`)).toEqual([]);
    expect(() => hub.world.approve(id)).toThrow(/already over/);
  });

  it("does what a person at GitHub does to it, now", async () => {
    const [good, bad, still] = [
      await started(hub, { inputs: inputs("D1", "a") }),
      await started(hub, { inputs: inputs("D2", "b") }),
      await started(hub, { inputs: inputs("D3", "c") }),
    ];
    hub.clock.advance(5 * SECOND);
    hub.world.succeed(good);
    hub.world.fail(bad);
    hub.world.hang(still);
    hub.clock.advance(3_600 * SECOND);
    expect([await inWords(good), await inWords(bad), await inWords(still)]).toEqual([
      "success",
      "failure",
      "in_progress",
    ]);
    expect(() => hub.world.succeed(good)).toThrow(`run ${good} is already over`);
  });

  it("has logs behind a link that lives for a minute", async () => {
    const id = await started(hub, { workflow: "smoke.yml" });
    hub.clock.advance(60 * SECOND);
    const job = (await jobsOf(id)).jobs[0]?.id;
    const reply = await ask(hub, `GET /repos/${SUITE}/actions/jobs/${job}/logs`);
    const link = reply.headers.get("location") ?? "";
    expect(reply.status).toBe(302);
    expect(await (await fetch(link)).text()).toContain("3. Smoke tests: success");
    hub.clock.advance(61 * SECOND);
    expect((await fetch(link)).status).toBe(404);
    const page = (await get<{ html_url: string }>(`/runs/${id}`)).html_url;
    expect(await (await fetch(page)).text()).toContain("Smoke tests production DEP-1, attempt 1: success");
  });

  it("goes on after the sandbox was started again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "github-"));
    const path = join(folder, "github.jsonl");
    const first = await startHub({ journal: new Journal(path) });
    const id = await started(first);
    first.clock.advance(7 * SECOND);
    await first.close();
    const again = await startHub({ journal: new Journal(path), clock: first.clock });
    expect(again.world.run(id).status).toBe("in_progress");
    again.clock.advance(60 * SECOND);
    expect(again.world.run(id).conclusion).toBe("success");
    await again.close();
    rmSync(folder, { recursive: true });
  });
});

describe("a deploy id", () => {
  it("is claimed by one run: a second of the same id ends at its first step", async () => {
    const first = await started(hub, { inputs: inputs("DEP-7", "a") });
    hub.clock.advance(60 * SECOND);
    const second = await started(hub, { inputs: inputs("DEP-7", "b") });
    hub.clock.advance(60 * SECOND);
    expect([await inWords(first), await inWords(second)]).toEqual(["success", "failure"]);
    expect((await stepsInWords(second)).slice(0, 3)).toEqual([
      "Set up job: success",
      "Claim the deploy id: failure",
      "Check out the commit: skipped",
    ]);
  });

  it("stays with a run that is run again", async () => {
    const id = await started(hub);
    hub.clock.advance(10 * SECOND);
    hub.world.fail(id);
    hub.world.rerun(id);
    hub.clock.advance(60 * SECOND);
    expect(await inWords(id)).toBe("success");
  });
});

describe("a concurrency group", () => {
  const queue = (depth: "one" | "max") =>
    hub.world.setWorkflow({
      repository: SUITE,
      file: "deploy.yml",
      concurrency: { group: `deploy-\${{ inputs.environment }}`, queue: depth },
    });
  const three = async () => [
    await started(hub, { inputs: inputs("D1") }),
    await started(hub, { inputs: inputs("D2") }),
    await started(hub, { inputs: inputs("D3") }),
  ];
  const all = async (ids: readonly number[]) => Promise.all(ids.map((id) => inWords(id)));

  it("lets one run and, by default, a newer pending one replace the older", async () => {
    queue("one");
    const ids = await three();
    expect(await all(ids)).toEqual(["queued", "cancelled", "pending"]);
    hub.clock.advance(120 * SECOND);
    expect(await all(ids)).toEqual(["success", "cancelled", "success"]);
  });

  it("lets all of them wait with queue: max, and takes them in order", async () => {
    queue("max");
    const ids = await three();
    expect(await all(ids)).toEqual(["queued", "pending", "pending"]);
    hub.clock.advance(30 * SECOND);
    expect(await all(ids)).toEqual(["success", "in_progress", "pending"]);
    hub.clock.advance(120 * SECOND);
    expect(await all(ids)).toEqual(["success", "success", "success"]);
  });

  it("holds nobody of another group", async () => {
    const [one, other] = [
      await started(hub, { inputs: inputs("D1", "staging") }),
      await started(hub, { inputs: inputs("D2", "production") }),
    ];
    expect([await inWords(one), await inWords(other)]).toEqual(["queued", "queued"]);
  });

  it("goes to the next one when a pending one or the running one is cancelled", async () => {
    queue("max");
    const [first = 0, second = 0, third = 0] = await three();
    expect((await post(`/runs/${second}/cancel`)).status).toBe(202);
    expect(await inWords(second)).toBe("cancelled");
    expect((await post(`/runs/${first}/force-cancel`)).status).toBe(202);
    expect(await all([first, second, third])).toEqual(["cancelled", "cancelled", "queued"]);
  });
});

describe("cancelling and running again", () => {
  it("cancels after a moment, at the step it was at", async () => {
    const id = await started(hub);
    hub.clock.advance(7 * SECOND);
    expect(await post(`/runs/${id}/cancel`)).toMatchObject({ status: 202, body: {} });
    expect(await inWords(id)).toBe("in_progress");
    hub.clock.advance(3 * SECOND);
    expect(await inWords(id)).toBe("cancelled");
    expect((await stepsInWords(id)).slice(1, 4)).toEqual([
      "Claim the deploy id: success",
      "Check out the commit: cancelled",
      "Verify the SHA: skipped",
    ]);
    const again = await post(`/runs/${id}/cancel`);
    expect(again).toMatchObject({
      status: 409,
      body: { message: "Cannot cancel a workflow run that is completed." },
    });
    expect((await post(`/runs/${id}/force-cancel`)).status).toBe(409);
    expect((await post("/runs/7/cancel")).status).toBe(404);
  });

  it("ends a run that does not heed it by force only", async () => {
    script("smoke.yml", { hangsAt: "Smoke tests", ignoresCancel: true });
    const id = await started(hub, { workflow: "smoke.yml" });
    hub.clock.advance(30 * SECOND);
    expect((await post(`/runs/${id}/cancel`)).status).toBe(202);
    hub.clock.advance(3_600 * SECOND);
    expect(await inWords(id)).toBe("in_progress");
    expect((await post(`/runs/${id}/force-cancel`)).status).toBe(202);
    expect(await inWords(id)).toBe("cancelled");
  });

  it("runs again as the next attempt, with what was before in the list of all", async () => {
    const id = await started(hub);
    expect(await post(`/runs/${id}/rerun`)).toMatchObject({
      status: 403,
      body: { message: "This workflow is already running" },
    });
    hub.clock.advance(20 * SECOND);
    hub.world.fail(id);
    expect(await post(`/runs/${id}/rerun`)).toMatchObject({ status: 201, body: {} });
    hub.clock.advance(120 * SECOND);
    expect(await get(`/runs/${id}`)).toMatchObject({ conclusion: "success", run_attempt: 2 });
    const latest = await jobsOf(id);
    expect(latest.jobs.map(({ name, run_attempt }) => `${name} ${run_attempt}`)).toEqual([
      "build 2",
      "deploy 2",
    ]);
    expect((await jobsOf(id, "?filter=all")).jobs.map(({ run_attempt }) => run_attempt)).toEqual([
      1, 1, 2, 2,
    ]);
  });

  it("runs only what failed again", async () => {
    const id = await started(hub);
    hub.clock.advance(20 * SECOND);
    hub.world.fail(id);
    expect((await post(`/runs/${id}/rerun-failed-jobs`)).status).toBe(201);
    hub.clock.advance(120 * SECOND);
    const { jobs } = await jobsOf(id);
    expect(jobs.map(({ name, run_attempt }) => `${name} ${run_attempt}`)).toEqual(["build 1", "deploy 2"]);
  });
});

describe("lists of runs", () => {
  type Runs = { total_count: number; workflow_runs: { id: number }[] };
  const list = (query: string, of = "") => get<Runs>(`${of}/runs?${query}`);

  it("filter as they are asked to, newest first", async () => {
    const before = new Date(hub.clock.now()).toISOString();
    const first = await started(hub, { inputs: inputs("D1", "a") });
    hub.clock.advance(120 * SECOND);
    const after = new Date(hub.clock.now()).toISOString();
    const second = await started(hub, { ref: "v2.4.0", inputs: inputs("D2", "b") });
    const third = await started(hub, { workflow: "smoke.yml", inputs: inputs("D3") });
    const of = async (query: string, workflow?: string) =>
      (await list(query, workflow)).workflow_runs.map(({ id }) => id);
    expect(await of("per_page=100")).toEqual([third, second, first]);
    expect(await of("per_page=1&page=2")).toEqual([second]);
    expect(await of("branch=main")).toEqual([third, first]);
    expect(await of("status=success")).toEqual([first]);
    expect(await of("status=queued")).toEqual([third, second]);
    expect(await of("event=workflow_dispatch")).toHaveLength(3);
    expect(await of("event=push")).toEqual([]);
    expect(await of("actor=amara")).toEqual([]);
    expect(await of("actor=tocsin-deploys")).toHaveLength(3);
    expect(await of(`head_sha=${hub.world.run(second).headSha}`)).toEqual([second]);
    expect(await of(`created=${encodeURIComponent(`>=${after}`)}`)).toEqual([third, second]);
    expect(await of(`created=${before}..${before}`)).toEqual([first]);
    expect(await of(`created=${encodeURIComponent(`<${after}`)}`)).toEqual([first]);
    expect(await of("created=2026-11-21")).toHaveLength(3);
    expect(await of("created=2026-11-22..*")).toEqual([]);
    expect(await of("per_page=9", "/workflows/deploy.yml")).toEqual([second, first]);
    expect((await ask(hub, `GET /repos/${SUITE}/actions/workflows/none.yml/runs`)).status).toBe(404);
  });

  it("page the jobs too", async () => {
    const id = await started(hub);
    hub.clock.advance(120 * SECOND);
    const { jobs, total_count } = await jobsOf(id, "?per_page=1&page=2");
    expect([total_count, jobs.map(({ name }) => name)]).toEqual([2, ["deploy"]]);
  });

  it("of one repository know nothing of another", async () => {
    const id = await started(hub);
    expect((await ask(hub, `GET /repos/cbp/config-api/actions/runs/${id}`)).status).toBe(404);
    expect((await ask(hub, "GET /repos/cbp/config-api/actions/runs")).body).toMatchObject({ total_count: 0 });
    expect((await dispatch(hub)).status).toBe(200);
  });
});
