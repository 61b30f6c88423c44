import { describe, expect, it } from "vitest";
import type { View } from "../../src/views/blocks.ts";
import { DECLARE_CALLBACK, declareModal } from "../../src/views/declare-modal.ts";
import { help } from "../../src/views/help.ts";
import { home } from "../../src/views/home.ts";
import { incidentList } from "../../src/views/incident-list.ts";
import * as forms from "../../src/views/incident-modals.ts";
import { aClock, anIncident, aRun, aTrouble, effectId, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown, texts } from "./shown.ts";

const PROFILE = aProfile();
const EFFECT = effectId(2, "page/default");

/** Ids of the questions, in order. */
function questions(view: View): readonly unknown[] {
  return view.blocks.flatMap((block) =>
    block.type === "input" && "block_id" in block ? [block.block_id] : [],
  );
}

describe("the forms of an incident", () => {
  const incident = anIncident({ troubles: [aTrouble()] });
  it.each([
    [forms.statusModal(incident, PROFILE), forms.STATUS_CALLBACK, "INC-7: status", ["status", "message"]],
    [forms.noteModal(incident), forms.NOTE_CALLBACK, "INC-7: note", ["text"]],
    [forms.updateModal(incident), forms.UPDATE_CALLBACK, "INC-7: update", ["message", "next"]],
    [forms.holdModal(incident, PROFILE), forms.HOLD_CALLBACK, "INC-7: hold", ["minutes", "why"]],
    [forms.pauseModal(incident), forms.PAUSE_CALLBACK, "INC-7: pause", ["why"]],
    [forms.severityModal(incident, PROFILE), forms.SEVERITY_CALLBACK, "INC-7: severity", ["severity", "why"]],
    [forms.resolveModal(incident), forms.RESOLVE_CALLBACK, "INC-7: resolve", ["message"]],
    [forms.reopenModal(incident), forms.REOPEN_CALLBACK, "INC-7: reopen", ["why"]],
  ] as const)("%#: asks and carries what the handler needs", (view, callback, title, ids) => {
    expect(view).toMatchObject({ type: "modal", callback_id: callback, title: { text: title } });
    expect(questions(view)).toEqual(ids);
    expect(JSON.parse(view.private_metadata ?? "")).toEqual({ number: 7 });
    for (const block of view.blocks) {
      if (block.type === "input" && "element" in block) {
        expect(block.element).toHaveProperty("action_id", block.block_id);
      }
    }
  });

  it("waiving carries the effect and shows what is given up", () => {
    const view = forms.waiveModal(incident, EFFECT);
    expect(view.callback_id).toBe(forms.WAIVE_CALLBACK);
    expect(JSON.parse(view.private_metadata ?? "")).toEqual({ number: 7, effect: EFFECT });
    expect(JSON.stringify(view)).toContain("*Not done:* page the default policy");
    expect(JSON.stringify(forms.waiveModal(anIncident(), EFFECT))).toContain("This is no longer open.");
  });

  it("resolving warns of what is not done", () => {
    expect(JSON.stringify(forms.resolveModal(incident))).toContain(
      "*Still not done:* page the default policy",
    );
    expect(JSON.stringify(forms.resolveModal(anIncident()))).not.toContain("Still not done");
  });

  it("the status form begins at the present status", () => {
    expect(forms.statusModal(incident, PROFILE).blocks[1]).toMatchObject({
      element: { initial_option: { value: "open" } },
    });
  });
});

describe("holding and updating", () => {
  const options = (view: View): readonly string[] => JSON.stringify(view).match(/"value":"\d+"/g) ?? [];

  it("a hold is offered in minutes, ten at first, and shows what it keeps back", () => {
    const view = forms.holdModal(anIncident({ escalations: [aRun()] }), PROFILE);
    expect(options(view)).toEqual(["5", "10", "15", "30", "60", "10"].map((value) => `"value":"${value}"`));
    expect(JSON.stringify(view)).toContain(": lead@example.com (step 2 of 2, round 1 of 3)");
  });

  it("the next update can be promised for another time than the rhythm's", () => {
    const view = forms.updateModal(anIncident());
    expect(options(view)).toEqual(["15", "30", "60", "120", "240"].map((value) => `"value":"${value}"`));
    expect(view.blocks.at(-1)).toMatchObject({ block_id: "next", optional: true });
  });

  it("a pause shows the promises it stops", () => {
    expect(JSON.stringify(forms.pauseModal(anIncident({ clocks: [aClock()] })))).toContain(
      "Respond by <!date",
    );
  });
});

describe("the form to declare", () => {
  it("asks for a title, and has an answer for everything else", () => {
    const view = declareModal(PROFILE, { declaredIn: "C0LOBBY" });
    expect(view.callback_id).toBe(DECLARE_CALLBACK);
    expect(questions(view)).toEqual(["title", "severity", "description", "component", "options"]);
    expect(JSON.parse(view.private_metadata ?? "")).toEqual({ declaredIn: "C0LOBBY", from: null });
    expect(view.blocks[1]).toMatchObject({ element: { initial_option: { value: "P3" } } });
  });

  it("shows the manual's criteria, after the questions", () => {
    const { blocks } = declareModal(PROFILE, {});
    const kinds = blocks.map(({ type }) => type);
    expect(kinds.lastIndexOf("input")).toBeLessThan(kinds.indexOf("context"));
    const guide = texts(blocks).map(({ text }) => text);
    expect(guide).toContain(
      "🟥 *P1 · Critical*: complete system outage; data breach or security incident; financial system failure\nrespond in 15 minutes · resolve in 4 hours · pages on-call",
    );
  });

  it("takes a message along, its first line as the title", () => {
    const from = {
      text: "Checkout is <down>\nsince nine",
      author: "U0BEN",
      saidAt: NINE,
      permalink: "https://s.example.com/p1",
    };
    const view = declareModal(PROFILE, { from });
    expect(JSON.parse(view.private_metadata ?? "")).toEqual({ declaredIn: null, from });
    expect(JSON.stringify(view)).toContain('"initial_value":"Checkout is <down>"');
    expect(JSON.stringify(view)).toContain("> Checkout is &lt;down&gt;");
  });

  it.each(["x", '"', "\u0001", "😀"])("shortens a message of 40,000 %j until Slack carries it", (letter) => {
    const from = { text: letter.repeat(40_000), author: "U0BEN", saidAt: NINE, permalink: null };
    const metadata = declareModal(PROFILE, { from, declaredIn: "C0LOBBY" }).private_metadata ?? "";
    expect(metadata.length).toBeLessThanOrEqual(3000);
    const carried = JSON.parse(metadata);
    expect(carried).toMatchObject({ declaredIn: "C0LOBBY", from: { author: "U0BEN", saidAt: NINE } });
    expect(carried.from.text).toMatch(/…$/);
  });
});

describe("lists", () => {
  it("a list says what each is, where, and what is not done", () => {
    const list = shown(incidentList([anIncident({ troubles: [aTrouble()] })], PROFILE));
    expect(list).toContain("*🟨 INC-7 · P3 · open* <#C0INC7>\nCheckout is slow");
    expect(list).toContain("⛔ 1 thing not done");
    expect(incidentList([], PROFILE).text).toMatch(/^No incident is open\./);
  });

  it("Home has one button and what is open", () => {
    const view = JSON.stringify(home([anIncident()], PROFILE));
    expect(view).toContain("Declare an incident");
    expect(view).toContain("1 open incident");
  });

  it("help offers the nearest words", () => {
    const entries = [
      { name: "status", usage: "/incident status <status> [message]", summary: "moves it" },
      { name: "ack", usage: "/incident ack", summary: "acknowledges" },
    ];
    const given = help("/incident", entries, { typed: "statsu", nearest: ["status"] });
    expect(given.text).toBe(
      "`/incident statsu` is nothing I know; nothing was changed. Did you mean `/incident status`? `/incident help` lists everything that can be typed.",
    );
    expect(shown(given)).toContain("`/incident status &lt;status&gt; [message]`  moves it");
    expect(shown(given).indexOf("moves it")).toBeLessThan(shown(given).indexOf("acknowledges"));
    expect(shown(help("/incident", entries))).toContain("acknowledges");
  });
});
