import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StandIns, startStandIns } from "../../sandbox/stand-ins.ts";
import { createGauges } from "../../src/integrations/prometheus/gauges.ts";

/** Prometheus's stand-in, held to what a real one answered, and the bot's own client against it. */

let standIns: StandIns;
beforeEach(async () => {
  standIns = await startStandIns({ folder: null, host: "127.0.0.1", port: 0 });
});
afterEach(() => standIns.stop());

const REAL = JSON.parse(
  readFileSync(new URL("../fixtures/payloads/prometheus.json", import.meta.url), "utf8"),
) as Readonly<Record<string, readonly [status: number, body: unknown]>>; // as its `about` says

const ask = async (query: string, method = "POST") => {
  const { url } = standIns.prometheus;
  const reply = await (method === "GET"
    ? fetch(`${url}/api/v1/query?${new URLSearchParams({ query })}`)
    : fetch(`${url}/api/v1/query`, { method, body: new URLSearchParams({ query }) }));
  return [reply.status, await reply.json()];
};

/** What is there, and of which kind: what it says is its own matter. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}

const read = (query: string) => createGauges({ url: standIns.prometheus.url, timeoutMs: 300 }).read(query);
const ERRORS = 'sum(rate(http_requests_total{status=~"5.."}[5m]))';

describe("a query", () => {
  it.each(["GET", "POST"])("by %s is answered as by a real one", async (method) => {
    standIns.prometheus.set("infinite", Number.POSITIVE_INFINITY);
    standIns.prometheus.set("nothing_known", null);
    for (const [name, query] of [
      ["query_infinity", "infinite"],
      ["query_unknown_metric", "nothing_known"],
      ["query_parse_error", "sum"],
    ] as const) {
      const asked = name === "query_parse_error" ? `${query}(` : query;
      expect([name, shapeOf(await ask(asked, method))]).toEqual([name, shapeOf(REAL[name])]);
    }
    expect(await ask("sum(", method)).toEqual(REAL["query_parse_error"]);
    const [status, body] = await ask("infinite", method);
    expect([status, body]).toMatchObject([
      200,
      { data: { result: [{ value: [expect.any(Number), "+Inf"] }] } },
    ]);
  });

  it("is bad, or without data, while that is switched on", async () => {
    const alerts = 'count(ALERTS{alertstate="firing"}) or vector(0)';
    standIns.faults.add({ vendor: "prometheus", kind: "values-bad" });
    expect([await read(ERRORS), await read(alerts)]).toEqual([
      { kind: "done", receipt: 42 },
      { kind: "done", receipt: 42 },
    ]);
    standIns.faults.clear("prometheus");
    standIns.faults.add({ vendor: "prometheus", kind: "values-missing" });
    expect([await read(ERRORS), await read(alerts)]).toEqual([
      { kind: "done", receipt: null },
      { kind: "done", receipt: 0 },
    ]);
    standIns.faults.clear("prometheus");
    expect(await read(ERRORS)).toEqual({ kind: "done", receipt: 0.4 });
  });

  it("is good until it is told a value, of which the last that fits counts", async () => {
    expect(await read(ERRORS)).toEqual({ kind: "done", receipt: 0.4 });
    expect(await read('count(ALERTS{alertstate="firing",severity="critical"}) or vector(0)')).toEqual({
      kind: "done",
      receipt: 0,
    });
    standIns.prometheus.set("http_requests_total", 7);
    standIns.prometheus.set("5..", 12.5);
    expect(await read(ERRORS)).toEqual({ kind: "done", receipt: 12.5 });
    standIns.prometheus.set("http_requests_total", null);
    expect(await read(ERRORS)).toEqual({ kind: "done", receipt: null });
    expect(await read("up")).toEqual({ kind: "done", receipt: 0 });
    standIns.prometheus.reset();
    expect(await read(ERRORS)).toEqual({ kind: "done", receipt: 0.4 });
  });

  it("is refused when it makes no sense", async () => {
    expect(await read("sum(up")).toMatchObject({
      kind: "failed",
      reason:
        'Prometheus refuses the query: invalid parameter "query": 1:7: parse error: unclosed left parenthesis.',
    });
    expect((await ask(""))[0]).toBe(400);
    expect(await read('up{job="a("}')).toMatchObject({ kind: "done" });
  });

  it.each(["error", "down", "nothing", "garbage", "rate-limited"] as const)(
    "may go wrong: %s",
    async (kind) => {
      standIns.faults.add({ vendor: "prometheus", kind, times: 1 });
      expect(await read("up")).toMatchObject({ kind: "retry" });
      expect(await read("up")).toMatchObject({ kind: "done" });
    },
  );

  it("is all there is to ask", async () => {
    const { url } = standIns.prometheus;
    expect((await fetch(`${url}/api/v1/rules`)).status).toBe(404);
    expect((await fetch(`${url}/api/v1/query`, { method: "PUT" })).status).toBe(405);
  });
});
