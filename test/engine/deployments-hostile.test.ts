import { readFileSync } from "node:fs";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Deployments } from "../../src/deployments.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import { parseProfile } from "../../src/profile/load.ts";
import {
  ask,
  byId,
  type DeployStage,
  deploy,
  LEAD,
  openDeployStage,
  proposed,
  SUITE,
  until,
} from "../support/deploy-stage.ts";

/** What people and vendors do to deployments that is not how it was meant. */

let stage: DeployStage;
let made: Deployments;
beforeEach(async () => {
  stage = await openDeployStage();
  made = await stage.bot();
});
afterEach(() => stage.close());

async function comes(isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await isSo()); ) {
    if (Date.now() > deadline) throw new Error("it did not come true");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Tries that have ended. */
async function triesOf(effect: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    select attempts from deployment_effects where id = ${effect} and busy_until is null
  `.execute(stage.database.kysely);
  return rows[0]?.attempts ?? 0;
}

async function jobsOf(effect: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pgboss.job
    where data ->> 'effect' = ${effect} and state in ('created', 'retry', 'active')
  `.execute(stage.database.kysely);
  return rows[0]?.count ?? 0;
}

it("trying again what is tried again by itself hurries it, and adds no row of tries of its own", async () => {
  stage.faults.add({ vendor: "github", kind: "error", status: 500 });
  const id = await proposed(made, deploy("staging"));
  const effect = (await byId(made, id)).look?.effect ?? "";
  await comes(async () => (await triesOf(effect)) > 0);
  stage.advance(31_000);
  await comes(async () => (await byId(made, id)).troubles.length > 0);
  const { troubles } = await byId(made, id);
  expect(troubles).toMatchObject([{ effect, state: "retrying" }]);
  for (const _ of [1, 2, 3]) {
    const before = await triesOf(effect);
    const pressed = await ask(made, { type: "try-again", effect: effect as never }, { id });
    expect(pressed.kind).toBe("accepted");
    await comes(async () => (await triesOf(effect)) > before);
  }
  expect(await jobsOf(effect)).toBe(1);
});

it("a lock that is taken after the last look, while something holds up the start, is obeyed", async () => {
  stage.deadAt("start-run");
  const id = await proposed(made, deploy("staging"));
  await until(stage, made, id, ({ steps }) => steps[0]?.state === "starting");
  await made.desk.lock({
    service: "suite",
    environment: "staging",
    by: LEAD,
    why: "Load test",
    until: null,
    steal: false,
    mayDeploy: true,
    mayOverride: true,
  });
  stage.deadAt(null);
  const done = await until(stage, made, id, ({ end }) => end !== null);
  expect([done.phase, done.end?.why]).toEqual(["failed", expect.stringContaining("lock")]);
  expect(stage.github.runs(SUITE)).toEqual([]);
});

/** To production, with everything done that its gates ask for. */
async function approved(): Promise<Deployment["id"]> {
  const staged = await proposed(made, deploy("staging"));
  await until(stage, made, staged, ({ phase }) => phase === "verified");
  const id = await proposed(made, deploy("production"));
  const waiting = await until(stage, made, id, ({ phase }) => phase === "waiting");
  for (const [item] of waiting.checklist.entries()) await ask(made, { type: "tick", item, on: true }, { id });
  await ask(made, { type: "approve", sha: waiting.pinned?.sha ?? null }, { id, by: LEAD });
  return id;
}

it("an approval does not count that turns out to be by another account of who asked", async () => {
  stage.learnThatLeadIsAnn();
  const id = await approved();
  const back = await until(stage, made, id, ({ phase }) => phase !== "confirming");
  expect([back.phase, back.approvals.given]).toEqual(["waiting", []]);
});

it("a rollback that Tocsin may do by itself, and cannot, is told with the way out", async () => {
  await stage.close();
  const manual = readFileSync("profiles/sebenza.yml", "utf8").replace("do: propose", "do: act");
  stage = await openDeployStage(parseProfile(manual, "sebenza"));
  made = await stage.bot();
  const staged = await proposed(made, deploy("staging"));
  await until(stage, made, staged, ({ phase }) => phase === "verified");
  const id = await proposed(made, deploy("production"));
  const waiting = await until(stage, made, id, ({ phase }) => phase === "waiting");
  for (const [item] of waiting.checklist.entries()) await ask(made, { type: "tick", item, on: true }, { id });
  await ask(made, { type: "approve", sha: waiting.pinned?.sha ?? null }, { id, by: LEAD });
  await until(stage, made, id, ({ phase }) => phase === "verified");
  stage.setHealthy(false);
  const told = await until(stage, made, id, ({ troubles }) => troubles.length > 0);
  expect(told.troubles).toMatchObject([
    { kind: "roll-back", state: "failed", reason: "There is no earlier good version to go back to." },
  ]);
});
