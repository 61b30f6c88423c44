import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  declared,
  HOUR,
  MINUTE,
  openClockwork,
  posts,
  SECOND,
  seconds,
  typed,
  withinOne,
} from "../support/clockwork.ts";
import { toldDirectly } from "../support/hands.ts";
import type { Stage } from "../support/stage.ts";

/** What the manual promises is watched, told quietly at its second, and moves the chain where it is missed. */

const NOTICE = /% of the (response|resolution) target|Missed: the (response|resolution) target/;
const h = HOUR / SECOND;
const m = MINUTE / SECOND;

/** Seconds after the declaration at which 50, 75, 90 and 100 per cent of a time have passed. */
const shares = (length: number): readonly number[] => [0.5, 0.75, 0.9, 1].map((share) => share * length);

type Promises = {
  readonly severity: string;
  readonly response: readonly number[];
  readonly resolution?: number;
};

type Manual = {
  readonly profile: string;
  readonly declaredAt: string;
  /** After so long the two worst have missed everything, and are resolved. */
  readonly worstFor: number;
  readonly promises: readonly Promises[];
};

const MANUALS: readonly Manual[] = [
  {
    profile: "profiles/sebenza.yml",
    worstFor: 8 * HOUR,
    declaredAt: "2026-11-25T08:00:00Z",
    promises: [
      { severity: "P1", response: shares(15 * m), resolution: 4 * h },
      { severity: "P2", response: shares(30 * m), resolution: 8 * h },
      { severity: "P3", response: shares(2 * h), resolution: 24 * h },
      { severity: "P4", response: shares(8 * h), resolution: 72 * h },
    ],
  },
  {
    // A Friday, an hour before the week's end: "next business day" ends on Monday at 17:00, nine open hours away.
    profile: "profiles/eventchain.yml",
    worstFor: HOUR,
    declaredAt: "2026-11-27T16:00:00Z",
    promises: [
      { severity: "P0", response: shares(15 * m) },
      { severity: "P1", response: shares(1 * h) },
      { severity: "P2", response: shares(4 * h) },
      { severity: "P3", response: [68.5 * h, 70.75 * h, 72.1 * h, 73 * h] },
    ],
  },
  {
    profile: "profiles/inventory.yml",
    worstFor: HOUR,
    declaredAt: "2026-11-25T08:00:00Z",
    promises: [
      { severity: "Critical", response: shares(15 * m) },
      { severity: "High", response: shares(1 * h) },
      { severity: "Medium", response: shares(4 * h) },
      { severity: "Low", response: shares(24 * h) },
    ],
  },
];

describe.each(MANUALS)("the promises of $profile", ({ profile, declaredAt, worstFor, promises }) => {
  let stage: Stage;
  const channels = new Map<string, string>();
  const since = Date.parse(declaredAt);
  beforeAll(async () => {
    stage = await openClockwork(declaredAt, profile);
    for (const { severity } of promises)
      channels.set(severity, await declared(stage, `Broken ${severity}`, severity));
    await stage.advance(since + worstFor + MINUTE - stage.clock.now());
    // What pages and asks for updates is over; the slower promises go on.
    for (const { severity } of promises.slice(0, 2))
      await typed(stage, channels.get(severity) ?? "", "resolve it works again");
    await stage.advance(since + 73 * HOUR + MINUTE - stage.clock.now());
  }, 150_000);
  afterAll(() => stage.stop());

  it.each(promises)("$severity: told at 50, 75, 90 and 100 %, each at its second", (promise) => {
    const channel = channels.get(promise.severity) ?? "";
    const told = (what: string) =>
      seconds(
        posts(stage, channel, NOTICE).filter(({ text }) => text.includes(`the ${what} target`)),
        since,
      );
    const resolution = promise.resolution === undefined ? [] : shares(promise.resolution);
    expect(withinOne(told("response"), promise.response)).toEqual(promise.response);
    expect(withinOne(told("resolution"), resolution)).toEqual(resolution);
  });

  it.each(promises)("$severity: says how much has passed, and that it was missed", ({ severity }) => {
    const words = posts(stage, channels.get(severity) ?? "", NOTICE)
      .filter(({ text }) => text.includes("the response target"))
      .map(({ text }) => text.split("\n")[0]);
    const target = `the response target of ${severity}`;
    expect(words).toEqual([
      expect.stringContaining(`50% of ${target} has passed; it is due <!date^`),
      expect.stringContaining(`75% of ${target} has passed`),
      expect.stringContaining(`90% of ${target} has passed`),
      expect.stringContaining(`Missed: ${target} was due`),
    ]);
  });

  it("mentions nobody, and says it in the incident's channel only", () => {
    for (const channel of channels.values())
      for (const { text } of posts(stage, channel, NOTICE)) expect(text).not.toMatch(/<[@!](?!date)/);
    expect(posts(stage, "incidents", NOTICE)).toEqual([]);
    for (const { name } of stage.slack.users())
      expect(toldDirectly(stage, name).join("\n")).not.toMatch(NOTICE);
  });
});
