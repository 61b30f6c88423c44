import fc from "fast-check";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { instant, maybe, text, word } from "./arbitrary-words.ts";

const ms = fc.integer({ min: 1, max: 604_800_000 });

const paging: readonly fc.Arbitrary<Refusal>[] = [
  fc.record({ reason: fc.constant("nothing-to-escalate" as const), acknowledged: fc.boolean() }),
  fc.record({ reason: fc.constant("hold-too-long" as const), limitMs: ms }),
  fc.record({ reason: fc.constant("already-paging" as const), policy: word(60), nextAt: maybe(instant) }),
  fc.record({ reason: fc.constant("run-by-pagerduty" as const), policy: word(60) }),
  fc.record({ reason: fc.constant("bad-duration" as const), leastMs: ms, mostMs: ms }),
  fc
    .constantFrom(
      "nothing-to-hold" as const,
      "already-paused" as const,
      "not-paused" as const,
      "no-update-due" as const,
      "already-snoozed" as const,
    )
    .map((reason) => ({ reason })),
];

const unknownReason = fc.constantFrom(
  "unknown-severity" as const,
  "unknown-status" as const,
  "unknown-component" as const,
  "unknown-role" as const,
  "unknown-policy" as const,
);

/** Every reason to refuse. */
export function refusal(one: Incident): fc.Arbitrary<Refusal> {
  return fc.oneof<fc.Arbitrary<Refusal>[]>(
    ...paging,
    fc
      .constantFrom("channel" as const, "title" as const)
      .map((because) => ({ reason: "already-declared", incident: one, because })),
    fc.record({ reason: unknownReason, typed: text(3000), nearest: fc.array(word(60), { maxLength: 9 }) }),
    fc.record({ reason: fc.constant("not-open" as const), status: word(60) }),
    fc.record({
      reason: fc.constant("already-there" as const),
      what: fc.constantFrom("status" as const, "severity" as const, "role" as const, "acknowledged" as const),
      value: word(80),
    }),
    fc.record({
      reason: fc.constantFrom("title-too-long" as const, "text-too-long" as const),
      length: fc.nat(),
      limit: fc.nat(),
    }),
    fc
      .constantFrom(
        "no-title" as const,
        "not-resolved" as const,
        "not-closed" as const,
        "use-resolve" as const,
        "empty-text" as const,
        "nothing-to-retry" as const,
        "no-such-incident" as const,
        "guest" as const,
      )
      .map((reason) => ({ reason })),
  );
}
