import { afterEach, beforeEach, expect, it } from "vitest";
import type { Deployments } from "../../src/deployments.ts";
import {
  type DeployStage,
  deploy,
  openDeployStage,
  proposed,
  SUITE,
  until,
} from "../support/deploy-stage.ts";

let stage: DeployStage;
let made: Deployments;
beforeEach(async () => {
  stage = await openDeployStage();
  made = await stage.bot();
});
afterEach(() => stage.close());

/** A commit on this branch, made of `main` at first, that is green. */
function pushed(branch: string): string {
  const { branches } = stage.github.repository(SUITE);
  const from = branches[branch] ?? branches["main"] ?? "";
  stage.github.setBranch({ repository: SUITE, branch, sha: from });
  const { sha } = stage.github.commit({ repository: SUITE, branch, message: "Go on" });
  stage.github.setCheck({ repository: SUITE, ref: sha, name: "test", state: "success" });
  return sha;
}

it("a rollback goes back to a commit whose branch was deleted since", async () => {
  const good = pushed("release");
  const first = await proposed(made, deploy("staging", { ref: "release" }));
  await until(stage, made, first, ({ phase }) => phase === "verified");
  pushed("release");
  const second = await proposed(made, deploy("staging", { ref: "release" }));
  await until(stage, made, second, ({ phase }) => phase === "verified");
  stage.github.setBranch({ repository: SUITE, branch: "release", sha: null });
  const id = await proposed(made, deploy("staging", { kind: "rollback", ref: null }));
  const done = await until(stage, made, id, ({ end }) => end !== null);
  expect([done.end?.why, done.phase]).toEqual([null, "verified"]);
  expect(stage.github.runs(SUITE).at(-2)).toMatchObject({ ref: { name: "main" }, inputs: { sha: good } });
});
