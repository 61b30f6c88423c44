import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appJwt } from "./github-app.ts";
import { ask, dispatch, type Hub, SUITE, startHub, TOKEN } from "./github-hub.ts";

let hub: Hub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(async () => {
  expect(hub.contractFaults()).toEqual([]);
  await hub.close();
});

const REPOSITORY = `GET /repos/${SUITE}`;
const words = ({ status, body }: { status: number; body: unknown }) => [
  status,
  (body as { message: string }).message,
];

describe("the front door", () => {
  it.each([
    ["a bad token, everywhere", REPOSITORY, { authorization: "Bearer no" }, 401, "Bad credentials"],
    [
      "no token for what is private: it is not there",
      REPOSITORY,
      { authorization: undefined },
      404,
      "Not Found",
    ],
    [
      "no token when asked who it is",
      "GET /user",
      { authorization: undefined },
      401,
      "Requires authentication",
    ],
    [
      "no name of the program",
      REPOSITORY,
      { "user-agent": "" },
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    ],
    [
      "a version it does not speak",
      REPOSITORY,
      { "x-github-api-version": "2020-01-01" },
      400,
      "Unsupported 'X-GitHub-Api-Version' header: 2020-01-01",
    ],
    ["what there is not", "GET /repos/sebenza/suite/nothing", {}, 404, "Not Found"],
    ["a repository there is not", "GET /repos/sebenza/other", {}, 404, "Not Found"],
  ])("refuses %s", async (_, call, headers, status, message) => {
    const reply = await ask(hub, call, { headers });
    expect(words(reply)).toEqual([status, message]);
    expect(reply.body).toMatchObject({
      status: String(status),
      documentation_url: expect.stringMatching(/^https:/),
    });
  });

  it("takes the token under both of its names, and names of repositories in any case", async () => {
    expect((await ask(hub, "GET /repos/Sebenza/Suite")).status).toBe(200);
    const headers = { authorization: `token ${TOKEN}` };
    expect(await ask(hub, "GET /user", { headers })).toMatchObject({
      status: 200,
      body: { login: "tocsin-deploys", type: "User" },
    });
  });

  it("holds the token to its rights, and says which one is missing", async () => {
    hub.world.setRights({ actions: "read" });
    const reply = await dispatch(hub);
    expect(words(reply)).toEqual([403, "Resource not accessible by personal access token"]);
    expect(reply.headers.get("x-accepted-github-permissions")).toBe("actions=write");
    expect((await ask(hub, `${REPOSITORY}/actions/workflows`)).status).toBe(200);
    hub.world.setRights({ actions: "none" });
    expect((await ask(hub, `${REPOSITORY}/actions/workflows`)).status).toBe(403);
    hub.world.setSeen(SUITE, false);
    expect((await ask(hub, REPOSITORY)).status).toBe(404);
    expect(hub.world.runs()).toEqual([]);
  });

  it("answers 304 to who has it already, and takes nothing of the hour for it", async () => {
    const first = await ask(hub, REPOSITORY);
    expect(first.headers.get("x-ratelimit-remaining")).toBe("4999");
    const etag = first.headers.get("etag") ?? "";
    const again = await ask(hub, REPOSITORY, { headers: { "if-none-match": etag } });
    expect([again.status, again.body]).toEqual([304, null]);
    expect(again.headers.get("x-ratelimit-remaining")).toBe("4999");
    const changed = await ask(hub, `${REPOSITORY}/commits`, { headers: { "if-none-match": etag } });
    expect([changed.status, changed.headers.get("x-ratelimit-used")]).toEqual([200, "2"]);
  });

  it("refuses what is over the hour's number, says until when, and begins anew then", async () => {
    const small = await startHub({ perHour: 3 });
    for (let at = 0; at < 3; at += 1) expect((await ask(small, REPOSITORY)).status).toBe(200);
    const over = await ask(small, REPOSITORY);
    expect(words(over)).toEqual([403, "API rate limit exceeded for user ID 900."]);
    expect(over.headers.get("x-ratelimit-remaining")).toBe("0");
    const resetsAt = Number(over.headers.get("x-ratelimit-reset")) * 1_000;
    expect(resetsAt).toBe(small.clock.now() + 3_600_000);
    expect((await ask(small, "GET /rate_limit")).body).toMatchObject({ rate: { remaining: 0, used: 3 } });
    small.clock.advance(3_600_000);
    expect((await ask(small, REPOSITORY)).status).toBe(200);
    await small.close();
  });
});

describe("an app", () => {
  const tokens = () => `POST /app/installations/${hub.world.app().installationId}/access_tokens`;
  const askToken = (jwt: string, body: unknown = {}) =>
    ask(hub, tokens(), { body, headers: { authorization: `Bearer ${jwt}` } });
  const tokenOf = async (body: unknown = {}) =>
    ((await askToken(appJwt(hub), body)).body as { token: string }).token;
  const as = (token: string) => ({ headers: { authorization: `token ${token}` } });

  it("gets a token for an hour, longer than 40 characters, and is itself with it", async () => {
    const reply = await askToken(appJwt(hub));
    expect(reply).toMatchObject({
      status: 201,
      body: {
        expires_at: "2026-11-21T10:00:00Z",
        permissions: { actions: "write" },
        repository_selection: "all",
      },
    });
    const { token } = reply.body as { token: string };
    expect(token).toMatch(/^ghs_431207_[\w-]{64}\.[\w-]{64}\.[\w-]{64}$/);
    expect((await ask(hub, REPOSITORY, as(token))).status).toBe(200);
    hub.clock.advance(3_600_000);
    expect(words(await ask(hub, REPOSITORY, as(token)))).toEqual([401, "Bad credentials"]);
  });

  it.each([
    ["another key", {}, true, "A JSON web token could not be decoded"],
    ["another app", { iss: 7 }, false, "A JSON web token could not be decoded"],
    ["a time that is over", { exp: 1 }, false, /must be a numeric value representing the future time/],
    ["too long a time", { exp: 2_000_000_000 }, false, /is too far in the future/],
    ["a clock that is ahead", { iat: 2_000_000_000 }, false, /'Issued at' claim/],
  ])("is refused with %s", async (_, claims, isOther, message) => {
    const pem = () =>
      generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey.export({
        type: "pkcs1",
        format: "pem",
      });
    const jwt = isOther ? appJwt(hub, claims, pem().toString()) : appJwt(hub, claims);
    const reply = await askToken(jwt);
    expect(reply.status).toBe(401);
    expect(words(reply)[1]).toMatch(message);
  });

  it("asks for tokens with its signature only, and for nothing else with it", async () => {
    expect((await ask(hub, tokens())).status).toBe(401);
    const headers = { authorization: `Bearer ${appJwt(hub)}` };
    expect((await ask(hub, "GET /app", { headers })).body).toMatchObject({ id: 431_207, slug: "tocsin" });
    expect((await ask(hub, "GET /user", { headers })).status).toBe(401);
    expect((await ask(hub, "GET /app/installations/7", { headers })).status).toBe(404);
  });

  it("may have less than it was given, never more", async () => {
    const one = await tokenOf({ repositories: ["suite"], permissions: { actions: "read" } });
    expect((await ask(hub, `${REPOSITORY}/actions/workflows`, as(one))).status).toBe(200);
    expect(words(await ask(hub, `${REPOSITORY}/commits`, as(one)))).toEqual([
      403,
      "Resource not accessible by integration",
    ]);
    expect((await ask(hub, "GET /repos/cbp/config-api", as(one))).status).toBe(404);
    expect(words(await askToken(appJwt(hub), { permissions: { checks: "write" } }))).toEqual([
      422,
      "The permissions requested are not granted to this installation.",
    ]);
    expect(words(await askToken(appJwt(hub), { repositories: ["nothing"] }))[0]).toBe(422);
  });

  it("runs workflows in its own name", async () => {
    const token = await tokenOf();
    const reply = await ask(hub, `POST /repos/${SUITE}/actions/workflows/smoke.yml/dispatches`, {
      body: { ref: "main", inputs: { deploy_id: "D", environment: "e" } },
      ...as(token),
    });
    expect(reply.status).toBe(204);
    expect(hub.world.runs()[0]?.actor).toBe("tocsin[bot]");
    expect((await ask(hub, "GET /user", as(token))).status).toBe(403);
  });
});
