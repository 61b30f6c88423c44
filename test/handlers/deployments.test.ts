import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import type { SlackUserId } from "../../src/domain/ids.ts";
import type { Allowed } from "../../src/domain/profile.ts";
import type { Answer } from "../../src/engine/inbound.ts";
import { createRoutes } from "../../src/handlers/index.ts";
import { DEPLOYMENT_ACTIONS } from "../../src/views/deployment-actions.ts";
import { deploymentButtons } from "../../src/views/deployment-buttons.ts";
import { commandsOf, type DeployGiven, deployDouble } from "../commands/deploy-edge.ts";
import { aDeployProfile } from "../commands/deploy-words.ts";
import { textOf } from "../commands/edge.ts";
import { aDeployment, aVersion, CARD, HOUR, NEW, NEWER, pinned } from "../support/deployment.ts";
import { ANN, BEN, CAT, CHANNEL, LOBBY, NINE } from "../support/incident.ts";
import { elements } from "../views/shown.ts";
import { click } from "./slack-payloads.ts";

/** Ann asked for #12 and operates, Ben and Dora approve, Cat overrides. */
const DORA = "U0DORA" as SlackUserId;
const STRANGER = "U0STRANGER" as SlackUserId;
const GROUPS: Readonly<Record<string, readonly SlackUserId[]>> = {
  operators: [ANN],
  approvers: [BEN, DORA],
  admins: [CAT],
};
const isOneOf = (user: SlackUserId, allowed: Allowed): boolean =>
  allowed === "everyone" || allowed.some((group) => GROUPS[group]?.includes(user) === true);
const profile = aDeployProfile({ mayDeploy: ["operators", "admins"], mayOverride: ["admins"] });

type Press = {
  readonly user?: SlackUserId;
  readonly channel?: string;
  readonly ts?: string;
  readonly pressed?: string;
};

function pressing(given: DeployGiven = {}) {
  const double = deployDouble({ isOneOf, profile, ...given });
  const press = (action: string, value: string, how: Press = {}): Promise<Answer> => {
    const { user = BEN, channel = CHANNEL, ts = CARD.ts, pressed = "1763283700.5" } = how;
    const more = {
      user: { id: user },
      channel: { id: channel },
      container: { type: "message", message_ts: ts, channel_id: channel },
    };
    const route = createRoutes(double.edge).actions.get(action);
    const body = click(action, more, { value, action_ts: pressed });
    return route?.(body) ?? Promise.reject(new Error(`nobody hears ${action}`));
  };
  const says = async (action: string, value: string, how: Press = {}): Promise<string> =>
    textOf(await press(action, value, how));
  return { ...double, press, says };
}

const A = DEPLOYMENT_ACTIONS;

describe("the buttons of a deployment", () => {
  it("are all heard", () => {
    const { actions } = createRoutes(deployDouble().edge);
    expect(Object.values(A).filter((id) => !actions.has(id))).toEqual([]);
  });

  it.each<[string, string, object]>([
    [A.approve, `12 ${NEW}`, { type: "approve", sha: NEW }],
    [A.approve, "12 -", { type: "approve", sha: null }],
    [A.cancel, "12", { type: "cancel", why: null }],
    [A.tick, "12 3 on", { type: "tick", item: 3, on: true }],
    [A.tick, "12 0 off", { type: "tick", item: 0, on: false }],
    [A.database, "12 yes", { type: "choose-database", back: true }],
    [A.database, "12 no", { type: "choose-database", back: false }],
    [A.second, `12 ${NEW}`, { type: "break-glass", why: "", sha: NEW }],
    [A.lookAgain, "12", { type: "look-again" }],
    [A.checkAgain, "12", { type: "check-again" }],
    [A.startAnyway, "12", { type: "start-anyway" }],
    [A.tryAgain, "12 d12/4/start-run", { type: "try-again", effect: "d12/4/start-run" }],
  ])("%s with %j", async (action, value, command) => {
    const { press, asks } = pressing();
    await press(action, value);
    expect(asks).toMatchObject([
      {
        command,
        by: { kind: "person", user: BEN },
        rights: { user: BEN, mayDeploy: false, mayApprove: true, mayOverride: false, isRequester: false },
        deployment: { kind: "id", id: aDeployment().id },
        key: `slack:action:${BEN}:${CARD.ts}:1763283700.5:${action}`,
      },
    ]);
  });

  it.each([
    [A.approve, "12"],
    [A.approve, "12 main"],
    [A.approve, `x ${NEW}`],
    [A.approve, `12/${NEW}`],
    [A.tick, "12 3"],
    [A.tick, "12 on 3"],
    [A.database, "12 perhaps"],
    [A.second, "12"],
    [A.tryAgain, "12"],
    [A.cancel, ""],
    [A.reject, "none"],
    [A.proposeAgain, "none"],
  ])("%s with %j is of an older version, and does nothing", async (action, value) => {
    const { says, asks, views } = pressing();
    expect(await says(action, value)).toContain("This button is from an older version of Tocsin");
    expect([...asks, ...views]).toEqual([]);
  });

  it.each([A.approve, A.reject, A.rollBack, A.proposeAgain, A.breakGlass])(
    "%s of a deployment that is not there says so",
    async (action) => {
      const { says, asks, views } = pressing();
      expect(await says(action, `99 ${NEW}`)).toContain("There is no such deployment.");
      expect([...asks, ...views]).toEqual([]);
    },
  );

  it("are understood as the card writes them", async () => {
    const waiting = aDeployment({ approvals: { ...aDeployment().approvals, needed: 2 } });
    const gate = { kind: "approvals", open: false, given: 0, needed: 2, from: ["approvers"] } as const;
    const scene = { deployment: waiting, gates: [gate], behind: null, advice: [], at: NINE };
    const { says, asks } = pressing({ deployments: [waiting] });
    const buttons = elements(deploymentButtons(scene, profile));
    const approve = buttons.find((one) => one["action_id"] === A.approve);
    await says(A.approve, String(approve?.["value"]));
    for (const one of buttons)
      expect(await says(String(one["action_id"]), String(one["value"]))).not.toContain("older version");
    expect(commandsOf(asks)[0]).toEqual({ type: "approve", sha: NEW });
  });
});

describe("an approval", () => {
  it.each<[string, SlackUserId, string]>([
    ["a stranger", STRANGER, "You may not approve: the manual lets *approvers*."],
    ["an operator", CAT, "You may not approve: the manual lets *approvers*."],
  ])("of %s is refused", async (_who, user, sentence) => {
    const { says, state } = pressing();
    expect(await says(A.approve, `12 ${NEW}`, { user })).toContain(sentence);
    expect(state.get(12)?.approvals.given).toEqual([]);
  });

  it("of who asked for it is refused, also by another account of theirs", async () => {
    const requestedBy = DORA;
    const { says, state } = pressing({
      deployments: [aDeployment({ requestedBy })],
      isSame: (one, other) => one === other || [one, other].every((user) => user === BEN || user === DORA),
    });
    const own = await says(A.approve, `12 ${NEW}`, { user: DORA });
    expect(own).not.toBe("");
    expect(await says(A.approve, `12 ${NEW}`, { user: BEN })).toBe(own);
    expect(state.get(12)?.approvals.given).toEqual([]);
  });

  it("is refused while it is not known who may", async () => {
    const { says } = pressing({ isOneOf: () => null });
    expect(await says(A.approve, `12 ${NEW}`)).toContain("cannot find out now whether you may approve");
  });

  it("of whoever may deploy counts where the manual names no approvers", async () => {
    const approvals = { ...aDeployment().approvals, from: [] };
    const { says, state } = pressing({ deployments: [aDeployment({ approvals, requestedBy: BEN })] });
    expect(await says(A.approve, `12 ${NEW}`, { user: DORA })).toContain("You may not approve");
    await says(A.approve, `12 ${NEW}`, { user: CAT });
    expect(state.get(12)?.approvals.given).toMatchObject([{ by: CAT }]);
  });

  it("shows on the card where it was pressed, and is said anywhere else", async () => {
    const twice = () => {
      const approvals = { ...aDeployment().approvals, needed: 2 };
      return pressing({ deployments: [aDeployment({ approvals })] });
    };
    expect(await twice().press(A.approve, `12 ${NEW}`)).toEqual({ kind: "nothing" });
    const elsewhere = twice();
    expect(await elsewhere.says(A.approve, `12 ${NEW}`, { channel: LOBBY })).toContain(
      "You approved #12. 1 more approval is needed.",
    );
    expect(await twice().says(A.approve, `12 ${NEW}`, { ts: "1763283999.1" })).toContain("You approved #12.");
  });

  it("of another commit than the card shows by now is refused", async () => {
    const { says, state } = pressing({ deployments: [aDeployment({ pinned: pinned(NEWER) })] });
    expect(await says(A.approve, `12 ${NEW}`)).not.toBe("");
    expect(state.get(12)?.approvals.given).toEqual([]);
  });

  it("delivered twice is one, and pressed twice is told", async () => {
    const approvals = { ...aDeployment().approvals, needed: 2 };
    const { press, says, state } = pressing({ deployments: [aDeployment({ approvals })] });
    await press(A.approve, `12 ${NEW}`);
    expect(await says(A.approve, `12 ${NEW}`)).toContain("Nothing was changed");
    expect(await says(A.approve, `12 ${NEW}`, { pressed: "1763283701.5" })).not.toBe("");
    expect(state.get(12)?.approvals.given).toHaveLength(1);
  });

  it("after it was cancelled is refused", async () => {
    const { press, says } = pressing();
    await press(A.cancel, "12", { user: ANN });
    expect(await says(A.approve, `12 ${NEW}`)).toContain("#12");
  });
});

describe("a form behind a button", () => {
  it("asks why it is rejected, and why it cannot wait", async () => {
    const { press, views, asks } = pressing();
    expect(await press(A.reject, "12")).toEqual({ kind: "nothing" });
    await press(A.breakGlass, `12 ${NEW}`);
    expect(views.map(({ view }) => [view["callback_id"], view["private_metadata"]])).toEqual([
      ["deployment.reject", '{"number":12}'],
      ["deployment.break-glass", JSON.stringify({ number: 12, sha: NEW })],
    ]);
    expect(asks).toEqual([]);
  });

  it("offers the good versions to go back to", async () => {
    const asked: object[] = [];
    const good = async (ask: object) => {
      asked.push(ask);
      return [aVersion({ number: 9 })];
    };
    const { press, views } = pressing({ desk: { good } });
    await press(A.rollBack, "12");
    expect(asked).toEqual([{ service: "api", environment: "production", named: null, limit: 50 }]);
    expect(JSON.stringify(views[0]?.view)).toContain("#9 · v1.0.0 · aaaaaaa");
    expect(views[0]?.view["private_metadata"]).toBe(
      JSON.stringify({ service: "api", environment: "production", channel: CHANNEL }),
    );
  });

  it("that Slack does not open leaves what to type", async () => {
    const opened = { kind: "failed", reason: "trigger expired", cure: "again" } as const;
    expect(await pressing({ opened }).says(A.reject, "12")).toContain("/deploy status 12");
  });
});

describe("proposing again", () => {
  const PLACE = { service: "api", environment: "production" };

  it.each<[string, Partial<Deployment>, object]>([
    ["a deploy looks at its ref anew", { ref: "v2", why: "it is time" }, { ref: "v2", why: "it is time" }],
    [
      "a rollback goes back to the same good deployment",
      { kind: "rollback", backTo: 9, ref: "main", database: false },
      { kind: "rollback", ref: "9", database: false },
    ],
    [
      "a restore goes back to the same time",
      { kind: "restore", subject: "database", restoreTo: NINE - HOUR },
      { kind: "restore", subject: "database", restoreTo: NINE - HOUR, ref: null },
    ],
    ["a dry run stays one", { dryRun: true }, { dryRun: true }],
  ])("%s", async (_what, changes, expected) => {
    const before = aDeployment({ phase: "failed", ...changes });
    const { says, asks } = pressing({ deployments: [before], facts: { goodNamed: aVersion() } });
    const said = await says(A.proposeAgain, "12", { user: ANN, channel: LOBBY });
    expect(commandsOf(asks)).toMatchObject([
      { type: "propose", ...PLACE, ...expected, requestedIn: LOBBY, for: null },
    ]);
    expect(asks).toMatchObject([{ deployment: { kind: "new" }, rights: { user: ANN, mayDeploy: true } }]);
    expect(said).toContain("*#13*");
  });

  it("is for who may deploy", async () => {
    const { says, state } = pressing({ deployments: [aDeployment({ phase: "failed" })] });
    expect(await says(A.proposeAgain, "12", { user: STRANGER })).toContain("You may not deploy");
    expect(state.has(13)).toBe(false);
  });
});

it("while the database does not answer, certainly nothing was changed", async () => {
  const { press } = pressing({ down: true });
  for (const action of [A.approve, A.reject, A.rollBack, A.proposeAgain])
    await expect(press(action, `12 ${NEW}`)).rejects.toMatchObject({ name: "NotSaved", certain: true });
});
