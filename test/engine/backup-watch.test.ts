import { expect, it } from "vitest";
import { createBackupWatch } from "../../src/engine/backup-watch.ts";
import type { Errand } from "../../src/engine/on-call-ports.ts";
import { loadProfile } from "../../src/profile/load.ts";
import { backupMissed, backupUnverified } from "../../src/views/deployment-backups.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TAKEN = Date.UTC(2026, 10, 21, 2);
const profile = loadProfile("profiles/sebenza.yml");

/** What is told so far into the time after the newest backup of the database; its manual wants one a day. */
async function told(
  afterMs: number,
  takenAt: number | null = TAKEN,
  reliableAt: number | null = TAKEN,
): Promise<readonly Errand[]> {
  const kept: Errand[] = [];
  const watch = createBackupWatch({
    records: async (names) =>
      names.map((backup) => ({
        backup,
        takenAt: backup === "database" ? takenAt : null,
        verifiedAt: null,
        testedAt: null,
        reliableAt,
      })),
    addErrands: async (errands) => void kept.push(...errands),
    profile: () => profile,
    views: { backupMissed, backupUnverified },
    since: async () => TAKEN - DAY,
    clock: { now: () => TAKEN + afterMs },
  });
  await watch.look();
  return kept;
}

const isOfDatabase = ({ id }: Errand): boolean =>
  id.startsWith("backup/database/") && !id.includes("unverified");

it.each([
  ["before it is due", DAY - HOUR, null],
  ["within its grace, since a backup takes as long as it takes", DAY + 2 * HOUR, null],
  ["after its grace", DAY + 3 * HOUR, `backup/database/${TAKEN + DAY}`],
  [
    "the same id until the next is missed, so that it is told once",
    DAY + 20 * HOUR,
    `backup/database/${TAKEN + DAY}`,
  ],
  ["and another then", 2 * DAY + 3 * HOUR, `backup/database/${TAKEN + 2 * DAY}`],
])("a missed backup is told %s", async (_, afterMs, id) => {
  const errands = (await told(afterMs)).filter(isOfDatabase);
  expect(errands.map((errand) => errand.id)).toEqual(id === null ? [] : [id]);
  for (const { body } of errands)
    expect(body).toMatchObject({ to: { kind: "channel", channel: profile.slack.announcements } });
});

it("one that was never seen here is told once, after its time: somebody else may take it", async () => {
  const none = async (afterMs: number) =>
    (await told(afterMs, null)).filter(isOfDatabase).map(({ id }) => id);
  expect(await none(2 * HOUR)).toEqual([]);
  expect(await none(3 * HOUR)).toEqual(["backup/database/never"]);
  expect(await none(9 * DAY)).toEqual(["backup/database/never"]);
});

it("one that was taken and not verified within its time is told, once", async () => {
  const unverified = async (afterMs: number, reliableAt: number | null) =>
    (await told(afterMs, TAKEN, reliableAt))
      .map(({ id }) => id)
      .filter((id) => id.includes("database/unverified"));
  expect(await unverified(DAY, null)).toEqual([]);
  expect(await unverified(DAY + HOUR, null)).toEqual([`backup/database/unverified/${TAKEN}`]);
  expect(await unverified(DAY + HOUR, TAKEN - DAY)).toEqual([`backup/database/unverified/${TAKEN}`]);
  expect(await unverified(DAY + HOUR, TAKEN)).toEqual([]);
});
