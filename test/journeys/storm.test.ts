import { afterEach, describe, expect, it } from "vitest";
import { pagesOf } from "../support/paging.ts";
import { eventually, idOf, openStage, type Stage, stored } from "../support/stage.ts";

/** Everything at once: the same thing declared by everybody, and many things within a minute. */

let stage: Stage;
afterEach(() => stage.stop());

const SECOND = 1_000;

/** Lets the bot's clock keep pace with the machine's, as far as it can, until `done`. */
async function inRealTime(done: () => boolean, mostMs: number): Promise<void> {
  const started = Date.now();
  for (let last = started; !done(); ) {
    if (Date.now() - started > mostMs) throw new Error(`not done after ${mostMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = Date.now();
    await stage.clock.tick(now - last);
    last = now;
  }
}

describe("F5: everybody declares it at once", () => {
  it("50 declares of one title are one incident, one channel, one announcement and one page", async () => {
    stage = await openStage({ profile: "profiles/eventchain.yml" });
    const people = ["amara", "ben", "chidi", "dana", "eva", "femi", "grace", "hugo", "ines"];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        stage.incident("declare Checkout is down --severity P0", {
          user: people[index % people.length] ?? "",
        }),
      ),
    );
    await stage.settled();
    expect(answers.filter((answer) => !answer.includes("INC-1"))).toEqual([]);
    expect(stage.slack.channels().filter(({ name }) => name.startsWith("inc-"))).toHaveLength(1);
    expect(pagesOf({ stage, title: "Checkout is down" })).toHaveLength(1);
    expect(stage.texts("incidents").filter((text) => text.includes("Checkout is down"))).toHaveLength(1);
    // Who declared it too is brought in rather than turned away.
    const { name, members } = stage.slack.channels().find((one) => one.name.startsWith("inc-")) ?? {
      name: "",
      members: [],
    };
    expect(members).toEqual(expect.arrayContaining(people.map((who) => idOf(stage.slack, who))));
    expect((await stored(stage, name)).number).toBe(1);
  });
});

/** As fast as 500 a minute. Fewer than 500 of them, so that two shared processors finish within a minute. */
const DECLARES = 120;
const EVERY_MS = 120;

describe("F10: five hundred declares a minute, while Slack answers 429 now and then", () => {
  it("every page is on the wire within five seconds, none is lost, and none is sent twice", async () => {
    stage = await openStage({ profile: "profiles/eventchain.yml" });
    const declaredAt = new Map<string, number>();
    const answers: Promise<string>[] = [];
    const started = stage.clock.now();
    const declareDue = (): boolean => {
      while (declaredAt.size < DECLARES && stage.clock.now() - started >= declaredAt.size * EVERY_MS) {
        const title = `Storm ${String(declaredAt.size).padStart(3, "0")}`;
        if (declaredAt.size % 10 === 0)
          stage.faults.add({ vendor: "slack", kind: "rate-limited", retryAfterSeconds: 1, times: 2 });
        declaredAt.set(title, stage.clock.now());
        answers.push(stage.incident(`declare ${title} --severity P0`));
      }
      return stage.pagerduty.incidents().length >= DECLARES;
    };
    await inRealTime(declareDue, 50 * SECOND);
    expect((await Promise.all(answers)).filter((answer) => !answer.includes("INC-"))).toEqual([]);
    const waits = [...declaredAt].map(([title, at]) => {
      const [page, ...more] = pagesOf({ stage, title });
      expect([title, more.length]).toEqual([title, 0]);
      return (page?.createdAt ?? Number.POSITIVE_INFINITY) - at;
    });
    expect(Math.max(...waits)).toBeLessThan(5 * SECOND);
    expect(stage.slack.calls().some(({ status }) => status === 429)).toBe(true);
  });
});

describe("a busy channel", () => {
  it("gets one message a second at most, and all of them in the end", async () => {
    stage = await openStage({ profile: "profiles/eventchain.yml", paceMs: SECOND });
    await stage.incident("declare Much to say --severity P2", { user: "eva" });
    const channel = () => stage.slack.channels().find(({ name }) => name.startsWith("inc-"));
    await inRealTime(() => channel()?.pins.length === 1, 20 * SECOND);
    const where = channel()?.name ?? "";
    for (let note = 0; note < 8; note += 1)
      await stage.incident(`note line ${note}`, { user: "eva", channel: where });
    const lines = () => stage.messages(where).filter(({ text }) => text.includes("line "));
    await inRealTime(() => lines().length === 8, 30 * SECOND);
    await eventually(() => lines().length === 8, "all notes to be posted");
    const byBot = stage.messages(where).filter(({ user }) => user === stage.slack.botUserId);
    expect(byBot.length).toBeGreaterThan(8);
    const times = byBot.map(({ ts }) => Number(ts) * SECOND);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(990);
  });
});
