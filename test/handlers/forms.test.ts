import { describe, expect, it } from "vitest";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import type { Answer } from "../../src/engine/inbound.ts";
import { createRoutes } from "../../src/handlers/index.ts";
import { type EdgeDouble, edgeDouble, type Given, refused, textOf } from "../commands/edge.ts";
import { ANN, anIncident, aTrouble, BEN, LOBBY, MINUTE, NINE } from "../support/incident.ts";
import { chosen, submission, ticked, words } from "./slack-payloads.ts";

async function submit(body: object, given: Given = {}): Promise<EdgeDouble & { answer: Answer }> {
  const double = edgeDouble(given);
  const { view } = body as { view: { callback_id: string } };
  const route = createRoutes(double.edge).forms.get(view.callback_id);
  if (route === undefined) throw new Error(`${view.callback_id} has no route`);
  return { ...double, answer: await route(body) };
}

const FIELDS = {
  title: words(" API is down "),
  severity: chosen("P1"),
  description: words(null),
  component: chosen("database"),
  options: ticked("private", "drill"),
};

describe("declare", () => {
  const from = { text: "it is down", author: BEN, saidAt: NINE, permalink: null };

  it("asks for a new incident with everything that was filled in", async () => {
    const { asks, answer } = await submit(
      submission("incident.declare", { declaredIn: LOBBY, from }, FIELDS),
    );
    expect(asks[0]).toMatchObject({ by: { kind: "person", user: ANN }, incident: { kind: "new" } });
    expect(asks[0]?.command).toEqual({
      type: "declare",
      title: "API is down",
      description: null,
      severity: "P1",
      component: "database",
      private: true,
      drill: true,
      declaredIn: LOBBY,
      from,
      page: null,
    });
    expect(answer.kind).toBe("message");
    expect(textOf(answer)).toContain("INC-7 is declared and saved");
  });

  it("leaves out what the database cannot keep, of the form and of the message behind it", async () => {
    const half = { ...from, text: "cut \ud83d\u0000" };
    const { asks } = await submit(
      submission("incident.declare", { from: half }, { ...FIELDS, title: words("API\u0000 \ud83d") }),
    );
    expect(asks[0]?.command).toMatchObject({ title: "API \ufffd", from: { text: "cut \ufffd" } });
  });

  it("works without a place, a message or anything ticked", async () => {
    const { asks } = await submit(
      submission("incident.declare", {}, { title: words("API"), options: ticked() }),
    );
    expect(asks[0]?.command).toMatchObject({
      declaredIn: null,
      from: null,
      private: false,
      drill: false,
      severity: null,
    });
  });

  it("the same form again is the same request; corrected, it is another", async () => {
    const key = async (title: string) =>
      (await submit(submission("incident.declare", {}, { title: words(title) }))).asks[0]?.key;
    expect(await key("API")).toMatch(/^slack:view:V1:[0-9a-f]{16}$/);
    expect(await key("API")).toBe(await key("API"));
    expect(await key("API is down")).not.toBe(await key("API"));
  });

  it("what was declared already takes the form's place", async () => {
    const refusal: Refusal = { reason: "already-declared", incident: anIncident(), because: "title" };
    const { answer } = await submit(submission("incident.declare", {}, FIELDS), { result: refused(refusal) });
    expect(answer.kind).toBe("message");
    expect(textOf(answer)).toContain("INC-7 with the same title");
  });
});

describe("forms of an incident", () => {
  const effect = aTrouble().effect;
  it.each<[string, Record<string, object>, object, object]>([
    [
      "incident.status",
      { status: chosen("monitoring"), message: words("better") },
      {},
      { type: "change-status", status: "monitoring", message: "better" },
    ],
    [
      "incident.status",
      { status: chosen("monitoring"), message: words(null) },
      {},
      { type: "change-status", status: "monitoring", message: null },
    ],
    [
      "incident.note",
      { text: words("looked at it") },
      {},
      {
        type: "add-note",
        text: "looked at it",
        author: null,
        saidAt: null,
        source: "command",
        permalink: null,
      },
    ],
    [
      "incident.update",
      { message: words("soon") },
      {},
      { type: "post-update", message: "soon", nextInMs: null },
    ],
    [
      "incident.update",
      { message: words("soon"), next: chosen("30") },
      {},
      { type: "post-update", message: "soon", nextInMs: 30 * MINUTE },
    ],
    [
      "incident.hold",
      { minutes: chosen("10"), why: words("Ben is near") },
      {},
      { type: "hold", forMs: 10 * MINUTE, why: "Ben is near" },
    ],
    [
      "incident.pause",
      { why: words("the vendor looks at it") },
      {},
      { type: "pause-clocks", why: "the vendor looks at it" },
    ],
    [
      "incident.severity",
      { severity: chosen("P1"), why: words("all of it") },
      {},
      { type: "change-severity", severity: "P1", why: "all of it" },
    ],
    ["incident.resolve", { message: words("restarted") }, {}, { type: "resolve", message: "restarted" }],
    ["incident.reopen", { why: words("came back") }, {}, { type: "reopen", why: "came back" }],
    ["incident.waive", { why: words(null) }, { effect }, { type: "waive", effect, why: null }],
  ])("%s", async (callback, fields, metadata, command) => {
    const { asks, answer } = await submit(submission(callback, { number: 7, ...metadata }, fields));
    expect(asks[0]).toMatchObject({ command, incident: { kind: "number", number: 7 }, by: { user: ANN } });
    expect(answer).toEqual({ kind: "nothing" });
  });

  it("something that changed nothing says so instead of closing silently", async () => {
    const { answer } = await submit(submission("incident.note", { number: 7 }, { text: words("x") }), {
      result: () => ({ kind: "quiet", incident: anIncident() }),
    });
    expect(textOf(answer)).toContain("Nothing was changed");
  });
});

describe("a refusal stands at its field, in plain words", () => {
  const near = { typed: "x", nearest: [] };
  const every = ["title", "severity", "component", "status", "message", "text", "why", "minutes"];
  it.each<[Refusal, string]>([
    [{ reason: "no-title" }, "title"],
    [{ reason: "title-too-long", length: 201, limit: 200 }, "title"],
    [{ reason: "unknown-severity", ...near }, "severity"],
    [{ reason: "unknown-component", ...near }, "component"],
    [{ reason: "unknown-status", ...near }, "status"],
    [{ reason: "already-there", what: "status", value: "open" }, "status"],
    [{ reason: "already-there", what: "severity", value: "P1" }, "severity"],
    [{ reason: "use-resolve" }, "message"],
    [{ reason: "empty-text" }, "text"],
    [{ reason: "text-too-long", length: 4000, limit: 3000 }, "text"],
    [{ reason: "hold-too-long", limitMs: 60 * MINUTE }, "minutes"],
    [{ reason: "bad-duration", leastMs: MINUTE, mostMs: 60 * MINUTE }, "minutes"],
  ])("%j", async (refusal, field) => {
    const fields = Object.fromEntries(every.map((id) => [id, words("x")]));
    const { answer } = await submit(submission("incident.status", { number: 7 }, fields), {
      result: refused(refusal),
    });
    if (answer.kind !== "errors") throw new Error(`answered ${answer.kind}`);
    expect(Object.keys(answer.errors)).toEqual([field]);
    expect(textOf(answer)).not.toMatch(/[`*]|&lt;/);
    expect(textOf(answer).length).toBeGreaterThan(20);
  });

  it("a time that cannot be taken points at the field of the update's form", async () => {
    const fields = { message: words("soon"), next: chosen("240") };
    const { answer } = await submit(submission("incident.update", { number: 7 }, fields), {
      result: refused({ reason: "bad-duration", leastMs: MINUTE, mostMs: 60 * MINUTE }),
    });
    expect(answer).toMatchObject({ kind: "errors", errors: { next: expect.stringContaining("1 hour") } });
  });

  it("an empty text points at the field this form has", async () => {
    const { answer } = await submit(submission("incident.reopen", { number: 7 }, { why: words(" ") }), {
      result: refused({ reason: "empty-text" }),
    });
    expect(answer).toMatchObject({ kind: "errors", errors: { why: expect.stringContaining("no text") } });
  });

  it.each<Refusal>([
    { reason: "not-open", status: "closed" },
    { reason: "no-such-incident" },
    { reason: "nothing-to-retry" },
    { reason: "nothing-to-hold" },
    { reason: "run-by-pagerduty", policy: "default" },
    { reason: "already-paused" },
    { reason: "no-title" },
  ])("%j has no field here, so it takes the form's place", async (refusal) => {
    const { answer } = await submit(submission("incident.note", { number: 7 }, { text: words("x") }), {
      result: refused(refusal),
    });
    expect(answer.kind).toBe("message");
  });
});

describe("when something is wrong with it", () => {
  it("a form that is not ours rejects", async () => {
    await expect(submit(submission("incident.note", { number: "seven" }, {}))).rejects.toMatchObject({
      name: "ZodError",
    });
  });

  it("what could not be saved rejects, so that the edge says so", async () => {
    await expect(
      submit(submission("incident.note", { number: 7 }, { text: words("x") }), { down: true }),
    ).rejects.toMatchObject({
      name: "NotSaved",
      certain: true,
    });
  });
});
