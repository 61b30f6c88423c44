import { describe, expect, it } from "vitest";
import type { DeploymentCommand } from "../../../src/domain/deployment/command.ts";
import { NEW, propose } from "../../support/deployment.ts";
import {
  aWorld,
  deploymentOf,
  look,
  news,
  proposed,
  start,
  started,
  step,
  tell,
  tick,
} from "../../support/deployment-world.ts";
import { BEN } from "../../support/incident.ts";

describe("after its end", () => {
  it.each<DeploymentCommand>([
    propose(),
    { type: "approve", sha: NEW },
    { type: "reject", why: "no" },
    { type: "tick", item: 0, on: true },
    { type: "choose-database", back: true },
    { type: "break-glass", why: "x", sha: NEW },
    { type: "check-again" },
    { type: "start-anyway" },
    { type: "look-again" },
  ])("nobody can ask for anything: $type", (command) => {
    const world = aWorld();
    proposed(world);
    tell(world, { type: "cancel", why: null });
    const refusal = { reason: "already-ended", phase: "cancelled" };
    expect(tell(world, command, { user: BEN })).toEqual({ kind: "refused", refusal });
  });

  it("late news is quiet", () => {
    const world = aWorld();
    started(world);
    start(world);
    news(world, { state: "failed" });
    const { effect } = step(world);
    if (effect === null) throw new Error("a run was asked for");
    const before = deploymentOf(world);
    for (const decision of [
      news(world, { attempt: 2, state: "succeeded" }),
      start(world),
      look(world),
      tick(world),
      tell(world, { type: "record-health", effect, healthy: true, answers: [] }),
      tell(world, { type: "record-no-outlook", effect, reason: "x", cure: "y" }),
      tell(world, { type: "look-again" }, { user: null }),
    ])
      expect(decision).toEqual({ kind: "quiet" });
    expect(deploymentOf(world)).toBe(before);
  });
});
