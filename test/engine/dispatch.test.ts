import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryKey, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import { createEngine, type Engine, type Profiles } from "../../src/engine/dispatch.ts";
import type { Ask } from "../../src/engine/ports.ts";
import { createQueue, type Queue } from "../../src/engine/queue.ts";
import type { Store } from "../../src/engine/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { aProfile } from "../support/profile.ts";

const AMARA = "UAMARA" as SlackUserId;
const BEN = "UBEN" as SlackUserId;
const testProfile = aProfile();
const profiles: Profiles = { of: () => testProfile, load: async () => undefined };

let database: Database;
let queue: Queue;
let store: Store;
let engine: Engine;
let now = 1_700_000_000_000;

beforeAll(async () => {
  database = await openTestDatabase();
  queue = await createQueue({ database: database.boss, onError: () => undefined });
  store = createStore(database);
  await store.saveProfile(testProfile.hash, "organisation: test", now);
  engine = createEngine({
    store,
    jobs: queue,
    clock: { now: () => now },
    profiles,
  });
});

afterAll(async () => {
  await queue.stop();
  await database.close();
});

function declare(
  title: string,
  more: Partial<Extract<IncidentCommand, { type: "declare" }>> = {},
  by = AMARA,
  key: string | null = null,
): Ask {
  const command: IncidentCommand = {
    type: "declare",
    title,
    description: null,
    severity: "P1",
    component: null,
    private: false,
    drill: false,
    declaredIn: null,
    from: null,
    page: null,
    ...more,
  };
  return {
    command,
    by: { kind: "person", user: by },
    incident: { kind: "new" },
    key: key as DeliveryKey | null,
  };
}

describe("a declare", () => {
  it("is stored with its timeline, effects and jobs before the promise resolves", async () => {
    const result = await engine.dispatch(declare("Checkout fails"));
    if (result.kind !== "accepted") throw new Error(result.kind);
    expect(await store.byId(result.incident.id)).toEqual(result.incident);
    const timeline = await store.timeline(result.incident.id);
    expect(timeline.map(({ event }) => event.type)).toEqual([
      "declared",
      "escalation-begun",
      "page-requested",
    ]);
    const { rows } = await store.transaction((tx) =>
      tx.sql.executeSql(`select kind, state from effects where incident_id = $1 order by kind`, [
        result.incident.id,
      ]),
    );
    expect(rows).toEqual([
      { kind: "announce", state: "requested" },
      { kind: "create-channel", state: "requested" },
      { kind: "page", state: "requested" },
    ]);
  });

  it("made fifty times at once with one title is one incident, and everybody is told which", async () => {
    const people = Array.from({ length: 50 }, (_, index) => `U${index}` as SlackUserId);
    const results = await Promise.all(
      people.map((user) => engine.dispatch(declare("Fifty at once", {}, user))),
    );
    const accepted = results.filter((result) => result.kind === "accepted");
    expect(accepted).toHaveLength(1);
    const number = accepted[0]?.incident?.number;
    for (const result of results) expect(result.incident?.number).toBe(number);
  });

  it("gets the next number, without gaps", async () => {
    const first = await engine.dispatch(declare("One"));
    await engine.dispatch(declare("One", {}, BEN));
    const second = await engine.dispatch(declare("Two"));
    expect(second.incident?.number).toBe((first.incident?.number ?? 0) + 1);
  });

  it("of the same title after two minutes is another incident", async () => {
    const first = await engine.dispatch(declare("Again"));
    now += 121_000;
    const second = await engine.dispatch(declare("Again"));
    expect(second.kind).toBe("accepted");
    expect(second.incident?.id).not.toBe(first.incident?.id);
  });

  it("of a private incident's title by a stranger reveals nothing", async () => {
    const secret = await engine.dispatch(declare("Breach", { private: true }));
    const other = await engine.dispatch(declare("Breach", { private: true }, BEN));
    expect(other.kind).toBe("accepted");
    expect(other.incident?.id).not.toBe(secret.incident?.id);
  });

  it("delivered again with the same key changes nothing and gets the same answer", async () => {
    const ask = declare("Redelivered", {}, AMARA, "slack:trigger:1");
    const [first, second] = await Promise.all([engine.dispatch(ask), engine.dispatch(ask)]);
    now += 600_000;
    const third = await engine.dispatch(ask);
    for (const result of [first, second, third]) {
      expect(result?.kind).toBe("accepted");
      expect(result?.incident?.number).toBe(first?.incident?.number);
    }
  });
});

describe("other commands", () => {
  it("are refused with the incident when they name none that is there", async () => {
    const result = await engine.dispatch({
      command: { type: "close" },
      by: { kind: "person", user: AMARA },
      incident: { kind: "channel", channel: "CNONE" as SlackChannelId },
      key: null,
    });
    expect(result).toEqual({ kind: "refused", refusal: { reason: "no-such-incident" }, incident: null });
  });

  it("in one commit see each other's changes in order", async () => {
    const made = await engine.dispatch(declare("In order"));
    const id = made.incident?.id;
    if (id === undefined) throw new Error("not declared");
    const say = (message: string): Ask => ({
      command: { type: "post-update", message, nextInMs: null },
      by: { kind: "person", user: AMARA },
      incident: { kind: "id", id },
      key: null,
    });
    await Promise.all(["a", "b", "c"].map((message) => engine.dispatch(say(message))));
    const updates = (await store.timeline(id)).flatMap(({ event }) =>
      event.type === "update-posted" ? [event.message] : [],
    );
    expect(updates).toEqual(["a", "b", "c"]);
  });

  it("that break a rule's code fail alone", async () => {
    const broken = {
      command: { type: "no-such-command" },
      by: { kind: "person", user: AMARA },
      incident: { kind: "new" },
      key: null,
    } as unknown as Ask;
    const [good, bad] = await Promise.allSettled([
      engine.dispatch(declare("Beside a broken one")),
      engine.dispatch(broken),
    ]);
    expect(good.status).toBe("fulfilled");
    expect(bad.status === "rejected" || (bad.status === "fulfilled" && bad.value.kind !== "accepted")).toBe(
      true,
    );
  });
});
