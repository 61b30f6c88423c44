import { afterEach, describe, expect, it } from "vitest";
import { type Answer, type Handler, json, serve } from "../../../sandbox/http.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import { retryAfterMs } from "../../../src/integrations/pagerduty/answer.ts";
import { createPager } from "../../../src/integrations/pagerduty/pager.ts";

/** Every way an HTTP server can answer, against both ways of paging. The servers are bare: nothing here is the stand-in. */

const KEY = "INC-7/1/page" as EffectId;
const POLICY = { id: "PONCALL", name: "on-call", services: [{ id: "PSEBENZ" }] };
const ASK = {
  key: KEY,
  title: "Down",
  body: "",
  to: { kind: "policy", policy: "on-call" },
  service: null,
  severity: "critical",
  route: "first",
} as const;
const GOES_ON = "Tocsin tries again by itself. If it cannot wait, call whoever is on call by phone.";
const DOUBT = "; the page may or may not have gone out";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Way = "REST" | "Events";
const WAYS: readonly Way[] = ["REST", "Events"];

/** A PagerDuty whose lookups work and whose paging call is answered by `handler`. */
async function against(way: Way, handler: Handler, timeoutMs = 2_000) {
  const seen: string[] = [];
  const served = await serve({
    "/v2/enqueue": handler,
    "/incidents": (asked) => {
      seen.push(`${asked.method} ${asked.path}`);
      if (asked.method === "GET" && asked.path === "/incidents") return json(200, { incidents: [] });
      return handler(asked);
    },
    "/escalation_policies": () => json(200, { escalation_policies: [POLICY], more: false }),
  });
  closing.push(served.close);
  const credentials = way === "REST" ? { token: "t", routingKey: null } : { token: null, routingKey: "r" };
  const pager = createPager({
    ...credentials,
    from: "a@example.com",
    apiUrl: served.url,
    eventsUrl: served.url,
    timeoutMs,
    log: () => {},
  });
  return { pager, seen };
}

const problem = (status: number, message: string) => (): Answer =>
  json(status, { error: { code: 1, message, errors: ["why"] } });
const raw =
  (status: number, body: string, headers = {}) =>
  (): Answer => ({ status, headers: { "content-type": "application/json", ...headers }, body });

describe.each(WAYS)("by %s", (way) => {
  const rest = way === "REST";
  const variable = rest ? "PAGERDUTY_TOKEN" : "PAGERDUTY_ROUTING_KEY";

  it.each([
    [
      400,
      "PagerDuty refused the request (400: No: why).",
      "Check the policy and the service in the ops profile against PagerDuty and press Try again; until then, call people by phone.",
    ],
    [
      401,
      `PagerDuty refused the ${rest ? "token" : "routing key"} (401).`,
      `Put a valid ${rest ? "REST" : "integration"} key into ${variable} and press Try again.`,
    ],
    [
      402,
      "The PagerDuty account's plan does not include this (402: No: why).",
      "Call whoever is on call by phone, and ask the owner of the PagerDuty account for it.",
    ],
    [
      403,
      `PagerDuty does not let this ${rest ? "token" : "routing key"} do that (403: No: why).`,
      `Put a key that may write, not a read-only one, into ${variable} and press Try again.`,
    ],
    [
      404,
      "PagerDuty does not know what was asked for (404: No: why).",
      `Look whether it was deleted in PagerDuty and whether ${rest ? "PAGERDUTY_API_URL" : "PAGERDUTY_EVENTS_URL"} is right, and press Try again.`,
    ],
    [
      418,
      "The address for PagerDuty answered with something PagerDuty does not say (418: No: why).",
      `Check ${rest ? "PAGERDUTY_API_URL" : "PAGERDUTY_EVENTS_URL"} and any proxy in between, and press Try again.`,
    ],
  ])("takes %i for a refusal and says how to cure it", async (status, reason, cure) => {
    const { pager } = await against(way, problem(status, "No"));
    expect(await pager.page(ASK)).toEqual({ kind: "failed", reason, cure });
  });

  it.each([408, 409, 500, 502, 503, 504])("tries again after %i, whatever the body", async (status) => {
    for (const answer of [problem(status, "x"), raw(status, "<html>"), raw(status, "")]) {
      const { pager } = await against(way, answer);
      expect(await pager.page(ASK)).toEqual({
        kind: "retry",
        afterMs: 0,
        reason: `PagerDuty is in trouble (${status})${DOUBT}.`,
        cure: GOES_ON,
      });
    }
  });

  it.each([
    ["ratelimit-reset", { "ratelimit-reset": "20" }, 20_000],
    ["Retry-After", { "retry-after": "3" }, 3_000],
    ["nothing", {}, 0],
  ])("slows down on 429 by %s", async (_, headers, afterMs) => {
    const { pager } = await against(way, raw(429, '{"error":{"code":2020}}', headers));
    expect(await pager.page(ASK)).toEqual({
      kind: "retry",
      afterMs,
      reason: "PagerDuty asks us to slow down (429).",
      cure: GOES_ON,
    });
  });

  it.each([
    ["rubbish", "<html>Welcome to the hotel's Wi-Fi</html>"],
    ["nothing", ""],
    ["JSON cut short", '{"incident":{"id":"Q1","sta'],
    ["JSON without an id", '{"incident":{"status":"triggered"},"status":"success"}'],
    ["an empty id", '{"incident":{"id":"","status":"triggered"},"status":"success","dedup_key":""}'],
    ["null", "null"],
    ["a list", "[]"],
    ["somebody else's key", '{"status":"success","dedup_key":"other"}'],
  ])("does not take a success with %s for a page", async (_, body) => {
    const status = rest ? 201 : 202;
    const { pager } = await against(way, raw(status, body));
    expect(await pager.page(ASK)).toEqual({
      kind: "retry",
      afterMs: 0,
      reason: `PagerDuty's answer (${status}) cannot be read${DOUBT}.`,
      cure: GOES_ON,
    });
  });

  it("does not follow a redirect with the token in hand", async () => {
    const { pager } = await against(way, raw(302, "", { location: "/elsewhere" }));
    expect(await pager.page(ASK)).toMatchObject({
      kind: "failed",
      reason: "The address for PagerDuty answered with something PagerDuty does not say (302).",
    });
  });

  it("tries again when the connection drops before an answer", async () => {
    const { pager } = await against(way, (asked) => {
      asked.raw.socket.destroy();
      return null;
    });
    expect(await pager.page(ASK)).toEqual({
      kind: "retry",
      afterMs: 0,
      reason: `The connection to PagerDuty broke before it answered${DOUBT}.`,
      cure: GOES_ON,
    });
  });

  it("tries again when the connection drops in the middle of the answer", async () => {
    const { pager } = await against(way, (asked) => {
      asked.reply.writeHead(rest ? 201 : 202, { "content-length": "500" });
      asked.reply.write('{"incident":', () => asked.raw.socket.destroy());
      return null;
    });
    expect(await pager.page(ASK)).toMatchObject({
      kind: "retry",
      afterMs: 0,
      reason: expect.stringContaining(DOUBT),
    });
  });

  it.each([
    ["says nothing", () => {}],
    ["begins and stops", (reply: Parameters<Handler>[0]["reply"]) => reply.writeHead(201).write('{"inc')],
  ])("gives up when PagerDuty %s for longer than the limit", async (_, begin) => {
    const limitMs = 100;
    const { pager } = await against(
      way,
      (asked) => {
        begin(asked.reply);
        return null;
      },
      limitMs,
    );
    const began = performance.now();
    expect(await pager.page(ASK)).toEqual({
      kind: "retry",
      afterMs: 0,
      reason: `PagerDuty did not answer within 0.1 s${DOUBT}.`,
      cure: GOES_ON,
    });
    expect(performance.now() - began).toBeLessThan(limitMs * 10);
  });

  it("tries again when nothing listens there", async () => {
    const served = await serve({});
    await served.close();
    const credentials = rest ? { token: "t", routingKey: null } : { token: null, routingKey: "r" };
    const pager = createPager({
      ...credentials,
      from: null,
      apiUrl: served.url,
      eventsUrl: served.url,
      log: () => {},
    });
    expect(await pager.page(ASK)).toEqual({
      kind: "retry",
      afterMs: 0,
      reason: "PagerDuty cannot be reached.",
      cure: GOES_ON,
    });
  });
});

describe("what the stand-in never says", () => {
  it("repeats a 429 of REST only as often as PagerDuty's own client does", async () => {
    const { pager, seen } = await against("REST", raw(429, "{}"));
    await pager.page(ASK);
    expect(seen).toEqual(Array.from({ length: 4 }, () => "POST /incidents"));
  });

  it("tries again when PagerDuty says the page is there and does not show it", async () => {
    const { pager } = await against(
      "REST",
      problem(400, "Open incident with matching dedup key already exists on this service"),
    );
    expect(await pager.page(ASK)).toMatchObject({
      kind: "retry",
      reason: "PagerDuty says that this page is there already, but does not show it.",
    });
  });

  it("does not take an update that changed nothing for done", async () => {
    const { pager } = await against("REST", () => json(200, { incident: { id: "Q1", status: "triggered" } }));
    expect(await pager.resolve("Q1", KEY)).toMatchObject({
      kind: "retry",
      reason: "PagerDuty took it, but still shows the page as triggered.",
    });
  });

  it("refuses a policy that has no service, instead of guessing one", async () => {
    const served = await serve({
      "/escalation_policies": () => json(200, { escalation_policies: [{ ...POLICY, services: [] }] }),
    });
    closing.push(served.close);
    const pager = createPager({
      token: "t",
      from: null,
      routingKey: null,
      apiUrl: served.url,
      eventsUrl: served.url,
      log: () => {},
    });
    expect(await pager.page(ASK)).toMatchObject({
      kind: "failed",
      reason: 'PagerDuty pages for a service, and the escalation policy "on-call" has none.',
      cure: expect.stringContaining("pagerduty_service"),
    });
  });

  it("reads on until it finds the name, and does not take a list it cannot read for an empty one", async () => {
    const others = Array.from({ length: 100 }, (_, at) => ({
      id: `P${at}`,
      name: `not on-call ${at}`,
      services: [],
    }));
    const pages: Handler = (asked) =>
      asked.query.get("offset") === "0"
        ? json(200, { escalation_policies: others, more: true })
        : json(200, { escalation_policies: [POLICY], more: false });
    for (const [handler, kind] of [
      [pages, "done"],
      [raw(200, '{"policies":[]}'), "retry"],
    ] as const) {
      const oncalls: Handler = () =>
        json(200, { oncalls: [{ escalation_level: 1, user: { id: "P1", summary: "Amara" } }] });
      const served = await serve({ "/escalation_policies": handler, "/oncalls": oncalls });
      closing.push(served.close);
      const pager = createPager({
        token: "t",
        from: null,
        routingKey: null,
        apiUrl: `${served.url}/`,
        eventsUrl: served.url,
        log: () => {},
      });
      expect((await pager.onCall("on-call")).kind).toBe(kind);
    }
  });
});

describe("how long the vendor wants us to wait", () => {
  const now = Date.UTC(2026, 10, 21, 9);
  it.each([
    [{ "ratelimit-reset": "20", "retry-after": "3" }, 20_000],
    [{ "retry-after": "0.5" }, 500],
    [{ "retry-after": "Sat, 21 Nov 2026 09:00:10 GMT" }, 10_000],
    [{ "retry-after": "Sat, 21 Nov 2026 08:00:00 GMT" }, 0],
    [{ "retry-after": "-5" }, 0],
    [{ "retry-after": "soon" }, 0],
    [{ "retry-after": " " }, 0],
    [{ "ratelimit-reset": "99999999" }, 60_000],
    [{ "retry-after": "600" }, 60_000],
    [{}, 0],
  ])("%j is %i ms", (headers, ms) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(ms);
  });
});
