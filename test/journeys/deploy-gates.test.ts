import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  asks,
  cardOf,
  type Deploying,
  notices,
  openDeploying,
  presses,
  reads,
  replaced,
  runsOf,
  shaOf,
  shows,
  ticks,
  verified,
  workflowsOf,
} from "../support/deploying.ts";
import { fillIn, timeline, toldDirectly } from "../support/hands.ts";

/** What closes the way to an environment, what the card says of it, and how it opens again. */

/** sebenza, with a window on Tuesdays at noon. */
const noon = (text: string): string =>
  `${text}\nfreezes:\n  windows: [{ name: lunch, cron: "0 12 * * 2", lasts: 1h, environments: [staging] }]\n`;

/** sebenza without the backup before and the wait: its gates are the matter here. */
const shorter = (text: string): string =>
  replaced(
    replaced(text, "        backup_first: database\n", ""),
    "          - { name: Let the traffic settle, wait: 30s }\n",
    "",
  );

let stage: Deploying;

/** A new commit on main, whose tests are green unless somebody says otherwise. */
function commit(message: string, state: "success" | "failure" | "pending" | null = "success"): string {
  const { repository } = stage;
  const { sha } = stage.github.commit({ repository, branch: "main", message });
  if (state !== null) check(sha, state);
  return sha;
}

function check(ref: string, state: "success" | "failure" | "pending"): void {
  stage.github.setCheck({ repository: stage.repository, ref, name: "test", state });
}

describe("what anybody may meet on the way to staging", () => {
  beforeAll(async () => {
    stage = await openDeploying({ profile: "sebenza", edit: noon });
  });
  afterAll(() => stage.stop());

  it("a lock of somebody else: who, why, until when; it goes on when it is lifted", async () => {
    const locked = await asks(stage, "amara", "lock suite staging hotfix in progress --for 2h");
    expect(locked).toContain("🔒 *suite in staging* is locked until");
    await asks(stage, "chidi", "suite main to staging");
    expect(cardOf(stage, 1)).toMatch(/🔒 Locked by <@U0AMARA> since .*: hotfix in progress, until /);
    expect(cardOf(stage, 1)).toContain("`/deploy unlock suite staging`, or ask them");
    expect(await asks(stage, "dana", "unlock suite staging")).toContain("It is theirs to end");
    await stage.follow(60_000);
    expect(runsOf(stage)).toEqual([]);
    await asks(stage, "amara", "unlock suite staging");
    await shows(stage, 1, "*Verified*");
  });

  it("a lock that is taken away with a reason, of which its holder is told, and that ends by itself", async () => {
    await asks(stage, "dana", "lock suite staging load test --for 1h");
    const taken = await asks(stage, "ben", "lock suite staging the release cannot wait --for 20m --steal");
    expect(taken).toContain("<@U0DANA>, who had it, is told that you took it and why");
    await stage.advance(10_000);
    expect(toldDirectly(stage, "dana").join("\n")).toContain("Their reason: the release cannot wait");
    commit("Sort invoices by date");
    await asks(stage, "chidi", "suite main to staging");
    expect(cardOf(stage, 2)).toContain("Locked by <@U0BEN>");
    await stage.advance(20 * 60_000);
    expect(toldDirectly(stage, "ben").join("\n")).toMatch(/⏰ Your lock of \*suite in staging\* .* ends/);
    await shows(stage, 2, "*Verified*");
  });

  it("a freeze by hand, until it is lifted", async () => {
    commit("Show the driver's name");
    await asks(stage, "amara", "freeze staging audit this morning");
    await asks(stage, "chidi", "suite main to staging");
    expect(cardOf(stage, 3)).toContain("🧊 Frozen by <@U0AMARA> until");
    expect(cardOf(stage, 3)).toContain("audit this morning. `/deploy thaw staging`");
    await asks(stage, "amara", "thaw staging");
    await shows(stage, 3, "*Verified*");
  });

  it("a window of the manual, which opens by itself", async () => {
    await stage.advance(Date.parse("2026-11-17T12:58:00Z") - stage.clock.now());
    commit("Round up the last mile");
    await asks(stage, "chidi", "suite main to staging");
    expect(cardOf(stage, 4)).toContain("Frozen by the manual's window “lunch” until");
    expect(cardOf(stage, 4)).toContain("it opens by itself");
    await shows(stage, 4, "*Verified*");
    expect(stage.clock.now()).toBeGreaterThan(Date.parse("2026-11-17T13:00:00Z"));
  });

  it("checks that nobody ran, that run, that failed, and that are green at last", async () => {
    const sha = commit("Count pallets", null);
    await asks(stage, "chidi", "suite main to staging");
    expect(cardOf(stage, 5)).toContain(
      `GitHub knows no check of \`${sha.slice(0, 7)}\`, and none is not green`,
    );
    check(sha, "pending");
    await presses(stage, "chidi", "Look again", 5);
    expect(cardOf(stage, 5)).toContain("not finished: test. GitHub is asked again every 30 s");
    check(sha, "failure");
    await shows(stage, 5, "failed: test. Have them green on GitHub and press *Look again*");
    const before = runsOf(stage).length;
    check(sha, "success");
    await presses(stage, "chidi", "Look again", 5);
    await shows(stage, 5, "*Verified*");
    expect(runsOf(stage)).toHaveLength(before + 2);
  });

  it("a commit that is older, or lacks what runs there: a way out is named, and nothing runs", async () => {
    const before = runsOf(stage).length;
    await asks(stage, "chidi", "suite v2.4.0 to staging");
    expect(cardOf(stage, 6)).toMatch(/↩️ It is older than `[0-9a-f]{7}`, which runs there, by \d+ commits/);
    expect(cardOf(stage, 6)).toContain("`/deploy rollback suite in staging` goes back on purpose");
    await presses(stage, "chidi", "Cancel", 6);
    expect(cardOf(stage, 6)).toContain("Nothing ran");
    check("hotfix/2.4.1", "success");
    await asks(stage, "chidi", "suite hotfix/2.4.1 to staging");
    expect(cardOf(stage, 7)).toContain("they would be lost. Merge them in and propose it again");
    await asks(stage, "chidi", "cancel 7");
    await stage.follow(60_000);
    expect(runsOf(stage)).toHaveLength(before);
  });

  it("one after the other: each waits for the one before, goes on by itself, and runs once", async () => {
    const { repository } = stage;
    const before = runsOf(stage).length;
    stage.github.setWorkflow({ repository, file: "deploy.yml", script: { queuedMs: 1, stepMs: 60_000 } });
    const shas = ["one", "two", "three"].map((name) => {
      const sha = commit(`Queue ${name}`);
      stage.github.setTag({ repository, tag: `queue-${name}`, sha });
      return sha;
    });
    await asks(stage, "chidi", "suite queue-one to staging");
    await asks(stage, "dana", "suite queue-two to staging");
    await asks(stage, "amara", "suite queue-three to staging");
    expect(cardOf(stage, 9)).toContain("queued behind #8");
    expect(cardOf(stage, 9)).toContain("this one goes on by itself");
    await stage.follow(60_000);
    expect(runsOf(stage)).toHaveLength(before + 1);
    stage.github.setWorkflow({ repository, file: "deploy.yml", script: { queuedMs: 1, stepMs: 1 } });
    for (const { id, status } of stage.github.runs()) if (status !== "completed") stage.github.succeed(id);
    await shows(stage, 10, "*Verified*");
    expect(
      runsOf(stage)
        .slice(before)
        .map(({ inputs }) => inputs["sha"]),
    ).toEqual(shas.flatMap((sha) => [sha, sha]));
  });

  it("a dry run shows all of it to anybody, asks nobody and starts nothing", async () => {
    const before = runsOf(stage).length;
    commit("Only looked at");
    const answer = await asks(stage, "eva", "dry-run suite main to production");
    expect(answer).toContain("Nothing is started");
    const told = toldDirectly(stage, "eva").join("\n");
    expect(told).toContain("DRY RUN · #11 · deploy suite → production · nothing was started");
    expect(told).toContain("1 approval needed from *leads*");
    expect(told).toContain("☑️ These are ticked before it starts:");
    expect(told).toContain("is not verified in staging yet");
    expect(told).toContain("Nothing was started and nobody was asked");
    await stage.follow(60_000);
    expect(runsOf(stage)).toHaveLength(before);
  });
});

describe("what is in the way of production", () => {
  beforeAll(async () => {
    stage = await openDeploying({ profile: "sebenza", edit: shorter });
  });
  afterAll(() => stage.stop());

  it("promotion: staging first, then it goes on", async () => {
    await asks(stage, "chidi", "suite main to production");
    const sha = shaOf(stage, "main").slice(0, 7);
    expect(cardOf(stage, 1)).toContain(`🪜 \`${sha}\` is not verified in staging yet`);
    await ticks(stage, "dana", 1);
    await presses(stage, "amara", "Approve", 1);
    expect(cardOf(stage, 1)).toContain(`waits for promotion`);
    await verified(stage, "dana", "suite main to staging", 2);
    await shows(stage, 1, "*Verified*");
  });

  it("a ref that moves after the approval: the approval is withdrawn, and what was not seen does not run", async () => {
    const seen = commit("Seen by who approved");
    await verified(stage, "dana", "suite main to staging", 3);
    await asks(stage, "chidi", "suite main to production");
    await presses(stage, "amara", "Approve", 4);
    await ticks(stage, "dana", 4, 7);
    const unseen = commit("Pushed a minute later");
    await ticks(stage, "dana", 4);
    const said = notices(stage, 4).join("\n");
    expect(said).toContain(`*main* moved before it started: ${seen.slice(0, 7)} → `);
    expect(said).toContain("1 approval of <@U0AMARA> is withdrawn: look at the new commit and approve again");
    expect(cardOf(stage, 4)).toContain("waits for 1 approval and promotion");
    expect(runsOf(stage).filter(({ inputs }) => inputs["environment"] === "production")).toHaveLength(3);
    await asks(stage, "chidi", "cancel 4");
    expect(runsOf(stage).some(({ inputs }) => inputs["sha"] === unseen)).toBe(false);
  });

  it("an incident of rank 1 on the service, until it is resolved", async () => {
    await verified(stage, "dana", "suite main to staging", 5);
    await stage.incident("declare Orders are lost --severity P1 --component suite");
    await stage.settled();
    await asks(stage, "chidi", "suite main to production");
    await ticks(stage, "dana", 6);
    await presses(stage, "amara", "Approve", 6);
    expect(cardOf(stage, 6)).toContain(
      "🚒 INC-1 (rank 1) of this service is open: nothing new is deployed meanwhile. It opens by itself",
    );
    await stage.follow(60_000);
    const before = runsOf(stage).length;
    await stage.incident("resolve orders are back", { channel: "inc-1-orders-are-lost" });
    await shows(stage, 6, "*Verified*");
    expect(workflowsOf(stage, before)).toEqual(["deploy.yml", "switch.yml", "smoke.yml"]);
  });

  it("the glass, broken by two people with a reason: announced, and on the record of the incident", async () => {
    await stage.incident("declare Nobody can log in --severity P1 --component suite");
    await stage.settled();
    const room = "inc-2-nobody-can-log-in";
    commit("Let people log in again");
    await asks(stage, "chidi", "suite main to production");
    const before = runsOf(stage).length;
    await presses(stage, "amara", "Break the glass", 7);
    await fillIn(stage, "amara", { why: "Nobody can work and this mends it" });
    await stage.settled();
    expect(cardOf(stage, 7)).toContain("🚨 *Glass broken* by <@U0AMARA>");
    expect(cardOf(stage, 7)).toContain("*a second person must say so too.*");
    await presses(stage, "amara", "I second it", 7);
    await reads(stage, "amara", "You broke the glass of #7 yourself");
    await presses(stage, "eva", "I second it", 7);
    await reads(stage, "eva", "You may not");
    expect(runsOf(stage)).toHaveLength(before);
    await presses(stage, "ben", "I second it", 7);
    await shows(stage, 7, "*Verified*");
    expect(workflowsOf(stage, before)).toEqual(["deploy.yml", "switch.yml", "smoke.yml"]);
    const announced = stage.texts("incidents").filter((text) => text.includes("Glass broken"));
    expect(announced.join("\n")).toContain("Glass broken by <@U0AMARA> and <@U0BEN>, past approvals");
    expect(announced.join("\n")).toContain("Nobody can work and this mends it");
    expect(await timeline(stage, room)).toContain("Nobody can work and this mends it");
    expect(cardOf(stage, 7)).toContain("Nobody can work and this mends it");
  });
});
