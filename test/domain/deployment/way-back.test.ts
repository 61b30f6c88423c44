import { describe, expect, it } from "vitest";
import { type GoodVersion, wayBack } from "../../../src/domain/deployment/way-back.ts";
import { aVersion, NEW, NEWER, OLD } from "../../support/deployment.ts";

const good = (number: number, sha: string, backTo: number | null = null): GoodVersion => ({
  ...aVersion({ number, sha }),
  backTo,
});
const ran = (sha: string | null) => ({ sha });

describe("what a rollback goes back to", () => {
  it.each<[string, readonly GoodVersion[], { readonly sha: string | null } | null, number | null]>([
    ["nothing, where nothing was ever good", [], ran(NEW), null],
    ["the last good one, where something else ran since", [good(4, NEW), good(3, OLD)], ran(NEWER), 4],
    ["the good one before it, where the last good one runs", [good(4, NEW), good(3, OLD)], ran(NEW), 3],
    ["the good one before it, where nothing is known to have run", [good(4, NEW), good(3, OLD)], null, 3],
    [
      "the good one before it, where the commit that ran is not known",
      [good(4, NEW), good(3, OLD)],
      ran(null),
      3,
    ],
    ["a good one of another commit", [good(4, NEW), good(3, NEW), good(2, OLD)], ran(NEW), 2],
    ["nothing, where only one commit was ever good", [good(4, NEW), good(3, NEW)], ran(NEW), null],
    [
      "further back after a rollback, not to what was just left",
      [good(5, OLD, 3), good(4, NEW), good(3, OLD), good(2, NEWER)],
      ran(OLD),
      2,
    ],
    ["nothing after a rollback to the first", [good(5, OLD, 3), good(4, NEW), good(3, OLD)], ran(OLD), null],
  ])("is %s", (_, versions, lastRun, number) => {
    expect(wayBack(versions, lastRun)?.number ?? null).toBe(number);
  });
});
