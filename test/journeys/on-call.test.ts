import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { press, seenBy, sees, toldDirectly } from "../support/hands.ts";
import { eventually, idOf, openStage, type Stage, said } from "../support/stage.ts";

/** On-call as people live it, in a system whose on-call is the schedule "Primary" of PagerDuty. */

const HOUR = 3_600_000;
const TURN_HOURS = 8;

const FOLDER = mkdtempSync(join(tmpdir(), "tocsin-on-call-"));

let stage: Stage;

beforeEach(async () => {
  stage = await openStage({ profile: aManual(), background: true });
  stage.pagerduty.setSchedule({
    schedule: "PPRIMRY",
    layers: [{ people: ["PAMARA1", "PBEN001"], turnHours: TURN_HOURS, startsAt: stage.clock.now() - HOUR }],
  });
});

afterEach(() => stage.stop());
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** The inventory's manual, with on-call told in #ops and kept in @ops. */
function aManual(): string {
  const file = join(FOLDER, "profile.yml");
  const manual = readFileSync("profiles/inventory.yml", "utf8").replace(/^on_call:\n(?: .*\n|#.*\n)*/mu, "");
  const policy = /^escalation:.*\n(?:\s*#.*\n)*\s{2}([\w-]+):/mu.exec(manual)?.[1] ?? "";
  writeFileSync(file, `${manual}\non_call: { channel: "#ops", user_groups: { ${policy}: ops } }\n`);
  return file;
}

async function ops(text: string, user = "amara"): Promise<string> {
  const reply = await stage.slack.command({
    user: idOf(stage.slack, user),
    channel: stage.slack.channel("general")?.id ?? "",
    command: "/ops",
    text,
  });
  return typeof reply.body === "object" && reply.body !== null ? said(reply.body) : String(reply.body);
}

/** Chores look once a second, and the second is ours. */
async function until(so: () => boolean, what: string): Promise<void> {
  let steps = 0;
  await eventually(async () => {
    if (so()) return true;
    steps += 1;
    if (steps % 5 === 0) await stage.clock.tick(1_000);
    return so();
  }, what);
}

const opsChannel = (): readonly string[] => stage.texts("ops");

describe("who is on call", () => {
  it("is shown with who is next", async () => {
    const shown = await ops("oncall");
    expect(shown).toMatch(/now Amara until <!date\^\d+\^[^>]*>, then Ben/u);
  });

  it("is shown as last known while PagerDuty is down", async () => {
    await until(() => stage.log.some((line) => line.includes("set-user-group")), "the first look");
    stage.faults.add({ vendor: "pagerduty", kind: "error", status: 503 });
    const shown = await ops("oncall");
    expect(shown).toContain("now Amara");
    expect(shown).toMatch(/as of .* ago/u);
  });
});

describe("cover me", () => {
  it("asks, is taken by the first who presses, and is said only with PagerDuty's receipt", async () => {
    expect(await ops("cover me for 2h")).toContain("Asked in #ops");
    await until(() => opsChannel().some((text) => text.includes("who takes over")), "the question in #ops");
    await press(stage, "I cover", { user: "amara", channel: "ops" });
    await sees(stage, "amara", "ops", "somebody else has to press");
    await press(stage, "I cover", { user: "ben", channel: "ops" });
    await press(stage, "I cover", { user: "chidi", channel: "ops" });
    await sees(stage, "chidi", "ops", "was faster");
    await until(() => toldDirectly(stage, "ben").length > 0, "ben to be told");
    const [override, ...more] = stage.pagerduty.overrides("PPRIMRY");
    expect(more).toEqual([]);
    expect(toldDirectly(stage, "ben").at(-1)).toContain(`override \`${override?.id}\``);
    await until(() => toldDirectly(stage, "amara").length > 0, "amara to be told");
    expect(await ops("oncall")).toContain("now Ben");
  });

  it("says so when the time is over", async () => {
    await ops("cover me for 2h");
    await until(() => opsChannel().some((text) => text.includes("who takes over")), "the question in #ops");
    await stage.advance(2 * HOUR);
    await press(stage, "I cover", { user: "ben", channel: "ops" });
    await sees(stage, "ben", "ops", "is over since");
    expect(stage.pagerduty.overrides("PPRIMRY")).toEqual([]);
  });

  it("claims nothing while PagerDuty is down, and writes it once when it is back", async () => {
    await ops("cover me for 4h");
    await until(() => opsChannel().some((text) => text.includes("who takes over")), "the question in #ops");
    stage.faults.add({
      vendor: "pagerduty",
      kind: "error",
      status: 503,
      call: "POST /schedules/{id}/overrides",
    });
    await press(stage, "I cover", { user: "ben", channel: "ops" });
    await until(
      () => toldDirectly(stage, "ben").some((text) => text.includes("Not covered yet")),
      "ben to hear that it is late",
    );
    stage.faults.clear();
    await until(
      () => toldDirectly(stage, "ben").some((text) => text.includes("override `")),
      "ben to be told",
    );
    expect(stage.pagerduty.overrides("PPRIMRY")).toHaveLength(1);
    expect(seenBy(stage, "ben", "ops").filter((text) => text.includes("is on call for"))).toHaveLength(1);
  });
});

describe("a hand-over", () => {
  it("is posted once with a digest, told to who takes over, and moves the user group, also over a restart", async () => {
    await until(() => groupCalls().length > 0, "the group to be kept");
    await stage.incident("declare Stock is wrong --severity Critical");
    await stage.settled();
    await stage.advance(TURN_HOURS * HOUR);
    await until(() => opsChannel().some((text) => text.includes("now Ben")), "the change in #ops");
    await until(() => toldDirectly(stage, "ben").some((text) => text.includes("You are on call now")), "ben");
    expect(toldDirectly(stage, "ben").at(-1)).toContain("Stock is wrong");
    await until(() => groupCalls().length > 1, "the group to follow");
    expect(groupCalls().at(-1)).toBe(idOf(stage.slack, "ben"));
    await stage.restart({ awayMs: 60_000 });
    const looks = stage.slack.calls().length;
    await until(() => stage.slack.calls().length > looks, "the bot to look again");
    expect(opsChannel().filter((text) => text.includes("now Ben"))).toHaveLength(1);
  });
});

function groupCalls(): readonly string[] {
  return stage.slack
    .calls()
    .filter(({ method }) => method === "usergroups.users.update")
    .map(({ args }) => String(args["users"]));
}
