import { describe, expect, it } from "vitest";
import type { SlackUserId } from "../../src/domain/ids.ts";
import type { Answer } from "../../src/engine/inbound.ts";
import { createRoutes } from "../../src/handlers/index.ts";
import { DEPLOYMENT_FORMS } from "../../src/views/deployment-actions.ts";
import { commandsOf, type DeployGiven, deployDouble } from "../commands/deploy-edge.ts";
import { PROPOSAL } from "../commands/deploy-words.ts";
import { textOf } from "../commands/edge.ts";
import { aDeployment, aVersion, HOUR, NEW } from "../support/deployment.ts";
import { ANN, BEN, LOBBY, MINUTE, NINE } from "../support/incident.ts";
import { chosen, submission, ticked, words } from "./slack-payloads.ts";

type Fields = Parameters<typeof submission>[2];

function sending(given: DeployGiven = {}) {
  const double = deployDouble(given);
  /** Each form that is opened has an id of its own. */
  const send = (callback: string, about: object, fields: Fields): Promise<Answer> => {
    const body = submission(callback, about, fields);
    Object.assign(body.view, { id: `V-${callback}-${JSON.stringify(about)}` });
    const route = createRoutes(double.edge).forms.get(callback);
    return route?.(body) ?? Promise.reject(new Error(`nobody hears ${callback}`));
  };
  return { ...double, send };
}

const F = DEPLOYMENT_FORMS;
const HERE = { channel: LOBBY };
const when = (at: number): object => ({ type: "datetimepicker", selected_date_time: at / 1_000 });

it("every form is heard", () => {
  const { forms } = createRoutes(deployDouble().edge);
  expect(Object.values(F).filter((id) => !forms.has(id))).toEqual([]);
});

describe("proposing", () => {
  it("asks for what was filled in, and says its number", async () => {
    const { send, asks } = sending();
    const answer = await send(F.propose, HERE, {
      place: chosen("api/production"),
      ref: words(" v1.4.0 "),
      why: words("it is time"),
      options: ticked("dry-run"),
    });
    expect(commandsOf(asks)).toEqual([{ ...PROPOSAL, ref: "v1.4.0", why: "it is time", dryRun: true }]);
    expect(asks).toMatchObject([
      { by: { kind: "person", user: ANN }, rights: { user: ANN }, deployment: { kind: "new" } },
    ]);
    expect(textOf(answer)).toContain("DRY RUN · *#13*");
  });

  it("leaves empty what was left empty", async () => {
    const { send, asks } = sending();
    await send(
      F.propose,
      { channel: null },
      {
        place: chosen("web/eu-live"),
        ref: words(null),
        why: words(null),
        options: ticked(),
      },
    );
    expect(commandsOf(asks)).toEqual([
      { ...PROPOSAL, service: "web", environment: "eu-live", requestedIn: null },
    ]);
  });

  it("once, however often Slack delivers it; corrected, it is another request", async () => {
    const { send, asks, state } = sending();
    const fields = { place: chosen("api/production"), ref: words("v1") };
    await send(F.propose, HERE, fields);
    expect(textOf(await send(F.propose, HERE, fields))).toContain("Nothing was changed");
    await send(F.propose, HERE, { ...fields, ref: words("v2") });
    expect(new Set(asks.map(({ key }) => key)).size).toBe(2);
    expect([...state.keys()]).toEqual([12, 13, 14]);
  });

  it("a place that the manual has no more is refused at its field", async () => {
    const { send } = sending();
    expect(await send(F.propose, HERE, { place: chosen("gone/production") })).toEqual({
      kind: "errors",
      errors: { place: expect.stringContaining("“gone/production”") },
    });
  });

  it("by who may not is refused in place of the form", async () => {
    const { send, state } = sending({ isOneOf: () => false });
    const answer = await send(F.propose, HERE, { place: chosen("api/production") });
    expect(answer.kind).toBe("message");
    expect(textOf(answer)).toContain("You may not deploy");
    expect(state.has(13)).toBe(false);
  });
});

describe("rolling back", () => {
  const about = { channel: LOBBY, service: "api", environment: "production" };

  it.each<[string, Fields, object]>([
    ["the last good one", { version: chosen("last-good") }, { ref: null, database: null }],
    ["a version", { version: chosen("9"), database: chosen("no") }, { ref: "9", database: false }],
    ["with the database", { version: chosen("9"), database: chosen("yes") }, { ref: "9", database: true }],
  ])("%s", async (_what, fields, expected) => {
    const { send, asks } = sending({ facts: { goodBefore: aVersion(), goodNamed: aVersion() } });
    const answer = await send(F.rollBack, about, { ...fields, why: words("it fails") });
    expect(commandsOf(asks)).toEqual([{ ...PROPOSAL, kind: "rollback", why: "it fails", ...expected }]);
    expect(textOf(answer)).toContain("*#13* roll back api in production");
  });

  it("to nothing good is refused at the version", async () => {
    const answer = await sending().send(F.rollBack, about, { version: chosen("last-good") });
    expect(answer).toEqual({
      kind: "errors",
      errors: { version: expect.stringContaining("nothing to roll back to") },
    });
  });
});

describe("restoring", () => {
  it.each<[string, object, number | null]>([
    ["to a time", when(NINE - HOUR), NINE - HOUR],
    ["to the newest", { type: "datetimepicker", selected_date_time: null }, null],
  ])("%s", async (_what, to, restoreTo) => {
    const { send, asks } = sending();
    await send(F.restore, HERE, { backup: chosen("database"), to, why: words(null) });
    expect(commandsOf(asks)).toEqual([{ ...PROPOSAL, kind: "restore", subject: "database", restoreTo }]);
  });

  it("to a time that is to come is refused at its field", async () => {
    const fields = { backup: chosen("database"), to: when(NINE + HOUR) };
    expect(await sending().send(F.restore, HERE, fields)).toEqual({
      kind: "errors",
      errors: { to: expect.stringContaining("That time is not over yet") },
    });
  });

  it("a backup that the manual has no more is refused at its field", async () => {
    expect(await sending().send(F.restore, HERE, { backup: chosen("gone"), to: when(NINE - HOUR) })).toEqual({
      kind: "errors",
      errors: { backup: expect.stringContaining("“gone”") },
    });
  });
});

describe("rejecting and breaking the glass", () => {
  const GLASS = { number: 12, sha: NEW };
  const frozen = { freezes: [{ cause: "person", name: "stocktaking", by: BEN, until: null }] } as const;

  it("says why, to the deployment that the form was about", async () => {
    const { send, asks, state } = sending({
      deployments: [aDeployment({ requestedBy: BEN })],
    });
    expect(await send(F.reject, { number: 12 }, { why: words("not on a Friday") })).toEqual({
      kind: "nothing",
    });
    expect(asks).toMatchObject([
      { command: { type: "reject", why: "not on a Friday" }, deployment: { id: aDeployment().id } },
    ]);
    expect(state.get(12)?.phase).toBe("rejected");
  });

  it("needs a reason, which is asked for at its field", async () => {
    const { send, state } = sending({ facts: frozen });
    for (const [form, about] of [[F.reject, { number: 12 }] as const, [F.breakGlass, GLASS] as const])
      expect(await send(form, about, { why: words("  ") })).toEqual({
        kind: "errors",
        errors: { why: expect.any(String) },
      });
    expect(state.get(12)).toMatchObject({ phase: "waiting", brokenGlass: null });
  });

  it("breaks the glass for the commit that the form showed, and for no other", async () => {
    const { send, state } = sending({ facts: frozen });
    const why = { why: words("The site is down") };
    expect(await send(F.breakGlass, { number: 12, sha: "a".repeat(40) }, why)).toMatchObject({
      kind: "message",
    });
    expect(state.get(12)?.brokenGlass).toBeNull();
    expect(await send(F.breakGlass, GLASS, why)).toEqual({ kind: "nothing" });
    expect(state.get(12)?.brokenGlass).toMatchObject({ by: ANN, why: "The site is down", second: null });
  });

  it("is for who may, and of what is there", async () => {
    const { send, state } = sending({ isOneOf: () => false, facts: frozen });
    const why = { why: words("The site is down") };
    expect(textOf(await send(F.breakGlass, GLASS, why))).toContain("You may not break the glass");
    expect(textOf(await send(F.reject, { number: 12 }, why))).toContain("You may not approve");
    expect(textOf(await send(F.reject, { number: 99 }, why))).toContain("There is no such deployment.");
    expect(state.get(12)?.phase).toBe("waiting");
  });
});

describe("locking", () => {
  it("holds the place for so long", async () => {
    const { send, holds } = sending();
    const answer = await send(
      F.lock,
      {},
      {
        place: chosen("api/production"),
        minutes: chosen("30"),
        why: words("hotfix"),
      },
    );
    expect(holds).toEqual([
      {
        does: "lock",
        by: ANN as SlackUserId,
        service: "api",
        environment: "production",
        why: "hotfix",
        until: NINE + 30 * MINUTE,
        steal: false,
        mayDeploy: true,
        mayOverride: true,
      },
    ]);
    expect(textOf(answer)).toContain("*api in production* is locked");
  });

  it("a place that the manual has no more holds nobody back, and says so", async () => {
    const { send, holds } = sending();
    expect(await send(F.lock, {}, { place: chosen("gone/production"), minutes: chosen("30") })).toEqual({
      kind: "errors",
      errors: {
        place: "The manual has no place gone/production; nothing was changed. Did you mean api/production?",
      },
    });
    expect(holds).toEqual([]);
  });
});
