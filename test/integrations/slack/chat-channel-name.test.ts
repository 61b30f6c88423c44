import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { candidates, channelName } from "../../../src/integrations/slack/channel-name.ts";

const ACCEPTED = /^[a-z0-9][a-z0-9_-]{0,79}$/;
const USUAL = "inc-{number}-{title}";

describe("the channel's name", () => {
  it.each([
    ["Checkout is down", "inc-7-checkout-is-down"],
    ["Payments: 5xx > 2% (EU)!", "inc-7-payments-5xx-2-eu"],
    ["Café façade naïve Ångström", "inc-7-cafe-facade-naive-angstrom"],
    ["Größe Œuvre Łódź", "inc-7-grosse-oeuvre-lodz"],
    ["Падение оплаты", "inc-7-padenie-oplaty"],
    ["Подъём и ещё", "inc-7-podem-i-eshche"],
    ["Μεγάλη βλάβη", "inc-7-megali-vlavi"],
    ["İstanbul ŞUBESİ", "inc-7-istanbul-subesi"],
    ["支払いが落ちた", "inc-7"],
    ["🔥🔥🔥", "inc-7"],
    ["—!?…", "inc-7"],
    ["", "inc-7"],
    ["--a__b--", "inc-7-a__b"],
    ["ＦＵＬＬ　ＷＩＤＴＨ", "inc-7-full-width"],
    ["$& $1 {number}", "inc-7-1-number"],
  ])("of %o is %s", (title, name) => {
    expect(channelName(USUAL, 7, title)).toBe(name);
  });

  it.each([
    ["{title}-{number}", `${"x".repeat(78)}-7`],
    ["{title}", `${"x".repeat(78)}-7`],
    [USUAL, `inc-7-${"x".repeat(74)}`],
    [`${"t".repeat(90)}{number}`, "inc-7"],
  ])("of a long title in %s keeps the number", (template, name) => {
    expect(channelName(template, 7, "x".repeat(200))).toBe(name);
  });

  it.each(["{title}", "{number}", "#{number}"])("of nothing in %s still says what it is", (template) => {
    expect(channelName(template, 7, "!")).toBe("inc-7");
  });

  it("is one Slack accepts, whatever the title, the number and the template", () => {
    const title = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ unit: "grapheme", maxLength: 120 }),
    );
    const template = fc.oneof(
      fc.constantFrom(USUAL, "{title}-{number}", "{title}", "{number}"),
      fc.string({ unit: "grapheme" }),
    );
    fc.assert(
      fc.property(template, fc.nat(), title, (pattern, number, words) => {
        for (const name of candidates(channelName(pattern, number, words))) {
          expect(name).toMatch(ACCEPTED);
          expect(name).not.toMatch(/-$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("has eight variants within eighty characters", () => {
    const names = candidates("a".repeat(80));
    expect(names).toHaveLength(9);
    expect(names[1]).toBe(`${"a".repeat(78)}-2`);
    expect(names[8]).toBe(`${"a".repeat(78)}-9`);
    expect(candidates(`inc-7-${"a".repeat(71)}-bb`)[1]).toBe(`inc-7-${"a".repeat(71)}-2`);
  });
});
