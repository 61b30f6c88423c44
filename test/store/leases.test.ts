import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../src/store/database.ts";
import { createLeases } from "../../src/store/leases.ts";
import { openTestDatabase } from "../support/database.ts";

const NINE = Date.UTC(2026, 10, 16, 9);
const TTL = 15_000;

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Asks in the name of `holder`, so many milliseconds after nine. */
function asking(name: string): (holder: string, afterMs: number) => Promise<boolean> {
  const leases = createLeases(database.kysely);
  return (holder, afterMs) => leases.take({ name, holder, at: NINE + afterMs, ttlMs: TTL });
}

describe("a lease", () => {
  it("is its first holder's until it runs out", async () => {
    const take = asking("runs-out");
    expect(await take("a", 0)).toBe(true);
    expect(await take("b", TTL - 1)).toBe(false);
    expect(await take("b", TTL)).toBe(true);
    expect(await take("a", TTL + 1)).toBe(false);
  });

  it("is renewed by its holder alone", async () => {
    const take = asking("renewed");
    expect(await take("a", 0)).toBe(true);
    expect(await take("a", TTL - 1)).toBe(true);
    expect(await take("b", TTL + 1)).toBe(false);
  });

  it("of one name is another matter than that of another name", async () => {
    expect(await asking("one")("a", 0)).toBe(true);
    expect(await asking("two")("b", 0)).toBe(true);
  });

  it("that was let go is free, and nobody lets go another's", async () => {
    const take = asking("let-go");
    const leases = createLeases(database.kysely);
    await take("a", 0);
    await leases.release("let-go", "b");
    expect(await take("b", 1)).toBe(false);
    await leases.release("let-go", "a");
    expect(await take("b", 1)).toBe(true);
  });

  it("further ahead than any living holder would write is free: a clock was set back", async () => {
    const take = asking("set-back");
    await take("a", 3_600_000);
    expect(await take("b", 0)).toBe(true);
  });

  it("asked for by ten at once is given to one", async () => {
    const take = asking("at-once");
    const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take(`r${index}`, 0)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });
});
