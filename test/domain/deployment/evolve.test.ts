import { describe, expect, it } from "vitest";
import type { Deployment } from "../../../src/domain/deployment/deployment.ts";
import { nextDueAt } from "../../../src/domain/deployment/due.ts";
import type { DeploymentEvent } from "../../../src/domain/deployment/event.ts";
import { evolve, fold } from "../../../src/domain/deployment/evolve.ts";
import { currentStep } from "../../../src/domain/deployment/steps.ts";
import { aDeployment, anEnvironment, deploymentId } from "../../support/deployment.ts";
import { aWorld, deployed, deploymentOf, healthy } from "../../support/deployment-world.ts";
import { ANN, BEN, NINE, person } from "../../support/incident.ts";

function evolved(state: Deployment | null, event: DeploymentEvent): Deployment {
  return evolve(state, { event, by: person(ANN), at: NINE, id: deploymentId(12) });
}

describe("the record", () => {
  it("tells the state", () => {
    const world = aWorld();
    deployed(world);
    healthy(world);
    expect(fold(world.timeline.toReversed())).toEqual(deploymentOf(world));
    expect(fold([])).toBeNull();
  });

  it("begins with the proposal", () => {
    expect(() => evolved(null, { type: "cleared", passedOver: [] })).toThrow(
      "begins with proposed, not with cleared",
    );
  });

  it("that is out of order changes nothing that is not there", () => {
    const state = aDeployment({ version: 3 });
    const same = { ...state, version: 4 };
    expect(evolved(state, { type: "glass-seconded", user: BEN, gates: [] })).toEqual(same);
    expect(evolved(state, { type: "watch-ended" })).toEqual(same);
    expect(evolved(state, { type: "run-silent", step: "9", sinceMs: 1 })).toEqual(same);
    const told = { type: "run-progressed", step: "1", attempt: 2, jobs: [], toldAt: NINE } as const;
    expect(evolved(state, told).steps[0]).toMatchObject({ run: null });
  });

  it("never has a running deployment without a step under way", () => {
    expect(() => currentStep(aDeployment({ phase: "running" }))).toThrow("has a step under way");
  });
});

describe("the next thing by the clock", () => {
  it("is nothing when it is over, or when a step has no time", () => {
    expect(nextDueAt(aDeployment({ phase: "cancelled" }), anEnvironment(), NINE)).toBeNull();
    const health = aDeployment({ phase: "running", steps: [] });
    expect(nextDueAt(health, null, NINE)).toBeNull();
  });
});
