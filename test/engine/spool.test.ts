import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DeliveryKey, EffectId, IncidentId } from "../../src/domain/ids.ts";
import { createEngine, type Engine, type Profiles } from "../../src/engine/dispatch.ts";
import type { Outside } from "../../src/engine/performing.ts";
import { type Ask, NotSaved, type Outcome, type PageAsk, type PageReceipt } from "../../src/engine/ports.ts";
import { createQueue, type Queue } from "../../src/engine/queue.ts";
import { Spool, type SpoolFiles } from "../../src/engine/spool.ts";
import type { Store } from "../../src/engine/store.ts";
import { createSpoolFiles } from "../../src/spool-files.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { ANN, BEN, declare } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

const profile = aProfile();
const profiles: Profiles = { of: () => profile, load: async () => undefined };
const RECEIPT: PageReceipt = { pagerDutyId: "Q1", url: null, via: "policy", unknown: [] };

let database: Database;
let queue: Queue;
let real: Store;
let dataDir = "";
let now = 1_700_000_000_000;
let away = false;
let asked: PageAsk[] = [];
let withdrawn: EffectId[] = [];
let told: string[] = [];
let faults: string[] = [];
let paging: () => Promise<Outcome<PageReceipt>>;

beforeAll(async () => {
  database = await openTestDatabase();
  queue = await createQueue({ database: database.boss, onError: () => undefined });
  real = createStore(database);
  await real.saveProfile(profile.hash, "organisation: test", now);
});
afterAll(async () => {
  await queue.stop();
  await database.close();
});
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tocsin-spool-"));
  now += 3_600_000;
  away = false;
  asked = [];
  withdrawn = [];
  told = [];
  faults = [];
  paging = async () => ({ kind: "done", receipt: RECEIPT });
});
const lives: Spool[] = [];
afterEach(async () => {
  for (const life of lives.splice(0)) await life.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const gone = (): Promise<never> => Promise.reject(new Error("the database is away"));

/** The database as a bot sees it: away when `away` is set. */
function aStore(): Store {
  return {
    ...real,
    byId: (id) => (away ? gone() : real.byId(id)),
    transaction: (work) => (away ? gone() : real.transaction(work)),
  };
}

type Life = {
  readonly spool: Spool;
  readonly engine: Engine;
  readonly declare: (ask: Ask) => ReturnType<ReturnType<Spool["around"]>["dispatch"]>;
};

/** One life of the process on this disk and this database. */
function aLife(more: { readonly files?: Partial<SpoolFiles>; readonly store?: Store } = {}): Life {
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_fields: object, message: string) => void faults.push(message),
  };
  const store = more.store ?? aStore();
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
  const engine = createEngine({ store, jobs: queue, clock, profiles });
  const pager = {
    state: "on",
    page: async (ask: PageAsk) => {
      asked.push(ask);
      return await paging();
    },
    withdraw: async (key: EffectId) => {
      withdrawn.push(key);
      return { kind: "done", receipt: null };
    },
  };
  const spool = new Spool({
    files: { ...createSpoolFiles(dataDir, log), ...more.files },
    engine,
    store,
    // A page by policy asks nobody but the pager.
    outside: { pager, chat: {}, views: { whom: () => "on-call" }, store, people: {} } as unknown as Outside,
    profile: () => profile,
    clock,
    tellDeclarer: async (ask, came) => {
      told.push(`${ask.kept.id} ${came.kind}`);
      return { kind: "done", receipt: null };
    },
    log,
    pageWithinMs: 100,
  });
  lives.push(spool);
  const { dispatch } = spool.around(engine);
  return { spool, engine, declare: dispatch };
}

function asking(title: string, key = title, by = ANN): Ask {
  return {
    command: declare({ title, severity: "P1" }),
    by: { kind: "person", user: by },
    incident: { kind: "new" },
    key: `slack:trigger:${key}:${now}` as DeliveryKey,
  };
}

const files = (): readonly string[] => {
  try {
    return readdirSync(join(dataDir, "spool"));
  } catch {
    return [];
  }
};

async function kept(life: Life, ask: Ask) {
  const result = await life.declare(ask);
  if (result.kind !== "spooled") throw new Error(`it was ${result.kind}`);
  return result;
}

async function attemptsOf(page: EffectId): Promise<unknown> {
  const { rows } = await real.transaction((tx) =>
    tx.sql.executeSql("select attempts from effects where id = $1", [page]),
  );
  return rows;
}

async function countOf(title: string): Promise<number> {
  const { rows } = await real.transaction((tx) =>
    tx.sql.executeSql("select id from incidents where state ->> 'title' = $1", [title]),
  );
  return rows.length;
}

describe("a declare while the database is away", () => {
  it("is on the disk before the page is asked for, and is told as accepted only when it is", async () => {
    away = true;
    let written: readonly string[] = [];
    paging = async () => {
      written = files();
      return { kind: "done", receipt: RECEIPT };
    };
    const result = await kept(aLife(), asking("Kept"));
    expect(written).toEqual([`${result.draft.id}.json`]);
    expect(result.pages).toEqual([
      expect.objectContaining({ state: "accepted", via: "policy", effect: asked[0]?.key }),
    ]);
    expect(asked[0]?.title).toBe("New incident P1: Kept");
  });

  it("is told as being sent while PagerDuty does not answer, and as refused when it refuses", async () => {
    away = true;
    paging = () => new Promise(() => undefined);
    const life = aLife();
    expect((await kept(life, asking("Slow"))).pages).toEqual([expect.objectContaining({ state: "sending" })]);
    lives.splice(0);
    paging = async () => ({ kind: "failed", reason: "No.", cure: "Call." });
    expect((await kept(aLife(), asking("Refused"))).pages).toEqual([
      expect.objectContaining({ state: "refused", reason: "No.", cure: expect.stringMatching(/Call\.$/) }),
    ]);
  });

  it("becomes the same incident with the same page, declared when it was", async () => {
    away = true;
    const life = aLife();
    const { draft, pages } = await kept(life, asking("Later"));
    const then = now;
    now += 600_000;
    await life.spool.look();
    expect(life.spool.waiting).toBe(1);
    away = false;
    await life.spool.look();
    const stored = await real.byId(draft.id);
    expect([stored?.declaredAt, stored?.pages[0]?.effect]).toEqual([then, pages[0]?.effect]);
    const timeline = await real.timeline(draft.id);
    expect([timeline[0]?.at, timeline[0]?.recordedAt]).toEqual([then, now]);
    expect([files(), life.spool.waiting, withdrawn, told]).toEqual([[], 0, [], []]);
    // Whoever carries it out looks for it first.
    expect(await attemptsOf(asked[0]?.key as EffectId)).toEqual([{ attempts: 1 }]);
  });

  it("of the rules' refusal is refused without a database, and keeps nothing", async () => {
    away = true;
    const result = await aLife().declare(asking("   "));
    expect(result).toMatchObject({ kind: "refused", refusal: { reason: "no-title" } });
    expect([files(), asked]).toEqual([[], []]);
  });

  it("that cannot be kept either is not saved, and nobody is paged for it", async () => {
    away = true;
    const life = aLife({ files: { write: () => Promise.reject(new Error("the disk is full")) } });
    await expect(life.declare(asking("Nowhere"))).rejects.toThrow(NotSaved);
    expect(asked).toEqual([]);
  });

  it("that was told as not saved does not come back with the next start", async () => {
    away = true;
    const { write } = createSpoolFiles(dataDir, { error: () => undefined });
    const life = aLife({
      files: {
        write: async (spooled) => {
          await write(spooled);
          throw new Error("the folder could not be flushed");
        },
      },
    });
    await expect(life.declare(asking("Half kept"))).rejects.toThrow(NotSaved);
    away = false;
    await aLife().spool.start();
    expect([await countOf("Half kept"), asked, files()]).toEqual([0, [], []]);
  });

  it("twice by a double click, or by two people, is one page, and one incident for all", async () => {
    away = true;
    const life = aLife();
    const first = asking("Once");
    const results = await Promise.all([
      kept(life, first),
      kept(life, first),
      kept(life, asking("once", "ben", BEN)),
    ]);
    expect(results.map(({ again }) => again)).toEqual([false, false, true]);
    expect(asked).toHaveLength(1);
    away = false;
    // The database is back, but what repeats one that waits goes behind it.
    expect((await kept(life, asking("ONCE", "cat", BEN))).again).toBe(true);
    await life.spool.look();
    expect(await countOf("Once")).toBe(1);
    expect((await real.byId(results[0].draft.id))?.participants).toEqual([ANN, BEN]);
    expect([asked.length, withdrawn, files()]).toEqual([1, [], []]);
    expect(told).toHaveLength(2);
  });

  it("leaves every other command as it is", async () => {
    away = true;
    const life = aLife();
    const close: Ask = { ...asking("x"), command: { type: "close" } };
    await expect(life.declare(close)).rejects.toThrow(NotSaved);
  });
});

describe("a crash", () => {
  it.each([
    ["after it was written, before the page", { page: false, stored: false }],
    ["after the page, before it was stored", { page: true, stored: false }],
    ["after it was stored, before its file was removed", { page: true, stored: true }],
  ])("%s: one incident, one page key, nothing left", async (what, { page, stored }) => {
    away = true;
    if (!page) paging = () => new Promise(() => undefined);
    const before = aLife({ files: { remove: () => new Promise(() => undefined) } });
    const { draft } = await kept(before, asking(what));
    const key = asked[0]?.key;
    away = false;
    if (stored) {
      void before.spool.look();
      await expect.poll(() => real.byId(draft.id)).not.toBeNull();
      await expect.poll(() => countOf(what)).toBe(1);
    }
    lives.splice(0); // It is dead: nothing of it is stopped in order.
    paging = async () => ({ kind: "done", receipt: RECEIPT });
    for (const _ of ["a start", "and another"]) {
      const after = aLife();
      await after.spool.start();
      expect(after.spool.waiting).toBe(0);
    }
    expect(await countOf(what)).toBe(1);
    expect((await real.byId(draft.id))?.pages.map(({ effect }) => effect)).toEqual([key]);
    expect([...new Set(asked.map((ask) => ask.key))]).toEqual([key]);
    expect([files(), withdrawn, faults]).toEqual([[], [], []]);
  });

  it("after which the database is still away: the page is looked for and sent", async () => {
    away = true;
    paging = () => new Promise(() => undefined);
    await kept(aLife(), asking("Still away"));
    lives.splice(0);
    paging = async () => ({ kind: "done", receipt: RECEIPT });
    const after = aLife();
    await after.spool.start();
    await expect.poll(() => asked.map(({ attempt }) => attempt?.number)).toEqual([1, 2]);
    expect(after.spool.waiting).toBe(1);
  });
});

describe("what was committed although nobody was told", () => {
  it("is found by its key: the page sent meanwhile is its own", async () => {
    const store = aStore();
    // The commit goes through and its answer is lost.
    const deaf: Store = {
      ...store,
      transaction: async (work) => {
        const done = await store.transaction(work);
        if (!away) throw new Error("the connection broke");
        return done;
      },
    };
    const before = aLife({ store: deaf });
    const { draft } = await kept(before, asking("Uncertain"));
    expect((await real.byId(draft.id))?.pages.map(({ effect }) => effect)).toEqual([asked[0]?.key]);
    await before.spool.look();
    expect(await countOf("Uncertain")).toBe(1);
    expect([withdrawn, told, files()]).toEqual([[], [], []]);
  });
});

describe("what repeats an incident that was only found out later", () => {
  it("takes its page back, and its declarer is told", async () => {
    away = true;
    const life = aLife();
    const { draft } = await kept(life, asking("Elsewhere"));
    away = false;
    const other = await life.engine.dispatch(asking("Elsewhere", "another replica", BEN));
    await life.spool.look();
    expect(withdrawn).toEqual([asked[0]?.key]);
    expect(told).toEqual([`${draft.id} refused`]);
    expect((await real.byId(other.incident?.id as IncidentId))?.participants).toEqual([BEN, ANN]);
    expect([await countOf("Elsewhere"), files()]).toEqual([1, []]);
  });
});

describe("a file that cannot be read", () => {
  it.each([
    ["half a file", '{"ask":{"command"'],
    ["another shape", '{"ask":{},"pages":[]}'],
    ["no file at all", null],
  ])("%s is kept aside with a line in the log, and holds up nothing", async (_what, text) => {
    away = true;
    const { draft } = await kept(aLife(), asking(`Beside ${_what}`));
    lives.splice(0);
    const broken = join(dataDir, "spool", "broken.json");
    if (text === null) mkdirSync(broken);
    else writeFileSync(broken, text);
    away = false;
    await aLife().spool.start();
    expect(files()).toEqual(["broken.json.aside"]);
    expect(faults).toEqual(["a kept declare cannot be read; declare it by hand if it is not there"]);
    expect(await real.byId(draft.id)).not.toBeNull();
  });
});
