import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type StandIns, startStandIns } from "../../sandbox/stand-ins.ts";

let standIns: StandIns;
beforeAll(async () => {
  standIns = await startStandIns({ folder: null, host: "127.0.0.1", port: 0 });
});
afterAll(() => standIns.stop());

/** fetch would not send a Host of our choosing. */
async function statusOf(path: string, host: string): Promise<string> {
  const socket = connect(standIns.port, "127.0.0.1");
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nuser-agent: test\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
  );
  return (await text(socket)).split(" ")[1] ?? "";
}

describe("the stand-ins answer on this machine only", () => {
  it.each([
    "/slack/api/auth.test",
    "/slack/files/x",
    "/pagerduty/api/incidents",
    "/pagerduty/events/v2/enqueue",
    "/github/api/user",
    "/github/sebenza/suite",
    "/prometheus/api/v1/query",
    "/sites/app.example.com/health",
  ])("%s", async (path) => {
    const port = String(standIns.port);
    expect(await statusOf(path, `rebound.example:${port}`)).toBe("403");
    expect(await statusOf(path, `127.0.0.1:${port}`)).not.toBe("403");
    expect(await statusOf(path, `localhost:${port}`)).not.toBe("403");
  });
});
