import { describe, expect, it } from "vitest";
import type { SlackUserId } from "../../src/domain/ids.ts";
import { createDirectory } from "../../src/engine/directory.ts";
import type { Members, Outcome } from "../../src/engine/ports.ts";
import { aPolicy, aProfile } from "../support/profile.ts";

const MINUTE = 60_000;
const [AMARA, LEAD, GUEST] = ["UAMARA", "ULEAD", "UGUEST"] as SlackUserId[];

const EMAILS = new Map([
  ["UAMARA" as SlackUserId, "Amara@example.com"],
  ["UAMARA2" as SlackUserId, "amara+deploys@example.com"],
  ["ULEAD" as SlackUserId, "lead@example.com"],
]);

const done = <Receipt>(receipt: Receipt): Outcome<Receipt> => ({ kind: "done", receipt });
const away: Outcome<never> = { kind: "retry", afterMs: 10_000, reason: "away", cure: "wait" };
const refused = (reason: string): Outcome<never> => ({ kind: "failed", reason, cure: "Correct it." });

type OnCall = Outcome<readonly { readonly name: string; readonly email: string | null }[]>;

/** A directory of the tests' profile, whose Slack and PagerDuty a test can change. */
function looking(state: "on" | "off" = "on", profile = aProfile()) {
  const at = {
    now: 0,
    emails: (email: string): Outcome<SlackUserId> =>
      email === "lead@example.com" ? done(LEAD as SlackUserId) : refused(`${email}: nobody has it.`),
    group: done([AMARA as SlackUserId]) as Outcome<readonly SlackUserId[]>,
    onCall: done([{ name: "Lea", email: "lead@example.com" }]) as OnCall,
    members: done({ guests: [GUEST as SlackUserId], emails: EMAILS }) as Outcome<Members>,
  };
  const asked: string[] = [];
  const directory = createDirectory({
    profile: () => profile,
    chat: {
      userByEmail: async (email) => {
        asked.push(email);
        return at.emails(email);
      },
      groupMembers: async (handle) => {
        asked.push(`@${handle}`);
        return at.group;
      },
    },
    pager: {
      state,
      onCall: async (policy) => {
        asked.push(policy);
        return at.onCall;
      },
      onSchedule: async (schedule) => {
        asked.push(schedule);
        return at.onCall;
      },
    },
    members: async () => at.members,
    clock: { now: () => at.now, sleep: () => new Promise(() => undefined) },
    log: { warn: () => undefined },
  });
  /** What is asked in a round so many milliseconds later. */
  const lookAfter = async (ms: number): Promise<readonly string[]> => {
    at.now += ms;
    const before = asked.length;
    await directory.look();
    return asked.slice(before);
  };
  return { at, directory, asked, lookAfter };
}

describe("people groups of the manual", () => {
  it("are known after the first round, and null before it", async () => {
    const { directory, lookAfter } = looking();
    expect(directory.membersOf("operators")).toBe(null);
    await lookAfter(0);
    expect(directory.membersOf("operators")).toEqual([AMARA]);
    expect(directory.membersOf("commanders")).toEqual([LEAD]);
    expect(directory.membersOf("not-in-the-manual")).toEqual([]);
  });

  it("are looked up every ten minutes, and half a minute after Slack could not be asked", async () => {
    const { at, lookAfter } = looking("off");
    at.group = away;
    expect(await lookAfter(0)).toContain("@ops");
    expect(await lookAfter(29_999)).toEqual([]);
    at.group = done([]);
    expect(await lookAfter(1)).toContain("@ops");
    expect(await lookAfter(10 * MINUTE - 1)).toEqual([]);
    expect(await lookAfter(1)).toContain("@ops");
  });

  it.each([
    ["away", away],
    ["refusing", refused("Slack does not know this token any more.")],
  ])("keep those who were known last while Slack is %s", async (_name, answer) => {
    const { at, directory, lookAfter } = looking();
    await lookAfter(0);
    at.group = answer;
    await lookAfter(10 * MINUTE);
    expect(directory.membersOf("operators")).toEqual([AMARA]);
  });

  it("follow the changes of a user group", async () => {
    const { at, directory, lookAfter } = looking();
    await lookAfter(0);
    at.group = done([LEAD as SlackUserId]);
    await lookAfter(10 * MINUTE);
    expect(directory.membersOf("operators")).toEqual([LEAD]);
  });
});

describe("who may", () => {
  it("is whoever is in one of the groups, and not known while a group is not", async () => {
    const { at, directory, lookAfter } = looking();
    at.group = away;
    await lookAfter(0);
    const allowed = ["operators", "commanders"];
    expect(directory.isOneOf(LEAD as SlackUserId, allowed)).toBe(true);
    expect(directory.isOneOf(AMARA as SlackUserId, allowed)).toBe(null);
    at.group = done([AMARA as SlackUserId]);
    await lookAfter(30_000);
    expect(directory.isOneOf(AMARA as SlackUserId, allowed)).toBe(true);
    expect(directory.isOneOf(GUEST as SlackUserId, allowed)).toBe(false);
    expect(directory.isOneOf(AMARA as SlackUserId, ["commanders"])).toBe(false);
  });

  it("is everyone but guests, where it is everyone", async () => {
    const { directory, lookAfter } = looking();
    expect(directory.isOneOf(AMARA as SlackUserId, "everyone")).toBe(true);
    await lookAfter(0);
    expect(directory.isOneOf(AMARA as SlackUserId, "everyone")).toBe(true);
    expect(directory.isOneOf(GUEST as SlackUserId, "everyone")).toBe(false);
  });
});

describe("two accounts", () => {
  const [second, unheard] = ["UAMARA2", "UUNHEARD"] as SlackUserId[];

  it("are one person's when they have one mailbox, once that is known, and also while Slack is away", async () => {
    const { at, directory, lookAfter } = looking();
    const isSame = () => directory.isSame(AMARA as SlackUserId, second as SlackUserId);
    expect(isSame()).toBe(false);
    await lookAfter(0);
    expect(isSame()).toBe(true);
    at.members = away;
    await lookAfter(10 * MINUTE);
    expect(isSame()).toBe(true);
  });

  it("are two people's when their addresses differ or are not known", async () => {
    const { directory, lookAfter } = looking();
    await lookAfter(0);
    expect(directory.isSame(AMARA as SlackUserId, LEAD as SlackUserId)).toBe(false);
    expect(directory.isSame(unheard as SlackUserId, GUEST as SlackUserId)).toBe(false);
    expect(directory.isSame(unheard as SlackUserId, unheard as SlackUserId)).toBe(true);
  });
});

describe("a person's e-mail address", () => {
  it("is asked for once in an hour when Slack knows it, and in five minutes when it does not", async () => {
    const { at, directory, asked } = looking();
    const ask = () => directory.userByEmail(" Lead@Example.com ");
    expect(await Promise.all([ask(), ask()])).toEqual([LEAD, LEAD]);
    at.now += 59 * MINUTE;
    await ask();
    expect(asked).toEqual(["lead@example.com"]);
    at.now += MINUTE;
    await ask();
    expect(asked).toHaveLength(2);
    expect(await directory.userByEmail("zoe@example.com")).toBe(null);
    at.now += 5 * MINUTE - 1;
    await directory.userByEmail("zoe@example.com");
    expect(asked).toHaveLength(3);
    at.now += 1;
    await directory.userByEmail("zoe@example.com");
    expect(asked).toHaveLength(4);
  });

  it("stays known while Slack is away, which is asked again when it said", async () => {
    const { at, directory, asked } = looking();
    await directory.userByEmail("lead@example.com");
    at.emails = () => away;
    at.now += 60 * MINUTE;
    expect(await directory.userByEmail("lead@example.com")).toBe(LEAD);
    expect(await directory.userByEmail("lead@example.com")).toBe(LEAD);
    expect(asked).toHaveLength(2);
    at.now += 10_000;
    await directory.userByEmail("lead@example.com");
    expect(asked).toHaveLength(3);
  });
});

describe("who is on call", () => {
  it("is asked for each policy of the manual every five minutes, and kept while PagerDuty is away", async () => {
    const { at, directory, lookAfter } = looking();
    expect(directory.onCallEmails("on-call")).toEqual([]);
    expect(await lookAfter(0)).toEqual(expect.arrayContaining(["on-call", "PDB0001"]));
    expect(directory.onCallEmails("on-call")).toEqual(["lead@example.com"]);
    at.onCall = away;
    expect(await lookAfter(5 * MINUTE)).toEqual(expect.arrayContaining(["on-call", "PDB0001"]));
    expect(directory.onCallEmails("on-call")).toEqual(["lead@example.com"]);
    at.onCall = done([{ name: "Amara", email: "amara@example.com" }]);
    await lookAfter(30_000);
    expect(directory.onCallEmails("on-call")).toEqual(["amara@example.com"]);
  });

  it("is asked for each schedule that a step calls, and kept while PagerDuty is away", async () => {
    const [policy = aPolicy("nights")] = aProfile().escalation;
    const step = { page: { kind: "schedule" as const, schedule: "on-call" }, timeoutMs: MINUTE };
    const { at, directory, lookAfter } = looking(
      "on",
      aProfile({ escalation: [{ ...policy, steps: [step, step] }] }),
    );
    expect(await lookAfter(0)).toContain("on-call");
    at.onCall = away;
    await lookAfter(5 * MINUTE);
    expect(directory.onScheduleEmails("on-call")).toEqual(["lead@example.com"]);
    // A policy of that name is something else.
    expect(directory.onCallEmails("on-call")).toEqual([]);
  });

  it("is not asked for while paging is off", async () => {
    const { lookAfter } = looking("off");
    expect(await lookAfter(0)).not.toContain("on-call");
  });
});

describe("what the daily check is told", () => {
  it("is whom Slack does not know, with the way out, and is gone when it is mended", async () => {
    const { at, directory, lookAfter } = looking();
    expect(directory.problems()).toEqual([]);
    const known = at.emails;
    at.emails = (email) => refused(`${email}: nobody has it.`);
    at.group = refused("There is no user group @ops in this workspace.");
    await lookAfter(0);
    expect(directory.problems().map(({ who, reason }) => [who, reason])).toEqual([
      ["@ops", "There is no user group @ops in this workspace."],
      ["lead@example.com", "lead@example.com: nobody has it."],
      [
        "Lea",
        'Lea is on call for "on-call" in PagerDuty and is not found in Slack: lead@example.com: nobody has it.',
      ],
      [
        "Lea",
        'Lea is on call for "PDB0001" in PagerDuty and is not found in Slack: lead@example.com: nobody has it.',
      ],
    ]);
    at.emails = known;
    at.group = done([]);
    await lookAfter(10 * MINUTE);
    expect(directory.problems()).toEqual([]);
  });

  it("is also who is on call without an address", async () => {
    const { at, directory, lookAfter } = looking();
    at.onCall = done([{ name: "Zoe", email: null }]);
    await lookAfter(0);
    expect(directory.problems()[0]?.reason).toBe(
      'Zoe is on call for "on-call" in PagerDuty and is not found in Slack: PagerDuty tells no e-mail address of theirs.',
    );
  });

  it("is nothing while Slack is only away", async () => {
    const { at, directory, lookAfter } = looking();
    at.emails = () => away;
    at.group = away;
    await lookAfter(0);
    expect(directory.problems()).toEqual([]);
  });
});
