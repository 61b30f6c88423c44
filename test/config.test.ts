import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigFaults, readConfig } from "../src/config.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "secret" };

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigFaults) return error.faults;
    throw error;
  }
  return [];
}

describe("the environment", () => {
  it("may be empty: that is the sandbox on the embedded database", () => {
    expect(readConfig({})).toMatchObject({
      slack: null,
      databaseUrl: null,
      redisUrl: null,
      host: "127.0.0.1",
      port: 3000,
      dataDir: ".tocsin",
      profile: "profiles/example.yml",
      logLevel: "info",
    });
  });

  it("takes an empty string as unset", () => {
    expect(readConfig({ SLACK_BOT_TOKEN: "", PORT: "", DATABASE_URL: "" })).toEqual(readConfig({}));
  });

  it("ends Slack's address with a slash", () => {
    expect(readConfig({ ...SLACK, SLACK_API_URL: "http://127.0.0.1:9/api" }).slack?.apiUrl).toBe(
      "http://127.0.0.1:9/api/",
    );
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a bot token alone",
      { SLACK_BOT_TOKEN: "xoxb-1" },
      "SLACK_BOT_TOKEN alone is not enough: add SLACK_APP_TOKEN (Socket Mode, no public address needed) or SLACK_SIGNING_SECRET (HTTP).",
    ],
    [
      "a signing secret alone",
      { SLACK_SIGNING_SECRET: "s" },
      "SLACK_BOT_TOKEN is missing although other Slack settings are there. Copy it from the OAuth & Permissions page of your Slack app.",
    ],
    [
      "a user token",
      { ...SLACK, SLACK_BOT_TOKEN: "xoxp-1" },
      "SLACK_BOT_TOKEN must be the bot token, which begins with xoxb- (OAuth & Permissions page of your Slack app).",
    ],
    [
      "a wrong app token",
      { ...SLACK, SLACK_APP_TOKEN: "xoxb-2" },
      "SLACK_APP_TOKEN must be an app-level token, which begins with xapp- (Basic Information page, scope connections:write).",
    ],
    ["a port that is none", { PORT: "http" }, "PORT must be a port number from 0 to 65535."],
    [
      "a log level that is none",
      { LOG_LEVEL: "loud" },
      "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.",
    ],
    [
      "another database",
      { DATABASE_URL: "mysql://x/y" },
      "DATABASE_URL must look like postgres://user:password@host:5432/database.",
    ],
    ["a Redis address that is none", { REDIS_URL: "6379" }, "REDIS_URL must look like redis://host:6379."],
    [
      "an address that is none",
      { SLACK_API_URL: "slack" },
      "SLACK_API_URL must be an http(s) address, Slack's own is https://slack.com/api/.",
    ],
    [
      "a PagerDuty token alone",
      { PAGERDUTY_TOKEN: "t" },
      "PAGERDUTY_FROM is missing: PagerDuty refuses to make incidents without the e-mail address of one of its users.",
    ],
    [
      "a PagerDuty sender alone",
      { PAGERDUTY_FROM: "a@example.com" },
      "PAGERDUTY_TOKEN is missing although PAGERDUTY_FROM is there. Make a REST API key in PagerDuty, or remove PAGERDUTY_FROM.",
    ],
    [
      "a sender that is no address",
      { PAGERDUTY_TOKEN: "t", PAGERDUTY_FROM: "amara" },
      "PAGERDUTY_FROM must be the e-mail address of a PagerDuty user; PagerDuty wants to know in whose name incidents are made.",
    ],
  ])("refuses %s", (_, environment, sentence) => {
    expect(faultsOf(environment)).toEqual([sentence]);
  });

  it("tells every fault at once", () => {
    expect(
      faultsOf({ PORT: "99999", LOG_LEVEL: "loud", SLACK_APP_TOKEN: "no", PAGERDUTY_TOKEN: "t" }),
    ).toHaveLength(5);
  });

  it("never repeats a secret in a fault", () => {
    expect(
      faultsOf({ SLACK_BOT_TOKEN: "canary-7f3", PAGERDUTY_TOKEN: "canary-8a1" }).join("\n"),
    ).not.toContain("canary");
  });

  it("is listed whole in .env.example", () => {
    const example = readFileSync(".env.example", "utf8");
    const read = [...readFileSync("src/config.ts", "utf8").matchAll(/^ {2}([A-Z_]+): /gm)].map(
      ([, name]) => name,
    );
    expect(read.length).toBeGreaterThan(15);
    for (const name of read) expect(example).toMatch(new RegExp(`^${name}=`, "m"));
  });
});
