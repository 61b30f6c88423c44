import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SUB_COMMANDS } from "../../src/commands/incident.ts";
import { takeLength } from "../../src/commands/length.ts";
import type { Understood } from "../../src/commands/sub-command.ts";
import { normalise } from "../../src/commands/text.ts";
import { ANN, BEN, HOUR, LOBBY, MINUTE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

const DAY = 24 * HOUR;

function parse(name: string, text: string): Understood {
  const entry = SUB_COMMANDS.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`no sub-command ${name}`);
  return entry.parse({ text: normalise(text), by: ANN, channel: LOBBY, profile: aProfile() });
}

describe("a length", () => {
  it.each<[string, number, string]>([
    ["10m", 10 * MINUTE, ""],
    ["10 min", 10 * MINUTE, ""],
    ["10 minutes", 10 * MINUTE, ""],
    ["1 minute Ben is near", MINUTE, "Ben is near"],
    ["2h", 2 * HOUR, ""],
    ["2 HOURS", 2 * HOUR, ""],
    ["1h30m", 90 * MINUTE, ""],
    ["1h 30m the vendor looks", 90 * MINUTE, "the vendor looks"],
    ["1d", DAY, ""],
    ["10m 3 people are on it", 10 * MINUTE, "3 people are on it"],
    ["10m 5", 10 * MINUTE, "5"],
  ])("%s", (text, ms, rest) => {
    expect(takeLength(text)).toEqual({ kind: "length", ms, rest });
  });

  it.each(["", "soon", "0m", "-5m", "10months", "ten minutes", "m"])("%j is none", (text) => {
    expect(takeLength(text)).toEqual({ kind: "none" });
  });

  it.each(["10", "10 Ben is near"])("the unit of %j is not guessed", (text) => {
    expect(takeLength(text)).toEqual({ kind: "no-unit", typed: "10" });
  });

  it("is never less than a minute, nor lost words, whatever is typed", () => {
    const pieces = fc.constantFrom("1", "10", "m", "h", " ", "min", "d", "why", "-", "99999");
    const typed = fc.oneof(
      fc.string(),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const length = takeLength(text);
        if (length.kind !== "length") return;
        expect(length.ms).toBeGreaterThanOrEqual(MINUTE);
        expect(text.trimEnd().endsWith(length.rest)).toBe(true);
      }),
    );
  });
});

describe("paging one person", () => {
  const page = { type: "page", policy: null, user: BEN };
  it.each<[string, number | null, string | null]>([
    ["<@U0BEN|ben>", null, null],
    ["<@U0BEN> now", null, "now"],
    ["<@U0BEN|ben> the database is full & slow", null, "the database is full & slow"],
    ["INC-7 <@U0BEN|ben> please look", 7, "please look"],
    ["please <@U0BEN|ben> look", null, "please look"],
    // The name of a policy among the words is only a word: it is certain who is meant.
    ["<@U0BEN> database is full", null, "database is full"],
  ])("%s", (text, named, why) => {
    expect(parse("page", text)).toMatchObject({ kind: "change", named, command: { ...page, why } });
    // Where there is no incident the words become the title of one.
    expect(parse("page", text)).toMatchObject({ elsewhere: { user: BEN, why } });
  });

  it("is for one: two are paged one after the other", () => {
    expect(parse("page", "<@U0BEN> <@U0ANN> now")).toEqual({
      kind: "wrong",
      sentence: "One page is for one person; page them one after the other.",
    });
  });

  it("a policy is no person, and does not begin an incident elsewhere", () => {
    const understood = parse("page", "database disk is full");
    expect(understood).toMatchObject({ command: { policy: "database", user: null, why: "disk is full" } });
    expect(understood).not.toHaveProperty("elsewhere");
  });
});

describe("what moves a chain or a clock", () => {
  it.each<[string, string, number | null, object]>([
    ["escalate", "", null, { type: "escalate", why: null }],
    ["escalate", "INC-7", 7, { type: "escalate", why: null }],
    ["escalate", "INC-7 nobody answers", 7, { type: "escalate", why: "nobody answers" }],
    ["escalate", "it is getting worse", null, { type: "escalate", why: "it is getting worse" }],
    ["hold", "10m Ben is near", null, { type: "hold", forMs: 10 * MINUTE, why: "Ben is near" }],
    [
      "hold",
      "INC-7 1h 30m don\u2019t wake her",
      7,
      { type: "hold", forMs: 90 * MINUTE, why: "don't wake her" },
    ],
    ["hold", "5m <@U0BEN|ben> is on it", null, { type: "hold", forMs: 5 * MINUTE, why: "@ben is on it" }],
    ["snooze", "", null, { type: "snooze-update", forMs: 10 * MINUTE }],
    ["snooze", "INC-7", 7, { type: "snooze-update", forMs: 10 * MINUTE }],
    ["snooze", "INC-7 5m", 7, { type: "snooze-update", forMs: 5 * MINUTE }],
    ["snooze", "1 hour", null, { type: "snooze-update", forMs: HOUR }],
    ["pause", "the vendor looks at it", null, { type: "pause-clocks", why: "the vendor looks at it" }],
    ["pause", "INC-7 waiting &lt;for&gt; parts", 7, { type: "pause-clocks", why: "waiting <for> parts" }],
    ["resume", "", null, { type: "resume-clocks" }],
    ["resume", "INC-7", 7, { type: "resume-clocks" }],
  ])("%s %s", (name, text, named, command) => {
    expect(parse(name, text)).toEqual({ kind: "change", named, command, inChannel: null });
  });

  it.each([
    [
      "page",
      "@ghost are you there",
      "“@ghost” was not picked from the list Slack shows after `@`, so it is not certain who is meant; nobody was paged. Somebody who has left cannot be picked.",
    ],
    ["page", "INC-7 <!here> please", expect.stringMatching(/^“@\u2060here” was not picked/)],
    [
      "page",
      "<!subteam^S0OPS|@ops> please",
      "A user group is not paged as a whole; nobody was paged. Name one person, or an escalation policy of the manual.",
    ],
    ["hold", "", "What is missing is how long, in minutes or hours: `10m`."],
    ["hold", "Ben is near", "What is missing is how long, in minutes or hours: `10m`."],
    ["hold", "10 Ben is near", "10 what? Add the unit: `10m` or `10h`."],
    ["hold", "INC-7 10m", "What is missing is why nobody more is to be called."],
    ["snooze", "later", "What is missing is how long, in minutes or hours: `10m`."],
    ["snooze", "10", "10 what? Add the unit: `10m` or `10h`."],
    ["snooze", "10m we know nothing", "Only how long may follow here, such as `10m`."],
    ["pause", "", "What is missing is why the clocks rest."],
    ["pause", "INC-7", "What is missing is why the clocks rest."],
    ["resume", "now", "Only an incident such as `INC-7` may follow here."],
  ])("%s %s says what to type", (name, text, sentence) => {
    expect(parse(name, text)).toEqual({ kind: "wrong", sentence });
  });
});

describe("an update that says when the next one comes", () => {
  const update = (message: string, nextInMs: number | null) => ({ type: "post-update", message, nextInMs });
  it.each<[string, object]>([
    ["All fine --next 30m", { named: null, command: update("All fine", 30 * MINUTE) }],
    ["All fine \u2014next 30m", { command: update("All fine", 30 * MINUTE) }],
    ["All fine \u2013next 1 hour", { command: update("All fine", HOUR) }],
    ["--next 1h All fine", { command: update("All fine", HOUR) }],
    ["All fine --next=20m", { command: update("All fine", 20 * MINUTE) }],
    ["All --next 20m fine", { command: update("All fine", 20 * MINUTE) }],
    [
      "INC-7 All fine --next 20m",
      {
        named: 7,
        command: update("All fine", 20 * MINUTE),
        inChannel: update("INC-7 All fine", 20 * MINUTE),
      },
    ],
    ["The next one comes soon", { command: update("The next one comes soon", null) }],
    ["We typed a--next one", { command: update("We typed a--next one", null) }],
  ])("%s", (text, expected) => {
    expect(parse("update", text)).toMatchObject({ kind: "change", ...expected });
  });

  it.each([
    ["--next 30m", "What is missing is the message of the update."],
    [
      "All fine --next",
      "What is missing is how long, in minutes or hours: `--next 30m`. Nothing was posted.",
    ],
    [
      "All fine --next soon",
      "What is missing is how long, in minutes or hours: `--next 30m`. Nothing was posted.",
    ],
    ["All fine --next 30", "30 what? Add the unit: `30m` or `30h`. Nothing was posted."],
  ])("%s says what to type", (text, sentence) => {
    expect(parse("update", text)).toEqual({ kind: "wrong", sentence });
  });
});
