import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISPATCH } from "../../sandbox/github/routes.ts";
import { ask, dispatch, type Hub, SUITE, started, startHub, TOKEN } from "./github-hub.ts";

let hub: Hub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(() => hub.close());

const kept = () => expect(hub.contractFaults()).toEqual([]);
const NEEDED = { deploy_id: "DEP-1", environment: "production" };
const message = ({ body }: { body: unknown }) => (body as { message: string }).message;

describe("asking for a run", () => {
  it("tells the run when asked to, and nothing otherwise", async () => {
    const told = await dispatch(hub);
    const run = hub.world.runs()[0];
    expect(told).toMatchObject({
      status: 200,
      body: {
        workflow_run_id: run?.id,
        run_url: `${hub.world.apiUrl}/repos/${SUITE}/actions/runs/${run?.id}`,
      },
    });
    expect(await dispatch(hub, { details: "none" })).toMatchObject({ status: 204, body: null });
    expect(await dispatch(hub, { details: "none", version: "2026-03-10" })).toMatchObject({ status: 200 });
    expect(run).toMatchObject({
      title: "Deploy production DEP-1",
      ref: { name: "main", kind: "branch" },
      headSha: hub.world.repository(SUITE).branches["main"],
      inputs: NEEDED,
      actor: "tocsin-deploys",
    });
    kept();
  });

  it.each([
    ["a tag", "v2.4.0", "tag"],
    ["a full name", "refs/heads/main", "branch"],
    ["a tag by its full name", "refs/tags/v2.3.0", "tag"],
  ])("takes %s", async (_, ref, kind) => {
    const id = await started(hub, { ref });
    expect(hub.world.run(id).ref.kind).toBe(kind);
    kept();
  });

  it("tells a branch and a tag of one name apart by their full names", async () => {
    const sha = hub.world.repository(SUITE).commits[0]?.sha ?? "";
    hub.world.setTag({ repository: SUITE, tag: "main", sha });
    const shaOf = async (ref: string) => hub.world.run(await started(hub, { ref })).headSha;
    expect(await shaOf("refs/tags/main")).toBe(sha);
    expect(await shaOf("refs/heads/main")).toBe(hub.world.repository(SUITE).branches["main"]);
    expect((await dispatch(hub, { ref: "refs/heads/v2.4.0" })).status).toBe(422);
    expect((await dispatch(hub, { ref: "refs/tags/feature/faster" })).status).toBe(422);
  });

  it("hands numbers and booleans on as text", async () => {
    const inputs = { ...NEEDED, service: 7, database: true };
    const id = await started(hub, { workflow: "rollback.yml", inputs });
    expect(hub.world.run(id).inputs).toMatchObject({ service: "7", database: "true" });
  });

  it("fills in what is not given and has a default", async () => {
    const id = await started(hub, { workflow: "rollback.yml", inputs: NEEDED });
    expect(hub.world.run(id).inputs).toEqual({ ...NEEDED, database: "false" });
  });

  const many = Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`input_${at}`, "x"]));
  it.each<[string, Parameters<typeof dispatch>[1], string | RegExp]>([
    ["no ref", { ref: "none" }, 'Invalid request.\n\n"ref" wasn\'t supplied.'],
    ["a ref there is not", { ref: "nothing" }, "No ref found for: nothing"],
    ["a ref that is no text", { ref: 7 }, /For 'properties\/ref', 7 is not a string/],
    ["inputs that are a list", { inputs: [] }, /is not an object/],
    ["details that are no boolean", { details: "yes" }, /is not a boolean/],
    [
      "26 inputs",
      { inputs: many },
      "Invalid request.\n\nNo more than 25 properties are allowed; 26 were supplied.",
    ],
    ["unknown inputs", { inputs: { ...NEEDED, a: "", b: "" } }, 'Unexpected inputs provided: ["a","b"]'],
    ["a required input missing", { inputs: { deploy_id: "x" } }, "Required input 'environment' not provided"],
    [
      "a required input empty",
      { inputs: { ...NEEDED, environment: "" } },
      "Required input 'environment' not provided",
    ],
    [
      "a choice there is not",
      { workflow: "rollback.yml", inputs: { ...NEEDED, database: "maybe" } },
      "Provided value 'maybe' for input 'database' not in the list of allowed values",
    ],
    ["too much text", { inputs: { ...NEEDED, colour: "x".repeat(65_535) } }, "inputs are too large."],
    [
      "a workflow nobody may start",
      { workflow: "ci.yml", inputs: {} },
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
  ])("refuses %s", async (_, more, words) => {
    const reply = await dispatch(hub, more);
    expect(reply.status).toBe(422);
    expect(message(reply)).toMatch(words);
    expect(hub.world.runs()).toEqual([]);
    kept();
  });

  it("refuses a commit: only a branch or a tag is taken", async () => {
    const sha = hub.world.repository(SUITE).branches["main"] ?? "";
    expect(message(await dispatch(hub, { ref: sha }))).toBe(`No ref found for: ${sha}`);
  });

  it("takes exactly 65,535 characters, names counted", async () => {
    const names = "deploy_idenvironmentcolour".length + "DEP-1production".length;
    const colour = "x".repeat(65_535 - names);
    expect((await dispatch(hub, { inputs: { ...NEEDED, colour } })).status).toBe(200);
    expect((await dispatch(hub, { inputs: { ...NEEDED, colour: `${colour}x` } })).status).toBe(422);
  });

  it("refuses a workflow that is disabled, or not there, or a body it cannot read", async () => {
    hub.world.setWorkflow({ repository: SUITE, file: "deploy.yml", state: "disabled_manually" });
    expect(await dispatch(hub)).toMatchObject({
      status: 422,
      body: { message: "Cannot trigger a 'workflow_dispatch' on a disabled workflow" },
    });
    expect(await dispatch(hub, { workflow: "none.yml" })).toMatchObject({ status: 404 });
    const reply = await ask(hub, `POST /repos/${SUITE}/actions/workflows/smoke.yml/dispatches`, {
      body: "{",
    });
    expect(reply).toMatchObject({ status: 400, body: { message: "Problems parsing JSON" } });
    kept();
  });

  it("takes workflows that are made by hand, by file and by id", async () => {
    const { id } = hub.world.setWorkflow({ repository: SUITE, file: "own.yml", runName: "Own" });
    expect((await dispatch(hub, { workflow: String(id), inputs: {} })).status).toBe(200);
    expect(hub.world.runs()[0]?.title).toBe("Own");
  });
});

describe("what goes wrong", () => {
  const runs = () => hub.world.runs().length;

  it("accepts and drops the answer", async () => {
    hub.faults.add({ vendor: "github", kind: "drop-after-accepting", call: DISPATCH, times: 1 });
    await expect(dispatch(hub)).rejects.toThrow("fetch failed");
    expect(runs()).toBe(1);
  });

  it("drops without accepting", async () => {
    hub.faults.add({ vendor: "github", kind: "down", call: DISPATCH, times: 1 });
    await expect(dispatch(hub)).rejects.toThrow("fetch failed");
    expect(runs()).toBe(0);
  });

  it.each([
    [502, true, 1],
    [502, false, 0],
    [503, true, 1],
  ])("answers %i in HTML, done: %s", async (status, afterDoing, made) => {
    hub.faults.add({ vendor: "github", kind: "error", status, afterDoing, call: DISPATCH });
    await expect(dispatch(hub)).rejects.toThrow(SyntaxError);
    expect(runs()).toBe(made);
  });

  it("answers 500 before accepting, once", async () => {
    hub.faults.add({ vendor: "github", kind: "error", status: 500, call: DISPATCH, times: 1 });
    expect((await dispatch(hub)).status).toBe(500);
    expect(runs()).toBe(0);
    expect((await dispatch(hub)).status).toBe(200);
    kept();
  });

  it.each([true, false])("never answers, done: %s", async (afterDoing) => {
    hub.faults.add({ vendor: "github", kind: "nothing", afterDoing, call: DISPATCH });
    const url = `${hub.world.apiUrl}/repos/${SUITE}/actions/workflows/deploy.yml/dispatches`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const body = JSON.stringify({ ref: "main", inputs: NEEDED });
    const signal = AbortSignal.timeout(100);
    await expect(fetch(url, { method: "POST", headers, body, signal })).rejects.toThrow(/abort|timeout/);
    expect(runs()).toBe(afterDoing ? 1 : 0);
  });

  it("is rate limited in both ways, with what each says", async () => {
    hub.faults.add({ vendor: "github", kind: "rate-limited", retryAfterSeconds: 30, times: 1 });
    const primary = await dispatch(hub);
    expect([primary.status, message(primary)]).toEqual([429, "API rate limit exceeded for user ID 900."]);
    expect(primary.headers.get("x-ratelimit-remaining")).toBe("0");
    expect(Number(primary.headers.get("x-ratelimit-reset"))).toBe(hub.clock.now() / 1_000 + 30);
    expect(primary.headers.get("retry-after")).toBeNull();
    hub.faults.add({
      vendor: "github",
      kind: "rate-limited",
      secondary: true,
      status: 403,
      retryAfterSeconds: 90,
    });
    const secondary = await dispatch(hub);
    expect([secondary.status, secondary.headers.get("retry-after")]).toEqual([403, "90"]);
    expect(message(secondary)).toMatch(/^You have exceeded a secondary rate limit/);
    expect(secondary.headers.get("x-ratelimit-remaining")).not.toBe("0");
    expect(runs()).toBe(0);
    kept();
  });

  it("answers 200 with rubbish, or yes and does nothing", async () => {
    hub.faults.add({ vendor: "github", kind: "garbage", call: DISPATCH, times: 1 });
    await expect(dispatch(hub)).rejects.toThrow(SyntaxError);
    hub.faults.add({ vendor: "github", kind: "accept-and-lose", call: DISPATCH, times: 1 });
    const id = await started(hub);
    expect((await ask(hub, `GET /repos/${SUITE}/actions/runs/${id}`)).status).toBe(404);
    expect(runs()).toBe(0);
  });

  it("is a server that does not know the parameter: it refuses it, or says nothing", async () => {
    hub.faults.add({ vendor: "github", kind: "parameter-refused" });
    const refused = await dispatch(hub);
    expect([refused.status, message(refused)]).toEqual([
      422,
      'Invalid request.\n\n"return_run_details" is not a permitted key.',
    ]);
    expect(runs()).toBe(0);
    expect((await dispatch(hub, { details: "none" })).status).toBe(204);
    hub.faults.clear();
    hub.faults.add({ vendor: "github", kind: "without-run-details", times: 1 });
    expect((await dispatch(hub)).status).toBe(204);
    expect(runs()).toBe(2);
    expect(hub.faults.list()).toEqual([]);
    kept();
  });

  it("shows the run in no list for a while", async () => {
    hub.faults.add({ vendor: "github", kind: "runs-unlisted", slowMs: 15_000, times: 1 });
    await dispatch(hub);
    const total = async (path: string) =>
      ((await ask(hub, `GET /repos/${SUITE}/actions${path}`)).body as { total_count: number }).total_count;
    expect([await total("/runs"), await total("/workflows/deploy.yml/runs")]).toEqual([0, 0]);
    hub.clock.advance(15_000);
    expect([await total("/runs"), await total("/workflows/deploy.yml/runs")]).toEqual([1, 1]);
    kept();
  });
});
