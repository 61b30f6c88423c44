import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { postmortem } from "../../src/views/postmortem.ts";
import { clip, cut, duration, escaped, link, plain, quote } from "../../src/views/text.ts";
import { timelineMessage } from "../../src/views/timeline.ts";
import { topic } from "../../src/views/topic.ts";
import { anIncident, recorded } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { NASTY } from "./arbitrary-words.ts";
import { formsOf, messagesOf, otherMessages, otherViews, state } from "./every-view.ts";
import { texts } from "./shown.ts";

/** The only `<…>` the bot writes: people and channels it knows by id, dates, and links with words of its own. */
const OURS =
  /<(?:@[UW]0(?:ANN|BEN|CAT|DAN)|#(?:C0INC7|G0PRIV)|!date\^\d+\^[^|<>]+\|[^|<>]+UTC|https:\/\/sandbox\.example\.com\/[^|<>\s]*\|(?:open|message|draft|draft shared|open in PagerDuty|run|diff|Open the run|[0-9a-f]{7}|\d+ commits?))>/g;

/** One alarm is the bot's own: at the very beginning of what says that nobody answered. */
const SHOUT = /^<!channel> (?=(?:DRILL · )?(?:PRIVATE · )?(?:INC-\d+(?: · [^<]*)?: )?🚨 )/;

function foreign(kind: string, text: string): string {
  const rest = kind === "mrkdwn" ? text.replace(SHOUT, "").replaceAll(OURS, "") : text;
  return rest.replaceAll(/\((?:message|draft|open in PagerDuty|run|diff)\)/g, "");
}

describe("nobody's text becomes a mention, an alarm or a disguised link", () => {
  it("in any message, form or Home", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(state, (given) => {
        const views = [
          ...messagesOf(given),
          ...otherMessages(given),
          ...formsOf(given),
          ...otherViews(given),
        ];
        for (const [name, view] of views) {
          for (const { kind, text } of texts(view)) {
            expect(foreign(kind, text), name).not.toContain("<");
            expect(text, name).not.toMatch(/@(channel|here|everyone)\b/i);
          }
        }
      }),
      { numRuns: 100, interruptAfterTimeLimit: 50_000 },
    );
  });

  it("in a topic or a notification", () => {
    fc.assert(
      fc.property(state, (given) => {
        const lines = messagesOf(given).map(([, { text }]) => text);
        for (const line of [...lines, topic(given.incident, given.profile)]) {
          expect(foreign("mrkdwn", line)).not.toContain("<");
        }
      }),
      { numRuns: 100 },
    );
  });

  it("in a post-mortem: no tags, no links but ours, no headings but ours", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(state, ({ incident, profile, timeline }) => {
        const draft = postmortem(incident, profile, timeline);
        expect(draft).not.toContain("<");
        const links = [...draft.matchAll(/(?<!\\)\[([^\]]*)\]\(([^)]*)\)/g)].map(([, words]) => words);
        for (const words of links) expect(["open in PagerDuty", "message", "draft"]).toContain(words);
        const headings = draft.split("\n").filter((line) => /^#{1,6} /.test(line));
        expect(headings).toHaveLength(10);
      }),
      { numRuns: 100 },
    );
  });

  it.each(NASTY)("%j typed as a note stays what it is", (text) => {
    const note = recorded({ type: "note-added", text, author: null, source: "command", permalink: null });
    const shown = JSON.stringify(timelineMessage(anIncident({ title: text }), aProfile(), [note]));
    expect(shown).not.toMatch(/<(!(?!date)|@U0EVIL|#C0EVIL|https?:)/);
  });
});

describe("escaped", () => {
  it.each([
    ["a & b < c > d", "a &amp; b &lt; c &gt; d"],
    ["<!channel> wake up", "&lt;!channel&gt; wake up"],
    ["ask <@U0BEN|ben>", "ask @ben"],
    ["ask <@U0BEN>", "ask @U0BEN"],
    ["in <#C0OPS|ops>", "in #ops"],
    ["<https://a.example/x>", "https://a.example/x"],
    ["<https://evil.example|https://bank.example>", "https://bank.example (https://evil.example)"],
    ["<mailto:a@example.com|a@example.com>", "a@example.com (mailto:a@example.com)"],
    ["abc\u202edef\u0000", "abcdef"],
    ["half an emoji \ud83d", "half an emoji \ufffd"],
    ["@here", "@\u2060here"],
    ["me@hereford.example", "me@hereford.example"],
  ])("%j becomes %j", (given, expected) => {
    expect(escaped(given)).toBe(expected);
  });
});

describe("cutting", () => {
  it.each([
    ["short", 10, "short"],
    ["exactly-10", 10, "exactly-10"],
    ["longer than ten", 10, "longer th…"],
    ["12345678😀0", 10, "12345678…"],
    ["1234567&amp;", 10, "1234567…"],
  ])("clip(%j, %i)", (given, limit, expected) => {
    expect(clip(given, limit)).toBe(expected);
  });

  it("cut never leaves half a mention", () => {
    expect(cut("see <@U0ANN> and <@U0BEN>", 20)).toBe("see <@U0ANN> and …");
  });

  it("keeps every line of a quotation a quotation", () => {
    expect(quote("a\nb < c", 100)).toBe("> a\n> b &lt; c");
  });

  it("plain text carries no signs that could begin something", () => {
    expect(plain("<b>  a\nb", 20)).toBe("‹b› a b");
  });

  it("does not link to anything but the web", () => {
    expect(link("javascript:alert(1)", "open")).toBe("open");
    expect(link("https://a.example/?x=1&y=2", "open")).toBe("<https://a.example/?x=1&amp;y=2|open>");
  });

  it.each([
    [0, "less than a second"],
    [1_000, "1 second"],
    [61_000, "1 minute 1 second"],
    [3_600_000, "1 hour"],
    [3_661_000, "1 hour 1 minute"],
    [273_600_000, "3 days 4 hours"],
    [-120_000, "2 minutes"],
  ])("%i ms is %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
