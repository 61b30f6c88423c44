import { describe, expect, it } from "vitest";
import { NEW, propose } from "../../support/deployment.ts";
import {
  approve,
  aWorld,
  deploymentOf,
  doings,
  healthy,
  look,
  news,
  start,
  step,
  tell,
} from "../../support/deployment-world.ts";
import { ANN, NINE } from "../../support/incident.ts";

describe("from the proposal to its end", () => {
  it("asks GitHub, waits for an approval, looks once more, runs its steps and is verified", () => {
    const world = aWorld();
    tell(world, propose(), { of: 1 });
    expect(deploymentOf(world)).toMatchObject({
      phase: "looking",
      ref: "main",
      pinned: null,
      requestedBy: ANN,
    });
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", pinned: { sha: NEW } });
    approve(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "confirming", clearedAt: NINE });
    look(world);
    expect(step(world)).toMatchObject({ state: "starting", begunAt: NINE });
    start(world);
    news(world, { state: "succeeded" });
    expect(step(world, "2")).toMatchObject({ state: "running" });
    healthy(world);
    expect(deploymentOf(world)).toMatchObject({
      phase: "verified",
      end: { step: null, why: null },
      watch: null,
    });
    expect(doings(world)).toEqual([
      "look-up",
      "post-card",
      "free-place",
      "look-up",
      "start-run 1",
      "tell-incidents step-begun",
      "check-health 2",
      "post requester ended",
      "tell-incidents ended",
      "free-place",
    ]);
  });
});
