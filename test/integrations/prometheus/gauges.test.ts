import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createGauges } from "../../../src/integrations/prometheus/gauges.ts";

/** Answers of a real Prometheus, and of things that are none. */
const real = JSON.parse(
  readFileSync(new URL("../../fixtures/payloads/prometheus.json", import.meta.url), "utf8"),
) as Record<string, [number, unknown]>;

let server: Server | null = null;
afterEach(() => server?.closeAllConnections() ?? server?.close());

async function answering(status: number, body: string | null): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    let form = "";
    request.on("data", (part) => {
      form += String(part);
    });
    request.on("end", () => {
      asked.push(`${request.method} ${request.url} ${form}`);
      if (body !== null) response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/prom`, asked };
}

const vector = (...values: string[]) =>
  JSON.stringify({
    status: "success",
    data: { resultType: "vector", result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });

describe("an instant query", () => {
  it("goes as a form to the address that was set, its path kept", async () => {
    const { url, asked } = await answering(200, vector("1"));
    await createGauges({ url }).read('up{job="a"}');
    expect(asked).toEqual(["POST /prom/api/v1/query query=up%7Bjob%3D%22a%22%7D"]);
  });

  it.each([
    ["a real vector", JSON.stringify(real["query_vector"]?.[1]), 0.09999999999999999],
    [
      "a real metric that is not known: no data, which is not nought",
      JSON.stringify(real["query_unknown_metric"]?.[1]),
      null,
    ],
    ["a real infinity", JSON.stringify(real["query_infinity"]?.[1]), Number.POSITIVE_INFINITY],
    ["several series: the greatest", vector("1", "7", "-Inf"), 7],
    ["only NaN, as of a rate of nothing: no data", vector("NaN"), null],
    ["a scalar", JSON.stringify({ status: "success", data: { resultType: "scalar", result: [1, "4"] } }), 4],
  ])("%s", async (_, body, value) => {
    const { url } = await answering(200, body);
    expect(await createGauges({ url }).read("x")).toEqual({ kind: "done", receipt: value });
  });

  it("that cannot be read is refused in Prometheus's own words", async () => {
    const [status, body] = real["query_parse_error"] ?? [0, null];
    const { url } = await answering(status, JSON.stringify(body));
    expect(await createGauges({ url }).read("(")).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("unclosed left parenthesis"),
    });
  });

  it.each([
    [
      503,
      JSON.stringify({ status: "error", errorType: "timeout", error: "query timed out" }),
      "query timed out",
    ],
    [502, "<html>", "no JSON"],
    [
      200,
      JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } }),
      "not understood",
    ],
  ])("answered %i with what is no answer is asked again", async (status, body, reason) => {
    const { url } = await answering(status, body);
    expect(await createGauges({ url }).read("x")).toMatchObject({
      kind: "retry",
      reason: expect.stringContaining(reason),
    });
  });

  it("that is not answered in time, or by nobody, is asked again", async () => {
    const { url } = await answering(200, null);
    expect(await createGauges({ url, timeoutMs: 30 }).read("x")).toMatchObject({ kind: "retry" });
    expect(await createGauges({ url: "http://127.0.0.1:9", timeoutMs: 500 }).read("x")).toMatchObject({
      kind: "retry",
    });
  });

  it("without an address says what to set", async () => {
    const gauges = createGauges({ url: null });
    expect(gauges.state).toBe("off");
    expect(await gauges.read("x")).toMatchObject({
      kind: "failed",
      cure: expect.stringContaining("PROMETHEUS_URL"),
    });
  });
});
