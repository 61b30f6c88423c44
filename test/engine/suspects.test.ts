import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Deployments } from "../../src/deployments.ts";
import {
  ask,
  byId,
  type DeployStage,
  deploy,
  LEAD,
  openDeployStage,
  proposed,
  until,
} from "../support/deploy-stage.ts";

const MINUTE = 60_000;

let stage: DeployStage;
let made: Deployments;
beforeEach(async () => {
  stage = await openDeployStage();
  made = await stage.bot();
});
afterEach(() => stage.close());

async function verified(environment: string): Promise<number> {
  const id = await proposed(made, deploy(environment));
  const waiting = await until(stage, made, id, ({ phase }) => phase !== "looking");
  if (waiting.phase === "waiting") {
    for (const [item] of waiting.checklist.entries())
      await ask(made, { type: "tick", item, on: true }, { id });
    await ask(made, { type: "approve", sha: waiting.pinned?.sha ?? null }, { id, by: LEAD });
  }
  await until(stage, made, id, ({ phase }) => phase === "verified");
  return (await byId(made, id)).number;
}

async function suspected(id: Parameters<DeployStage["stored"]>[0]): Promise<number | null> {
  return (await stage.stored(id))?.suspect?.number ?? null;
}

it("ten minutes into a P1 the deployment to production shortly before is offered to be rolled back, once", async () => {
  await verified("staging");
  const number = await verified("production");
  stage.advance(20 * MINUTE);
  const id = await stage.incident("Checkout fails", "cache");
  stage.advance(9 * MINUTE);
  await made.look();
  expect(await suspected(id)).toBeNull();
  stage.advance(MINUTE);
  await made.look();
  expect(await suspected(id)).toBe(number);
  const { version } = (await stage.stored(id)) ?? { version: 0 };
  stage.advance(5 * MINUTE);
  await made.look();
  expect((await stage.stored(id))?.version).toBe(version);
});

it("what was deployed long before, or only where things are tried, is not suspected", async () => {
  await verified("staging");
  await verified("production");
  stage.advance(3 * 60 * MINUTE);
  await verified("staging").catch(() => undefined);
  const id = await stage.incident("Checkout fails", "cache");
  stage.advance(11 * MINUTE);
  await made.look();
  expect(await suspected(id)).toBeNull();
});

it("is offered although a card of another deployment cannot be shown", async () => {
  await verified("staging");
  const number = await verified("production");
  const broken = await proposed(made, deploy("production", { why: "another" }));
  await until(stage, made, broken, ({ phase, card }) => phase === "waiting" && card !== null);
  // As if an earlier version of the bot had written it.
  await sql`update deployments set state = state - 'approvals', due_at = null where id = ${broken}`.execute(
    stage.database.kysely,
  );
  stage.advance(20 * MINUTE);
  const id = await stage.incident("Checkout fails", "cache");
  stage.advance(10 * MINUTE);
  await made.look();
  expect(await suspected(id)).toBe(number);
});
