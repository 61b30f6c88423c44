import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { ChildBot } from "../support/child-bot.ts";
import { type Home, openHomes } from "../support/child-home.ts";
import { comesTrue, type KillStage, openKillStage } from "../support/kill-stage.ts";
import { saidTwice } from "../support/world-picture.ts";

/** Two bots on one database: what one is asked both do once, and what one dies over the other does. In real time. */

const MANUAL = "test/fixtures/clocks/quick.yml";
const TAKEN_OVER_WITHIN_MS = 20_000;
const LIMIT_MS = 150_000;
const WEEK_MS = 7 * 24 * 3_600_000;

let homes: Awaited<ReturnType<typeof openHomes>>;
let folder: string;
beforeAll(async () => {
  homes = await openHomes();
  folder = mkdtempSync(join(tmpdir(), "tocsin-replicas-"));
});
afterAll(() => {
  homes.remove();
  rmSync(folder, { recursive: true });
});

/** The manual as somebody edited it, who has not told the other bot yet. */
function edited(name: string, edit: (manual: string) => string): string {
  const file = join(folder, `${name}.yml`);
  writeFileSync(file, edit(readFileSync(MANUAL, "utf8")));
  return file;
}

function pagesOf(stage: KillStage, title: string) {
  return stage.pagerduty.incidents().filter((page) => page.title.endsWith(title));
}

function roomOf(stage: KillStage, title: string) {
  const slug = title.toLowerCase().replaceAll(" ", "-");
  const room = stage.slack.channels().find(({ name }) => name.endsWith(slug));
  if (room === undefined) throw new Error(`no channel ends in ${slug}`);
  return room;
}

/** How many messages in a channel say it, to everybody or to one person; their blocks are looked through as well. */
function saidIn(stage: KillStage, channel: string, words: string, viewer?: string): number {
  const messages = stage.slack.messages(channel, viewer);
  return messages.filter(({ text, blocks }) => JSON.stringify([text, blocks]).includes(words)).length;
}

function said(stage: KillStage, title: string, words: string): number {
  return saidIn(stage, roomOf(stage, title).id, words);
}

async function play(
  home: Home,
  how: { readonly webhooks?: boolean },
  act: (stage: KillStage) => Promise<void>,
): Promise<void> {
  const stage = await openKillStage([], home, { profile: MANUAL, ...how });
  try {
    await act(stage);
    await stage.settled();
    expect(saidTwice(stage.slack)).toEqual([]);
  } finally {
    await stage.stop();
  }
}

/** The bot dies, and the other one is all there is. Answers when. */
async function dies(stage: KillStage, heir: ChildBot): Promise<number> {
  await (await stage.bot()).kill();
  const diedAt = Date.now();
  stage.listenTo(heir);
  return diedAt;
}

const TITLES = ["Alpha fails", "Beta fails", "Gamma fails", "Delta fails", "Zeta fails", "Eta fails"];

async function killedWithPages(stage: KillStage): Promise<void> {
  const heir = await stage.replica();
  // As many as it has hands for: of two PagerDuty never hears the end, and two it does when nobody listens any more.
  const onTheirWay = { vendor: "pagerduty", call: "POST /incidents", times: 2 } as const;
  stage.faults.add({ ...onTheirWay, kind: "nothing" });
  stage.faults.add({ ...onTheirWay, kind: "slow", slowMs: 3_000 });
  const answers = await Promise.all(TITLES.map((title) => stage.once(`declare ${title} --severity S3`)));
  expect(answers.filter((answer) => !/INC-\d/u.test(answer ?? ""))).toEqual([]);
  await comesTrue(() => stage.faults.list().length === 0, "four pages to be on their way");
  const diedAt = await dies(stage, heir);
  await comesTrue(() => TITLES.every((title) => pagesOf(stage, title).length > 0), "every page to be there");
  const after = stage.pagerduty.incidents().map(({ createdAt }) => createdAt - diedAt);
  // What was in its hands: nobody takes that before its heart has been still for ten seconds.
  expect(Math.max(...after)).toBeGreaterThan(5_000);
  expect(Math.max(...after)).toBeLessThan(TAKEN_OVER_WITHIN_MS);
  await stage.settled();
  for (const title of TITLES) {
    expect(pagesOf(stage, title)).toHaveLength(1);
    expect(said(stage, title, "Paged on-call: PagerDuty accepted")).toBe(1);
  }
}

/** A webhook as PagerDuty sends it, to one of the bots. */
async function deliver(
  bot: ChildBot,
  event: { readonly id: string; readonly page: string },
): Promise<number> {
  const body = JSON.stringify({
    event: {
      id: event.id,
      event_type: "incident.acknowledged",
      occurred_at: new Date().toISOString(),
      agent: { id: "PBEN001", type: "user_reference", summary: "Ben" },
      data: { id: event.page, incident_key: null },
    },
  });
  const signature = createHmac("sha256", "webhook").update(body).digest("hex");
  const headers = { "x-pagerduty-signature": `v1=${signature}` };
  const answered = await fetch(`${bot.url}/webhooks/pagerduty`, { method: "POST", headers, body });
  await answered.arrayBuffer();
  return answered.status;
}

type Two = { readonly first: ChildBot; readonly second: ChildBot };

function ask(stage: KillStage, bot: ChildBot, text: string): Promise<string | null> {
  stage.listenTo(bot);
  return stage.once(text);
}

const NAMES = ["One", "Two", "Three"];

/** Each bot has incidents that began with its own manual; the second one's calls Chidi next, and has no S1. */
async function bothAlive(stage: KillStage): Promise<void> {
  const first = await stage.bot();
  const otherManual = (manual: string): string =>
    manual.replace("ben@example.com", "chidi@example.com").replace("S1:", "S0:");
  const second = await stage.replica({ profile: edited("another", otherManual) });
  await Promise.all([
    ask(stage, first, "declare Pressed twice --severity S3"),
    ask(stage, second, "declare Told twice --severity S3"),
    ...NAMES.flatMap((name) => [
      ask(stage, first, `declare ${name} before --severity S2`),
      ask(stage, second, `declare ${name} after --severity S2`),
    ]),
  ]);
  await stage.settled();
  await answeredTwice(stage, { first, second });
  await speakOfEachOther(stage, { first, second });
  await nextStepsOnce(stage);
}

/** Two people press at once, and each lands on another bot; so do two deliveries of one webhook. */
async function answeredTwice(stage: KillStage, { first, second }: Two): Promise<void> {
  const { id: channel, pins } = roomOf(stage, "Pressed twice");
  const message = { channel, ts: pins[0] ?? "" };
  await stage.slack.join({ user: "U0BEN", channel });
  const press = (bot: ChildBot, user: string) => {
    stage.listenTo(bot);
    return stage.slack.act({ user, actionId: "incident.acknowledge", message });
  };
  const event = { id: "E-1", page: pagesOf(stage, "Told twice")[0]?.id ?? "" };
  const taken = await Promise.all([
    deliver(first, event),
    deliver(second, event),
    press(first, "U0AMARA").then(({ status }) => status),
    press(second, "U0BEN").then(({ status }) => status),
  ]);
  expect(taken).toEqual([200, 200, 200, 200]);
  const slower = () =>
    ["U0AMARA", "U0BEN"].filter((user) => saidIn(stage, channel, "already, so nothing changed", user) > 0);
  await comesTrue(() => slower().length > 0, "the slower one to read that the other has it");
  await stage.settled();
  expect(slower()).toHaveLength(1);
  expect(said(stage, "Told twice", "🙋 Acknowledged by Ben in PagerDuty")).toBe(1);
  expect(said(stage, "Pressed twice", "🙋 Acknowledged by")).toBe(1);
}

/** Whichever is asked knows whom an incident calls next, and by which words it can be changed. */
async function speakOfEachOther(stage: KillStage, { first, second }: Two): Promise<void> {
  const numberOf = (title: string): string => `INC-${roomOf(stage, title).name.split("-")[1]}`;
  const [before, after] = [numberOf("One before"), numberOf("One after")];
  expect(await ask(stage, second, `next ${before}`)).toContain("ben@example.com");
  expect(await ask(stage, first, `next ${after}`)).toContain("chidi@example.com");
  expect(await ask(stage, second, `severity ${before} nonsense`)).toContain("It has `S1`, `S2` and `S3`.");
  expect(await ask(stage, first, `severity ${after} nonsense`)).toContain("It has `S0`, `S2` and `S3`.");
}

/** Both look at the clock; each incident keeps the chain that it began with. */
async function nextStepsOnce(stage: KillStage): Promise<void> {
  const called = (title: string) => pagesOf(stage, title).map(({ assigned }) => assigned.join());
  const titles = NAMES.flatMap((name) => [`${name} before`, `${name} after`]);
  await comesTrue(
    () => titles.every((title) => called(title).length > 1),
    "the next step of all to be called",
  );
  await stage.settled();
  for (const title of titles) {
    expect(called(title)).toEqual(["PAMARA1", title.endsWith("before") ? "PBEN001" : "PCHIDI1"]);
    expect(said(stage, title, "Nobody answered, so the next step")).toBe(1);
  }
}

async function inDatabase(home: Home, statement: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: home.databaseUrl ?? "" });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The one that watches on-call for all dies, and two wait for its place; a hand-over and the week are to be told. */
async function leaderDies(stage: KillStage, home: Home): Promise<void> {
  const watched = async () => (await inDatabase(home, "select policy from shifts")).length > 0;
  await comesTrue(watched, "the first bot to have looked who is on call");
  const toldAt = Date.now() - 2 * WEEK_MS;
  await inDatabase(home, `insert into chores (name, at, body) values ('weekly', ${toldAt}, 'null')`);
  const tells = (manual: string): string => `${manual}\non_call: { channel: "#ops", weekly: "Mon 09:00" }\n`;
  const profile = edited("on-call", tells);
  const [heir] = [await stage.replica({ profile }), await stage.replica({ profile })];
  stage.pagerduty.setOnCall({ policy: "on-call", level: 1, people: ["PBEN001"] });
  const diedAt = await dies(stage, heir);
  const told = (): readonly number[] => [
    saidIn(stage, "C0OPS", "Before: Amara"),
    saidIn(stage, directTo(stage, "U0BEN"), "You are on call now"),
    saidIn(stage, "C0OPS", "The week on call"),
  ];
  await comesTrue(() => told().every((times) => times > 0), "the change, the hand-over and the week");
  expect(Date.now() - diedAt).toBeLessThan(TAKEN_OVER_WITHIN_MS);
  await stage.settled();
  expect(told()).toEqual([1, 1, 1]);
}

function directTo(stage: KillStage, user: string): string {
  const rooms = stage.slack.channels().filter(({ kind }) => kind === "im");
  return rooms.find(({ members }) => members.includes(user))?.id ?? "";
}

// The embedded database takes one process only, and a second one is told so: there is nobody to carry on.
if (inject("database").kind === "pglite")
  it("a second bot on the embedded database is told what to set", { timeout: LIMIT_MS }, async () => {
    const home = await homes.make();
    await play(home, {}, async (stage) => {
      await expect(stage.replica({ dataDir: home.dataDir })).rejects.toThrow(
        "or set DATABASE_URL to share a PostgreSQL server",
      );
    });
  });
else
  describe.concurrent("several bots on one database", () => {
    it(
      "one is killed with pages in flight: the other sends each, once, within 20 s",
      {
        timeout: LIMIT_MS,
      },
      async () => play(await homes.make(), {}, killedWithPages),
    );

    it(
      "all is done once that falls due, is pressed or is told to two, by the manual it began with",
      {
        timeout: LIMIT_MS,
      },
      async () => play(await homes.make(), { webhooks: true }, bothAlive),
    );

    it("one is killed that does what is done for all: of two others one goes on, within 20 s", {
      timeout: LIMIT_MS,
    }, async () => {
      const home = await homes.make();
      await play(home, {}, (stage) => leaderDies(stage, home));
    });
  });
