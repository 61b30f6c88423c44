import { describe, expect, it } from "vitest";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import { createRoutes } from "../../src/handlers/index.ts";
import { CARD_ACTIONS } from "../../src/views/card-actions.ts";
import { DEPLOYMENT_ACTIONS } from "../../src/views/deployment-actions.ts";
import { COVER_ACTION } from "../../src/views/on-call-cover.ts";
import { type EdgeDouble, edgeDouble, type Given, refused, textOf } from "../commands/edge.ts";
import { ANN, anIncident, aTrouble, BEN, recorded } from "../support/incident.ts";
import { CARD_TS, click, homeClick } from "./slack-payloads.ts";

async function press(
  actionId: string,
  body: object,
  given: Given = {},
): Promise<EdgeDouble & { said: string }> {
  const double = edgeDouble(given);
  const route = createRoutes(double.edge).actions.get(actionId);
  if (route === undefined) throw new Error(`${actionId} has no route`);
  return { ...double, said: textOf(await route(body)) };
}

const EFFECT = aTrouble().effect;

describe("buttons that change something", () => {
  it.each<[string, object, object]>([
    [CARD_ACTIONS.acknowledge, { value: "7" }, { type: "acknowledge", page: null }],
    [CARD_ACTIONS.sooner, { value: "7" }, { type: "escalate", why: null }],
    [CARD_ACTIONS.resumeClocks, { value: "7" }, { type: "resume-clocks" }],
    [CARD_ACTIONS.snooze, { value: "7 600000" }, { type: "snooze-update", forMs: 600_000 }],
    // An older button without its time asks for none, which the rules refuse with what is possible.
    [CARD_ACTIONS.snooze, { value: "7" }, { type: "snooze-update", forMs: 0 }],
    [
      CARD_ACTIONS.stillOnIt,
      { value: "7" },
      {
        type: "add-note",
        text: "Still on it.",
        author: null,
        saidAt: null,
        source: "command",
        permalink: null,
      },
    ],
    [CARD_ACTIONS.close, { value: "7" }, { type: "close" }],
    [CARD_ACTIONS.postmortem, { value: "7" }, { type: "draft-postmortem" }],
    [CARD_ACTIONS.tryAgain, { value: `7 ${EFFECT}` }, { type: "try-again", effect: EFFECT }],
    [
      CARD_ACTIONS.takeRole,
      { selected_option: { value: "7 incident-commander" } },
      { type: "assign-role", role: "incident-commander", user: ANN },
    ],
  ])("%s", async (id, action, command) => {
    const { asks } = await press(id, click(id, {}, action));
    expect(asks).toEqual([
      {
        command,
        by: { kind: "person", user: ANN },
        incident: { kind: "number", number: 7 },
        key: `slack:action:${ANN}:${CARD_TS}:1763283700.5:${id}`,
      },
    ]);
  });

  it("say nothing where the card shows it, and say what the card does not show", async () => {
    expect((await press(CARD_ACTIONS.acknowledge, click(CARD_ACTIONS.acknowledge))).said).toBe("");
    expect((await press(CARD_ACTIONS.postmortem, click(CARD_ACTIONS.postmortem))).said).toContain(
      "draft of INC-7 is being written",
    );
  });

  it("say in a direct message or an announcement what was done, because no card stands there", async () => {
    const elsewhere = { channel: { id: "D0ANN" } };
    const { said } = await press(CARD_ACTIONS.acknowledge, click(CARD_ACTIONS.acknowledge, elsewhere));
    expect(said).toContain("You have INC-7: acknowledged and saved.");
  });

  it("do nothing for who has left a private incident and still has a message of it elsewhere", async () => {
    const incidents = [anIncident({ private: true, participants: [BEN] })];
    const elsewhere = { channel: { id: "D0ANN" } };
    const pressed = await press(CARD_ACTIONS.acknowledge, click(CARD_ACTIONS.acknowledge, elsewhere), {
      incidents,
    });
    expect(pressed.asks).toEqual([]);
    expect(pressed.said).toContain("There is no such incident");
    const inside = await press(CARD_ACTIONS.acknowledge, click(CARD_ACTIONS.acknowledge), { incidents });
    expect(inside.asks).toHaveLength(1);
  });

  it.each<[string, Refusal, string]>([
    [CARD_ACTIONS.sooner, { reason: "nothing-to-escalate", acknowledged: false }, "nobody further to call"],
    [CARD_ACTIONS.sooner, { reason: "run-by-pagerduty", policy: "default" }, "it moves only there"],
    [CARD_ACTIONS.snooze, { reason: "already-snoozed" }, "was put off once already"],
    [CARD_ACTIONS.resumeClocks, { reason: "not-paused" }, "are not paused"],
  ])("%s tells %j", async (id, refusal, sentence) => {
    const { said } = await press(id, click(id, {}, { value: "7 600000" }), { result: refused(refusal) });
    expect(said).toContain(sentence);
  });

  it("tell a refusal to the person who pressed", async () => {
    const result = refused({ reason: "not-resolved" });
    expect((await press(CARD_ACTIONS.close, click(CARD_ACTIONS.close), { result })).said).toContain(
      "INC-7 is not resolved yet",
    );
  });

  it("where no ephemeral message can be shown, a small window tells it", async () => {
    const result = refused({ reason: "not-resolved" });
    const { views, said } = await press(CARD_ACTIONS.close, homeClick(CARD_ACTIONS.close), { result });
    expect(said).toBe("");
    expect(JSON.stringify(views[0]?.view)).toContain("INC-7 is not resolved yet");
  });

  it("two presses of one button are two requests, one press delivered twice is one", async () => {
    const id = CARD_ACTIONS.acknowledge;
    const once = (await press(id, click(id))).asks[0]?.key;
    const again = (await press(id, click(id))).asks[0]?.key;
    const later = (await press(id, click(id, {}, { value: "7", action_ts: "1763283701.5" }))).asks[0]?.key;
    expect(again).toBe(once);
    expect(later).not.toBe(once);
  });
});

describe("buttons that open a form", () => {
  it.each([
    CARD_ACTIONS.status,
    CARD_ACTIONS.severity,
    CARD_ACTIONS.note,
    CARD_ACTIONS.update,
    CARD_ACTIONS.resolve,
    CARD_ACTIONS.reopen,
    CARD_ACTIONS.hold,
    CARD_ACTIONS.pause,
  ])("%s", async (id) => {
    const { views, asks, said } = await press(id, click(id));
    expect(views).toHaveLength(1);
    expect(views[0]).toMatchObject({
      trigger: "111.222",
      view: { callback_id: id, private_metadata: '{"number":7}' },
    });
    expect(asks).toEqual([]);
    expect(said).toBe("");
  });

  it("waive carries the effect", async () => {
    const id = CARD_ACTIONS.waive;
    const { views } = await press(id, click(id, {}, { value: `7 ${EFFECT}` }), {
      incidents: [anIncident({ troubles: [aTrouble()] })],
    });
    expect(JSON.parse(String(views[0]?.view["private_metadata"]))).toEqual({ number: 7, effect: EFFECT });
  });

  it("that does not open names the words that do the same", async () => {
    const { said } = await press(CARD_ACTIONS.note, click(CARD_ACTIONS.note), {
      opened: { kind: "retry", afterMs: 1, reason: "slow", cure: "again" },
    });
    expect(said).toContain("/incident note &lt;text&gt;");
  });

  it("the button of Home declares", async () => {
    const { views } = await press("incident.declare", homeClick("incident.declare", { value: "home" }));
    expect(views[0]?.view).toMatchObject({ callback_id: "incident.declare" });
  });
});

describe("looking", () => {
  it("the timeline is shown to the person who pressed", async () => {
    const { said, asks } = await press(CARD_ACTIONS.timeline, click(CARD_ACTIONS.timeline), {
      timeline: [recorded({ type: "acknowledged", escalations: [], settled: [], page: null })],
    });
    expect(said).toContain("timeline, 1 entry");
    expect(asks).toEqual([]);
  });

  it("a private incident shows itself in its own channel only, to those not recorded yet", async () => {
    const incidents = [anIncident({ private: true, participants: [BEN] })];
    const here = await press(CARD_ACTIONS.timeline, click(CARD_ACTIONS.timeline), { incidents });
    expect(here.said).toContain("timeline");
    const elsewhere = click(CARD_ACTIONS.timeline, { channel: { id: "C0OTHER" } });
    expect((await press(CARD_ACTIONS.timeline, elsewhere, { incidents })).said).toContain(
      "There is no such incident",
    );
  });
});

describe("what is not ours", () => {
  it.each(["", "seven", "-1", "7seven", "99999999999"])(
    "a button with the value %j does nothing and says so",
    async (value) => {
      const { asks, said } = await press(CARD_ACTIONS.close, click(CARD_ACTIONS.close, {}, { value }));
      expect(asks).toEqual([]);
      expect(said).toContain("older version of Tocsin");
    },
  );

  it.each([{}, { user: { id: ANN }, trigger_id: "1", actions: [] }])(
    "a broken payload rejects: %j",
    async (body) => {
      await expect(press(CARD_ACTIONS.close, body)).rejects.toMatchObject({ name: "ZodError" });
    },
  );

  it("every action of the card has a route", () => {
    const { actions } = createRoutes(edgeDouble().edge);
    const others = ["incident.declare", COVER_ACTION, ...Object.values(DEPLOYMENT_ACTIONS)];
    expect([...actions.keys()].sort()).toEqual([...Object.values(CARD_ACTIONS), ...others].sort());
  });
});
