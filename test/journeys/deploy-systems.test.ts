import { afterEach, expect, it } from "vitest";
import {
  asks,
  cardOf,
  type Deploying,
  notices,
  openDeploying,
  presses,
  reads,
  runsOf,
  shaOf,
  shows,
  ticks,
  verified,
  workflowsOf,
} from "../support/deploying.ts";

/** The deployment procedures of the five systems as their manuals tell them, with their own figures. */

let stage: Deploying;
afterEach(() => stage.stop());

it("sebenza: backup, the idle colour, the switch and its check; and the switch back when that fails", async () => {
  stage = await openDeploying({ profile: "sebenza" });
  const first = shaOf(stage, "main");
  const production = { sha: first, environment: "production" };
  await verified(stage, "chidi", "suite main to staging", 1);
  await asks(stage, "chidi", "suite main to production --why the weekly release");

  expect(cardOf(stage, 2)).toContain("waits for 1 approval and 8 ticks");
  expect(cardOf(stage, 2)).toContain("verified in staging");
  await presses(stage, "amara", "Approve", 2);
  expect(await ticks(stage, "dana", 2, 7)).toBe(7);
  await stage.follow(60_000);
  expect(cardOf(stage, 2)).toContain("1 item of the checklist is left");
  expect(runsOf(stage)).toHaveLength(2);
  await presses(stage, "chidi", "Tick", 2, "Stakeholders know");

  const card = await shows(stage, 2, "*Verified*");
  expect(card).toContain("The database migrations were tried\n_<@U0DANA>");
  expect(card).toContain("Stakeholders know\n_<@U0CHIDI>");
  expect(card).toContain("Approved by <@U0AMARA> (1 of 1)");
  expect(card).toContain("👀 Watched until");
  expect(runsOf(stage).slice(2)).toEqual([
    { workflow: "backup.yml", inputs: { ...production, backup: "database", kind: "full" } },
    { workflow: "verify-backup.yml", inputs: { ...production, backup: "database" } },
    { workflow: "deploy.yml", inputs: { ...production, colour: "idle" } },
    { workflow: "switch.yml", inputs: { ...production, colour: "idle" } },
    { workflow: "smoke.yml", inputs: production },
  ]);
  expect(notices(stage, 2).at(-1)).toContain("✅ Verified after");
  expect(await asks(stage, "eva", "where suite")).toMatch(
    /\*production\*: `main` = `[0-9a-f]{7}`, verified .* by #2/,
  );

  // The next release fails its check after the switch.
  const { repository } = stage;
  const next = stage.github.commit({ repository, branch: "main", message: "Plan routes by night" });
  stage.github.setCheck({ repository, ref: next.sha, name: "test", state: "success" });
  await verified(stage, "chidi", "suite main to staging", 3);
  await asks(stage, "chidi", "suite main to production");
  expect(cardOf(stage, 4)).toContain("Plan routes by night");
  await ticks(stage, "dana", 4);
  await presses(stage, "ben", "Approve", 4);
  await shows(stage, 4, "waiting 30 s");
  stage.sites.setHealthy("app.example.com", false);
  const failed = await shows(stage, 4, "failed at Verify the traffic");
  expect(failed).toContain("The check says: app answered 503");
  expect(failed).toContain("*Switch back*");
  expect(runsOf(stage).at(-1)).toEqual({
    workflow: "switch.yml",
    inputs: { sha: next.sha, environment: "production", colour: "previous" },
  });
  expect(notices(stage, 4).join("\n")).toContain("what the manual says for that is done now: *Switch back*");
  const where = await asks(stage, "eva", "where suite");
  expect(where.split("*production*")[1]).toContain(first.slice(0, 7));
  expect(where.split("*production*")[1]).not.toContain(next.sha.slice(0, 7));
});

it("eventchain: two deployments in one, after seven items and a look at staging", async () => {
  stage = await openDeploying({ profile: "eventchain" });
  const sha = shaOf(stage, "main");
  await verified(stage, "chidi", "api-gateway main to staging", 1);
  expect(runsOf(stage).map(({ inputs }) => inputs["service"])).toEqual([
    "api-gateway",
    "event-service",
    undefined,
  ]);
  stage.sites.setHealthy("staging.eventchain.example.com", false);
  await asks(stage, "chidi", "api-gateway main to production");
  expect(cardOf(stage, 2)).toContain("waits for 1 approval and 7 ticks");
  expect(await ticks(stage, "dana", 2)).toBe(7);
  expect(cardOf(stage, 2)).toContain("needed from *team-leads* or *engineering-managers*");
  await presses(stage, "femi", "Approve", 2);
  await shows(stage, 2, "Check staging");
  await stage.follow(20_000);
  expect(runsOf(stage)).toHaveLength(3);
  stage.sites.setHealthy("staging.eventchain.example.com", true);
  await shows(stage, 2, "*Verified*");
  const gateway = { sha, environment: "production", service: "api-gateway" };
  expect(runsOf(stage).slice(3, 5)).toEqual([
    { workflow: "deploy.yml", inputs: gateway },
    { workflow: "deploy.yml", inputs: { ...gateway, service: "event-service" } },
  ]);
  expect(workflowsOf(stage, 5)).toEqual(["smoke.yml"]);
});

it("inventory: a tag through staging and its smoke tests, then two approvals besides whoever asked", async () => {
  stage = await openDeploying({ profile: "inventory" });
  expect(await asks(stage, "chidi", "api main to development")).toContain(
    "The manual does not say how api in development is deployed",
  );
  await verified(stage, "chidi", "api v3.5.0-rc.1 to staging", 1);
  expect(workflowsOf(stage)).toEqual(["deploy.yml", "smoke.yml"]);
  await asks(stage, "chidi", "api v3.5.0-rc.1 to production");
  expect(cardOf(stage, 2)).toContain("waits for 2 approvals and 8 ticks");
  await ticks(stage, "eva", 2);
  await presses(stage, "chidi", "Approve", 2);
  await reads(stage, "chidi", "You asked for #2 yourself");
  await presses(stage, "dana", "Approve", 2);
  expect(cardOf(stage, 2)).toContain("1 of 2 given, 1 approval more needed from *reviewers*");
  expect(runsOf(stage)).toHaveLength(2);
  await presses(stage, "femi", "Approve", 2);
  const card = await shows(stage, 2, "*Verified*");
  expect(card).toContain("Approved by <@U0DANA>, <@U0FEMI> (2 of 2)");
  expect(runsOf(stage).slice(2)).toEqual([
    {
      workflow: "deploy.yml",
      inputs: { sha: shaOf(stage, "v3.5.0-rc.1"), environment: "production" },
    },
  ]);
});

it("partselect: the same commit in test first, then production, which must be healthy", async () => {
  stage = await openDeploying({ profile: "partselect" });
  await asks(stage, "chidi", "chat main to production");
  expect(cardOf(stage, 1)).toContain("is not verified in test yet");
  await verified(stage, "dana", "chat main to test", 2);
  await presses(stage, "chidi", "Look again", 1);
  expect(cardOf(stage, 1)).toContain("verified in test");
  stage.sites.setHealthy("partselect.example.com", false);
  await presses(stage, "femi", "Approve", 1);
  const card = await shows(stage, 1, "failed at Health");
  expect(card).toContain("chat answered 503");
  expect(workflowsOf(stage)).toEqual(["deploy.yml", "smoke.yml", "deploy.yml"]);
  expect(await asks(stage, "eva", "where chat")).toMatch(/\*production\*.*no version was verified there yet/);
});

it("cbp-config: an operator asks, an admin approves, and the version before comes back", async () => {
  stage = await openDeploying({ profile: "cbp-config" });
  const [older, newer] = [shaOf(stage, "v4.4.0"), shaOf(stage, "main")];
  for (const [ref, number] of [
    ["v4.4.0", 1],
    ["main", 2],
  ] as const) {
    await asks(stage, "chidi", `config-api ${ref} to production`);
    expect(cardOf(stage, number)).toContain("needed from *admins*, not <@U0CHIDI>");
    await presses(stage, "amara", "Approve", number);
    await shows(stage, number, "*Verified*");
  }
  await asks(stage, "dana", "rollback config-api in production");
  expect(cardOf(stage, 3)).toContain("(good in #1)");
  await presses(stage, "ben", "Approve", 3);
  await shows(stage, 3, "*Verified*");
  const inProduction = (sha: string) => ({ sha, environment: "production" });
  expect(runsOf(stage)).toEqual([
    { workflow: "deploy.yml", inputs: inProduction(older) },
    { workflow: "deploy.yml", inputs: inProduction(newer) },
    { workflow: "rollback.yml", inputs: { ...inProduction(older), database: "false" } },
  ]);
});
