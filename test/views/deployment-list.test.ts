import { describe, expect, it } from "vitest";
import { backupList, backupMissed } from "../../src/views/deployment-backups.ts";
import {
  deploymentDiff,
  deploymentHistory,
  deploymentStanding,
  deploymentsOpen,
} from "../../src/views/deployment-list.ts";
import { date } from "../../src/views/text.ts";
import { aBackup, aChange, aDeployment, HOUR, manualOf, NEW, OLD } from "../support/deployment.ts";
import { BEN, MINUTE, NINE, person } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown } from "./shown.ts";

const PROFILE = { ...aProfile(), delivery: manualOf().delivery };
const DONE = aDeployment({
  number: 11,
  phase: "verified",
  clearedAt: NINE,
  end: { at: NINE + 6 * MINUTE, by: person(BEN), why: null, step: null },
  why: "hotfix",
});

describe("history", () => {
  it("tells what became of each, with version, author, time and how long it took", () => {
    const list = deploymentHistory([aDeployment(), DONE], { service: "api", environment: null }, PROFILE);
    expect(shown(list)).toBe(
      [
        "The latest of api, newest first",
        `*✋ #12 · deploy api → production · waits at its gates: 1 approval to go*\n\`main\` = \`bbbbbbb\` · <@U0ANN> ${date(NINE)}`,
        `*✅ #11 · deploy api → production · verified*\n\`main\` = \`bbbbbbb\` · <@U0ANN> ${date(NINE)} · took 6 minutes · hotfix`,
      ].join("\n"),
    );
  });

  it("says so when there is none, and counts what does not fit", () => {
    expect(shown(deploymentHistory([], { service: "api", environment: "production" }, PROFILE))).toBe(
      "Nothing of api in production was asked for through Tocsin yet.",
    );
    const many = Array.from({ length: 60 }, () => DONE);
    expect(shown(deploymentsOpen(many, PROFILE))).toMatch(
      /\d+ more\. `\/deploy status 12` shows one of them\.$/,
    );
  });

  it("of nothing under way shows how to begin", () => {
    expect(shown(deploymentsOpen([], PROFILE))).toBe(
      "Nothing is under way. `/deploy &lt;service&gt; to &lt;environment&gt;` proposes something.",
    );
  });
});

describe("where a service stands", () => {
  const lock = {
    id: "h",
    kind: "lock",
    service: "api",
    environment: "production",
    by: BEN,
    why: "hotfix",
    since: NINE,
    until: NINE + HOUR,
    naggedAt: null,
  } as const;

  it("names the good version, what is under way and what holds it back, by environment", () => {
    const good = { number: 9, ref: "v1", sha: OLD, at: NINE };
    const standing = [
      { environment: "production", good, open: [aDeployment()], holds: [lock] },
      { environment: "staging", good: null, open: [], holds: [] },
    ];
    const message = deploymentStanding("api", standing, PROFILE);
    expect(message.text).toBe("Where api stands: production aaaaaaa, staging unknown");
    expect(shown(message)).toBe(
      [
        "*Where api stands*",
        `*production*: \`v1\` = \`aaaaaaa\`, verified ${date(NINE)} by #9`,
        "✋ #12 · waits at its gates: 1 approval to go",
        `🔒 locked by <@U0BEN> since ${date(NINE)}, until ${date(NINE + HOUR)}: hotfix. \`/deploy unlock api production\` lifts it.`,
        "*staging*: no version was verified there yet",
      ].join("\n"),
    );
  });

  it("says that a service is not deployed from here", () => {
    expect(shown(deploymentStanding("mail", [], PROFILE))).toBe(
      "mail is not deployed from here: the manual names no environment of it.",
    );
  });
});

describe("what would change", () => {
  const place = { service: "api", environment: "production" };

  it("since the last good version, with the command that proposes it", () => {
    const commits = [{ sha: NEW, title: "Mend <it>", author: "ben", url: "" }];
    const change = aChange("ahead", { commits });
    const diff = { kind: "seen", ref: "main", sha: NEW, good: null, change } as const;
    expect(shown(deploymentDiff(place, diff))).toBe(
      [
        "*api in production*: `main` is `bbbbbbb` now.",
        "1 commit since the last good version `aaaaaaa` (<https://github.com/sebenza/suite/compare|diff>).",
        "• `bbbbbbb` Mend &lt;it&gt; · ben",
        "`/deploy api main to production` proposes it.",
      ].join("\n"),
    );
  });

  it("or why it is not known", () => {
    const unseen = { kind: "unseen", reason: "GitHub did not answer.", cure: "Ask again." } as const;
    expect(shown(deploymentDiff(place, unseen))).toBe(
      "What would change for api in production is not known: GitHub did not answer. Ask again.",
    );
    const asks = { kind: "unseen", reason: "There is no mian", cure: 'Did you mean "main"?' } as const;
    expect(shown(deploymentDiff(place, asks))).toBe(
      'What would change for api in production is not known: There is no mian. Did you mean "main"?',
    );
    expect(shown(deploymentDiff(place, { kind: "not-deployed-from-here" }))).toBe(
      "api in production is not deployed from here, so there is nothing to compare.",
    );
  });
});

describe("backups", () => {
  const wal = aBackup({ key: "wal", kind: "wal", everyMs: 15 * MINUTE, verify: [] });
  const profile = { ...PROFILE, delivery: { ...PROFILE.delivery, backups: [aBackup(), wal] } };
  const fresh = {
    backup: "database",
    takenAt: NINE - HOUR,
    verifiedAt: NINE - HOUR,
    testedAt: null,
    reliableAt: NINE - HOUR,
  };

  it("with age, kind, verification and test; those not as the manual wants first", () => {
    const old = { backup: "wal", takenAt: NINE - HOUR, verifiedAt: null, testedAt: null, reliableAt: null };
    const hour = `1 hour ago (${date(NINE - HOUR)})`;
    expect(shown(backupList([fresh, old], profile, NINE))).toBe(
      [
        "2 backups, 1 not as the manual wants",
        "⚠️ *wal* · *missed, not verified (the manual has no way to)*\nWAL of api in production, every 15 minutes",
        `Taken ${hour} · verified *never* · restored for a test *never*`,
        "✅ *database*\nfull of api in production, every day",
        `Taken ${hour} · verified ${hour} · restored for a test *never*`,
        "`/deploy backup &lt;name&gt;` takes one, `/deploy verify-backup &lt;name&gt;` checks the newest.",
      ].join("\n"),
    );
  });

  it.each([
    ["never taken", { takenAt: null, verifiedAt: null, reliableAt: null }, {}, "*never seen here*"],
    [
      "never taken, without a schedule",
      { takenAt: null, verifiedAt: null, reliableAt: null },
      { everyMs: null },
      "*never seen here*",
    ],
    ["newer than the one verified", { reliableAt: NINE - 2 * HOUR }, {}, "*not verified*"],
    [
      "not verified, and older than the manual wants",
      { reliableAt: null },
      { everyMs: 15 * MINUTE },
      "*missed, not verified*",
    ],
    ["never restored for a test", {}, { testEveryMs: HOUR }, "*restore test overdue*"],
  ])("%s", (_name, record, backup, words) => {
    const one = { ...PROFILE, delivery: { ...PROFILE.delivery, backups: [aBackup(backup)] } };
    expect(shown(backupList([{ ...fresh, ...record }], one, NINE))).toContain(`⚠️ *database* · ${words}`);
  });

  it("a missed one is told with the newest, the last verified one and how to take one", () => {
    const missed = backupMissed({ ...fresh, verifiedAt: null }, { everyMs: 24 * HOUR }, profile);
    expect(shown(missed)).toBe(
      `⚠️ *Backup database is missing* of api in production: the manual has one taken every day. The newest is of ${date(NINE - HOUR)}; none was ever verified. \`/deploy backup database\` takes one now.`,
    );
    const none = { backup: "database", takenAt: null, verifiedAt: null, testedAt: null, reliableAt: null };
    expect(shown(backupMissed(none, { everyMs: HOUR }, profile))).toBe(
      "⚠️ *No backup database was ever seen here* of api in production: the manual has one taken every hour. Does something else take it, let `/deploy verify-backup database` check it; `/deploy backup database` takes one now.",
    );
  });

  it("a manual without any", () => {
    const none = { ...PROFILE, delivery: { ...PROFILE.delivery, backups: [] } };
    expect(shown(backupList([], none, NINE))).toBe("The manual names no backup.");
  });
});
