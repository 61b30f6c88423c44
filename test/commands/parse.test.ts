import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SUB_COMMANDS } from "../../src/commands/incident.ts";
import type { Understood } from "../../src/commands/sub-command.ts";
import { normalise } from "../../src/commands/text.ts";
import { ANN, BEN, LOBBY } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { anyText } from "./any-text.ts";

const SENTENCES = aProfile({
  severities: aProfile().severities.map((severity) => ({
    ...severity,
    label: severity.label.replace("P", "Severity "),
  })),
  statuses: [
    { label: "new", phase: "declared" },
    { label: "in progress", phase: "acknowledged" },
    { label: "in review", phase: "mitigated" },
  ],
});

function parse(name: string, text: string, profile = aProfile()): Understood {
  const entry = SUB_COMMANDS.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no sub-command ${name}`);
  return entry.parse({ text: normalise(text), by: ANN, channel: LOBBY, profile });
}

const PLAIN = {
  description: null,
  severity: null,
  component: null,
  private: false,
  drill: false,
  declaredIn: LOBBY,
  from: null,
  page: null,
};

describe("declare", () => {
  it.each<[string, object]>([
    ["Checkout is down", { title: "Checkout is down" }],
    ['"Checkout is down"', { title: "Checkout is down" }],
    ["\u201cCheckout is down\u201d", { title: "Checkout is down" }],
    ["'Checkout is down' --drill", { title: "Checkout is down", drill: true }],
    ["API down --severity P1", { title: "API down", severity: "P1" }],
    ["--severity P1 API down", { title: "API down", severity: "P1" }],
    ["API --severity=P1 down", { title: "API down", severity: "P1" }],
    ["API down \u2014severity P1", { title: "API down", severity: "P1" }],
    ["API down \u2013severity\u00a0P1", { title: "API down", severity: "P1" }],
    ["API down --Severity P1 --Private", { title: "API down", severity: "P1", private: true }],
    ["API down -drill", { title: "API down", drill: true }],
    [
      "Users can\u2019t log in, it doesn't work --private",
      { title: "Users can't log in, it doesn't work", private: true },
    ],
    ['Shows "Payment failed" to all --drill', { title: 'Shows "Payment failed" to all', drill: true }],
    ['Shows "use --force" to all', { title: 'Shows "use --force" to all' }],
    ['5" disk is broken', { title: '5" disk is broken' }],
    [
      "Freezer at -5 \u2014 all of it -- since noon",
      { title: "Freezer at -5 \u2014 all of it -- since noon" },
    ],
    ["API \u2014all users", { title: "API \u2014all users" }],
    ["Errors &lt; 1 &amp; rising", { title: "Errors < 1 & rising" }],
    [
      "<@U0BEN|ben> sees <https://a.example/x|a.example/x> fail in <#C1|ops>",
      { title: "@ben sees https://a.example/x fail in #ops" },
    ],
    [
      "DB slow --component database --severity Critical",
      { title: "DB slow", component: "database", severity: "Critical" },
    ],
    ["two\nlines", { title: "two lines" }],
    ["--private=no API", { title: "API" }],
    ["--severity P1", { title: "", severity: "P1" }],
  ])("%s", (text, expected) => {
    expect(parse("declare", text)).toEqual({
      kind: "declare",
      command: { type: "declare", ...PLAIN, ...expected },
    });
  });

  it.each([
    ["--severity Severity 1 API down", "Severity 1"],
    ['API down --severity "Severity 1"', "Severity 1"],
    ["API down --severity 'Severity 1'", "Severity 1"],
    ['API down --severity="Severity 1"', "Severity 1"],
    ["API down \u2014severity \u201cseverity 1\u201d", "severity 1"],
  ])("a severity of two words: %s", (text, severity) => {
    expect(parse("declare", text, SENTENCES)).toMatchObject({ command: { title: "API down", severity } });
  });

  it("a title is never cut here: the rules count it", () => {
    const title = "x".repeat(300);
    expect(parse("declare", title)).toMatchObject({ command: { title } });
  });

  it("nothing at all is the form", () => {
    expect(parse("declare", " \u00a0 ")).toEqual({ kind: "declare-form" });
  });

  it.each([
    [
      "API down --sevrity P1",
      "`--sevrity` is no option of this command, so nothing was declared. Did you mean `--severity`?",
    ],
    [
      "API down \u2014sevrity P1",
      "`--sevrity` is no option of this command, so nothing was declared. Did you mean `--severity`?",
    ],
    ["API down --loud", "`--loud` is no option of this command, so nothing was declared."],
    [
      "API down --severity",
      "`--severity` needs a value behind it, `P1`, `Critical`, `P2`, `High`, `P3`, `Medium`, `P4` or `Low`; nothing was declared.",
    ],
    ["API down --severity --drill", "`--severity` needs a value"],
  ])("%s is told", (text, sentence) => {
    expect(parse("declare", text)).toMatchObject({
      kind: "wrong",
      sentence: expect.stringContaining(sentence),
    });
  });
});

const note = (text: string) => ({
  type: "add-note",
  text,
  author: null,
  saidAt: null,
  source: "command",
  permalink: null,
});

describe("commands on an incident", () => {
  it.each<[string, string, object]>([
    ["ack", "", { named: null, command: { type: "acknowledge" } }],
    ["ack", "INC-7", { named: 7, command: { type: "acknowledge" } }],
    ["ack", "inc7", { named: 7 }],
    ["close", "#12", { named: 12, command: { type: "close" } }],
    ["postmortem", "7", { named: 7, command: { type: "draft-postmortem" } }],
    [
      "status",
      "monitoring",
      { named: null, command: { type: "change-status", status: "monitoring", message: null } },
    ],
    [
      "status",
      "Monitoring: errors are gone",
      { command: { type: "change-status", status: "Monitoring", message: "errors are gone" } },
    ],
    [
      "status",
      "monitoring \u2014 errors are gone",
      { command: { status: "monitoring", message: "errors are gone" } },
    ],
    [
      "status",
      "INC-7 monitoring it\u2019s fine",
      { named: 7, command: { status: "monitoring", message: "it's fine" } },
    ],
    ["status", "nonsense here", { command: { status: "nonsense", message: "here" } }],
    ["severity", "P1", { command: { type: "change-severity", severity: "P1", why: null } }],
    ["severity", "critical everybody is hit", { command: { severity: "critical", why: "everybody is hit" } }],
    ["severity", "P1everything", { command: { severity: "P1everything", why: null } }],
    [
      "update",
      "Rolled back with --force; don't deploy",
      { command: { type: "post-update", message: "Rolled back with --force; don't deploy", nextInMs: null } },
    ],
    ["note", 'she said "no"\nand left', { command: note('she said "no"\nand left') }],
    ["note", "<@U0BEN|ben> &amp; I looked", { command: note("@ben & I looked") }],
    ["resolve", "restarted the pool", { command: { type: "resolve", message: "restarted the pool" } }],
    [
      "reopen",
      "INC-7 it came back",
      {
        named: 7,
        command: { type: "reopen", why: "it came back" },
        inChannel: { type: "reopen", why: "INC-7 it came back" },
      },
    ],
    [
      "note",
      "INC-7 looks the same",
      { named: 7, command: note("looks the same"), inChannel: note("INC-7 looks the same") },
    ],
    ["note", "like INC-7", { named: null, command: note("like INC-7"), inChannel: null }],
    ["note", "INC-7th floor is dark", { named: null, command: note("INC-7th floor is dark") }],
    ["page", "", { command: { type: "page", policy: null, user: null, why: null } }],
    ["page", "database", { command: { policy: "database", why: null } }],
    ["page", "Database disk is full", { command: { policy: "Database", why: "disk is full" } }],
    ["page", "databse disk is full", { command: { policy: "databse", why: "disk is full" } }],
    ["page", "customers are waiting", { command: { policy: null, why: "customers are waiting" } }],
    ["page", "nobody-such", { command: { policy: "nobody-such", why: null } }],
    [
      "role",
      "incident-commander <@U0BEN|ben>",
      { command: { type: "assign-role", role: "incident-commander", user: BEN } },
    ],
    [
      "role",
      "INC-7 <@U0BEN> Incident commander",
      { named: 7, command: { role: "Incident commander", user: BEN } },
    ],
    [
      "take",
      "\u201cIncident commander\u201d",
      { command: { type: "assign-role", role: "Incident commander", user: ANN } },
    ],
  ])("%s %s", (name, text, expected) => {
    expect(parse(name, text)).toMatchObject({ kind: "change", ...expected });
  });

  it.each([
    ["in progress", "in progress", null],
    ["In Progress we see it", "In Progress", "we see it"],
    ['"in review" soon', "in review", "soon"],
    ["in doubt", "in", "doubt"],
  ])("a status of two words: %s", (text, status, message) => {
    expect(parse("status", text, SENTENCES)).toMatchObject({
      command: { type: "change-status", status, message },
    });
  });

  it.each([
    ["show", "", { at: "show", named: null }],
    ["show", "INC-12", { at: "show", named: 12 }],
    ["timeline", "12", { at: "timeline", named: 12 }],
    ["next", "#12", { at: "next", named: 12 }],
  ])("%s %s looks", (name, text, expected) => {
    expect(parse(name, text)).toEqual({ kind: "look", ...expected });
  });

  it("list and help need nothing", () => {
    expect(parse("list", "all")).toEqual({ kind: "list" });
    expect(parse("help", "me")).toEqual({ kind: "help" });
  });

  it.each([
    ["ack", "please", "Only an incident such as `INC-7` may follow here."],
    ["show", "everything", "Only an incident such as `INC-7` may follow here."],
    [
      "status",
      "",
      "What is missing is the status: `open`, `investigating`, `identified`, `monitoring`, `resolved`.",
    ],
    ["severity", "INC-7", "What is missing is the severity: `P1`, `P2`, `P3`, `P4`."],
    ["update", "", "What is missing is the message of the update."],
    ["note", "INC-7", "What is missing is the text of the note."],
    ["resolve", "", "What is missing is a sentence on what made it stop."],
    ["reopen", "", "What is missing is why it is opened again."],
    ["take", "", "What is missing is the role: `incident-commander`, `communications-lead`."],
    ["role", "<@U0BEN>", "What is missing is the role: `incident-commander`, `communications-lead`."],
    [
      "role",
      "incident-commander @ben",
      "Name one person, picked from the list Slack shows after `@`, so that it is certain who is meant.",
    ],
    [
      "role",
      "incident-commander <@U0BEN> <@U0ANN>",
      "Name one person, picked from the list Slack shows after `@`, so that it is certain who is meant.",
    ],
  ])("%s %s says what to type", (name, text, sentence) => {
    expect(parse(name, text)).toEqual({ kind: "wrong", sentence });
  });
});

describe("any text", () => {
  const text = anyText("--severity", "\u2014", "--", "-", "INC-7", "<@U0BEN|b>", "P1", " ");

  it.each(SUB_COMMANDS.map(({ name }) => name))("%s never throws", (name) => {
    fc.assert(fc.property(text, (typed) => parse(name, typed).kind.length > 0));
  });

  it("words without signs come out of declare as they went in", () => {
    const words = fc.array(fc.stringMatching(/^[a-zA-Z0-9.,!?]{1,8}$/), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(words, (typed) => {
        expect(parse("declare", typed.join(" "))).toMatchObject({ command: { title: typed.join(" ") } });
      }),
    );
  });
});
