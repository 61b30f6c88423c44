import { describe, expect, it } from "vitest";
import type { FreezeWindow } from "../../../src/domain/delivery.ts";
import { windowsAt } from "../../../src/domain/deployment/windows.ts";
import { HOUR } from "../../support/deployment.ts";

/** From Friday 16:00 in Berlin until Monday 08:00. */
const weekend: FreezeWindow = {
  name: "weekend",
  cron: "0 16 * * 5",
  timezone: "Europe/Berlin",
  lastsMs: 64 * HOUR,
  environments: ["production"],
};
const FRIDAY_16 = Date.UTC(2026, 10, 20, 15);

describe("a freeze window", () => {
  it.each<[string, number, boolean]>([
    ["just before it begins", FRIDAY_16 - 1, false],
    ["as it begins", FRIDAY_16, true],
    ["in the middle", FRIDAY_16 + 30 * HOUR, true],
    ["just before it ends", FRIDAY_16 + 64 * HOUR - 1, true],
    ["as it ends", FRIDAY_16 + 64 * HOUR, false],
  ])("%s", (_, at, isOpen) => {
    const open = windowsAt([weekend], "production", at);
    const until = FRIDAY_16 + 64 * HOUR;
    expect(open).toEqual(isOpen ? [{ cause: "window", name: "weekend", by: null, until }] : []);
  });

  it("is of the environments it names, or of all", () => {
    expect(windowsAt([weekend], "staging", FRIDAY_16)).toEqual([]);
    expect(windowsAt([{ ...weekend, environments: [] }], "staging", FRIDAY_16).length).toBe(1);
  });

  it("that never comes again is not open", () => {
    const past = { ...weekend, cron: "0 0 16 20 11 5 2020" };
    expect(windowsAt([past], "production", FRIDAY_16)).toEqual([]);
  });
});
