import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  asks,
  cardOf,
  type Deploying,
  notices,
  openDeploying,
  presses,
  pressesNotice,
  replaced,
  runsOf,
  shaOf,
  shows,
  ticks,
  verified,
  workflowsOf,
} from "../support/deploying.ts";
import { fillIn } from "../support/hands.ts";

/** Going back: to what was good before, by itself where the manual lets it, and on a person's word where it does not. */

const MINUTE_MS = 60_000;

let stage: Deploying;

/** A new commit on main with green tests. */
function commit(message: string): string {
  const { repository } = stage;
  const { sha } = stage.github.commit({ repository, branch: "main", message });
  stage.github.setCheck({ repository, ref: sha, name: "test", state: "success" });
  return sha;
}

/** Through staging to production, by two people. Takes two numbers. */
async function release(number: number): Promise<void> {
  await verified(stage, "chidi", "suite main to staging", number);
  await asks(stage, "chidi", "suite main to production");
  await ticks(stage, "dana", number + 1);
  await presses(stage, "amara", "Approve", number + 1);
  await shows(stage, number + 1, "*Verified*");
}

describe("asked for by people", () => {
  beforeAll(async () => {
    stage = await openDeploying({ profile: "sebenza" });
  });
  afterAll(() => stage.stop());

  it("to the last good version, the database by itself, and locked afterwards; or to a named one", async () => {
    const first = shaOf(stage, "main");
    expect(await asks(stage, "chidi", "rollback suite in production")).toContain(
      "there is nothing to roll back to",
    );
    await release(1);
    const second = commit("Charge the customs fee twice");
    await release(3);
    expect(await asks(stage, "chidi", "rollback suite to v2.3.0 in production")).toContain(
      "“v2.3.0” was never verified there, so it is not rolled back to",
    );
    const before = runsOf(stage).length;
    // Whatever GitHub says of its checks today, it was good.
    stage.github.setCheck({ repository: stage.repository, ref: first, name: "test", state: "failure" });
    await asks(stage, "chidi", "rollback suite in production");
    const card = cardOf(stage, 5);
    expect(card).toContain("#5 · roll back suite in production · waits for");
    expect(card).toContain("(good in #2)");
    expect(card).toContain("🗄 Is the database to go back too? Choose below; nobody else can know it.");
    expect(card).not.toContain("promotion");
    expect(card).not.toContain("is older than");
    await presses(stage, "ben", "Approve", 5);
    await stage.follow(30_000);
    expect(runsOf(stage)).toHaveLength(before);
    await presses(stage, "chidi", "Program only", 5);
    expect(notices(stage, 5).join("\n")).toContain("the database stays as it is");
    expect(notices(stage, 5).join("\n")).toContain(
      "What <@U0BEN> approved was before that choice: approve again",
    );
    await presses(stage, "ben", "Approve", 5);
    const done = await shows(stage, 5, "*Verified*");
    expect(done).toContain("🔒 The manual has it locked for 2 hours after a rollback");
    expect(runsOf(stage)[before]).toEqual({
      workflow: "rollback.yml",
      inputs: { sha: first, environment: "production", database: "false" },
    });
    expect(workflowsOf(stage, before)).toEqual(["rollback.yml", "smoke.yml"]);

    commit("Charge it once");
    await verified(stage, "dana", "suite main to staging", 6);
    await asks(stage, "dana", "suite main to production");
    expect(cardOf(stage, 7)).toContain("🔒 Locked by <@U0CHIDI>");
    await asks(stage, "dana", "cancel 7");

    await asks(stage, "chidi", "rollback suite to 4 in production --database yes --why the first was worse");
    expect(cardOf(stage, 8)).toContain("(good in #4)");
    expect(cardOf(stage, 8)).toContain("*and the database*");
    await presses(stage, "amara", "Approve", 8);
    await shows(stage, 8, "*Verified*");
    expect(runsOf(stage).at(-2)?.inputs).toEqual({
      sha: second,
      environment: "production",
      database: "true",
    });
  });
});

/** What production is watched for, on staging, where nobody has to approve; and rolling back asks no question there. */
const watched = (text: string): string =>
  replaced(
    text,
    "        verify: [health, smoke.yml]\n      production:",
    `        verify: [health, smoke.yml]
        rollback_when:
          { watch: 15m, error_rate: "> 5%", response_time_p95: "> 5s", health: failing, alert_severity: critical, do: propose }
      production:`,
  );

describe("by what is seen after a deployment", () => {
  let number = 0;
  beforeAll(async () => {
    stage = await openDeploying({ profile: "sebenza", edit: watched });
    number = 1;
    await verified(stage, "chidi", "suite main to staging", number);
  });
  beforeEach(async () => {
    stage.prometheus.reset();
    stage.sites.setHealthy("staging.example.com", true);
    commit("Look up every parcel twice");
    number += 1;
    await verified(stage, "chidi", "suite main to staging", number);
  });
  afterAll(() => stage.stop());

  it("three bad looks one after another propose it with one button; two do not", async () => {
    const bad = number;
    stage.prometheus.set("5..", 7.5);
    await stage.advance(2 * MINUTE_MS);
    expect(await asks(stage, "eva", `status ${bad}`)).toMatch(
      /error.rate \S+ % \(limit 5 %\), \*bad 2 in a row\*/,
    );
    stage.prometheus.set("5..", 5);
    await stage.advance(MINUTE_MS);
    expect(cardOf(stage, bad)).not.toContain("It looks bad");
    stage.prometheus.set("5..", 5.1);
    await stage.advance(3 * MINUTE_MS);
    expect(cardOf(stage, bad)).toContain("⚠️ *It looks bad*");
    const told = notices(stage, bad).at(-1) ?? "";
    expect(told).toContain("*Roll back* proposes the last good version before it; nothing is done by itself");
    const before = runsOf(stage).length;
    await stage.follow(MINUTE_MS);
    expect(runsOf(stage)).toHaveLength(before);
    await pressesNotice(stage, "dana", "Roll back", "It looks bad");
    await fillIn(stage, "dana", {});
    number += 1;
    await shows(stage, number, "*Verified*");
    expect(runsOf(stage)[before]?.inputs["sha"]).toBe(runsOf(stage)[0]?.inputs["sha"]);
    await asks(stage, "dana", "unlock suite staging");
  });

  it.each([
    { what: "health", bad: () => stage.sites.setHealthy("staging.example.com", false), said: "answered 503" },
    { what: "response time", bad: () => stage.prometheus.set("histogram_quantile", 5.2), said: "5.2" },
    { what: "a critical alert", bad: () => stage.prometheus.set("ALERTS", 1), said: "critical" },
  ])("$what", async ({ bad, said }) => {
    bad();
    await stage.advance(2 * MINUTE_MS);
    expect(cardOf(stage, number)).not.toContain("It looks bad");
    await stage.advance(MINUTE_MS);
    expect(cardOf(stage, number)).toContain("⚠️ *It looks bad*");
    expect(notices(stage, number).at(-1)).toContain(said);
  });

  it("no data is neither good nor bad: it asks once, and counts for nothing", async () => {
    stage.prometheus.set("5..", null);
    await stage.advance(5 * MINUTE_MS);
    const asked = notices(stage, number).filter((text) => text.includes("This could not be measured"));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain("Look yourself whether it does well");
    expect(cardOf(stage, number)).toContain("Some of it could not be measured: look yourself.");
    expect(cardOf(stage, number)).not.toContain("It looks bad");
  });
});

describe("by Tocsin itself, where the manual lets it", () => {
  afterAll(() => stage.stop());

  it("goes back once, to the last good version before", async () => {
    stage = await openDeploying({
      profile: "sebenza",
      edit: (text) => replaced(watched(text), "do: propose }", "do: act }"),
    });
    const first = shaOf(stage, "main");
    await verified(stage, "chidi", "suite main to staging", 1);
    commit("Look up every parcel twice");
    await verified(stage, "chidi", "suite main to staging", 2);
    const before = runsOf(stage).length;
    stage.prometheus.set("5..", 20);
    await stage.advance(3 * MINUTE_MS);
    expect(notices(stage, 2).join("\n")).toContain("The manual has Tocsin roll it back");
    stage.prometheus.reset();
    await shows(stage, 3, "*Verified*");
    expect(runsOf(stage).slice(before)).toMatchObject([
      { workflow: "rollback.yml", inputs: { sha: first, environment: "staging" } },
      { workflow: "smoke.yml" },
    ]);
    expect(cardOf(stage, 3)).toContain("Asked for by <@U0CHIDI>");
  });
});
