import { describe, expect, it } from "vitest";
import type { Environment } from "../../../src/domain/delivery.ts";
import type { Deployment } from "../../../src/domain/deployment/deployment.ts";
import { suspectOf } from "../../../src/domain/deployment/suspect.ts";
import { aChange, aDeployment, anEnvironment, anOutlook, HOUR, NEW } from "../../support/deployment.ts";
import { ANN, MINUTE, NINE, TOCSIN } from "../../support/incident.ts";

const staging = anEnvironment({ key: "staging" });
const production = anEnvironment({ promoteFrom: "staging" });
const delivery = (...environments: readonly Environment[]) => ({ environments: { api: environments } });
const usual = delivery(staging, production);

/** Verified ten minutes before, its run known. */
function ended(changes: Partial<Deployment> = {}): Deployment {
  const one = aDeployment({ phase: "verified", end: endAt(NINE - 10 * MINUTE), ...changes });
  const seen = { runId: "1", url: "https://github.com/sebenza/suite/actions/runs/1", attempt: 1 };
  return { ...one, steps: one.steps.map((step) => ({ ...step, run: seen })) };
}

const endAt = (at: number) => ({ at: at as typeof NINE, by: TOCSIN, why: null, step: null });

describe("what was deployed shortly before an incident", () => {
  it("is told with who asked for it and what changed, the newest five commits of it", () => {
    const commits = ["a", "b", "c", "d", "e", "f"].map((title) => ({
      sha: NEW,
      title,
      author: "ann",
      url: "",
    }));
    const one = ended({ outlook: anOutlook({ change: aChange("ahead", { aheadBy: 6, commits }) }) });
    expect(suspectOf([one], NINE, usual)).toEqual({
      number: 12,
      service: "api",
      environment: "production",
      at: NINE - 10 * MINUTE,
      verified: true,
      by: ANN,
      sha: NEW,
      commits: ["a", "b", "c", "d", "e"],
      commitCount: 6,
      url: "https://github.com/sebenza/suite/compare",
    });
  });

  it("is told as far as it is known", () => {
    const bare = { commits: [], commitCount: null, url: null };
    expect(suspectOf([ended({ outlook: null, pinned: null })], NINE, usual)).toMatchObject({
      ...bare,
      sha: "",
    });
    expect(suspectOf([ended({ outlook: anOutlook() })], NINE, usual)).toMatchObject(bare);
  });

  it.each<[string, Partial<Deployment>, boolean]>([
    ["that failed is suspected, as one that was not verified", { phase: "failed" }, false],
    [
      "that was cancelled on its way is suspected, as one that was not verified",
      { phase: "cancelled" },
      false,
    ],
    ["that ended two hours before is", { end: endAt(NINE - 2 * HOUR) }, true],
    ["that ended after the incident was declared is", { end: endAt(NINE + MINUTE) }, true],
  ])("one %s", (_, changes, verified) => {
    expect(suspectOf([ended(changes)], NINE, usual)?.verified).toBe(verified);
  });

  it.each<[string, Deployment]>([
    ["that ended earlier", ended({ end: endAt(NINE - 2 * HOUR - 1) })],
    ["that still runs", ended({ phase: "running", end: null })],
    ["without an end", ended({ end: null })],
    ["that never asked for a run", aDeployment({ phase: "failed", end: endAt(NINE) })],
    ["that is a backup", ended({ kind: "backup" })],
    ["that is a rollback: nothing is left to go back from", ended({ kind: "rollback" })],
    ["where things are only tried", ended({ environment: "staging" })],
    ["of a service that the manual does not deploy", ended({ service: "web" })],
  ])("one %s is not", (_, one) => {
    expect(suspectOf([one], NINE, usual)).toBeNull();
  });

  it("is the newest of them, and nothing that a rollback took back", () => {
    expect(suspectOf([ended({ number: 14 }), ended()], NINE, usual)?.number).toBe(14);
    expect(suspectOf([ended({ number: 14, kind: "rollback" }), ended()], NINE, usual)).toBeNull();
    expect(suspectOf([ended({ number: 14, kind: "backup" }), ended()], NINE, usual)?.number).toBe(12);
  });

  it("may be anywhere where the manual promotes nothing", () => {
    const one = ended({ environment: "staging" });
    expect(suspectOf([one], NINE, delivery(staging, anEnvironment()))?.environment).toBe("staging");
  });
});
