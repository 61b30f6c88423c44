import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createProbe } from "../../../src/integrations/health/probe.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function answering(status: number | null): Promise<string> {
  server = createServer((_, response) => {
    if (status !== null) response.writeHead(status, { location: "/elsewhere" }).end("{}");
  });
  await new Promise<void>((resolve) => void server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
}

describe("a health address", () => {
  it.each([
    [200, true, "answered 200"],
    [204, true, "answered 204"],
    [404, false, "answered 404"],
    [500, false, "answered 500"],
    [503, false, "answered 503"],
  ])("that answers %i", async (status, healthy, told) => {
    expect(await createProbe().look(await answering(status))).toEqual({ healthy, told });
  });

  it("that sends one round in circles is not healthy", async () => {
    expect(await createProbe().look(await answering(302))).toMatchObject({ healthy: false });
  });

  it("that says nothing in time, or is not there, is not healthy", async () => {
    const url = await answering(null);
    expect(await createProbe({ timeoutMs: 30 }).look(url)).toEqual({
      healthy: false,
      told: "did not answer within 0.03 s",
    });
    expect(await createProbe().look("http://127.0.0.1:9/health")).toEqual({
      healthy: false,
      told: expect.stringMatching(/^could not be reached/),
    });
  });
});
