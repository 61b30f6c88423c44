import { describe, expect, it } from "vitest";
import type { View } from "../../src/views/blocks.ts";
import { DECLARE_CALLBACK, declareModal } from "../../src/views/declare-modal.ts";
import { help } from "../../src/views/help.ts";
import { home } from "../../src/views/home.ts";
import { incidentList } from "../../src/views/incident-list.ts";
import * as forms from "../../src/views/incident-modals.ts";
import { next } from "../../src/views/next.ts";
import { anIncident, aResolvedIncident, aTrouble, effectId, MINUTE, NINE } from "../support/incident.ts";
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
    [forms.updateModal(incident), forms.UPDATE_CALLBACK, "INC-7: update", ["message"]],
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

describe("the form to declare", () => {
  it("asks for a title, and has an answer for everything else", () => {
    const view = declareModal(PROFILE, { declaredIn: "C0LOBBY" });
    expect(view.callback_id).toBe(DECLARE_CALLBACK);
    expect(questions(view)).toEqual(["title", "severity", "description", "component", "options"]);
    expect(JSON.parse(view.private_metadata ?? "")).toEqual({ declaredIn: "C0LOBBY", from: null });
    expect(view.blocks[1]).toMatchObject({ element: { initial_option: { value: "P3" } } });
  });

  it("shows the manual's criteria beside the severities", () => {
    const guide = texts(declareModal(PROFILE, {}).blocks).map(({ text }) => text);
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

describe("what is due", () => {
  const lines = (...given: Parameters<typeof next>) => shown(next(...given)).replaceAll(/<!date[^>]*>/g, "@");

  it("counts down and tells what is overdue", () => {
    const incident = anIncident({ severity: "P1", rank: 1 });
    const due = lines(incident, PROFILE, NINE + 20 * MINUTE);
    expect(due).toContain("• Response: ⏰ *was due* @, 5 minutes ago (target: 15 minutes).");
    expect(due).toContain("• Resolution: by @, in 3 hours 40 minutes (target: 4 hours).");
    expect(due).toContain("• Next update: by @, in 10 minutes (every 30 minutes).");
    expect(due).toContain("• Nobody is Incident commander or Communications lead yet.");
  });

  it("asks for the post-mortem once it is over, and nothing that is over", () => {
    const due = lines(aResolvedIncident({ severity: "P1" }), PROFILE, NINE + 60 * MINUTE);
    expect(due).toContain("• Post-mortem (required): by @, in 1 day 23 hours.");
    expect(due).not.toContain("Next update");
  });

  it("says when nothing is", () => {
    const bare = aProfile({ severities: [], roles: [] });
    expect(lines(anIncident(), bare, NINE)).toContain("Nothing is due.");
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
    const entries = [{ name: "status", usage: "/incident status <status> [message]", summary: "moves it" }];
    const given = help("/incident", entries, { typed: "statsu", nearest: ["status"] });
    expect(given.text).toBe(
      "`/incident statsu` is nothing I know; nothing was changed. Did you mean `/incident status`?",
    );
    expect(shown(given)).toContain("`/incident status &lt;status&gt; [message]`  moves it");
  });
});
