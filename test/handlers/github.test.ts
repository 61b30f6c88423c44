import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createGitHubWebhook, type GitHubWebhookOptions } from "../../src/handlers/github.ts";
import { readWebhook } from "../../src/integrations/github/webhook.ts";
import { createSeen } from "../../src/integrations/redis/seen.ts";

const SECRET = "s3cret";
const DELIVERY = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

/** As GitHub writes them; only what is read is given. */
const RUN_ = {
  id: 30433642,
  name: "Deploy",
  display_title: "deploy i12/4/start",
  head_sha: "b".repeat(40),
  html_url: "https://github.com/sebenza/suite/actions/runs/30433642",
  run_attempt: 1,
  status: "completed",
  conclusion: "success",
  created_at: "2026-11-16T08:58:00Z",
  updated_at: "2026-11-16T08:59:58Z",
};
const REPOSITORY = { id: 1, name: "suite", full_name: "sebenza/suite" };
const RUN_EVENT = JSON.stringify({ action: "completed", workflow_run: RUN_, repository: REPOSITORY });

function signed(body: string, secret = SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

type Changes = Partial<GitHubWebhookOptions>;
type Sent = Readonly<Record<string, string | string[] | undefined>>;

function receiving(changes: Changes = {}) {
  const heard: object[] = [];
  const warned: string[] = [];
  const webhook = createGitHubWebhook({
    secret: SECRET,
    read: readWebhook,
    firstTime: createSeen(null, () => undefined).firstTime,
    heard: async (run) => void heard.push(run),
    log: { warn: (_, message) => warned.push(message) },
    ...changes,
  });
  const send = (body: string, headers: Sent = {}) =>
    webhook(Buffer.from(body), {
      "content-type": "application/json",
      "x-github-event": "workflow_run",
      "x-github-delivery": DELIVERY,
      "x-hub-signature-256": signed(body),
      ...headers,
    });
  return { webhook, send, heard, warned };
}

describe("a signed event of a run", () => {
  it("has the run looked at", async () => {
    const { send, heard } = receiving();
    expect((await send(RUN_EVENT)).status).toBe(202);
    expect(heard).toEqual([{ repository: "sebenza/suite", runId: "30433642" }]);
  });

  it("is answered at once, however long the look takes", async () => {
    const { send } = receiving({ heard: () => new Promise(() => undefined) });
    expect((await send(RUN_EVENT)).status).toBe(202);
  });

  it("is taken also when the look fails, since the run is asked for anyway", async () => {
    const { send, warned } = receiving({ heard: () => Promise.reject(new Error("connect ECONNREFUSED")) });
    expect((await send(RUN_EVENT)).status).toBe(202);
    await Promise.resolve();
    expect(warned).toEqual(["a webhook of GitHub's could not be followed up; the run is asked for later"]);
  });

  it("that is delivered again under its id changes nothing", async () => {
    const { send, heard } = receiving();
    await send(RUN_EVENT);
    expect((await send(RUN_EVENT)).status).toBe(202);
    expect(heard).toHaveLength(1);
    await send(RUN_EVENT, { "x-github-delivery": "another" });
    expect(heard).toHaveLength(2);
  });

  it.each([
    ["an event nobody reads", JSON.stringify({ zen: "Keep it simple." }), "ping"],
    [
      "a deployment that no workflow made",
      JSON.stringify({ action: "created", deployment_status: { id: 1 }, repository: REPOSITORY }),
      "deployment_status",
    ],
  ])("says nothing of a run: %s", async (_what, body, event) => {
    const { send, heard } = receiving();
    expect((await send(body, { "x-github-event": event })).status).toBe(202);
    expect(heard).toEqual([]);
  });
});

describe("what is refused", () => {
  it.each<[string, Sent]>([
    ["unsigned", { "x-hub-signature-256": undefined }],
    ["signed with another secret", { "x-hub-signature-256": signed(RUN_EVENT, "other") }],
    ["signed over another body", { "x-hub-signature-256": signed(`${RUN_EVENT} `) }],
    ["signed twice", { "x-hub-signature-256": [signed(RUN_EVENT), signed(RUN_EVENT)] }],
    ["signed by the old way only", { "x-hub-signature-256": signed(RUN_EVENT).replace("sha256", "sha1") }],
  ])("%s: 401, and nothing is looked at", async (_what, headers) => {
    const { send, heard, warned } = receiving();
    const { status, body } = await send(RUN_EVENT, headers);
    expect({ status, body }).toEqual({
      status: 401,
      body: "The signature does not match GITHUB_WEBHOOK_SECRET.\n",
    });
    expect(warned).toEqual(["a request to /webhooks/github was refused: its signature does not match"]);
    expect(heard).toEqual([]);
  });

  it("an unsigned request does not use up the id of a delivery", async () => {
    const { send, heard } = receiving();
    await send(RUN_EVENT, { "x-hub-signature-256": "sha256=00" });
    await send(RUN_EVENT);
    expect(heard).toHaveLength(1);
  });

  it.each([
    ["no JSON", "{", "The body is not JSON.\n"],
    ["another shape", '{"workflow_run":{}}', "The body is not a workflow_run event of GitHub's.\n"],
  ])("%s: 400 with one sentence", async (_what, text, sentence) => {
    const { send, heard } = receiving();
    expect(await send(text)).toEqual({ status: 400, body: sentence });
    expect(heard).toEqual([]);
  });

  it("more than a mebibyte: 413, unread", async () => {
    const { send } = receiving();
    const { status } = await send("x".repeat(1024 * 1024 + 1));
    expect(status).toBe(413);
  });

  it("everything while no secret is set, and it says so", async () => {
    const { send, heard } = receiving({ secret: null });
    const { status, body } = await send(RUN_EVENT);
    expect({ status, body }).toEqual({
      status: 404,
      body: "GitHub's webhooks are not taken here: GITHUB_WEBHOOK_SECRET is not set.\n",
    });
    expect(heard).toEqual([]);
  });
});
