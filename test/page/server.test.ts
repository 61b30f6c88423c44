import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import type { PageState } from "../../sandbox/page/state.ts";
import { openSandbox, type TestSandbox } from "./sandbox.ts";

let sandbox: TestSandbox;

beforeEach(async () => {
  sandbox = await openSandbox();
});
afterEach(() => sandbox.close());

type Answered = { readonly status: number; readonly body: string; readonly headers: Record<string, unknown> };

/** A request whose Host and Origin can be forged, which fetch does not allow. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = "",
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, sandbox.url), { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const own = () => ({ origin: sandbox.url, "content-type": "application/json" });

describe("who may ask", () => {
  it.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", "192.168.0.7"])(
    "refuses the host %j",
    async (host) => {
      expect(await ask("GET", "/page/state", { host })).toMatchObject({
        status: 403,
        body: expect.stringContaining("this machine only"),
      });
    },
  );

  it.each(["localhost", "localhost:3000", "127.0.0.1:3000", "[::1]:3000"])(
    "answers the host %s",
    async (host) => {
      expect((await ask("GET", "/page/state", { host })).status).toBe(200);
    },
  );

  it.each([
    ["no origin", {}],
    ["another site", { origin: "http://evil.example" }],
    ["another port of this machine", { origin: "http://127.0.0.1:1" }],
    ["a sandboxed frame", { origin: "null" }],
  ])("does nothing for %s", async (_name, headers) => {
    const deed = JSON.stringify({ do: "fault", fault: { vendor: "slack", kind: "down" } });
    expect(
      (await ask("POST", "/page/do", { "content-type": "application/json", ...headers }, deed)).status,
    ).toBe(403);
    expect(sandbox.faults.list()).toEqual([]);
  });

  test("does nothing for a form, which a browser posts anywhere without asking", async () => {
    const answer = await ask("POST", "/page/do", { origin: sandbox.url, "content-type": "text/plain" }, "{}");
    expect(answer).toMatchObject({ status: 403, body: "The body must be application/json.\n" });
  });
});

describe("what may be asked", () => {
  it.each(["", "nonsense", "[]", '{"do":"format-disk"}', '{"do":"say","user":"U0AMARA"}'])(
    "refuses %j",
    async (body) => {
      const answer = await ask("POST", "/page/do", own(), body);
      expect(answer).toMatchObject({
        status: 400,
        body: expect.stringContaining("The page asked for something unknown"),
      });
    },
  );

  test("tells why something cannot be done", async () => {
    const deed = JSON.stringify({ do: "say", user: "U0NOBODY", channel: "general", text: "hello" });
    expect(await ask("POST", "/page/do", own(), deed)).toMatchObject({
      status: 409,
      body: expect.stringContaining("U0NOBODY"),
    });
  });

  test("refuses to be asked by GET", async () => {
    expect((await ask("GET", "/page/do")).status).toBe(405);
  });
});

describe("what a person is told", () => {
  const state = async (user: string) =>
    JSON.parse((await ask("GET", `/page/state?user=${user}`)).body) as PageState;

  test("is what they may see", async () => {
    const names = (await state("U0GUS")).channels.map(({ name }) => name);
    expect(names).toEqual(["general"]);
    expect((await state("U0AMARA")).channels.map(({ name }) => name)).toEqual([
      "general",
      "incidents",
      "ops",
    ]);
  });

  test("is nothing for somebody unknown", async () => {
    expect((await ask("GET", "/page/state?user=U0NOBODY")).status).toBe(404);
  });

  test("is told again when something changes", async () => {
    const stop = new AbortController();
    const stream = await fetch(`${sandbox.url}/page/changes`, { signal: stop.signal });
    const reader = stream.body?.getReader();
    const next = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await next()).toContain("data: 0");
    await sandbox.slack.say({ user: "amara", channel: "general", text: "hello" });
    expect(await next()).toBe("data: 1\n\n");
    stop.abort();
  });
});

describe("routes", () => {
  test("the page is one frame, allowed to load from here only", async () => {
    const { status, headers, body } = await ask("GET", "/");
    expect({ status, csp: headers["content-security-policy"] }).toMatchObject({
      status: 200,
      csp: expect.stringContaining("default-src 'none'"),
    });
    expect(body).toContain("/page/client.js");
  });

  it.each(["/page/client.js", "/page/client.css"])("%s is built once and not sent again", async (path) => {
    const first = await ask("GET", path);
    expect(first.body.length).toBeGreaterThan(10_000);
    expect((await ask("GET", path, { "if-none-match": String(first.headers["etag"]) })).status).toBe(304);
  });

  test("health is the bot's", async () => {
    expect(await ask("GET", "/healthz")).toMatchObject({ status: 200, body: "alive" });
  });

  it.each(["/nothing", "/page/file/F0NONE", "/favicon.ico"])("%s is not found", async (path) => {
    expect((await ask("GET", path)).status).toBe(404);
  });
});
