import { createVerify, generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { type Handler, json } from "../../../sandbox/http.ts";
import { accountOf } from "../../../src/integrations/github/account.ts";
import type { CodeHostOptions } from "../../../src/integrations/github/code-host.ts";
import { ASK, broken, closeAll, REPOSITORY, raw, refused, type Script, scripted } from "./scripted.ts";

/** Being a GitHub App instead of a token, and who one is at all. */

afterEach(closeAll);

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  // As GitHub makes them.
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});

const app = { id: "1234", privateKey, installationId: "77" };
const TOKEN = "POST /app/installations/77/access_tokens";
const START = "POST /actions/workflows/deploy.yml/dispatches";
const WORKFLOW = "GET /actions/workflows/deploy.yml";
const FOUND = { path: ".github/workflows/deploy.yml", state: "active", html_url: "https://github.test/w" };

/** The newer form, which is longer and has dots. */
const INSTALLATION_TOKEN = `ghs_1234_eyJhbGciOi.${"x".repeat(400)}.c2ln`;
const granted: Handler = () =>
  json(201, {
    token: INSTALLATION_TOKEN,
    // By the machine's clock, since the library's is not ours to hand in.
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    permissions: { actions: "write" },
  });

const asApp = (script: Script, options: Partial<CodeHostOptions> = {}) =>
  scripted(script, { token: null, app, ...options });

describe("an App", () => {
  it("asks for a token with its own signature, once, and uses it", async () => {
    const github = await asApp({ [TOKEN]: granted, [WORKFLOW]: FOUND });
    for (const _ of [1, 2])
      expect(await github.host.workflow(REPOSITORY, "deploy.yml")).toMatchObject({ kind: "done" });
    expect(github.calls()).toEqual([TOKEN, WORKFLOW, WORKFLOW]);
    expect(github.of(WORKFLOW)[0]?.headers.authorization).toBe(`token ${INSTALLATION_TOKEN}`);
    const [head = "", body = "", signature = ""] = (github.of(TOKEN)[0]?.headers.authorization ?? "")
      .replace("bearer ", "")
      .split(".");
    const isSigned = createVerify("RSA-SHA256")
      .update(`${head}.${body}`)
      .verify(publicKey, signature, "base64url");
    expect([isSigned, JSON.parse(Buffer.from(body, "base64url").toString())]).toMatchObject([
      true,
      { iss: "1234" },
    ]);
  });

  it("starts a run by one request", async () => {
    const github = await asApp({ [TOKEN]: granted, [START]: broken });
    expect(await github.host.start(ASK)).toMatchObject({ kind: "unknown" });
    expect(github.calls()).toEqual([TOKEN, START]);
  });

  it("is told which right it lacks", async () => {
    const github = await asApp({
      [TOKEN]: granted,
      [START]: refused(403, "Resource not accessible by integration"),
    });
    expect(await github.host.start(ASK)).toMatchObject({
      kind: "refused",
      cure: 'Give the GitHub App the right "Actions: write" for acme/shop, and try again.',
    });
  });
});

describe("an App that gets no token", () => {
  it.each<[string, Handler, string, string]>([
    [
      "its key is not accepted",
      refused(401, "A JSON web token could not be decoded"),
      "GitHub does not accept the App's private key (401: A JSON web token could not be decoded).",
      "Check GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY against the App's settings, and this machine's clock, and start Tocsin again.",
    ],
    [
      "the installation is not its own",
      refused(404, "Not Found"),
      "GitHub does not know this installation of the App (404: Not Found).",
      "Put the number at the end of the installation's address on GitHub into GITHUB_APP_INSTALLATION_ID and start Tocsin again.",
    ],
    [
      "the installation is suspended",
      refused(403, "This installation has been suspended"),
      "GitHub would not give the App a token (403: This installation has been suspended).",
      "Look at the App's installation in the organisation's settings on GitHub: it may be suspended, or wait for its rights to be accepted.",
    ],
    [
      "GitHub is ill",
      raw(502, ""),
      "GitHub answered 502 when asked to start deploy.yml of acme/shop; nothing was started.",
      "Try again in a moment. Is GitHub ill? githubstatus.com knows.",
    ],
    [
      "the connection breaks",
      broken,
      "The connection broke before GitHub answered when asked to start deploy.yml of acme/shop; nothing was started.",
      "Try again in a moment. Is GitHub ill? githubstatus.com knows.",
    ],
  ])("since %s has certainly started nothing", async (_, handler, reason, cure) => {
    const github = await asApp({ [TOKEN]: handler });
    expect(await github.host.start(ASK)).toEqual({ kind: "refused", reason, cure, afterMs: null });
    expect(github.calls()).toEqual([TOKEN]);
  });

  it("does not say of a name that it is not there", async () => {
    const { host } = await asApp({ [TOKEN]: refused(404, "Not Found") });
    const reason = "GitHub does not know this installation of the App (404: Not Found).";
    expect(await host.resolve(REPOSITORY, "main")).toMatchObject({ kind: "failed", reason });
    expect(await host.resolve(REPOSITORY, "1f2e3d4")).toMatchObject({ kind: "failed", reason });
  });

  it("since its key is unusable asks nothing at all", async () => {
    const github = await asApp(
      { [TOKEN]: granted },
      { app: { ...app, privateKey: "-----BEGIN NONSENSE-----" } },
    );
    const reason = "The App's private key could not be used to start deploy.yml of acme/shop.";
    const cure =
      "Put the whole private key of the GitHub App into GITHUB_APP_PRIVATE_KEY and start Tocsin again.";
    expect(await github.host.start(ASK)).toEqual({ kind: "refused", reason, cure, afterMs: null });
    expect(await github.host.workflow(REPOSITORY, "deploy.yml")).toMatchObject({ kind: "failed", cure });
    expect(github.calls()).toEqual([]);
  });
});

const QUOTA = { "x-ratelimit-remaining": "4987", "x-ratelimit-limit": "5000" };

async function account(script: Script, options: Partial<CodeHostOptions> = {}) {
  const { url } = await scripted(script);
  const timeLimits = { attemptMs: 1_000, retryMs: 1 };
  return accountOf({
    token: "t0ken",
    app: null,
    apiUrl: `${url}/`,
    timeLimits,
    log: () => undefined,
    ...options,
  });
}

describe("the account of a token", () => {
  const user =
    (headers: Record<string, string>): Handler =>
    () =>
      json(200, { login: "shop-bot" }, headers);

  it.each<[string, Record<string, string>, object]>([
    [
      "a classic one with its scope",
      { ...QUOTA, "x-oauth-scopes": "read:org, repo" },
      { missing: [], requestsLeft: { left: 4987, of: 5000 } },
    ],
    [
      "a classic one without",
      { ...QUOTA, "x-oauth-scopes": "read:org, public_repo" },
      { missing: ["repo"], requestsLeft: { left: 4987, of: 5000 } },
    ],
    ["a fine-grained one", QUOTA, { missing: null, requestsLeft: { left: 4987, of: 5000 } }],
    ["one of a server without quotas", {}, { missing: null, requestsLeft: null }],
  ])("is somebody's: %s", async (_, headers, receipt) => {
    const outcome = await account({ "GET /user": user(headers) });
    expect(outcome).toEqual({ kind: "done", receipt: { name: "shop-bot", ...receipt } });
  });

  it("is nobody's for a token that an App was given", async () => {
    const outcome = await account({
      "GET /user": refused(403, "Resource not accessible by integration", QUOTA),
    });
    expect(outcome).toMatchObject({ kind: "done", receipt: { name: "an App's token", missing: null } });
  });

  it.each<[string, Handler, string]>([
    [
      "refused",
      refused(401, "Bad credentials"),
      "GitHub would not say who Tocsin is (401: Bad credentials).",
    ],
    [
      "not told",
      raw(200, "{}"),
      "GitHub answered with something unreadable when asked to say who Tocsin is.",
    ],
    ["not reached", broken, "The connection broke before GitHub answered when asked to say who Tocsin is."],
  ])("may be %s", async (_, handler, reason) => {
    expect(await account({ "GET /user": handler })).toMatchObject({ reason });
  });
});

describe("the account of an App", () => {
  const CALL = "GET /app/installations/77";
  const installed = (permissions: object): object => ({
    app_slug: "tocsin",
    account: { login: "acme" },
    permissions,
  });
  const all = { actions: "write", contents: "read", checks: "read", statuses: "read", metadata: "read" };
  const rate: Handler = () => json(200, { resources: {} }, QUOTA);
  const of = (script: Script) => account({ [TOKEN]: granted, ...script }, { token: null, app });

  it("is told with what is left of its quota", async () => {
    expect(await of({ [CALL]: installed(all), "GET /rate_limit": rate })).toEqual({
      kind: "done",
      receipt: { name: "tocsin[bot] for acme", missing: [], requestsLeft: { left: 4987, of: 5000 } },
    });
  });

  it("is told with every right that it lacks", async () => {
    const permissions = { actions: "read", contents: "write", metadata: "read" };
    expect(await of({ [CALL]: installed(permissions), "GET /rate_limit": rate })).toMatchObject({
      receipt: { missing: ["Actions: write", "Checks: read", "Commit statuses: read"] },
    });
  });

  it("has no quota on a server without", async () => {
    expect(await of({ [CALL]: installed(all) })).toMatchObject({
      kind: "done",
      receipt: { requestsLeft: null },
    });
  });

  it.each<[string, Script, string]>([
    [
      "it is not installed there",
      { [CALL]: refused(404, "Not Found") },
      "GitHub does not know this installation of the App (404: Not Found).",
    ],
    [
      "its key is not its own",
      { [CALL]: refused(401, "Integration not found") },
      "GitHub does not accept the App's private key (401: Integration not found).",
    ],
    [
      "it gets no token",
      { [CALL]: installed(all), [TOKEN]: refused(403, "This installation has been suspended") },
      "GitHub would not give the App a token (403: This installation has been suspended).",
    ],
  ])("is not told when %s", async (_, script, reason) => {
    expect(await of(script)).toMatchObject({ kind: "failed", reason });
  });
});
