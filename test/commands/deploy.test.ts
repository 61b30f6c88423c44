import { describe, expect, it } from "vitest";
import { createRoutes } from "../../src/commands/index.ts";
import type { SlackUserId } from "../../src/domain/ids.ts";
import type { Allowed } from "../../src/domain/profile.ts";
import type { Answer } from "../../src/engine/inbound.ts";
import { aDeployment, aVersion, HOUR, NEW } from "../support/deployment.ts";
import { ANN, BEN, CAT, LOBBY, NINE } from "../support/incident.ts";
import { shown } from "../views/shown.ts";
import { aHold, commandsOf, type DeployGiven, deployDouble } from "./deploy-edge.ts";
import { aDeployProfile, PROPOSAL } from "./deploy-words.ts";
import { textOf } from "./edge.ts";

function typing(given: DeployGiven = {}) {
  const double = deployDouble(given);
  let requests = 0;
  const answer = async (text: string, user: SlackUserId = ANN, trigger?: string): Promise<Answer> => {
    requests += 1;
    const route = createRoutes(double.edge).get("/deploy");
    const body = { text, user_id: user, channel_id: LOBBY, trigger_id: trigger ?? `t${requests}` };
    return (await route?.(body)) ?? { kind: "nothing" };
  };
  const type = async (text: string, user?: SlackUserId, trigger?: string): Promise<string> => {
    const said = await answer(text, user, trigger);
    return said.kind === "message" ? shown(said.message) : textOf(said);
  };
  return { ...double, answer, type };
}

/** Ann operates, Ben approves, Cat overrides; nobody else is of a group. */
const GROUPS: Readonly<Record<string, readonly SlackUserId[]>> = {
  operators: [ANN],
  approvers: [BEN],
  admins: [CAT],
};
const grouped = (user: SlackUserId, allowed: Allowed): boolean =>
  allowed === "everyone" || allowed.some((group) => GROUPS[group]?.includes(user) === true);
const strict = aDeployProfile({ mayDeploy: ["operators", "admins"], mayOverride: ["admins"] });
const STRANGER = "U0STRANGER" as SlackUserId;

it("is not for guests of the workspace, not even to look", async () => {
  const { type, asks } = typing({ isOneOf: (_, allowed) => allowed !== "everyone" });
  for (const text of ["history api", "dry-run api to production", "api to production", ""])
    expect(await type(text)).toBe(
      "Guests of this workspace cannot use `/deploy`; nothing was done. Ask a member.",
    );
  expect(asks).toEqual([]);
});

describe("/deploy proposes", () => {
  it("what was typed, with what the person may and where it was typed, once for each request", async () => {
    const { type, asks } = typing();
    const said = await type("api main to production --why it is time");
    expect(asks).toEqual([
      {
        command: { ...PROPOSAL, ref: "main", why: "it is time" },
        by: { kind: "person", user: ANN },
        rights: { user: ANN, mayDeploy: true, mayApprove: null, mayOverride: true, isRequester: true },
        deployment: { kind: "new" },
        key: "slack:trigger:t1",
      },
    ]);
    expect(said).toContain("*#13* deploy api → production of `main` is proposed and saved.");
  });

  it("nothing a second time when Slack delivers the request again", async () => {
    const { type, state } = typing();
    await type("api main to production", ANN, "same");
    expect(await type("api main to production", ANN, "same")).toContain("Nothing was changed");
    expect([...state.keys()]).toEqual([12, 13]);
  });

  it.each([
    ["rollback api in production", "rollback"],
    ["backup database", "backup"],
    ["verify-backup database", "verify-backup"],
    ["restore database --to 10:30", "restore"],
    ["failover failover", "failover"],
    ["dry-run api to production", "deploy"],
  ])("%s", async (text, kind) => {
    const { type, asks } = typing({ facts: { goodBefore: aVersion() } });
    await type(text);
    expect(commandsOf(asks)).toMatchObject([{ type: "propose", kind, for: null, requestedIn: LOBBY }]);
  });

  it("reads times by the clock of whoever typed them, and by the manual's where Slack does not tell it", async () => {
    const { edge, asks, type } = typing();
    await type("restore database --to 10:30");
    Object.assign(edge.onCall, { zoneOf: async () => null });
    await type("restore database --to 8:30");
    expect(commandsOf(asks)).toMatchObject([{ restoreTo: NINE - HOUR / 2 }, { restoreTo: NINE - HOUR / 2 }]);
  });

  it.each([
    ["apo main to production", "There is no service “apo”"],
    ["constructor main to production", "There is no service “constructor”"],
    ["api main to moon", "There is no environment “moon”"],
    ["backup databse", "There is no backup “databse”"],
    ["failover moon", "There is no recovery plan “moon”"],
    ["rollback api in production", "No other version was verified there yet"],
    ["restore database --to 2026-11-16T10:00Z", "That time is not over yet"],
  ])("nothing for %s, and says why", async (text, sentence) => {
    const { type, state } = typing();
    expect(await type(text)).toContain(sentence);
    expect([...state.keys()]).toEqual([12]);
  });
});

describe("who may", () => {
  it.each<[string, SlackUserId, boolean]>([
    ["a stranger", STRANGER, false],
    ["who only approves", BEN, false],
    ["an operator", ANN, true],
    ["an admin", CAT, true],
  ])("propose: %s", async (_who, user, may) => {
    const { type, state } = typing({ isOneOf: grouped, profile: strict });
    const said = await type("api main to production", user);
    expect(said.includes("is proposed and saved")).toBe(may);
    expect(said.includes("You may not deploy: the manual lets *operators* or *admins*.")).toBe(!may);
    expect(state.has(13)).toBe(may);
  });

  it("look before it happens: everybody", async () => {
    const { type, state } = typing({ isOneOf: grouped, profile: strict });
    expect(await type("dry-run api main to production", STRANGER)).toContain("DRY RUN");
    expect(state.get(13)?.dryRun).toBe(true);
  });

  it("is nobody while it is not known", async () => {
    const { type, state } = typing({ isOneOf: () => null, profile: strict });
    expect(await type("api main to production")).toContain("cannot find out now whether you may deploy");
    expect(state.has(13)).toBe(false);
  });

  it.each<[string, SlackUserId, boolean]>([
    ["a stranger", STRANGER, false],
    ["another operator", "U0OTHER" as SlackUserId, false],
    ["who asked for it", ANN, true],
    ["who may approve it", BEN, true],
    ["who may override", CAT, true],
  ])("cancel: %s", async (_who, user, may) => {
    const { type, state } = typing({ isOneOf: grouped, profile: strict });
    const said = await type("cancel 12 wrong version", user);
    expect(said.includes("#12 is cancelled. Nothing ran.")).toBe(may);
    expect(said.includes("You may not cancel it")).toBe(!may);
    expect(state.get(12)?.phase).toBe(may ? "cancelled" : "waiting");
  });

  it("hand over to what holds others back, which judges it", async () => {
    const { type, holds } = typing({ isOneOf: grouped, profile: strict });
    await type("lock api production hotfix --for 2h", ANN);
    await type("thaw all", CAT);
    await type("freeze production", STRANGER);
    expect(holds).toMatchObject([
      { does: "lock", by: ANN, mayDeploy: true, mayOverride: false, until: NINE + 2 * HOUR, why: "hotfix" },
      { does: "thaw", by: CAT, mayDeploy: true, mayOverride: true, service: null, environment: null },
      { does: "freeze", by: STRANGER, mayDeploy: false, mayOverride: false, environment: "production" },
    ]);
  });
});

describe("/deploy cancel", () => {
  it("of a number that is not there says so", async () => {
    const { type, asks } = typing();
    expect(await type("cancel 99")).toContain("There is no such deployment.");
    expect(asks).toEqual([]);
  });
});

describe("locks and freezes say what came of them", () => {
  it.each<[string, DeployGiven["held"], string]>([
    ["lock api production hotfix", undefined, "*api in production* is locked"],
    [
      "lock api production hotfix",
      { kind: "taken", hold: aHold() },
      "`/deploy lock api production &lt;why&gt; --steal` takes it away",
    ],
    [
      "lock api production hotfix --steal",
      { kind: "may-not", what: "override", known: true },
      "You may not take away or end what others hold",
    ],
    [
      "unlock api production",
      { kind: "released", hold: aHold() },
      "The lock of *api in production* is lifted",
    ],
    [
      "unlock api production",
      { kind: "none" },
      "There is no lock of *api in production*, so nothing was changed",
    ],
    [
      "freeze all",
      { kind: "may-not", what: "deploy", known: false },
      "cannot find out now whether you may hold others back",
    ],
    [
      "thaw all",
      { kind: "released", hold: { ...aHold(), kind: "freeze", service: null, environment: null } },
      "The freeze of *everything* is lifted",
    ],
  ])("%s", async (text, held, sentence) => {
    expect(await typing(held === undefined ? {} : { held }).type(text)).toContain(sentence);
  });
});

describe("looks", () => {
  const running = aDeployment({ number: 14, service: "web", environment: "eu-live" });

  it.each([
    ["status", "2 deployments are under way"],
    ["status 12", "#12 · deploy api → production"],
    ["#14", "#14 · deploy web → eu-live"],
    ["status 99", "There is no such deployment."],
    ["history", "The latest, newest first"],
    ["history api in production", "The latest of api in production"],
    ["locks", "Nothing is locked or frozen by people."],
    ["backup", "2 backups"],
    ["diff api main in production", "api in production is not deployed from here"],
  ])("%s", async (text, sentence) => {
    const { type, asks } = typing({ deployments: [aDeployment(), running] });
    expect(await type(text)).toContain(sentence);
    expect(asks).toEqual([]);
  });

  it.each(["where api", "status api"])("%s: what is good where, under way and held back", async (text) => {
    const standing = async (service: string) => [
      {
        environment: "production",
        good: { number: 9, ref: "v1.0.0", sha: NEW, at: NINE },
        open: service === "api" ? [aDeployment()] : [],
        holds: [aHold()],
      },
    ];
    const said = await typing({ desk: { standing } }).type(text);
    expect(said).toContain("*Where api stands*");
    expect(said).toContain("`v1.0.0` = `bbbbbbb`");
    expect(said).toContain("🔒 locked by <@U0BEN>");
  });

  it("ask for what was named, and for no more than a message holds", async () => {
    const asked: object[] = [];
    const history = async (ask: object) => {
      asked.push(ask);
      return [];
    };
    const diff = async (ask: object) => {
      asked.push(ask);
      return { kind: "unseen", reason: "GitHub is away.", cure: "Wait" } as const;
    };
    const { type } = typing({ desk: { history, diff } });
    await type("history api in production");
    expect(await type("diff api to staging")).toContain("GitHub is away. Wait.");
    expect(asked).toMatchObject([
      { service: "api", environment: "production", limit: 20 },
      { service: "api", environment: "staging", ref: null },
    ]);
  });
});

describe("forms", () => {
  it.each([
    ["", "deployment.propose"],
    ["api", "deployment.propose"],
    ["api v1.4.0", "deployment.propose"],
    ["restore", "deployment.restore"],
    ["lock", "deployment.lock"],
  ])("%j opens %s and proposes nothing", async (text, callback) => {
    const { answer, views, asks } = typing();
    expect(await answer(text)).toEqual({ kind: "nothing" });
    expect(views).toMatchObject([{ trigger: "t1", view: { callback_id: callback } }]);
    expect(asks).toEqual([]);
  });

  it("begin with what was typed", async () => {
    const { answer, views } = typing();
    await answer("web v1.4.0 --why it is broken");
    const view = JSON.stringify(views[0]?.view);
    expect(view).toContain('"initial_value":"v1.4.0"');
    expect(view).toContain('"initial_value":"it is broken"');
    expect(view).toContain("web/eu-live");
    expect(view).not.toContain("api/production");
  });

  it("that Slack does not open leave what to type", async () => {
    const opened = { kind: "failed", reason: "trigger expired", cure: "again" } as const;
    expect(await typing({ opened }).type("")).toContain(
      "/deploy &lt;service&gt; [ref] to &lt;environment&gt;",
    );
  });
});

describe("what is not understood", () => {
  it.each([
    ["statsu api", "Did you mean `/deploy status`?"],
    ["hello", "Everything that can be typed:\n`/deploy &lt;service&gt;"],
    ["lock api", "Type it like this: `/deploy lock &lt;service&gt; &lt;environment&gt; [why]"],
    ["help", "/deploy rollback &lt;service&gt;"],
  ])("%s", async (text, sentence) => {
    const { type, asks, holds } = typing();
    expect(await type(text)).toContain(sentence);
    expect([...asks, ...holds]).toEqual([]);
  });

  it("is shown as the letters that were typed", async () => {
    expect(await typing().type("<!channel>")).not.toContain("<!channel>");
  });
});

describe("while the database does not answer", () => {
  it.each([
    "api main to production",
    "cancel 12",
    "status",
    "status 12",
    "history",
    "where api",
    "locks",
    "backup",
  ])("%s certainly changed nothing", async (text) => {
    await expect(typing({ down: true }).type(text)).rejects.toMatchObject({
      name: "NotSaved",
      certain: true,
    });
  });
});
