import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseDeploy, DEPLOY_COMMANDS } from "../../src/commands/deploy.ts";
import { wordsOf } from "../../src/commands/deploy-place.ts";
import { normalise } from "../../src/commands/text.ts";
import { HOUR } from "../support/deployment.ts";
import { LOBBY, MINUTE, NINE } from "../support/incident.ts";
import { anyText } from "./any-text.ts";
import { aDeployProfile, PROPOSAL, parse } from "./deploy-words.ts";

const wrongly = (sentence: string) => ({ kind: "wrong", sentence: expect.stringContaining(sentence) });

describe("/deploy", () => {
  it.each<[string, object]>([
    ["api to production", {}],
    ["api main to production", { ref: "main" }],
    ["api main on production", { ref: "main" }],
    ["api main in production", { ref: "main" }],
    ["api main production", { ref: "main" }],
    ["api production", {}],
    ["API Main TO Production", { ref: "Main" }],
    ["Public API v1.4.0 to production", { ref: "v1.4.0" }],
    ["\u201cPublic API\u201d v1.4.0 to production", { ref: "v1.4.0" }],
    ["api: main to production", { ref: "main" }],
    ["api \u201cmain\u201d to \u201cproduction\u201d", { ref: "main" }],
    ["api `main` to `production`", { ref: "main" }],
    ["api\u00a0main\u00a0to\u00a0production", { ref: "main" }],
    ["api <http://v1.io|v1.io> to production", { ref: "v1.io" }],
    ["api feature/x&amp;y to production", { ref: "feature/x&y" }],
    // A branch may be called like an environment.
    ["api staging to production", { ref: "staging" }],
    ["api main to production hotfix for the checkout", { ref: "main", why: "hotfix for the checkout" }],
    ["api main to production, because it's broken now", { ref: "main", why: "it's broken now" }],
    ["api main to production because of the tax rates", { ref: "main", why: "because of the tax rates" }],
    ["api main to production \u2014 it is broken", { ref: "main", why: "it is broken" }],
    ["api main to production --why hotfix", { ref: "main", why: "hotfix" }],
    ["api main to production of the week --why hotfix", { ref: "main", why: "of the week hotfix" }],
    ["api main to production \u2014why \u201chotfix, now\u201d", { ref: "main", why: "hotfix, now" }],
    ["api main to production --dry-run", { ref: "main", dryRun: true }],
    ["web main to eu-live", { service: "web", environment: "eu-live", ref: "main" }],
    // The rules say what there is.
    ["api main to prodution", { ref: "main", environment: "prodution" }],
    ["api to moon", { environment: "moon" }],
    ["api main to moon", { ref: "main", environment: "moon" }],
    ["apo main to production", { service: "apo", ref: "main" }],
    ["constructor main to production", { service: "constructor", ref: "main" }],
  ])("%s", (text, expected) => {
    expect(parse("deploy", text)).toEqual({ kind: "propose", command: { ...PROPOSAL, ...expected } });
  });

  const FORM = { of: "propose", service: null, ref: null, environment: null, why: null };

  it.each<[string, object]>([
    ["", {}],
    ["api", { service: "api" }],
    ["api main", { service: "api", ref: "main" }],
    ["api to", { service: "api" }],
    ["web v1.4.0 --why it is broken", { service: "web", ref: "v1.4.0", why: "it is broken" }],
    ["nothing", {}],
  ])("%j opens the form with what is known by then", (text, form) => {
    expect(parse("deploy", text)).toEqual({ kind: "form", form: { ...FORM, ...form } });
  });

  it.each([
    ["api production v1.4.0", "A version stands before it: `/deploy api v1.4.0 to production`."],
    ["api main to production hotfix", "A reason goes behind `--why`."],
    ["api production to v1.4.0", "A version stands before it: `/deploy api v1.4.0 to production`."],
    ["api production version v1.4.0", "A version stands before it: `/deploy api v1.4.0 to production`."],
    ["api staging production", "`production` stands behind the environment"],
    ["api to production --yes", "`--yes` is no option of this command; nothing was changed."],
    ["approve 12", "`/deploy status 12` shows it. Nothing was changed."],
    ["reject #12", "Whoever wants to reject must see what it is"],
    ["apo main", "The manual has no service `apo`; nothing was changed. Did you mean `api`?"],
    ["api to production --wy hotfix", "Did you mean `--why`?"],
    ["api to production \u2014wy hotfix", "Did you mean `--why`?"],
    ["api to production --why", "`--why` needs something behind it."],
  ])("%s is not guessed", (text, sentence) => {
    expect(parse("deploy", text)).toEqual(wrongly(sentence));
  });
});

describe("/deploy rollback", () => {
  it.each<[string, object]>([
    ["api in production", {}],
    ["api to production", {}],
    ["api production", {}],
    ["api to v1.2.0 in production", { ref: "v1.2.0" }],
    ["api v1.2.0 in production", { ref: "v1.2.0" }],
    ["api v1.2.0 production", { ref: "v1.2.0" }],
    ["api in production to v1.2.0", { ref: "v1.2.0" }],
    ["api in production --to v1.2.0", { ref: "v1.2.0" }],
    ["api to #12 in production", { ref: "12" }],
    ["api in production checkout fails for all", { why: "checkout fails for all" }],
    ["api in production to v1.2.0 checkout fails for all", { ref: "v1.2.0", why: "checkout fails for all" }],
    ["api in production --database yes", { database: true }],
    ["api in production \u2014database no --why it fails", { database: false, why: "it fails" }],
    ["api in moon", { environment: "moon" }],
  ])("%s", (text, expected) => {
    const command = { ...PROPOSAL, kind: "rollback", ...expected };
    expect(parse("rollback", text)).toEqual({ kind: "propose", command });
  });

  it.each([
    ["", "What is missing is the service: `api` or `web`."],
    ["api", "What is missing is the environment: `staging` or `production`."],
    ["api v1.2.0", "What is missing is the environment: `staging` or `production`."],
    ["api in production version v1.2.0", "A version goes behind `to`, a reason behind `--why`."],
    ["api v1.2.0 in production --to v1.3.0", "Name one version to go back to"],
    ["api in production v1.2.0", "A version goes behind `to`, a reason behind `--why`."],
    ["api in production --database perhaps", "Type `--database yes` or `--database no`."],
  ])("%s is not guessed", (text, sentence) => {
    expect(parse("rollback", text)).toEqual(wrongly(sentence));
  });
});

describe("/deploy dry-run", () => {
  it.each<[string, object]>([
    ["api main to production", { ref: "main" }],
    ["rollback api in production", { kind: "rollback" }],
    ["restore database", { kind: "restore", subject: "database" }],
    ["failover failover", { kind: "failover", subject: "failover" }],
  ])("%s", (text, expected) => {
    const command = { ...PROPOSAL, dryRun: true, ...expected };
    expect(parse("dry-run", text)).toEqual({ kind: "propose", command });
  });

  it.each([
    ["", "What is missing is the service"],
    ["api", "What is missing is the environment"],
    ["restore", "What is missing is the backup: `database` or `wal-log`."],
    ["rollback api", "What is missing is the environment"],
  ])("%j is never proposed in earnest by a form", (text, sentence) => {
    expect(parse("dry-run", text)).toEqual(wrongly(sentence));
  });
});

describe("backups and recovery", () => {
  it.each<[string, string, object]>([
    ["backup", "database", { kind: "backup", subject: "database" }],
    [
      "backup",
      "WAL-log before the release",
      { kind: "backup", subject: "wal-log", why: "before the release" },
    ],
    ["verify-backup", "database", { kind: "verify-backup", subject: "database" }],
    ["restore", "database", { kind: "restore", subject: "database" }],
    [
      "restore",
      "database --to 10:30 --why it was deleted",
      { kind: "restore", subject: "database", restoreTo: NINE - 30 * MINUTE, why: "it was deleted" },
    ],
    // By the clock of whoever typed it, which shows eleven.
    ["restore", "database to 10:30", { kind: "restore", subject: "database", restoreTo: NINE - 30 * MINUTE }],
    [
      "restore",
      "database \u2014to yesterday 14:30",
      { kind: "restore", subject: "database", restoreTo: NINE - 20.5 * HOUR },
    ],
    [
      "restore",
      "database --to 43 minutes ago",
      { kind: "restore", subject: "database", restoreTo: NINE - 43 * MINUTE },
    ],
    [
      "restore",
      "database --to 2026-11-16T08:00Z rows are gone",
      { kind: "restore", subject: "database", restoreTo: NINE - HOUR, why: "rows are gone" },
    ],
    ["failover", "failover", { kind: "failover", subject: "failover" }],
    [
      "failover",
      "move to cape town: the region is dark",
      { kind: "failover", subject: "failover", why: "the region is dark" },
    ],
  ])("%s %s", (name, text, expected) => {
    expect(parse(name, text)).toEqual({ kind: "propose", command: { ...PROPOSAL, ...expected } });
  });

  it.each([
    ["backup", "databse"],
    ["verify-backup", "databse"],
    ["restore", "databse"],
    ["failover", "databse"],
  ])("%s of a name the manual has not is the rules' to refuse", (name, text) => {
    expect(parse(name, text)).toMatchObject({ kind: "propose", command: { subject: "databse" } });
  });

  it("backup alone shows the backups, restore alone asks which", () => {
    expect(parse("backup", "")).toEqual({ kind: "backups" });
    expect(parse("restore", "")).toEqual({ kind: "form", form: { of: "restore", backup: null } });
  });

  it.each([
    ["verify-backup", "", "What is missing is the backup: `database` or `wal-log`."],
    ["failover", "", "What is missing is the recovery plan: `failover`."],
    ["restore", "database --to 10", "Do you mean 10:00, or another time?"],
    ["restore", "database --to yesterday", "At what time of that day?"],
    ["restore", "database --to whenever", "I do not understand that time."],
    ["restore", "database --for 2h", "`--for` is no option of this command"],
  ])("%s %s", (name, text, sentence) => {
    expect(parse(name, text)).toEqual(wrongly(sentence));
  });
});

describe("locks and freezes", () => {
  const LOCK = {
    service: "api",
    environment: "production",
    why: "no reason given",
    until: null,
    steal: false,
  };

  it.each<[string, object]>([
    ["api production", {}],
    ["api in production", {}],
    ["Public API production: hotfix in progress", { why: "hotfix in progress" }],
    ["api production hotfix --for 2h", { why: "hotfix", until: NINE + 2 * HOUR }],
    ["api production --for 1h 30m hotfix", { why: "hotfix", until: NINE + 1.5 * HOUR }],
    ["api production for 2h", { until: NINE + 2 * HOUR }],
    ["api production for 2 hours hotfix", { why: "hotfix", until: NINE + 2 * HOUR }],
    ["api production hotfix for 2h", { why: "hotfix", until: NINE + 2 * HOUR }],
    ["api production waiting for Ben", { why: "waiting for Ben" }],
    // It is eleven in Johannesburg.
    ["api production hotfix --until 18:00", { why: "hotfix", until: NINE + 7 * HOUR }],
    [
      "api production hotfix \u2014until \u201ctomorrow 9am\u201d",
      { why: "hotfix", until: NINE + 22 * HOUR },
    ],
    ["api production hotfix until tomorrow 9am", { why: "hotfix", until: NINE + 22 * HOUR }],
    [
      "api production --why hotfix, I'm at it --for 30m",
      { why: "hotfix, I'm at it", until: NINE + 30 * MINUTE },
    ],
    ["api production the site is down --steal", { why: "the site is down", steal: true }],
    ["api production \u2014steal \u2014why the site is down", { why: "the site is down", steal: true }],
  ])("lock %s", (text, ask) => {
    expect(parse("lock", text)).toEqual({ kind: "hold", does: "lock", ask: { ...LOCK, ...ask } });
  });

  it.each<[string, string, object]>([
    ["unlock", "api production", { why: "" }],
    ["unlock", "api production done early", { why: "done early" }],
    ["freeze", "production", { service: null }],
    ["freeze", "all", { service: null, environment: null }],
    [
      "freeze",
      "ALL: stocktaking --until friday 17:00",
      {
        service: null,
        environment: null,
        why: "stocktaking",
        until: NINE + 4 * 24 * HOUR + 6 * HOUR,
      },
    ],
    ["freeze", "in eu-live", { service: null, environment: "eu-live" }],
    ["thaw", "all", { service: null, environment: null, why: "" }],
    ["thaw", "production it is over", { service: null, why: "it is over" }],
  ])("%s %s", (does, text, ask) => {
    expect(parse(does, text)).toEqual({ kind: "hold", does, ask: { ...LOCK, ...ask } });
  });

  it("lock alone is a form", () => {
    expect(parse("lock", "")).toEqual({
      kind: "form",
      form: { of: "lock", service: null, environment: null },
    });
  });

  it.each([
    ["lock", "apo production", "The manual has no service `apo`; nothing was changed. Did you mean `api`?"],
    ["lock", "api", "What is missing is the environment: `staging` or `production`."],
    [
      "lock",
      "api prodution",
      "The manual has no environment `prodution`; nothing was changed. Did you mean `production`?",
    ],
    ["lock", "constructor production", "The manual has no service `constructor`"],
    ["lock", "api production --for 2", "2 what? Add the unit: `2m` or `2h`. Nothing was changed."],
    ["lock", "api production --for ever", "What is missing is how long"],
    ["lock", "api production --until 18", "Do you mean 18:00, or another time?"],
    ["lock", "api production --until tomorrow", "At what time of that day?"],
    ["lock", "api production --until never", "I do not understand that time."],
    ["lock", "api production --until yesterday 9:00", "That time is over already."],
    ["lock", "api production --for 900d", "That is more than a year."],
    ["lock", "api production --for 2h --until 18:00", "Say either `--for` or `--until`."],
    ["lock", "api production --steal", "Who loses it reads why"],
    ["lock", "api production --seal now", "Did you mean `--steal`?"],
    ["unlock", "", "What is missing is the service: `api` or `web`."],
    ["unlock", "api", "What is missing is the environment"],
    ["unlock", "api production --steal", "`--steal` is no option of this command"],
    ["freeze", "", "What is missing is the environment: `staging`, `production`, `eu-live` or `all`."],
    ["freeze", "everything", "The manual has no environment `everything`"],
    ["freeze", "prodution", "Did you mean `production`?"],
    ["thaw", "", "What is missing is the environment"],
  ])("%s %s", (name, text, sentence) => {
    expect(parse(name, text)).toEqual(wrongly(sentence));
  });
});

describe("looks, and cancelling", () => {
  it.each<[string, string, object]>([
    ["status", "", { kind: "open" }],
    ["status", "api", { kind: "where", service: "api" }],
    ["status", "Web shop", { kind: "where", service: "web" }],
    ["status", "12", { kind: "show", number: 12 }],
    ["status", "#12", { kind: "show", number: 12 }],
    ["where", "api", { kind: "where", service: "api" }],
    ["locks", "", { kind: "holds" }],
    ["history", "", { kind: "history", service: null, environment: null }],
    ["history", "api", { kind: "history", service: "api", environment: null }],
    ["history", "api in production", { kind: "history", service: "api", environment: "production" }],
    ["diff", "api in production", { kind: "diff", service: "api", ref: null, environment: "production" }],
    [
      "diff",
      "api main to production",
      { kind: "diff", service: "api", ref: "main", environment: "production" },
    ],
    ["cancel", "12", { kind: "cancel", number: 12, why: null }],
    ["cancel", "#12: wrong version", { kind: "cancel", number: 12, why: "wrong version" }],
    ["cancel", "#12, <@U0BEN|ben> found a bug", { kind: "cancel", number: 12, why: "@ben found a bug" }],
    ["help", "me", { kind: "help" }],
  ])("%s %s", (name, text, expected) => {
    expect(parse(name, text)).toEqual(expected);
  });

  it.each([
    ["status", "apo", "The manual has no service `apo`; nothing was changed. Did you mean `api`?"],
    ["status", "api production", "Only a service may follow here."],
    ["where", "", "What is missing is the service: `api` or `web`."],
    ["where", "paper", "The manual has no service `paper`"],
    [
      "history",
      "api moon",
      "The manual has no environment `moon`; nothing was changed. It has `staging` and `production`.",
    ],
    ["history", "api production yesterday", "Nothing more may follow here."],
    ["diff", "", "What is missing is the service"],
    ["diff", "api", "What is missing is the environment"],
    ["diff", "api main to moon", "The manual has no environment `moon`"],
    ["diff", "api main to production now", "Nothing more may follow here."],
    ["cancel", "", "What is missing is the deployment's number, such as `12`."],
    ["cancel", "api", "What is missing is the deployment's number"],
    ["cancel", "1234567890", "What is missing is the deployment's number"],
  ])("%s %s", (name, text, sentence) => {
    expect(parse(name, text)).toEqual(wrongly(sentence));
  });

  it("say what is missing of a manual that deploys nothing", () => {
    const profile = aDeployProfile({ environments: {}, backups: [], recovery: [] });
    expect(parse("where", "", { profile })).toEqual(wrongly("The manual names no service."));
    expect(parse("where", "api", { profile })).toEqual(wrongly("It names none."));
    expect(parse("failover", "", { profile })).toEqual(wrongly("The manual names no recovery plan."));
  });
});

describe("the first word", () => {
  const chosen = (text: string) => {
    const found = chooseDeploy(normalise(text), aDeployProfile());
    return found.kind === "entry" ? `${found.entry.name}|${found.text}` : found;
  };

  it.each([
    ["", "deploy|"],
    ["api main to production", "deploy|api main to production"],
    ["Public API to production", "deploy|Public API to production"],
    ["deploy api to production", "deploy|api to production"],
    ["apo to production", "deploy|apo to production"],
    ["Rollback api in production", "rollback|api in production"],
    ["roll back api in production", "rollback|api in production"],
    ["dry run api to production", "dry-run|api to production"],
    ["dry\u2013run api to production", "dry-run|api to production"],
    ["verify backup database", "verify-backup|database"],
    ["fail over plan", "failover|plan"],
    ["12", "status|12"],
    ["#12", "status|#12"],
    ["HELP", "help|"],
  ])("%j is %j", (text, expected) => {
    expect(chosen(text)).toBe(expected);
  });

  it.each([
    ["statsu", ["status"]],
    ["statsu api", ["status"]],
    ["apo", ["api"]],
    ["unlok api production", ["unlock"]],
    ["hello", []],
  ])("%j offers %j", (text, nearest) => {
    expect(chosen(text)).toMatchObject({ kind: "unknown", nearest: expect.arrayContaining(nearest) });
  });
});

describe("any text", () => {
  const text = anyText(
    ...["--why", "\u2014for", "--until", "--to", "--steal", "`", "#12", "<@U0BEN|b>", "api", "production"],
    ...["all", "database", "to", "in", "2h", "18:00", "yesterday"],
  );

  it.each(DEPLOY_COMMANDS.map(({ name }) => name))("%s never throws", (name) => {
    fc.assert(fc.property(text, (typed) => parse(name, typed).kind.length > 0));
  });

  it("is never a proposal to a place that was not typed", () => {
    fc.assert(
      fc.property(text, (typed) => {
        const understood = parse("deploy", typed);
        if (understood.kind !== "propose") return;
        expect(wordsOf(normalise(typed)).toLowerCase()).toContain(
          understood.command.environment.toLowerCase(),
        );
        expect(understood.command).toMatchObject({ kind: "deploy", for: null, requestedIn: LOBBY });
      }),
    );
  });

  it("chooses without throwing", () => {
    fc.assert(fc.property(text, (typed) => chooseDeploy(normalise(typed), aDeployProfile()).kind.length > 0));
  });
});
