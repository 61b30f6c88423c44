import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EffectId, IncidentId } from "../../src/domain/ids.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { Errand, OnCallStore } from "../../src/engine/on-call-ports.ts";
import { createOnCallStore } from "../../src/store/chores.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { anIncident, aResolvedIncident, MINUTE, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

let database: Database;
let store: OnCallStore;

beforeAll(async () => {
  database = await openTestDatabase();
  store = createOnCallStore(database);
  await createStore(database).saveProfile(aProfile().hash, "organisation: test", NINE);
});

afterAll(() => database.close());

const anErrand = (name: string): Errand => ({
  id: name as EffectId,
  body: { kind: "set-user-group", handle: "oncall" },
});

async function write(...incidents: readonly Incident[]): Promise<void> {
  await createStore(database).transaction((tx) =>
    tx.write({
      incidents: incidents.map((incident) => ({ incident, titleKey: incident.title, dueAt: null })),
      timeline: [],
      effects: [],
      deliveries: [],
      retried: [],
      waived: [],
      lastNumber: null,
    }),
  );
}

describe("errands", () => {
  it("are added once, carried out one at a time, and found again when a try is lost", async () => {
    await store.transaction((tx) => tx.addErrands([anErrand("one"), anErrand("one")], NINE));
    expect((await store.dueErrands(NINE - 1, 9)).length).toBe(0);
    expect((await store.dueErrands(NINE, 9)).map(({ id, attempts }) => [id, attempts])).toEqual([["one", 0]]);
    const begun = await store.beginErrand("one" as EffectId, NINE, NINE + 15_000);
    expect(begun).toMatchObject({ attempts: 1, firstTriedAt: NINE, requestedAt: NINE });
    expect(await store.beginErrand("one" as EffectId, NINE, NINE + 15_000)).toBeNull();
    expect(await store.beginErrand("one" as EffectId, NINE + 15_000, NINE + 30_000)).toMatchObject({
      attempts: 2,
      firstTriedAt: NINE,
    });
    await store.transaction((tx) => tx.settleErrand("one" as EffectId, NINE, { ts: "1.1" }));
    expect(await store.dueErrands(NINE + 60_000, 9)).toEqual([]);
    expect(await store.beginErrand("one" as EffectId, NINE + 60_000, NINE + 70_000)).toBeNull();
  });

  it("vanish with the transaction that fails", async () => {
    const failing = store.transaction(async (tx) => {
      await tx.addErrands([anErrand("two")], NINE);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await store.dueErrands(NINE, 9)).toEqual([]);
  });
});

describe("marks and shifts", () => {
  it("are changed only by who knows what stands there", async () => {
    const set = (at: number, before: number | null) =>
      store.transaction((tx) => tx.setMark("weekly", { at, body: null }, before));
    expect(await set(1, null)).toBe(true);
    expect(await set(2, null)).toBe(false);
    expect(await set(2, 7)).toBe(false);
    expect(await set(2, 1)).toBe(true);
    expect(await store.mark("weekly")).toEqual({ at: 2, body: null });
  });

  it("keep who was on call when", async () => {
    const change = (since: number, name: string, before: number | null) =>
      store.transaction((tx) =>
        tx.changeShift({ policy: "p", people: [{ name, email: null }], since }, before),
      );
    expect(await change(10, "Ann", null)).toBe(true);
    expect(await change(11, "Cat", null)).toBe(false);
    expect(await change(20, "Ben", 10)).toBe(true);
    expect(await change(21, "Cat", 10)).toBe(false);
    expect(await store.currentShift("p")).toMatchObject({ since: 20, until: null });
    const of = async (from: number, to: number) =>
      (await store.shifts({ from, to })).map(({ people }) => people[0]?.name);
    expect(await of(0, 15)).toEqual(["Ann"]);
    expect(await of(15, 30)).toEqual(["Ann", "Ben"]);
    expect(await of(20, 30)).toEqual(["Ben"]);
  });
});

describe("what a digest is made of", () => {
  it("is what was declared, open or resolved in the time; private ones are a number", async () => {
    const one = (number: number, changes: Partial<Incident>): Incident => ({
      ...anIncident({ channel: null, ...changes }),
      id: `i${number}` as IncidentId,
      number,
    });
    const before = { declaredAt: NINE - 60 * MINUTE };
    await write(
      one(1, {}),
      one(2, before),
      one(3, { ...aResolvedIncident(), ...before, channel: null }),
      one(4, { ...aResolvedIncident(), ...before, channel: null, resolvedAt: NINE - MINUTE }),
      one(5, { private: true, title: "Secret" }),
      one(6, { private: true, drill: true }),
      one(7, { declaredAt: NINE + 60 * MINUTE }),
    );
    const found = await store.period({ from: NINE, to: NINE + 60 * MINUTE });
    expect(found.incidents.map(({ number }) => number).toSorted()).toEqual([1, 2, 3]);
    expect(found.privateDeclared).toBe(1);
    expect(JSON.stringify(found)).not.toContain("Secret");
  });
});
