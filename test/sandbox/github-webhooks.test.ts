import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Asked, serve } from "../../sandbox/http.ts";
import { faultsOfWebhook } from "./github-contract.ts";
import { type Hub, SECRET, SUITE, started, startHub } from "./github-hub.ts";

let hub: Hub;
let got: Asked[];
let statuses: number[];
let close: () => Promise<void>;
beforeEach(async () => {
  hub = await startHub();
  got = [];
  statuses = [];
  const bot = await serve({
    "/webhooks/github": (asked) => {
      got.push(asked);
      return { status: statuses.shift() ?? 202, body: "" };
    },
  });
  close = bot.close;
  hub.world.connectWebhook({ url: `${bot.url}/webhooks/github` });
});
afterEach(async () => {
  await hub.close();
  await close();
});

type Payload = {
  action: string;
  workflow_run?: { id: number; display_title: string; conclusion: string | null; status: string };
  workflow_job?: { name: string; run_id: number; steps: { name: string; conclusion: string | null }[] };
};
const payload = ({ body }: Asked) => JSON.parse(body) as Payload;
const words = () => got.map((asked) => `${String(asked.headers["x-github-event"])} ${payload(asked).action}`);
const arrived = (count: number) => vi.waitFor(() => expect(got).toHaveLength(count));
const smoke = () => started(hub, { workflow: "smoke.yml" });
const ALL = [
  "workflow_run requested",
  "workflow_job queued",
  "workflow_job in_progress",
  "workflow_run in_progress",
  "workflow_job completed",
  "workflow_run completed",
];

describe("webhooks", () => {
  it("tell the life of a run, signed, in order, as GitHub describes them", async () => {
    const id = await smoke();
    hub.clock.advance(60_000);
    await arrived(6);
    expect(words()).toEqual(ALL);
    for (const { body, headers } of got) {
      const expected = createHmac("sha256", SECRET).update(body).digest("hex");
      expect(headers["x-hub-signature-256"]).toBe(`sha256=${expected}`);
      expect(faultsOfWebhook(String(headers["x-github-event"]), body)).toEqual([]);
    }
    expect(new Set(got.map(({ headers }) => headers["x-github-delivery"])).size).toBe(6);
    const [requested, , begun, , done, over] = got.map(payload);
    expect(requested?.workflow_run).toMatchObject({
      id,
      status: "queued",
      display_title: "Smoke tests production DEP-1",
    });
    expect(begun?.workflow_job?.steps[0]).toMatchObject({ name: "Set up job", status: "in_progress" });
    expect(done?.workflow_job?.steps.map(({ name, conclusion }) => `${name}: ${conclusion}`)).toEqual([
      "Set up job: success",
      "Claim the deploy id: success",
      "Smoke tests: success",
      "Complete job: success",
    ]);
    expect(over?.workflow_run).toMatchObject({ id, status: "completed", conclusion: "success" });
    expect(hub.world.deliveries().map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 202]);
  });

  it("tell jobs that were skipped, and begin a second attempt without a request", async () => {
    hub.world.setWorkflow({ repository: SUITE, file: "deploy.yml", script: { failsAt: "Build" } });
    const id = await started(hub);
    hub.clock.advance(60_000);
    await arrived(7);
    expect(words().slice(4)).toEqual([
      "workflow_job completed",
      "workflow_job completed",
      "workflow_run completed",
    ]);
    hub.world.rerun(id);
    hub.clock.advance(2_000);
    await arrived(10);
    expect(words().slice(7)).toEqual([
      "workflow_job queued",
      "workflow_job in_progress",
      "workflow_run in_progress",
    ]);
    for (const { body, headers } of got)
      expect(faultsOfWebhook(String(headers["x-github-event"]), body)).toEqual([]);
  });

  it("are tried once, and sent again with the same id when asked for", async () => {
    statuses = [503];
    await smoke();
    await arrived(2);
    await vi.waitFor(() => expect(hub.world.deliveries()[1]?.status).toBe(202));
    const [missed] = hub.world.deliveries();
    expect(missed).toMatchObject({ event: "workflow_run", action: "requested", status: 503 });
    hub.clock.advance(1_000);
    hub.world.redeliver(missed?.id ?? "");
    await arrived(3);
    expect(got[2]?.body).toBe(got[0]?.body);
    expect(got[2]?.headers["x-github-delivery"]).toBe(got[0]?.headers["x-github-delivery"]);
    expect(() => hub.world.redeliver("none")).toThrow(/no delivery "none"/);
  });

  it("get lost, by kind and as often as asked, and are listed as never sent", async () => {
    hub.faults.add({ vendor: "github", kind: "webhooks-lost", call: "workflow_job.queued", times: 1 });
    await smoke();
    hub.clock.advance(60_000);
    await arrived(5);
    expect(words()).toEqual(ALL.filter((one) => one !== "workflow_job queued"));
    expect(hub.world.deliveries()[1]?.status).toBeNull();
    expect(hub.faults.list()).toEqual([]);
  });

  it("come twice, the very same", async () => {
    hub.faults.add({ vendor: "github", kind: "webhooks-doubled", times: 1 });
    await smoke();
    await arrived(3);
    expect(words()).toEqual([ALL[0], ALL[0], ALL[1]]);
    expect(got[0]?.headers["x-github-delivery"]).toBe(got[1]?.headers["x-github-delivery"]);
  });

  it("overtake each other", async () => {
    hub.faults.add({ vendor: "github", kind: "webhooks-reordered" });
    await smoke();
    hub.clock.advance(60_000);
    await arrived(6);
    expect(words()).toEqual([ALL[1], ALL[0], ALL[3], ALL[2], ALL[5], ALL[4]]);
  });

  it("come late", async () => {
    hub.faults.add({
      vendor: "github",
      kind: "webhooks-late",
      slowMs: 30_000,
      call: "workflow_run.requested",
    });
    await smoke();
    hub.clock.advance(29_000);
    await arrived(5);
    hub.clock.advance(1_000);
    await arrived(6);
    expect(words()).toEqual([...ALL.slice(1), ALL[0]]);
  });

  it("stop when told to, and leave the calls of the bot alone when they go wrong", async () => {
    hub.faults.add({ vendor: "github", kind: "webhooks-lost" });
    await smoke();
    hub.faults.clear();
    hub.world.clearWebhook();
    hub.clock.advance(60_000);
    expect(hub.world.runs()[0]?.conclusion).toBe("success");
    expect(got).toEqual([]);
  });
});
