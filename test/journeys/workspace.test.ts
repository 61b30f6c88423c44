import { afterEach, describe, expect, it, vi } from "vitest";
import { CREDENTIALS } from "../../sandbox/credentials.ts";
import { type StandIns, startStandIns } from "../../sandbox/stand-ins.ts";
import { readConfig } from "../../src/config.ts";
import { createLog } from "../../src/log.ts";
import { type Bot, startBot } from "../../src/main.ts";
import { bind } from "../../src/store/bindings.ts";
import type { Database } from "../../src/store/database.ts";
import { openTestDatabase } from "../support/database.ts";

/** A database belongs to one Slack; a bot of another one would carry out its effects there. */

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function standIns(): Promise<StandIns> {
  const started = await startStandIns({ folder: null, host: "127.0.0.1", port: 0 });
  closers.push(() => started.stop());
  return started;
}

/** A database that tells when it was closed. */
async function openWatched(): Promise<Database & { closed(): boolean }> {
  const database = await openTestDatabase();
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    await database.close();
  };
  return { ...database, close, closed: () => closed };
}

async function start(apiUrl: string, database: Database, halted: Error[] = []): Promise<Bot> {
  const config = readConfig({
    PROFILE: "profiles/sebenza.yml",
    PORT: "0",
    SLACK_BOT_TOKEN: CREDENTIALS.botToken,
    SLACK_SIGNING_SECRET: CREDENTIALS.signingSecret,
    SLACK_API_URL: apiUrl,
  });
  const bot = await startBot(config, {
    database,
    log: createLog("silent"),
    halt: (error) => halted.push(error),
  });
  closers.push(() => bot.stop());
  return bot;
}

describe("a database of another Slack", () => {
  it("is refused to a sandbox when it is the real one's, asking nobody, and closed again", async () => {
    const { slack } = await standIns();
    const database = await openWatched();
    await bind(database.kysely, "slack-api", "slack");
    await expect(start(slack.apiUrl, database)).rejects.toThrow(
      `This database belongs to a workspace of the real Slack, but SLACK_API_URL is ${slack.apiUrl}. Start Tocsin with`,
    );
    expect(slack.calls()).toEqual([]);
    expect(database.closed()).toBe(true);
  });

  it("is refused to the real one when it is a sandbox's", async () => {
    const database = await openWatched();
    await bind(database.kysely, "slack-api", "other");
    await expect(start("https://slack.com/api/", database)).rejects.toThrow(
      "This database belongs to a sandbox or another stand-in of Slack, but this bot is connected to the real one.",
    );
    expect(database.closed()).toBe(true);
  });

  it("is refused when the token is for another workspace", async () => {
    const { slack } = await standIns();
    const database = await openWatched();
    await bind(database.kysely, "slack-team", "T0ACME");
    await expect(start(slack.apiUrl, database)).rejects.toThrow(
      /^This database belongs to the Slack workspace T0ACME, but the bot token is for .+ \(T0SANDBOX\)\. /u,
    );
    expect(database.closed()).toBe(true);
  });

  it("ends the bot when Slack was away at the start and says so later", async () => {
    const { slack, faults } = await standIns();
    const database = await openWatched();
    await bind(database.kysely, "slack-team", "T0ACME");
    faults.add({ vendor: "slack", call: "auth.test", kind: "down" });
    const halted: Error[] = [];
    await start(slack.apiUrl, database, halted);
    expect(halted).toEqual([]);
    faults.clear();
    await vi.waitFor(() => expect(halted[0]?.message).toContain("workspace T0ACME"), { timeout: 10_000 });
  });

  it("is remembered from the first start on, and no hindrance to the same bot", async () => {
    const { slack } = await standIns();
    const database = await openWatched();
    await start(slack.apiUrl, database);
    expect(await bind(database.kysely, "slack-api", "slack")).toBe("other");
    expect(await bind(database.kysely, "slack-team", "T0ACME")).toBe("T0SANDBOX");
  });
});
