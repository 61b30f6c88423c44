import fc from "fast-check";
import type { EffectId, SlackChannelId, SlackUserId } from "../../src/domain/ids.ts";
import type { Actor } from "../../src/domain/incident/incident.ts";
import type { Target } from "../../src/domain/profile.ts";

// Every state a view may meet, the unlikely ones first. What people may write contains what people do write when they
// want to wake everybody or send them elsewhere.

export const NASTY = [
  "<!channel>",
  "<!here|here>",
  "<!subteam^S0EVIL|@ops>",
  "<!date^0^x|now>",
  "<@U0EVIL>",
  "<@U0EVIL|boss>",
  "<#C0EVIL|general>",
  "<https://evil.example/login|https://bank.example>",
  "[bank](https://evil.example)",
  "[bank]: https://evil.example",
  "![x](https://evil.example/x.png)",
  "@channel @here @everyone",
  "```\n# Root cause\n```",
  "\n## Root cause\nsabotage",
  "> quoted\n- [x] done",
  "&lt;!channel&gt; & <b>",
  "<".repeat(300),
  "&".repeat(300),
  '"\\"'.repeat(200),
  "\u202egnp.exe\u0000\u0007",
  "👩‍👩‍👧‍👦".repeat(60),
  "\ud83d",
  "| a | b |\n|---|---|",
  "   ",
  "*_~`",
];

/** The sweeps for "paged" and "notified" look at our words, so people do not write them here. */
const unpaged = (text: string): string => text.replace(/paged|notified/gi, "woken");

/** Text of people, up to `max` characters; now and then as long as allowed. */
export function text(max: number): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(...NASTY).map((part) => part.slice(0, max));
  const mixed = fc.array(fc.oneof(nasty, fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 6 });
  const long = nasty.map((part) => (part || "x").repeat(Math.ceil(max / (part.length || 1))).slice(0, max));
  return fc
    .oneof(
      { weight: 6, arbitrary: mixed.map((parts) => parts.join(" ").slice(0, max)) },
      { weight: 1, arbitrary: long },
    )
    .map(unpaged);
}

export const word = (max: number) => text(max).map((given) => given.trim() || "word");
export const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
export const user = fc.constantFrom("U0ANN", "U0BEN", "U0CAT", "W0DAN").map((id) => id as SlackUserId);
export const channelId = fc.constantFrom("C0INC7", "G0PRIV").map((id) => id as SlackChannelId);
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
export const url = maybe(
  fc.oneof(
    fc.constant("https://sandbox.example.com/incidents/Q1?a=1&b=2"),
    fc.constant("javascript:alert(1)"),
    fc.constant("https://x.example/|evil>"),
    fc.constant(`https://x.example/${"y".repeat(3000)}`),
  ),
);
export const kind = fc.constantFrom(
  "page",
  "create-channel",
  "invite",
  "post",
  "share-postmortem",
  "set-topic",
);
export const effect = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), kind, fc.string({ maxLength: 40 }))
  .map(([version, of, what]) => `0193a1c2-7a00-7000-8000-000000000007/${version}/${of}/${what}` as EffectId);
export const what = fc.constantFrom(
  "page the *on-call* policy",
  "invite <@U0BEN>",
  `invite ${"<@U0BEN> ".repeat(80)}`,
  "make the channel of INC-7",
);
export const state = fc.constantFrom("retrying" as const, "failed" as const);
export const trouble = fc.record({ reason: text(2000), cure: text(2000) });
export const actor: fc.Arbitrary<Actor> = fc.oneof(
  user.map((one) => ({ kind: "person" as const, user: one })),
  word(60).map((name) => ({ kind: "pagerduty" as const, name })),
  fc.constant({ kind: "tocsin" as const }),
);

export const target: fc.Arbitrary<Target> = fc.oneof(
  fc.integer({ min: 60_000, max: 604_800_000 }).map((ms) => ({ kind: "elapsed" as const, ms })),
  fc.integer({ min: 60_000, max: 86_400_000 }).map((ms) => ({ kind: "business" as const, ms })),
  fc.constant({ kind: "next-business-day" as const }),
);

export const posted = fc.record({ channel: channelId, ts: fc.constant("1763283600.000100") });
