import { describe, expect, it } from "vitest";
import type { EffectId, IncidentId, SlackUserId } from "../../src/domain/ids.ts";
import type { PageNews } from "../../src/domain/incident/command.ts";
import { createFollower, type Followed } from "../../src/engine/follower.ts";
import { type Ask, NotSaved, type Outcome, type PageLog, type Result } from "../../src/engine/ports.ts";

const NINE = Date.UTC(2026, 10, 16, 9);
const AMARA = "UAMARA" as SlackUserId;
const EMPTY: PageLog = {
  notified: [],
  acknowledged: null,
  unacknowledgedAt: null,
  resolved: null,
  level: null,
};
const NOTIFIED: PageLog = { ...EMPTY, notified: [{ name: "Amara", at: NINE, how: "push" }] };
const ACKNOWLEDGED: PageLog = {
  ...NOTIFIED,
  acknowledged: { by: { name: "Amara", email: "amara@example.com" }, at: NINE + 2_000 },
};
const QUIET: Result = { kind: "quiet", incident: null };

const page = (name: string, changes: Partial<Followed> = {}): Followed => ({
  incident: "i1" as IncidentId,
  page: `i1/${name}/page` as EffectId,
  pagerDutyId: `Q${name}`,
  requestedAt: NINE,
  acknowledged: false,
  ...changes,
});

type Log = Outcome<PageLog> | Promise<Outcome<PageLog>>;

/** A follower of these pages, whose clock, lease and answers a test moves. */
function following(pages: readonly Followed[]) {
  const at = {
    now: NINE,
    holds: true,
    pages: [...pages],
    log: (_id: string): Log => ({ kind: "done", receipt: EMPTY }),
    save: (): Result => QUIET,
    database: true,
  };
  const asked: string[] = [];
  const news: { page: EffectId; news: PageNews; ask: Ask }[] = [];
  const said: string[] = [];
  const sleeps: number[] = [];
  let wake = (): void => undefined;
  const follower = createFollower({
    pages: {
      followed: async () => {
        if (!at.database) throw new Error("away");
        return at.pages;
      },
    },
    pager: {
      follow: async (id) => {
        asked.push(id);
        return at.log(id);
      },
    },
    people: { userByEmail: async (email) => (email === "amara@example.com" ? AMARA : null) },
    dispatcher: {
      dispatch: async (ask) => {
        const result = at.save();
        if (ask.command.type === "record-page-news")
          news.push({ page: ask.command.page, news: ask.command.news, ask });
        return result;
      },
    },
    lease: { hold: async () => at.holds },
    clock: {
      now: () => at.now,
      sleep: (ms) => {
        sleeps.push(ms);
        return new Promise((resolve) => {
          wake = resolve;
        });
      },
    },
    log: { warn: (_, message) => said.push(message), info: (_, message) => said.push(message) },
  });
  /** Looks so many milliseconds later, and answers whom it asked about. */
  const lookAfter = async (ms: number): Promise<readonly string[]> => {
    at.now += ms;
    const before = asked.length;
    await follower.look();
    return asked.slice(before);
  };
  return { at, follower, asked, news, said, sleeps, lookAfter, wake: () => wake() };
}

/** Lets everything that waits for nothing but its turn go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("how often a page is looked at", () => {
  it("is every four seconds while nobody answered, however old it is", async () => {
    const { lookAfter } = following([page("1", { requestedAt: NINE - 3_600_000 })]);
    expect(await lookAfter(0)).toEqual(["Q1"]);
    expect(await lookAfter(3_999)).toEqual([]);
    expect(await lookAfter(1)).toEqual(["Q1"]);
  });

  it("is every four seconds in its first ten minutes, answered or not", async () => {
    const { lookAfter } = following([page("1", { acknowledged: true })]);
    await lookAfter(0);
    expect(await lookAfter(4_000)).toEqual(["Q1"]);
  });

  it("is every thirty seconds after that, once it is answered", async () => {
    const { lookAfter } = following([page("1", { acknowledged: true, requestedAt: NINE - 600_000 })]);
    await lookAfter(0);
    expect(await lookAfter(29_999)).toEqual([]);
    expect(await lookAfter(1)).toEqual(["Q1"]);
  });

  it("is never more than five in a second in all, and never twice the same before another had its turn", async () => {
    const pages = Array.from({ length: 12 }, (_, index) => page(String(index)));
    const { lookAfter } = following(pages);
    const perSecond: (readonly string[])[] = [];
    for (let second = 0; second < 3; second += 1) {
      const looked: string[] = [];
      for (let part = 0; part < 5; part += 1) looked.push(...(await lookAfter(200)));
      perSecond.push(looked);
    }
    expect(perSecond.map((looked) => looked.length)).toEqual([5, 5, 2]);
    expect(perSecond.flat()).toEqual(pages.map(({ pagerDutyId }) => pagerDutyId));
  });

  it("spreads over all of them when they are more than can be asked in four seconds", async () => {
    const pages = Array.from({ length: 60 }, (_, index) => page(String(index)));
    const { lookAfter } = following(pages);
    const counts = new Map<string, number>();
    for (let ms = 0; ms < 24_000; ms += 200)
      for (const id of await lookAfter(200)) counts.set(id, (counts.get(id) ?? 0) + 1);
    expect(counts.size).toBe(60);
    expect([...counts.values()].every((count) => count === 2)).toBe(true);
  });

  it("goes on after the clock was set back", async () => {
    const { lookAfter } = following([page("1")]);
    await lookAfter(0);
    expect(await lookAfter(-3_600_000)).toEqual(["Q1"]);
  });
});

describe("looks that take their time", () => {
  it("are one at a time for a page, and four at a time in all", async () => {
    const pages = ["1", "2", "3", "4", "5"].map((name) => page(name));
    const { at, follower, asked } = following(pages);
    const slow = Promise.withResolvers<Outcome<PageLog>>();
    at.log = () => slow.promise;
    const first = follower.look();
    await turn();
    expect(asked).toEqual(["Q1", "Q2", "Q3", "Q4"]);
    at.now += 10_000;
    void follower.look();
    await turn();
    expect(asked).toHaveLength(4);
    slow.resolve({ kind: "done", receipt: EMPTY });
    await first;
    await follower.look();
    expect(asked.slice(4)).toContain("Q5");
  });
});

describe("what PagerDuty's log tells", () => {
  it("becomes news of the page once, with who it was in Slack", async () => {
    const { at, news, lookAfter } = following([page("1")]);
    at.log = () => ({ kind: "done", receipt: ACKNOWLEDGED });
    await lookAfter(0);
    await lookAfter(4_000);
    expect(news).toHaveLength(1);
    expect(news[0]).toMatchObject({
      page: "i1/1/page",
      news: {
        at: NINE,
        notified: NOTIFIED.notified,
        acknowledged: { by: { name: "Amara", user: AMARA }, at: NINE + 2_000 },
      },
      ask: { by: { kind: "tocsin" }, incident: { kind: "id", id: "i1" }, key: null },
    });
  });

  it("is told again when there is more of it, and not at all while there is nothing", async () => {
    const { at, news, lookAfter } = following([page("1")]);
    await lookAfter(0);
    expect(news).toEqual([]);
    at.log = () => ({ kind: "done", receipt: NOTIFIED });
    await lookAfter(4_000);
    at.log = () => ({ kind: "done", receipt: ACKNOWLEDGED });
    await lookAfter(4_000);
    expect(news.map((one) => one.news.acknowledged !== null)).toEqual([false, true]);
  });

  it("is told again when it took back an acknowledgement in our future, until that is past", async () => {
    const { at, news, lookAfter } = following([page("1")]);
    at.log = () => ({ kind: "done", receipt: { ...NOTIFIED, unacknowledgedAt: NINE + 6_000 } });
    for (const ms of [0, 4_000, 4_000, 4_000]) await lookAfter(ms);
    expect(news.map(({ news: told }) => told.at)).toEqual([NINE, NINE + 4_000, NINE + 8_000]);
  });

  it("names whom Slack does not know by the name alone", async () => {
    const { at, news, lookAfter } = following([page("1")]);
    const by = { name: "Zoe", email: "zoe@example.com" };
    at.log = () => ({ kind: "done", receipt: { ...EMPTY, acknowledged: { by, at: NINE } } });
    await lookAfter(0);
    expect(news[0]?.news.acknowledged?.by).toEqual({ name: "Zoe", user: null });
  });

  it("is told again when it could not be saved", async () => {
    const { at, news, said, lookAfter } = following([page("1")]);
    at.log = () => ({ kind: "done", receipt: NOTIFIED });
    at.save = () => {
      throw new NotSaved(true);
    };
    await lookAfter(0);
    expect(news).toEqual([]);
    expect(said).toEqual(["what became of a page could not be kept; it is asked for again"]);
    at.save = () => QUIET;
    await lookAfter(4_000);
    expect(news).toHaveLength(1);
  });
});

describe("a log that cannot be read", () => {
  it("is asked for less and less often, up to once a minute, and told to nobody", async () => {
    const { at, asked, news, said, lookAfter } = following([page("1")]);
    at.log = () => ({ kind: "retry", afterMs: 1_000, reason: "away", cure: "wait" });
    const times: number[] = [];
    for (let ms = 0; ms < 300_000; ms += 1_000) if ((await lookAfter(1_000)).length > 0) times.push(ms);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(gaps.slice(0, 6)).toEqual([4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    at.log = () => ({ kind: "done", receipt: EMPTY });
    await lookAfter(60_000);
    expect(await lookAfter(4_000)).toEqual(["Q1"]);
    expect([news, said]).toEqual([[], []]);
    expect(asked.length).toBeGreaterThan(5);
  });

  it("is left alone as long as PagerDuty asks, and a minute when it refuses", async () => {
    const { at, lookAfter } = following([page("1")]);
    at.log = () => ({ kind: "retry", afterMs: 20_000, reason: "429", cure: "wait" });
    await lookAfter(0);
    expect(await lookAfter(19_999)).toEqual([]);
    at.log = () => ({ kind: "failed", reason: "unknown", cure: "none" });
    expect(await lookAfter(1)).toEqual(["Q1"]);
    expect(await lookAfter(59_999)).toEqual([]);
    expect(await lookAfter(1)).toEqual(["Q1"]);
  });
});

describe("many logs, while PagerDuty asks to slow down", () => {
  it("are all left alone for so long, since pages need the calls that are left", async () => {
    const pages = Array.from({ length: 20 }, (_, index) => page(String(index)));
    const { at, follower, asked, lookAfter } = following(pages);
    at.log = () => ({ kind: "retry", afterMs: 30_000, reason: "429", cure: "wait" });
    expect(await lookAfter(0)).toHaveLength(4);
    for (let ms = 0; ms < 29_000; ms += 1_000) await lookAfter(1_000);
    follower.soon("Q1");
    await turn();
    expect(asked).toHaveLength(4);
    at.log = () => ({ kind: "done", receipt: EMPTY });
    await lookAfter(1_000);
    expect(asked.length).toBeGreaterThan(4);
  });

  it("are asked for after the clock was set back", async () => {
    const { at, lookAfter } = following([page("1"), page("2")]);
    at.log = () => ({ kind: "retry", afterMs: 30_000, reason: "429", cure: "wait" });
    await lookAfter(0);
    expect(await lookAfter(-3_600_000)).toHaveLength(2);
  });
});

describe("who follows", () => {
  it("is the holder of the lease alone", async () => {
    const { at, lookAfter } = following([page("1")]);
    at.holds = false;
    expect(await lookAfter(0)).toEqual([]);
    at.holds = true;
    expect(await lookAfter(0)).toEqual(["Q1"]);
  });

  it("is also whoever was told that something happened to the page, at once", async () => {
    const { at, follower, asked, lookAfter } = following([page("1"), page("2")]);
    at.holds = false;
    follower.soon("Q2");
    follower.soon("Qof-somebody-else");
    await turn();
    expect(asked).toEqual(["Q2"]);
    expect(await lookAfter(4_000)).toEqual([]);
  });

  it("looks again after a look that was under way when it happened", async () => {
    const { at, follower, asked, lookAfter } = following([page("1")]);
    const slow = Promise.withResolvers<Outcome<PageLog>>();
    at.log = () => slow.promise;
    const first = follower.look();
    await turn();
    follower.soon("Q1");
    await turn();
    expect(asked).toEqual(["Q1"]);
    slow.resolve({ kind: "done", receipt: EMPTY });
    await first;
    expect(await lookAfter(10)).toEqual(["Q1"]);
  });
});

describe("the follower as it runs", () => {
  it("sleeps to the next look that is due, a second at most, and longer without the lease", async () => {
    const { at, follower, sleeps, wake } = following([page("1")]);
    follower.start();
    await turn();
    at.now += 3_500;
    wake();
    await turn();
    at.holds = false;
    wake();
    await turn();
    expect(sleeps).toEqual([1_000, 500, 3_000]);
    follower.stop();
    wake();
    await turn();
    expect(sleeps).toHaveLength(3);
  });

  it("says once that the database is away, and once that it is back", async () => {
    const { at, said, lookAfter } = following([page("1")]);
    at.database = false;
    await lookAfter(0);
    await lookAfter(1_000);
    at.database = true;
    await lookAfter(1_000);
    expect(said).toEqual([
      "which pages to follow could not be read; webhooks alone tell of them now",
      "pages are followed again",
    ]);
  });
});
