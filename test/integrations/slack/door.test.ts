import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDoor } from "../../../src/integrations/slack/door.ts";
import { type DoorAnswer, plain } from "../../../src/integrations/slack/exchange.ts";
import {
  FORM,
  JSON_UTF8,
  NOW,
  type OpenDoor,
  openDoor,
  post,
  postSigned,
  raw,
  SECRET,
  SILENT,
  signedHeaders,
} from "./door-client.ts";

const MINUTE = 60_000;
const COMMAND = "command=%2Fincident&text=list&user_id=U0ANN&channel_id=C0LOBBY&trigger_id=1.2";

let open: OpenDoor;
beforeAll(async () => {
  open = await openDoor({ bodyDeadlineMs: 150 });
});
afterAll(() => open.door.stop());

function signedBy(secret: string, atMs = NOW): Record<string, string> {
  return { "content-type": FORM, ...signedHeaders(COMMAND, atMs, secret) };
}

describe("forged and unacceptable requests are answered with one sentence and go no further", () => {
  const unsigned = { "content-type": FORM };
  it.each<[string, Record<string, string>, string, number, RegExp]>([
    ["unsigned", unsigned, COMMAND, 401, /not signed exactly once/],
    ["signed with another secret", signedBy("another"), COMMAND, 401, /signature does not match/],
    ["signed for another body", signedBy(SECRET), COMMAND.replace("list", "close"), 401, /does not match/],
    [
      "five minutes and a second old",
      signedBy(SECRET, NOW - 5 * MINUTE - 1000),
      COMMAND,
      401,
      /more than five minutes/,
    ],
    ["from a future year", signedBy(SECRET, NOW + 31_536_000_000), COMMAND, 401, /more than five minutes/],
    [
      "with a time stamp of letters",
      { ...signedBy(SECRET), "x-slack-request-timestamp": "soon" },
      COMMAND,
      401,
      /not a number/,
    ],
    [
      "with a truncated signature",
      { ...signedBy(SECRET), "x-slack-signature": "v0=00" },
      COMMAND,
      401,
      /does not match/,
    ],
    ["an unsigned command disguised as ssl_check", unsigned, `ssl_check=1&${COMMAND}`, 401, /not signed/],
    [
      "an unsigned challenge",
      { "content-type": JSON_UTF8 },
      '{"type":"url_verification","challenge":"x"}',
      401,
      /not signed/,
    ],
  ])("%s", async (_name, headers, body, status, sentence) => {
    const before = open.delivered.length;
    const answered = await post(open.url, body, headers);
    expect(answered.status).toBe(status);
    expect(answered.text).toMatch(sentence);
    expect(answered.text.trim().split("\n")).toHaveLength(1);
    expect(open.delivered).toHaveLength(before);
  });

  it.each([
    ["JSON that is cut off", '{"type":"event_call', JSON_UTF8],
    ["a form without a command or payload", "a=b", FORM],
    ["a payload that is not JSON", "payload=%7Bnope", FORM],
    ["a payload that is a list", "payload=%5B%5D", FORM],
    ["another content type", "<xml/>", "text/xml"],
    ["no body at all", "", JSON_UTF8],
  ])("signed, but %s", async (_name, body, type) => {
    const before = open.delivered.length;
    expect(await postSigned(open.url, body, type)).toEqual({
      status: 400,
      text: "The body is neither JSON nor a form with a payload that can be read.\n",
    });
    expect(open.delivered).toHaveLength(before);
  });

  it("the same signed request again", async () => {
    const body = `${COMMAND}&n=replay`;
    expect((await postSigned(open.url, body)).status).toBe(200);
    const again = await postSigned(open.url, body);
    expect(again).toEqual({ status: 401, text: "This request was received before.\n" });
  });

  it("a body over the limit, announced or not", async () => {
    const before = open.delivered.length;
    const announced = await raw(
      open.door.port,
      "POST /slack/events HTTP/1.1\r\nhost: door\r\ncontent-length: 2000000\r\n\r\n",
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413 /);
    expect(announced).toMatch(/connection: close/i);
    const small = await openDoor({ bodyLimitBytes: 10 });
    const chunked = await raw(
      small.door.port,
      "POST /slack/events HTTP/1.1\r\nhost: door\r\ntransfer-encoding: chunked\r\n\r\nb\r\n01234567890\r\n",
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    await small.door.stop();
    expect(open.delivered).toHaveLength(before);
  });

  it("headers that drip and never end", async () => {
    const impatient = await openDoor({ headersDeadlineMs: 150 });
    const dripped = await raw(impatient.door.port, "GET /healthz HTTP/1.1\r\nhost: d");
    expect(dripped).toMatch(/^HTTP\/1\.1 408 /);
    await impatient.door.stop();
  });

  it("more connections than it takes", async () => {
    const narrow = await openDoor({ mostConnections: 1 });
    const held = connect(narrow.door.port, "127.0.0.1");
    await once(held, "connect");
    expect(await raw(narrow.door.port, "GET /healthz HTTP/1.1\r\nhost: door\r\n\r\n")).toBe("");
    held.destroy();
    await narrow.door.stop();
  });

  it("a body that stalls", async () => {
    const stalled = await raw(
      open.door.port,
      "POST /slack/events HTTP/1.1\r\nhost: door\r\ncontent-length: 50\r\n\r\ncommand=",
    );
    expect(stalled).toMatch(/^HTTP\/1\.1 408 /);
    expect(stalled).toContain("The body did not arrive in time.");
  });

  it.each(["x-slack-signature", "x-slack-request-timestamp"])("%s sent twice", async (name) => {
    const body = `${COMMAND}&twice=${name}`;
    const headers = {
      ...signedHeaders(body),
      "content-type": FORM,
      "content-length": String(body.length),
      connection: "close",
    };
    const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`);
    const double = lines.filter((line) => line.startsWith(name));
    const answered = await raw(
      open.door.port,
      `POST /slack/events HTTP/1.1\r\nhost: door\r\n${[...lines, ...double].join("\r\n")}\r\n\r\n${body}`,
    );
    expect(answered).toMatch(/^HTTP\/1\.1 401 /);
    expect(answered).toContain("not signed exactly once");
  });

  it("another path, another method, and rubbish instead of HTTP", async () => {
    expect((await fetch(`${open.url}/nothing`)).status).toBe(404);
    const got = await fetch(`${open.url}/slack/events`);
    expect(got.status).toBe(405);
    expect(await got.text()).toBe("Only POST is answered here.\n");
    expect(await raw(open.door.port, "rubbish\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect((await fetch(`${open.url}/healthz`)).status).toBe(200);
  });
});

describe("what is answered without the bot", () => {
  it("Slack's check of the certificate, unsigned when it asks for nothing else", async () => {
    const before = open.delivered.length;
    expect(await post(open.url, "ssl_check=1&token=x", { "content-type": FORM })).toEqual({
      status: 200,
      text: "",
    });
    expect(await postSigned(open.url, `ssl_check=1&${COMMAND}`)).toEqual({ status: 200, text: "" });
    expect(open.delivered).toHaveLength(before);
  });

  it("the challenge of a new address", async () => {
    const body = JSON.stringify({ type: "url_verification", challenge: "3eZbrw1aB" });
    expect(await postSigned(open.url, body, JSON_UTF8)).toEqual({
      status: 200,
      text: '{"challenge":"3eZbrw1aB"}',
    });
  });
});

describe("a route that checks a signature itself", () => {
  /** Answers how many bytes it got, and the header it looks at. */
  async function openWith(limitBytes: number): Promise<OpenDoor> {
    return openDoor({
      bodyLimitBytes: limitBytes,
      routes: {
        "POST /webhooks/pagerduty": async ({ rawBody, headers }) =>
          plain(200, `${rawBody.toString("hex")} ${String(headers["x-pagerduty-signature"])}`),
      },
    });
  }

  it("gets a webhook's body byte for byte, with its headers", async () => {
    const webhooks = await openWith(1024);
    const answered = await fetch(`${webhooks.url}/webhooks/pagerduty`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-pagerduty-signature": "v1=aa,v1=bb" },
      body: Buffer.from([0x7b, 0x20, 0xc3, 0x28, 0x0d, 0x0a, 0x7d]),
    });
    expect(await answered.text()).toBe("7b20c3280d0a7d v1=aa,v1=bb\n");
    await webhooks.door.stop();
  });

  it("is not bothered with one over the limit", async () => {
    const webhooks = await openWith(10);
    const answered = await raw(
      webhooks.door.port,
      "POST /webhooks/pagerduty HTTP/1.1\r\nhost: door\r\ncontent-length: 11\r\n\r\n01234567890",
    );
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
    await webhooks.door.stop();
  });
});

describe("what is handed on", () => {
  it.each([
    ["a command", COMMAND, `${FORM}; charset=utf-8`, { command: "/incident", text: "list" }],
    [
      "an interaction",
      `payload=${encodeURIComponent('{"type":"block_actions"}')}`,
      FORM,
      { type: "block_actions" },
    ],
    [
      "an event",
      '{"type":"event_callback","event":{"type":"pin_added"}}',
      JSON_UTF8,
      { type: "event_callback" },
    ],
  ])("%s", async (_name, body, type, payload) => {
    expect((await postSigned(open.url, body, type)).status).toBe(200);
    expect(open.delivered.at(-1)?.payload).toMatchObject(payload);
  });

  it("the count and reason of a redelivery, and a request from either edge of the window", async () => {
    const body = '{"type":"event_callback","event":{"type":"x"},"n":2}';
    const headers = {
      "content-type": JSON_UTF8,
      "x-slack-retry-num": "2",
      "x-slack-retry-reason": "http_timeout",
    };
    expect(
      (await post(open.url, body, { ...headers, ...signedHeaders(body, NOW - 5 * MINUTE) })).status,
    ).toBe(200);
    expect(open.delivered.at(-1)).toMatchObject({ retryNum: 2, retryReason: "http_timeout" });
    expect(
      (await post(open.url, body, { ...headers, ...signedHeaders(body, NOW + 5 * MINUTE) })).status,
    ).toBe(200);
  });

  it.each<[string, () => Promise<DoorAnswer>]>([
    ["is answered 500", () => Promise.resolve(plain(500, "Again, please."))],
    ["fails", () => Promise.reject(new Error("bug"))],
  ])("the same signed request again when the first %s, and not once it is taken", async (_name, first) => {
    let count = 0;
    const busy = await openDoor({
      deliver: () => {
        count += 1;
        return count === 1 ? first() : Promise.resolve(plain(200, ""));
      },
    });
    const statuses: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await postSigned(busy.url, COMMAND)).status);
    expect(statuses).toEqual([500, 200, 401]);
    await busy.door.stop();
  });

  it("a request although the memory of signatures is down", async () => {
    const forgetful = await openDoor({ firstTime: () => Promise.reject(new Error("down")) });
    expect((await postSigned(forgetful.url, COMMAND)).status).toBe(200);
    await forgetful.door.stop();
  });
});

describe("opening and closing", () => {
  it.each(["", "   "])("an empty secret (%j) is refused at once", (signingSecret) => {
    expect(() =>
      createDoor({
        signingSecret,
        host: "127.0.0.1",
        port: 0,
        now: () => NOW,
        firstTime: () => Promise.resolve(true),
        forget: () => Promise.resolve(),
        deliver: () => Promise.reject(new Error("never")),
        routes: {},
        log: SILENT,
      }),
    ).toThrow("SLACK_SIGNING_SECRET is empty: copy it from the app's Basic Information page in Slack.");
  });

  it("without a secret Slack's path does not exist", async () => {
    const closed = await openDoor({ signingSecret: null });
    expect((await postSigned(closed.url, COMMAND)).status).toBe(404);
    await closed.door.stop();
  });

  it("stopping finishes what it holds and takes nothing new", async () => {
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const busy = await openDoor({
      deliver: async () => {
        arrived.resolve();
        await held.promise;
        return { status: 200, body: "finished" };
      },
    });
    const answered = postSigned(busy.url, COMMAND);
    await arrived.promise;
    const stopped = busy.door.stop();
    await expect(fetch(`${busy.url}/healthz`)).rejects.toThrow();
    held.resolve();
    expect(await answered).toEqual({ status: 200, text: "finished" });
    await stopped;
  });

  it("a route that fails is answered 500 and the next request is answered", async () => {
    const broken = await openDoor({ deliver: () => Promise.reject(new Error("bug")) });
    const answered = await postSigned(broken.url, COMMAND);
    expect(answered).toEqual({
      status: 500,
      text: "Something went wrong inside Tocsin; the log says what.\n",
    });
    expect((await fetch(`${broken.url}/healthz`)).status).toBe(200);
    await broken.door.stop();
  });
});
