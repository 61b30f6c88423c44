import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readWebhook } from "../../../src/integrations/github/webhook.ts";
import { DEPLOY_ID, NOW, run, SHA } from "./scripted.ts";

const SECRET = "s3cret";
const repository = { id: 1, full_name: "acme/shop", private: true };
const signed = (body: Buffer | string, secret = SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

function delivered(event: string, payload: unknown, more: Record<string, string | undefined> = {}) {
  const body = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
  const headers = {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": "0b1c-delivery",
    "x-hub-signature-256": signed(body),
    ...more,
  };
  return readWebhook(body, headers, SECRET);
}

const JOB = {
  run_id: 4711,
  run_attempt: 2,
  head_sha: SHA,
  name: "deploy",
  status: "in_progress",
  conclusion: null,
  started_at: "2026-11-21T08:58:00Z",
  completed_at: null,
  html_url: "https://github.test/jobs/1",
  steps: [{ name: "Claim", status: "completed", conclusion: "success", number: 1 }],
};

describe("what GitHub tells", () => {
  const RUN = {
    runId: "4711",
    url: "https://github.test/acme/shop/actions/runs/4711",
    title: `Deploy production ${DEPLOY_ID}`,
    headSha: SHA,
    attempt: 1,
    progress: "running",
    conclusion: null,
    updatedAt: NOW - 60_000,
  };

  it("of a run", () => {
    const payload = { action: "in_progress", repository, workflow_run: run() };
    const news = { delivery: "0b1c-delivery", repository: "acme/shop", run: RUN, job: null };
    expect(delivered("workflow_run", payload)).toEqual({ kind: "news", news });
  });

  it("of the end of a run", () => {
    const over = run({ status: "completed", conclusion: "timed_out" });
    expect(delivered("workflow_run", { action: "completed", repository, workflow_run: over })).toMatchObject({
      news: { run: { progress: "completed", conclusion: "timed-out" } },
    });
  });

  it("of a job, with its steps", () => {
    expect(delivered("workflow_job", { action: "in_progress", repository, workflow_job: JOB })).toEqual({
      kind: "news",
      news: {
        delivery: "0b1c-delivery",
        repository: "acme/shop",
        run: { runId: "4711", attempt: 2, headSha: SHA },
        job: {
          name: "deploy",
          progress: "running",
          conclusion: null,
          startedAt: NOW - 120_000,
          completedAt: null,
          url: "https://github.test/jobs/1",
          steps: [{ name: "Claim", progress: "completed", conclusion: "success" }],
        },
      },
    });
  });

  it("of a job of an older server, which says less", () => {
    const { run_attempt: _, head_sha: __, ...job } = JOB;
    expect(delivered("workflow_job", { action: "queued", repository, workflow_job: job })).toMatchObject({
      news: { run: { runId: "4711" } },
    });
  });

  it("of a deployment that a run made", () => {
    const payload = {
      action: "created",
      repository,
      deployment_status: { state: "success" },
      workflow_run: run(),
    };
    expect(delivered("deployment_status", payload)).toMatchObject({
      kind: "news",
      news: { run: RUN, job: null },
    });
  });

  it.each([
    ["a deployment that no run made", "deployment_status", { repository, workflow_run: null }],
    ["a push", "push", { repository }],
    ["its first greeting", "ping", { zen: "Keep it logically awesome." }],
    ["an event named like something of the language", "constructor", {}],
  ])("of %s is ignored", (_, event, payload) => {
    expect(delivered(event, payload)).toEqual({ kind: "ignored" });
  });
});

describe("what cannot be read", () => {
  const good = { repository, workflow_run: run() };

  it.each<[string, ReturnType<typeof delivered>, string]>([
    ["no JSON", delivered("workflow_run", "{"), "The body is not JSON."],
    [
      "another thing",
      delivered("workflow_run", { repository }),
      "The body is not a workflow_run event of GitHub's.",
    ],
    ["null", delivered("workflow_job", null), "The body is not a workflow_job event of GitHub's."],
    [
      "a run without an id",
      delivered("workflow_run", { repository, workflow_run: run({ id: "x" }) }),
      "The body is not a workflow_run event of GitHub's.",
    ],
    [
      "an id that lost its last digits",
      delivered("workflow_run", { repository, workflow_run: run({ id: 2 ** 60 }) }),
      "The body is not a workflow_run event of GitHub's.",
    ],
    [
      "a deployment of something else",
      delivered("deployment_status", { repository: 1 }),
      "The body is not a deployment_status event of GitHub's.",
    ],
    [
      "a form",
      delivered("workflow_run", good, { "content-type": "application/x-www-form-urlencoded" }),
      "Set the webhook's content type to application/json.",
    ],
    [
      "no event",
      delivered("workflow_run", good, { "x-github-event": undefined }),
      "X-GitHub-Event and X-GitHub-Delivery are missing.",
    ],
    [
      "no delivery",
      delivered("workflow_run", good, { "x-github-delivery": "" }),
      "X-GitHub-Event and X-GitHub-Delivery are missing.",
    ],
  ])("is refused with a sentence: %s", (_, read, sentence) => {
    expect(read).toEqual({ kind: "refused", status: 400, sentence });
  });
});

describe("a signature", () => {
  const payload = JSON.stringify({ repository, workflow_run: run() });
  const good = signed(payload);

  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["somebody else's", signed(payload, "other")],
    ["another body's", signed("{}")],
    ["without its kind", good.slice(7)],
    ["of the older kind", good.replace("sha256=", "sha1=")],
    ["in capitals", good.toUpperCase()],
    ["a digit too few", good.slice(0, -1)],
    ["a digit too many", `${good}0`],
    ["two of them", `${good}, ${good}`],
    ["letters of many bytes", `sha256=${"é".repeat(32)}`],
  ])("that is not GitHub's is refused before anything is read: %s", (_, signature) => {
    expect(delivered("workflow_run", payload, { "x-hub-signature-256": signature })).toEqual({
      kind: "refused",
      status: 401,
      sentence: "The signature does not match GITHUB_WEBHOOK_SECRET.",
    });
  });

  it("with an empty secret is nobody's, though everybody could sign with it", () => {
    const headers = {
      "x-github-event": "ping",
      "x-github-delivery": "1",
      "x-hub-signature-256": signed("{}", ""),
    };
    expect(readWebhook(Buffer.from("{}"), headers, "")).toMatchObject({ kind: "refused", status: 401 });
  });

  it("is of the bytes, not of the text", () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    const headers = {
      "x-github-event": "ping",
      "x-github-delivery": "1",
      "x-hub-signature-256": signed(bytes),
    };
    expect(readWebhook(bytes, headers, SECRET)).toEqual({ kind: "ignored" });
    expect(readWebhook(Buffer.from(bytes.toString("utf8")), headers, SECRET)).toMatchObject({ status: 401 });
  });
});
