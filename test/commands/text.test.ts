import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstWord, fromSlack, nearest, normalise, takeMentions } from "../../src/commands/text.ts";

describe("normalise", () => {
  it.each([
    ["\u201cquoted\u201d \u2018so\u2019", "\"quoted\" 'so'"],
    ["a\u00a0b\u202fc", "a b c"],
    ["zero\u200bwidth\ufeff", "zerowidth"],
    ["line\r\nend\r", "line\nend"],
    ["\ue001private\uf8ff", "private"],
    ["a \u2014 dash stays", "a \u2014 dash stays"],
    ["nothing\u0000 and half \ud83d", "nothing and half \ufffd"],
    ["the other half \udd25, and a whole \ud83d\udd25", "the other half \ufffd, and a whole \ud83d\udd25"],
  ])("%j", (typed, expected) => {
    expect(normalise(typed)).toBe(expected);
  });
});

describe("fromSlack", () => {
  it.each([
    ["<@U0BEN|ben> and <@U0ANN>", "@ben and @U0ANN"],
    ["<#C0OPS|ops>", "#ops"],
    ["<!channel> <!subteam^S1|@ops> <!here|here>", "@channel @ops @here"],
    ["<!date^1763283600^{date}|16 November>", "16 November"],
    ["<https://a.example/x>", "https://a.example/x"],
    ["<https://a.example|good.example>", "good.example (https://a.example)"],
    ["<https://bad.example/good.example|good.example>", "https://bad.example/good.example"],
    ["<mailto:ann@a.example|ann@a.example>", "ann@a.example"],
    ["1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"],
    ["&amp;lt;", "&lt;"],
  ])("%s", (sent, read) => {
    expect(fromSlack(sent)).toBe(read);
  });

  it("never throws, whatever is sent", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => typeof fromSlack(normalise(text)) === "string"),
    );
  });
});

it("mentions are people Slack named, and a typed @ben is a word", () => {
  expect(takeMentions("lead <@U0BEN|ben> @ann <@W1>")).toEqual({ users: ["U0BEN", "W1"], rest: "lead @ann" });
  expect(takeMentions("&lt;@U0BEN&gt;").users).toEqual([]);
});

it("the first word ends at any white space", () => {
  expect(firstWord("note\nline one\nline two")).toEqual({ word: "note", rest: "line one\nline two" });
  expect(firstWord("")).toEqual({ word: "", rest: "" });
});

describe("nearest", () => {
  const known = ["declare", "status", "severity", "ack"];
  it.each([
    ["delcare", ["declare"]],
    ["se", ["severity"]],
    ["STATUS", ["status"]],
    ["ack!", ["ack"]],
    ["weather", []],
    ["", []],
  ])("%s", (typed, expected) => {
    expect(nearest(typed, known)).toEqual(expected);
  });
});
