import { afterEach, describe, expect, it } from "vitest";
import { type Handler, json } from "../../../sandbox/http.ts";
import type { CodeHost } from "../../../src/engine/code-host.ts";
import type { Outcome } from "../../../src/engine/ports.ts";
import type { GitHubCall } from "../../../src/integrations/github/answer.ts";
import {
  broken,
  closeAll,
  DEPLOY_ID,
  inTurn,
  mute,
  NOW,
  OTHER_SHA,
  pages,
  REPOSITORY,
  raw,
  refused,
  run,
  SHA,
  scripted,
} from "./scripted.ts";

/** Every read against every way in which it can go wrong. */

afterEach(closeAll);

type Read = {
  readonly call: string;
  readonly doing: string;
  readonly right: string;
  readonly by: (host: CodeHost) => Promise<Outcome<unknown>>;
};

const READS: readonly Read[] = [
  {
    call: "GET /git/ref/heads%2Fmain",
    doing: 'look up "main" in acme/shop',
    right: "Contents: read",
    by: (host) => host.resolve(REPOSITORY, "main"),
  },
  {
    call: `GET /compare/${OTHER_SHA}...${SHA}`,
    doing: "compare aa11bb2 with 1f2e3d4 in acme/shop",
    right: "Contents: read",
    by: (host) => host.compare(REPOSITORY, OTHER_SHA, SHA),
  },
  {
    call: `GET /commits/${SHA}/check-runs`,
    doing: "read the check runs of 1f2e3d4 in acme/shop",
    right: "Checks: read",
    by: (host) => host.checks(REPOSITORY, SHA),
  },
  {
    call: "GET /actions/runs",
    doing: "read the runs started by hand on aa11bb2 in acme/shop",
    right: "Actions: read",
    by: (host) => host.checks(REPOSITORY, OTHER_SHA),
  },
  {
    call: `GET /commits/${OTHER_SHA}/status`,
    doing: "read the statuses of aa11bb2 in acme/shop",
    right: "Commit statuses: read",
    by: (host) => host.checks(REPOSITORY, OTHER_SHA),
  },
  {
    call: "GET /actions/workflows/deploy.yml/runs",
    doing: "look for the run of deploy.yml in acme/shop",
    right: "Actions: read",
    by: (host) =>
      host.find({ repository: REPOSITORY, workflow: "deploy.yml", deployId: DEPLOY_ID, since: NOW }),
  },
  {
    call: "GET /actions/runs/4711",
    doing: "read run 4711 of acme/shop",
    right: "Actions: read",
    by: (host) => host.run(REPOSITORY, "4711"),
  },
  {
    call: "GET /actions/runs/4712/jobs",
    doing: "read run 4712 of acme/shop",
    right: "Actions: read",
    by: (host) => host.run(REPOSITORY, "4712"),
  },
  {
    call: "GET /actions/workflows/deploy.yml",
    doing: "read workflow deploy.yml of acme/shop",
    right: "Actions: read",
    by: (host) => host.workflow(REPOSITORY, "deploy.yml"),
  },
];

/** What is asked besides the call that goes wrong. */
const BESIDES = {
  [`GET /commits/${OTHER_SHA}/check-runs`]: pages("check_runs", [{ id: 1, name: "build", status: "queued" }]),
  "GET /actions/runs": pages("workflow_runs", []),
  [`GET /commits/${OTHER_SHA}/status`]: pages("statuses", []),
  [`GET /commits/${SHA}/status`]: pages("statuses", []),
  "GET /actions/runs/4712": run({ id: 4712 }),
};

const GOES_ON = "Try again in a moment. Is GitHub ill? githubstatus.com knows.";

describe.each(READS)("$call", ({ call, doing, right, by }) => {
  const answered = async (handler: Handler, attemptMs = 1_000) => {
    const script = { ...BESIDES, [call]: handler };
    const github = await scripted(script, { timeLimits: { attemptMs, retryMs: 1 } });
    return { outcome: await by(github.host), tries: () => github.of(call).length };
  };

  it.each<[string, Handler, string]>([
    ["500", refused(500, "Oops"), "answered 500"],
    ["502", raw(502, "<html>"), "answered 502"],
  ])("is tried three times against %s", async (_, handler, what) => {
    const { outcome, tries } = await answered(handler);
    const reason = `GitHub ${what} when asked to ${doing}.`;
    expect(outcome).toEqual({ kind: "retry", afterMs: 0, reason, cure: GOES_ON });
    expect(tries()).toBe(3);
  });

  it("is tried three times against a broken connection", async () => {
    const { outcome, tries } = await answered(broken);
    const reason = `The connection broke before GitHub answered when asked to ${doing}.`;
    expect(outcome).toEqual({ kind: "retry", afterMs: 0, reason, cure: GOES_ON });
    expect(tries()).toBe(3);
  });

  it("is tried three times against silence, each within its own time limit", async () => {
    const { outcome, tries } = await answered(mute, 30);
    const reason = `GitHub did not answer within 0.03 s when asked to ${doing}.`;
    expect(outcome).toEqual({ kind: "retry", afterMs: 0, reason, cure: GOES_ON });
    expect(tries()).toBe(3);
  });

  it.each([
    ["rubbish", raw(200, "<html>Welcome")],
    ["nothing", raw(200, "")],
    ["null", raw(200, "null")],
    ["a list", raw(200, "[]")],
    ["another thing", raw(200, '{"message":"hello"}')],
    ["no content", () => ({ status: 204, body: "" })],
  ])("does not take %s for an answer", async (_, handler) => {
    const { outcome } = await answered(handler);
    const reason = `GitHub answered with something unreadable when asked to ${doing}.`;
    expect(outcome).toEqual({ kind: "retry", afterMs: 0, reason, cure: GOES_ON });
  });

  it("says that the token is refused", async () => {
    const { outcome, tries } = await answered(refused(401, "Bad credentials"));
    expect(outcome).toEqual({
      kind: "failed",
      reason: `GitHub would not ${doing} (401: Bad credentials).`,
      cure: "Put a valid token into GITHUB_TOKEN and start Tocsin again.",
    });
    expect(tries()).toBe(1);
  });

  it("says which right is missing", async () => {
    const { outcome, tries } = await answered(
      refused(403, "Resource not accessible by personal access token"),
    );
    expect(outcome).toEqual({
      kind: "failed",
      reason: `GitHub would not ${doing} (403: Resource not accessible by personal access token).`,
      cure: `Give the token in GITHUB_TOKEN the right "${right}" for acme/shop, and try again.`,
    });
    expect(tries()).toBe(1);
  });

  it("waits for a long rate limit outside, and says how long", async () => {
    const { outcome, tries } = await answered(
      refused(429, "You have exceeded a secondary rate limit.", { "retry-after": "60" }),
    );
    expect(outcome).toEqual({
      kind: "retry",
      afterMs: 60_000,
      reason: `GitHub's rate limit does not let Tocsin ${doing} for 60 s (429: You have exceeded a secondary rate limit.).`,
      cure: "Wait as long as GitHub asks; whatever else uses the same token or App uses up the same quota.",
    });
    expect(tries()).toBe(1);
  });

  it("is not led elsewhere", async () => {
    const { outcome } = await answered(
      raw(301, '{"message":"Moved Permanently"}', { location: "/repositories/1" }),
    );
    expect(outcome).toEqual({
      kind: "failed",
      reason: `GitHub says that acme/shop has moved (301: Moved Permanently), so it did not ${doing}.`,
      cure: "Put the repository's new name into the profile, or the right address into GITHUB_API_URL.",
    });
  });
});

it("says what is not there, and that GitHub may be hiding it", async () => {
  const { host } = await scripted({});
  expect(await host.workflow(REPOSITORY, "deploy.yml")).toEqual({
    kind: "failed",
    reason: "GitHub would not read workflow deploy.yml of acme/shop (404: Not Found).",
    cure: 'Check the name, and that the token in GITHUB_TOKEN may see acme/shop with "Actions: read": what it may not see, GitHub calls not found.',
  });
});

it("gets over a fault that passes", async () => {
  const found = { path: ".github/workflows/deploy.yml", state: "active", html_url: "https://github.test/w" };
  const call = "GET /actions/workflows/deploy.yml";
  const github = await scripted({ [call]: inTurn(broken, raw(502, ""), found) });
  expect(await github.host.workflow(REPOSITORY, "deploy.yml")).toMatchObject({ kind: "done" });
  expect(github.of(call)).toHaveLength(3);
});

it("logs each call once, with neither names nor secrets", async () => {
  const calls: GitHubCall[] = [];
  const { host } = await scripted(
    { "GET /actions/runs/4711": inTurn(broken, () => json(404, {})) },
    { log: (call) => calls.push(call) },
  );
  await host.run(REPOSITORY, "4711");
  expect(calls).toEqual([
    {
      call: "GET /repos/{owner}/{repo}/actions/runs/{run_id}",
      status: 404,
      why: null,
      tookMs: expect.any(Number),
    },
  ]);
});
