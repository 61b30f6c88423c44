import { afterAll, beforeAll, expect, it } from "vitest";
import {
  asks,
  cardOf,
  type Deploying,
  notices,
  openDeploying,
  presses,
  reads,
  runsOf,
  shows,
} from "../support/deploying.ts";

/** Backups, restores and the standby of sebenza, with what they cost against the manual's RTO of 4 h and RPO of 1 h. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DISPATCH = "POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches";
const PRODUCTION = { environment: "production" };

let stage: Deploying;
beforeAll(async () => {
  stage = await openDeploying({ profile: "sebenza" });
});
afterAll(() => stage.stop());

/** As people type a time of today, in their zone, which is UTC here. */
function clockAt(beforeMs: number): string {
  return new Date(stage.clock.now() - beforeMs).toISOString().slice(11, 16);
}

/** What the list of backups says of the database's. */
async function ledger(): Promise<string> {
  const lines = (await asks(stage, "eva", "backup")).split("\n");
  const at = lines.findIndex((line) => line.includes("*database*"));
  return lines.slice(at, at + 3).join("\n");
}

it("takes a backup: nothing is claimed before GitHub's answer; then the ledger knows its age", async () => {
  expect(await ledger()).toContain("Taken *never*");
  stage.faults.add({ vendor: "github", call: DISPATCH, kind: "drop-after-accepting", times: 1 });
  expect(await asks(stage, "chidi", "backup database --why before the migration")).toContain(
    "Nothing runs before its gates are open",
  );
  expect(cardOf(stage, 1)).toMatch(/GitHub did not say whether `backup.yml` started|it runs since/);
  expect(cardOf(stage, 1)).not.toContain("The backup is done");
  expect(await ledger()).toContain("Taken *never*");
  await shows(stage, 1, "✅ The backup is done");
  expect(runsOf(stage)).toEqual([
    { workflow: "backup.yml", inputs: { ...PRODUCTION, backup: "database", kind: "full" } },
  ]);
  expect(await ledger()).toMatch(/\*not verified.*\n[^\n]*\nTaken .* ago .* · verified \*never\*/);
});

it("verifies it, and tells when it was", async () => {
  await asks(stage, "chidi", "verify-backup database");
  await shows(stage, 2, "✅ The verification is done");
  expect(runsOf(stage)[1]).toEqual({
    workflow: "verify-backup.yml",
    inputs: { ...PRODUCTION, backup: "database" },
  });
  expect(await ledger()).toMatch(/· verified .* ago/);
});

it("restores to a time, approved by a lead, and says before what that loses", async () => {
  await stage.advance(43 * MINUTE_MS);
  expect(await asks(stage, "chidi", "restore database --to tomorrow 9:00")).toContain(
    "That time is not over yet",
  );
  const before = runsOf(stage).length;
  const to = clockAt(90 * MINUTE_MS);
  expect(await asks(stage, "chidi", `dry-run restore database --to ${to}`)).toContain("Nothing is started");
  await asks(stage, "chidi", `restore database --to ${clockAt(30 * MINUTE_MS)} --why orders were deleted`);
  const card = cardOf(stage, 4);
  expect(card).toMatch(
    /👉 Restoring \*database\* to .* loses the data of 30 minutes.*, the promise is 1 hour: kept/,
  );
  expect(card).toContain("• Rolling back loses nothing");
  expect(card).toContain("1 approval needed from *leads*");
  await presses(stage, "dana", "Approve", 4);
  await reads(stage, "dana", "You may not approve");
  expect(runsOf(stage)).toHaveLength(before);
  await presses(stage, "ben", "Approve", 4);
  expect(cardOf(stage, 4)).not.toContain("The restore is done");
  await shows(stage, 4, "✅ The restore is done");
  const [run, ...more] = runsOf(stage).slice(before);
  expect(more).toEqual([]);
  expect(run).toMatchObject({ workflow: "restore.yml", inputs: { ...PRODUCTION, backup: "database" } });
  expect(run?.inputs["to"]).toMatch(/^2026-11-17T\d\d:\d\d:00.000Z$/);
});

it("says that a restore breaks the promise, and how long the last one took", async () => {
  await asks(stage, "chidi", `restore database --to ${clockAt(90 * MINUTE_MS)}`);
  expect(cardOf(stage, 5)).toMatch(
    /loses the data of 1 hour 30 minutes.*, the promise is 1 hour: \*broken\*/,
  );
  expect(cardOf(stage, 5)).toMatch(/It usually takes \d+ (seconds|minute)/);
  await asks(stage, "chidi", "cancel 5");
});

it("fails over with an approval, and says what is left of the RTO", async () => {
  await stage.incident("declare Database is gone --severity P2 --component database-primary");
  await stage.advance(20 * MINUTE_MS);
  await asks(stage, "chidi", "failover failover");
  const card = cardOf(stage, 6);
  expect(card).toContain("👉 Failing over (*Fail over to the standby*) loses *nobody knows how much*");
  expect(card).toMatch(/⏱ 3 hours (40|39) minutes of the 4 hours promised \(RTO\) are left/);
  const before = runsOf(stage).length;
  stage.sites.setHealthy("app.example.com", false);
  await presses(stage, "amara", "Approve", 6);
  await stage.follow(30_000);
  expect(cardOf(stage, 6)).not.toContain("The failover is done");
  stage.sites.setHealthy("app.example.com", true);
  await shows(stage, 6, "✅ The failover is done");
  expect(runsOf(stage).slice(before)).toEqual([
    { workflow: "failover.yml", inputs: { ...PRODUCTION, plan: "failover" } },
  ]);
  const told = await stage.incident("timeline", { channel: "inc-1-database-is-gone" });
  expect(told).toContain("fail over: Fail over to the standby");
  await stage.incident("resolve the standby serves", { channel: "inc-1-database-is-gone" });
});

it("tells that a backup is missing, once for each that is missed", async () => {
  await stage.advance(2 * DAY_MS);
  const missing = stage.texts("incidents").filter((text) => text.includes("*Backup database is missing*"));
  expect(missing).toHaveLength(1);
  expect(missing[0]).toContain("the manual has one taken every day");
  expect(missing[0]).toContain("`/deploy backup database` takes one now");
  expect(await ledger()).toContain("*missed");
  expect(notices(stage, 1).at(-1)).toContain("✅ The backup is done");
});
