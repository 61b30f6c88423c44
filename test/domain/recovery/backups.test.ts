import { describe, expect, it } from "vitest";
import {
  type BackupRecord,
  isLongUnverified,
  isUntested,
  isUnverified,
  missedAt,
} from "../../../src/domain/recovery/backups.ts";
import { aBackup, HOUR, run } from "../../support/deployment.ts";
import { MINUTE, NINE } from "../../support/incident.ts";

const never: BackupRecord = {
  backup: "database",
  takenAt: null,
  verifiedAt: null,
  testedAt: null,
  reliableAt: null,
};
const DAY = 24 * HOUR;

describe("a backup that did not come", () => {
  it.each<[string, number | null, number, number | null]>([
    ["is not missed without a rhythm", null, 10 * DAY, null],
    ["is not missed when it is due", DAY, DAY, null],
    ["is given a tenth of its rhythm", DAY, DAY + 143 * MINUTE, null],
    ["is missed after that, as of when it was due", DAY, DAY + 144 * MINUTE, DAY],
    ["is given a quarter of an hour at least", 15 * MINUTE, 29 * MINUTE, null],
    ["is missed after a quarter of an hour", 15 * MINUTE, 30 * MINUTE, 15 * MINUTE],
    ["is the last of those that did not come", HOUR, 5 * HOUR + 15 * MINUTE, 5 * HOUR],
  ])("%s", (_, everyMs, since, missed) => {
    expect(missedAt({ everyMs }, NINE, NINE + since)).toBe(missed === null ? null : NINE + missed);
  });
});

describe("a backup is unverified", () => {
  it.each<[string, Partial<BackupRecord>, boolean]>([
    ["not while none was taken", {}, false],
    ["when none ever was verified", { takenAt: NINE }, true],
    ["when an older one is the last that was verified", { takenAt: NINE, reliableAt: NINE - 1 }, true],
    ["not when it was itself", { takenAt: NINE, reliableAt: NINE }, false],
  ])("%s", (_, record, is) => {
    expect(isUnverified({ ...never, ...record })).toBe(is);
  });

  it.each<[string, Parameters<typeof aBackup>[0], Partial<BackupRecord>, number, boolean]>([
    ["not for long while none was taken", {}, {}, DAY, false],
    ["not for long when it is not unverified", {}, { takenAt: NINE, reliableAt: NINE }, DAY + 1, false],
    ["not for long where nothing can verify it", { verify: [] }, { takenAt: NINE }, DAY + 1, false],
    ["not for long until the next is due", {}, { takenAt: NINE }, DAY, false],
    ["for long when the next is due", {}, { takenAt: NINE }, DAY + 1, true],
    ["not for long within a day, without a rhythm", { everyMs: null }, { takenAt: NINE }, DAY, false],
    ["for long after a day, without a rhythm", { everyMs: null }, { takenAt: NINE }, DAY + 1, true],
  ])("%s", (_, changes, record, since, is) => {
    const backup = aBackup({ verify: [run("verify-backup")], ...changes });
    expect(isLongUnverified(backup, { ...never, ...record }, NINE + since)).toBe(is);
  });
});

describe("a backup is untested", () => {
  it.each<[string, number | null, number | null, boolean]>([
    ["not where the manual wants no test", null, null, false],
    ["when none ever was restored for a test", DAY, null, true],
    ["not while the last test is as recent as the manual wants", DAY, NINE - DAY, false],
    ["when the last test is older", DAY, NINE - DAY - 1, true],
  ])("%s", (_, testEveryMs, testedAt, is) => {
    expect(isUntested({ testEveryMs }, { ...never, testedAt }, NINE)).toBe(is);
  });
});
