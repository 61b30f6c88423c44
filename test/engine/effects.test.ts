import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EffectId, IncidentId } from "../../src/domain/ids.ts";
import type { Store } from "../../src/engine/store.ts";
import type { Database } from "../../src/store/database.ts";
import { createStore } from "../../src/store/store.ts";
import { openTestDatabase } from "../support/database.ts";
import { anIncident } from "../support/incident.ts";

const incident = anIncident();
const AT = 1_700_000_000_000;

let database: Database;
let store: Store;

beforeAll(async () => {
  database = await openTestDatabase();
  store = createStore(database);
  await store.saveProfile(incident.profileHash, "in force", AT);
  await store.transaction((tx) =>
    tx.write({
      incidents: [{ incident, titleKey: "checkout is slow", dueAt: null }],
      timeline: [],
      effects: [4, 5, 6].map((version) => ({
        effect: { id: cardOf(version), kind: "refresh-card" },
        incident: incident.id,
        version,
        at: AT,
      })),
      deliveries: [],
      retried: [],
      waived: [],
      lastNumber: null,
    }),
  );
});
afterAll(() => database.close());

function cardOf(version: number): EffectId {
  return `${incident.id}/${version}/refresh-card` as EffectId; // as `effectIdOf` builds it
}

function begin(effect: EffectId, at: number, takesOver = false): Promise<string> {
  return store.beginAttempt({ effect, at, takesOver }).then(({ kind }) => kind);
}

describe("a try", () => {
  it("is the only one under way, until it ends, its worker is gone, or its time is over", async () => {
    expect(await begin(cardOf(4), AT)).toBe("begun");
    expect(await begin(cardOf(4), AT)).toBe("busy");
    expect(await begin(cardOf(4), AT, true)).toBe("begun");
    await store.transaction((tx) => tx.late(cardOf(4), "Slack answered 500."));
    expect(await begin(cardOf(4), AT)).toBe("begun");
    expect(await begin(cardOf(4), AT + 599_999)).toBe("busy");
    expect(await begin(cardOf(4), AT + 600_000)).toBe("begun");
  });
});

describe("what shows the state", () => {
  const shown = (version: number): { incident: IncidentId; kind: "refresh-card"; version: number } => ({
    incident: incident.id,
    kind: "refresh-card",
    version,
  });

  it("is settled with all that is older", async () => {
    expect(await store.settleShown(shown(5), AT)).toBe(true);
    expect(await begin(cardOf(4), AT + 1_200_000)).toBe("settled");
    expect(await begin(cardOf(5), AT)).toBe("settled");
    expect(await begin(cardOf(6), AT)).toBe("begun");
  });

  it("is not settled by one that comes after a newer was shown, and can be shown once more", async () => {
    expect(await store.settleShown(shown(6), AT)).toBe(true);
    expect(await store.settleShown(shown(5), AT)).toBe(false);
    await store.transaction((tx) => tx.reopen(cardOf(5)));
    expect(await begin(cardOf(5), AT + 1_200_000)).toBe("begun");
  });

  it("is not shown once more when it was waived meanwhile", async () => {
    await store.dismiss(cardOf(5), AT, "a person waived it");
    await store.transaction((tx) => tx.reopen(cardOf(5)));
    expect(await begin(cardOf(5), AT + 2_400_000)).toBe("settled");
  });
});
