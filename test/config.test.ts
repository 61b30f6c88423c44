import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigFaults, readConfig } from "../src/config.ts";

const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "secret" };

const keyOf = (type: "rsa" | "ec"): string => {
  const format = { publicKeyEncoding: { type: "spki", format: "pem" } } as const;
  const privateKeyEncoding = { type: "pkcs8", format: "pem" } as const;
  return type === "rsa"
    ? generateKeyPairSync("rsa", { ...format, privateKeyEncoding, modulusLength: 2048 }).privateKey
    : generateKeyPairSync("ec", { ...format, privateKeyEncoding, namedCurve: "P-256" }).privateKey;
};
const KEY = keyOf("rsa");
const APP = { GITHUB_APP_ID: "12", GITHUB_APP_PRIVATE_KEY: KEY, GITHUB_APP_INSTALLATION_ID: "77" };

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

  it("takes PagerDuty's webhooks only with their secret", () => {
    expect(readConfig({}).pagerduty.webhookSecret).toBe(null);
    expect(readConfig({ PAGERDUTY_WEBHOOK_SECRET: "s3" }).pagerduty.webhookSecret).toBe("s3");
  });

  it("knows GitHub by a token, as an App, or not at all", () => {
    const apiUrl = "https://api.github.com";
    const nothing = { token: null, app: null, apiUrl, webhookSecret: null };
    expect(readConfig({}).github).toEqual(nothing);
    expect(readConfig({ GITHUB_TOKEN: "ghp_1", GITHUB_WEBHOOK_SECRET: "s" }).github).toEqual({
      ...nothing,
      token: "ghp_1",
      webhookSecret: "s",
    });
    const app = { id: "12", privateKey: KEY, installationId: "77" };
    expect(readConfig(APP).github).toEqual({ ...nothing, app });
    expect(readConfig({ ...APP, GITHUB_APP_PRIVATE_KEY: KEY.replaceAll("\n", "\\n") }).github.app).toEqual(
      app,
    );
    // An Actions runner sets this by itself.
    expect(readConfig({ GITHUB_API_URL: "https://ghe.example.com/api/v3" }).github).toEqual({
      ...nothing,
      apiUrl: "https://ghe.example.com/api/v3",
    });
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
    [
      "a token and an App",
      { ...APP, GITHUB_TOKEN: "ghp_1" },
      "GITHUB_TOKEN and the GitHub App's settings are both there, and only one can be who Tocsin is. Remove GITHUB_TOKEN, or the three of the App.",
    ],
    [
      "an App without its key and installation",
      { GITHUB_APP_ID: "12" },
      "GITHUB_APP_PRIVATE_KEY and GITHUB_APP_INSTALLATION_ID are missing although the GitHub App's other settings are there. Set all three, or none.",
    ],
    [
      "an App without its id",
      { GITHUB_APP_PRIVATE_KEY: KEY, GITHUB_APP_INSTALLATION_ID: "77" },
      "GITHUB_APP_ID is missing although the GitHub App's other settings are there. Set all three, or none.",
    ],
    ...["-----BEGIN RSA PRIVATE KEY-----", "canary", keyOf("ec")].map(
      (key): [string, Record<string, string>, string] => [
        "a key that is none of an App's",
        { ...APP, GITHUB_APP_PRIVATE_KEY: key },
        "GITHUB_APP_PRIVATE_KEY must be the whole text of the private key file (.pem) that GitHub makes for the App, its lines parted by \\n.",
      ],
    ),
    [
      "an App's name for its id",
      { ...APP, GITHUB_APP_ID: "my app" },
      "GITHUB_APP_ID must be the App ID or the Client ID, both on the App's settings page.",
    ],
    [
      "an installation that is no number",
      { ...APP, GITHUB_APP_INSTALLATION_ID: "acme" },
      "GITHUB_APP_INSTALLATION_ID must be the number at the end of the installation's address on GitHub.",
    ],
    [
      "a token with a line end",
      { GITHUB_TOKEN: "ghp_1\n" },
      "GITHUB_TOKEN must be one word without spaces or line ends, as GitHub shows it when the token is made.",
    ],
    [
      "an address of GitHub that is none",
      { GITHUB_API_URL: "github.com" },
      "GITHUB_API_URL must be an http(s) address, GitHub's own is https://api.github.com; an Enterprise Server's ends with /api/v3.",
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
      faultsOf({
        SLACK_BOT_TOKEN: "canary-7f3",
        PAGERDUTY_TOKEN: "canary-8a1",
        GITHUB_TOKEN: "canary 1",
        GITHUB_APP_PRIVATE_KEY: "canary 2",
      }).join("\n"),
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
