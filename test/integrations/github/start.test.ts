import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Handler, json } from "../../../sandbox/http.ts";
import { createCodeHost } from "../../../src/integrations/github/code-host.ts";
import {
  ASK,
  broken,
  closeAll,
  cut,
  DEPLOY_ID,
  inTurn,
  mute,
  NOW,
  raw,
  refused,
  SHA,
  scripted,
} from "./scripted.ts";

/** What becomes of asking for a run. However it ends, one request reaches GitHub. */

afterEach(closeAll);

const CALL = "POST /actions/workflows/deploy.yml/dispatches";
const URL = "https://github.test/acme/shop/actions/runs/4711";
const DETAILS = { workflow_run_id: 4711, run_url: "https://api.github.test/runs/4711", html_url: URL };

async function started(handler: Handler | object, attemptMs = 1_000) {
  const github = await scripted({ [CALL]: handler }, { timeLimits: { attemptMs, retryMs: 1 } });
  return { ...github, result: await github.host.start(ASK) };
}

describe("a run that GitHub takes", () => {
  it("is started, with its id, when GitHub tells it", async () => {
    const { result, of } = await started(DETAILS);
    expect(result).toEqual({ kind: "started", run: { runId: "4711", url: URL } });
    expect(of(CALL)).toHaveLength(1);
    expect(of(CALL)[0]?.body).toEqual({
      ref: "main",
      inputs: { deploy_id: DEPLOY_ID, sha: SHA },
      return_run_details: true,
    });
    expect(of(CALL)[0]?.headers).toMatchObject({
      "x-github-api-version": "2022-11-28",
      authorization: "token t0ken",
      "user-agent": expect.stringMatching(/^tocsin /),
    });
  });

  it("keeps every digit of an id that no number can hold", async () => {
    const { result } = await started(
      raw(200, `{"workflow_run_id": 9007199254740993123, "run_url": "x", "html_url": "${URL}"}`),
    );
    expect(result).toMatchObject({ kind: "started", run: { runId: "9007199254740993123" } });
  });

  it("is accepted, and still to be found, when GitHub says nothing of it", async () => {
    const { result, calls } = await started(() => ({ status: 204, body: "" }));
    expect(result).toEqual({ kind: "accepted" });
    expect(calls()).toEqual([CALL]);
  });
});

describe("an Enterprise Server that does not know return_run_details", () => {
  const complaint = 'Invalid request.\n\n"return_run_details" is not a permitted key.';

  it("is asked once more without it, and never again with it", async () => {
    const github = await scripted({
      [CALL]: inTurn(refused(422, complaint), () => ({ status: 204, body: "" })),
    });
    expect(await github.host.start(ASK)).toEqual({ kind: "accepted" });
    const keys = (): readonly string[][] => github.of(CALL).map(({ body }) => Object.keys(body as object));
    expect(keys()).toEqual([
      ["ref", "inputs", "return_run_details"],
      ["ref", "inputs"],
    ]);
    await github.host.start(ASK);
    expect(keys().slice(2)).toEqual([["ref", "inputs"]]);
  });

  it("is not asked a third time, whatever the second answer is", async () => {
    const github = await scripted({ [CALL]: inTurn(refused(400, complaint), broken) });
    expect(await github.host.start(ASK)).toMatchObject({ kind: "unknown" });
    expect(github.of(CALL)).toHaveLength(2);
  });
});

describe("a doubt", () => {
  const DOUBT = "; it may have been started.";
  const limits = { "retry-after": "1", "x-ratelimit-remaining": "4000" };

  it.each<[string, Handler, string]>([
    ["500", refused(500, "Oops"), "GitHub answered 500 when asked to start deploy.yml of acme/shop"],
    [
      "502 after accepting",
      raw(502, "<html>"),
      "GitHub answered 502 when asked to start deploy.yml of acme/shop",
    ],
    ["503", raw(503, ""), "GitHub answered 503 when asked to start deploy.yml of acme/shop"],
    ["504", raw(504, ""), "GitHub answered 504 when asked to start deploy.yml of acme/shop"],
    ["408", raw(408, ""), "GitHub answered 408 when asked to start deploy.yml of acme/shop"],
    [
      "429 without GitHub's marks, as a proxy says it",
      raw(429, "<html>slow down", limits),
      "GitHub answered 429 when asked to start deploy.yml of acme/shop",
    ],
    [
      "a broken connection",
      broken,
      "The connection broke before GitHub answered when asked to start deploy.yml of acme/shop",
    ],
    [
      "a body cut short",
      cut,
      "GitHub answered with something unreadable when asked to start deploy.yml of acme/shop",
    ],
    [
      "201",
      raw(201, "{}"),
      "GitHub answered with something unreadable when asked to start deploy.yml of acme/shop",
    ],
  ])("is said after %s, and nothing is sent again", async (_, handler, reason) => {
    const { result, of } = await started(handler);
    expect(result).toEqual({ kind: "unknown", reason: reason + DOUBT });
    expect(of(CALL)).toHaveLength(1);
  });

  it("is said after the time limit, and nothing is sent again", async () => {
    const { result, of } = await started(mute, 50);
    expect(result).toEqual({
      kind: "unknown",
      reason: `GitHub did not answer within 0.05 s when asked to start deploy.yml of acme/shop${DOUBT}`,
    });
    expect(of(CALL)).toHaveLength(1);
  });

  it.each([
    ["rubbish", "<html>Welcome to the hotel's Wi-Fi</html>"],
    ["nothing", ""],
    ["null", "null"],
    ["no id", `{"html_url": "${URL}"}`],
    ["an id that is none", `{"workflow_run_id": "4711", "html_url": "${URL}"}`],
    ["half an id", `{"workflow_run_id": 4711.5, "html_url": "${URL}"}`],
    ["no address", '{"workflow_run_id": 4711}'],
  ])("is said after a success with %s", async (_, body) => {
    const { result, of } = await started(raw(200, body));
    expect(result).toMatchObject({ kind: "unknown" });
    expect(of(CALL)).toHaveLength(1);
  });

  it("is said after a type of content that cannot be read", async () => {
    const { result, of } = await started(raw(200, "{}", { "content-type": ";;" }));
    expect(result).toMatchObject({ kind: "unknown" });
    expect(of(CALL)).toHaveLength(1);
  });
});

describe("a refusal", () => {
  it.each<[number, string, string]>([
    [401, "Bad credentials", "Put a valid token into GITHUB_TOKEN and start Tocsin again."],
    [
      403,
      "Resource not accessible by personal access token",
      'Give the token in GITHUB_TOKEN the right "Actions: write" for acme/shop, and try again.',
    ],
    [
      403,
      "Resource protected by organization SAML enforcement.",
      "Authorise the token for the organisation's single sign-on: its line in your token settings, Configure SSO.",
    ],
    [
      403,
      "Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled",
      "Put this machine's address on the organisation's IP allow list, in its security settings.",
    ],
    [
      403,
      "Repository was archived so is read-only.",
      "Unarchive the repository in its settings, or take it out of the profile.",
    ],
    [
      404,
      "Not Found",
      'Check the name, and that the token in GITHUB_TOKEN may see acme/shop with "Actions: write": what it may not see, GitHub calls not found.',
    ],
    [
      422,
      "No ref found for: main",
      'Check that the branch or tag "main" is still there, and start it again.',
    ],
    [
      422,
      "Workflow does not have 'workflow_dispatch' trigger",
      'Add workflow_dispatch to "on:" in deploy.yml on main, and start it again.',
    ],
    [
      422,
      "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
      "Enable deploy.yml under Actions on GitHub, and start it again.",
    ],
    [
      422,
      'Unexpected inputs provided: ["sha"]',
      "Let the inputs that deploy.yml declares under workflow_dispatch on main be those that the profile names, and start it again.",
    ],
    [
      422,
      "Required input 'colour' not provided",
      "Let the inputs that deploy.yml declares under workflow_dispatch on main be those that the profile names, and start it again.",
    ],
    [422, "Validation Failed", "Put right what GitHub says, and start it again."],
    [451, "Repository access blocked", "Put right what GitHub says, and try again."],
  ])("by %i, %s, is told in GitHub's own words", async (status, words, cure) => {
    const { result, of } = await started(refused(status, words));
    const reason = `GitHub would not start deploy.yml of acme/shop (${status}: ${words}).`;
    expect(result).toEqual({ kind: "refused", reason, cure, afterMs: null });
    expect(of(CALL)).toHaveLength(1);
  });

  it("names the rights that GitHub itself says are missing", async () => {
    const { result } = await started(
      refused(403, "Resource not accessible by integration", {
        "x-accepted-github-permissions": "actions=write, statuses=read; pull_requests=write",
      }),
    );
    expect(result).toMatchObject({
      cure: 'Give the token in GITHUB_TOKEN the right "Actions: write" and "Commit statuses: read" or "Pull requests: write" for acme/shop, and try again.',
    });
  });

  it("repeats each of GitHub's reasons, on one line and not without end", async () => {
    const { result } = await started(() =>
      json(422, {
        message: "Invalid\n\nrequest\u0000",
        errors: ["one", { message: "two" }, { message: "x".repeat(400) }],
      }),
    );
    expect(result).toMatchObject({
      reason: expect.stringMatching(
        /^GitHub would not start deploy\.yml of acme\/shop \(422: Invalid request: one: two: x+…\)\.$/,
      ),
    });
  });

  it("leads nowhere else: a repository that moved is told, and not followed", async () => {
    const { result, calls } = await started(
      raw(307, '{"message":"Temporary Redirect"}', { location: "/repositories/1/dispatches" }),
    );
    expect(result).toEqual({
      kind: "refused",
      reason:
        "GitHub says that acme/shop has moved (307: Temporary Redirect), so it did not start deploy.yml of acme/shop.",
      cure: "Put the repository's new name into the profile, or the right address into GITHUB_API_URL.",
      afterMs: null,
    });
    expect(calls()).toEqual([CALL]);
  });

  it("is certain where nobody listens", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    await new Promise((resolve) => server.close(resolve));
    const host = createCodeHost({
      token: "t",
      app: null,
      apiUrl: `http://127.0.0.1:${port}`,
      log: () => undefined,
    });
    expect(await host.start(ASK)).toEqual({
      kind: "refused",
      reason: "GitHub could not be reached to start deploy.yml of acme/shop; nothing was started.",
      cure: "Check GITHUB_API_URL and this machine's way to it, and try again.",
      afterMs: null,
    });
  });
});

describe("GitHub's rate limit", () => {
  const reset = String(NOW / 1_000 + 90);
  const WAITS =
    "Wait as long as GitHub asks; whatever else uses the same token or App uses up the same quota.";
  const primary = "API rate limit exceeded for user ID 1.";
  const secondary =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

  it.each<[string, number, string, Record<string, string>, number]>([
    ["the hourly quota", 403, primary, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }, 91_000],
    ["the hourly quota", 429, primary, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }, 91_000],
    ["the secondary limit with a time", 403, secondary, { "retry-after": "30" }, 30_000],
    ["the secondary limit with a time", 429, secondary, { "retry-after": "1" }, 1_000],
    ["the secondary limit without one", 429, secondary, {}, 60_000],
    ["the limit of an older server", 403, "You have triggered an abuse detection mechanism.", {}, 60_000],
    ["a time that cannot be", 429, secondary, { "retry-after": "999999" }, 3_660_000],
    ["a time that is none", 429, secondary, { "retry-after": "soon" }, 60_000],
  ])("turns away by %s (%i), with how long", async (_, status, words, headers, afterMs) => {
    const { result, of } = await started(refused(status, words, headers));
    expect(result).toEqual({
      kind: "refused",
      reason: `GitHub's rate limit does not let Tocsin start deploy.yml of acme/shop for ${afterMs / 1_000} s (${status}: ${words}).`,
      cure: WAITS,
      afterMs,
    });
    expect(of(CALL)).toHaveLength(1);
  });
});

describe("without credentials", () => {
  it("nothing is started, and it is said", async () => {
    const host = createCodeHost({
      token: null,
      app: null,
      apiUrl: "http://127.0.0.1:9",
      log: () => undefined,
    });
    const cure =
      "Set GITHUB_TOKEN, or GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID, and start Tocsin again.";
    expect(host.state).toBe("off");
    expect(await host.start(ASK)).toEqual({
      kind: "refused",
      reason: "Nothing was started: Tocsin has no GitHub credentials.",
      cure,
      afterMs: null,
    });
    const unread = {
      kind: "failed",
      reason: "GitHub cannot be asked: Tocsin has no GitHub credentials.",
      cure,
    };
    expect(await host.resolve("acme/shop", "main")).toEqual(unread);
    expect(await host.compare("acme/shop", SHA, SHA)).toEqual(unread);
    expect(await host.checks("acme/shop", SHA)).toEqual(unread);
    expect(
      await host.find({ repository: "acme/shop", workflow: "d.yml", deployId: DEPLOY_ID, since: 0 }),
    ).toEqual(unread);
    expect(await host.run("acme/shop", "1")).toEqual(unread);
    expect(await host.cancel("acme/shop", "1")).toEqual(unread);
    expect(await host.workflow("acme/shop", "d.yml")).toEqual(unread);
  });
});

it("a name with too many slashes asks for no other repository", async () => {
  const github = await scripted({});
  expect(await github.host.start({ ...ASK, repository: "acme/shop/../other" })).toMatchObject({
    kind: "refused",
  });
  expect(github.calls()).toEqual([
    "POST /repos/acme/shop%2F..%2Fother/actions/workflows/deploy.yml/dispatches",
  ]);
});
