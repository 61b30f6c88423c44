import { describe, expect, it } from "vitest";
import { createLog, slackCallLog } from "../src/log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog("trace", { write: (line) => lines.push(line) }));
  return lines.join("");
}

describe("the log", () => {
  it.each([
    ["a bot token in a message", "xoxb-123-canary"],
    ["an app token", "xapp-1-A-canary"],
    ["a GitHub token", "ghs_canary0123"],
    ["a fine-grained GitHub token", "github_pat_canary"],
    ["a token of a GitHub App with its signed text", "ghs_12_eyJhbGci.canary.canary"],
    ["what a GitHub App signs", "bearer eyJhbGci.canary.canary"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\ncanary\n-----END RSA PRIVATE KEY-----"],
    ["a private key cut short", "-----BEGIN PRIVATE KEY-----\ncanary"],
    ["PagerDuty's header", "Token token=canary"],
    ["a database password", "postgres://bot:canary@db:5432/tocsin"],
  ])("hides %s", (_, secret) => {
    expect(
      logged((log) => log.error({ err: new Error(`refused: ${secret}`) }, `it said ${secret}`)),
    ).not.toContain("canary");
  });

  it.each(["token", "authorization", "signingSecret"])("hides the field %s", (field) => {
    expect(logged((log) => log.info({ [field]: "canary" }, "x"))).not.toContain("canary");
  });

  it("hides what the configuration holds of GitHub and of webhooks", () => {
    const config = {
      pagerduty: { webhookSecret: "canary" },
      github: { token: "canary", app: { id: "12", privateKey: "canary" }, webhookSecret: "canary" },
    };
    expect(logged((log) => log.info({ config }, "x"))).not.toContain("canary");
  });

  it("warns of a call that may have been made twice, and of no other", () => {
    const levels = (outcome: string): string =>
      logged((log) => slackCallLog(log)({ outcome })).replace(/^.*"level":(\d+).*\n$/u, "$1");
    expect(["done", "retry", "failed", "doubt"].map(levels)).toEqual(["20", "20", "20", "40"]);
  });

  it("keeps what is needed to find the fault", () => {
    const line = logged((log) =>
      log.warn({ effect: "i/1/page", reason: "PagerDuty answered 500." }, "an effect is not done"),
    );
    expect(JSON.parse(line)).toMatchObject({
      effect: "i/1/page",
      reason: "PagerDuty answered 500.",
      msg: "an effect is not done",
    });
  });
});
