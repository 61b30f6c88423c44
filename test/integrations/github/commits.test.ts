import { afterEach, describe, expect, it } from "vitest";
import type { Check } from "../../../src/engine/code-host.ts";
import { closeAll, commit, OTHER_SHA, pages, REPOSITORY, SHA, scripted } from "./scripted.ts";

/** Comparing two commits, and the checks of one. */

afterEach(closeAll);

describe("a comparison", () => {
  const numbered = (at: number): string => String(at).padStart(40, "0");
  const compared = async (body: object) => {
    const { host } = await scripted({ [`GET /compare/${OTHER_SHA}...${SHA}`]: body });
    return host.compare(REPOSITORY, OTHER_SHA, SHA);
  };

  it("keeps the newest twenty, newest first, and counts all", async () => {
    const commits = Array.from({ length: 250 }, (_, at) => commit(numbered(at), `Change ${at}`));
    const url = "https://github.test/compare";
    const outcome = await compared({ status: "ahead", ahead_by: 312, behind_by: 0, html_url: url, commits });
    expect(outcome).toMatchObject({
      kind: "done",
      receipt: { status: "ahead", aheadBy: 312, behindBy: 0, url },
    });
    const titles = outcome.kind === "done" ? outcome.receipt.commits.map(({ title }) => title) : [];
    expect(titles).toHaveLength(20);
    expect([titles[0], titles[19]]).toEqual(["Change 249", "Change 230"]);
  });

  it.each(["behind", "diverged", "identical"])("may be %s", async (status) => {
    const outcome = await compared({ status, ahead_by: 0, behind_by: 3, html_url: "u", commits: [] });
    expect(outcome).toMatchObject({ kind: "done", receipt: { status, behindBy: 3, commits: [] } });
  });

  it("of a kind that we do not know is not read", async () => {
    const outcome = await compared({
      status: "sideways",
      ahead_by: 0,
      behind_by: 0,
      html_url: "u",
      commits: [],
    });
    expect(outcome).toMatchObject({ kind: "retry" });
  });
});

const checkRun = (name: string, status: string, conclusion: string | null, more: object = {}): object => ({
  id: 1,
  name,
  status,
  conclusion,
  html_url: `https://github.test/checks/${name}`,
  app: { id: 15_368 },
  ...more,
});
const status = (context: string, state: string): object => ({ context, state, target_url: null });

async function checksOf(
  runs: readonly object[],
  statuses: readonly object[] = [],
  startedByHand: readonly object[] = [],
) {
  const github = await scripted({
    "GET /actions/runs": pages("workflow_runs", startedByHand),
    [`GET /commits/${SHA}/check-runs`]: pages("check_runs", runs),
    [`GET /commits/${SHA}/status`]: pages("statuses", statuses),
  });
  const outcome = await github.host.checks(REPOSITORY, SHA);
  return { ...github, outcome, checks: outcome.kind === "done" ? outcome.receipt : [] };
}

describe("checks", () => {
  it.each<[string, string | null, Check["state"]]>([
    ["completed", "success", "success"],
    ["completed", "neutral", "skipped"],
    ["completed", "skipped", "skipped"],
    ["completed", "failure", "failure"],
    ["completed", "timed_out", "failure"],
    ["completed", "cancelled", "failure"],
    ["completed", "action_required", "failure"],
    ["completed", "startup_failure", "failure"],
    ["completed", "stale", "unknown"],
    ["completed", "splendid", "unknown"],
    ["completed", null, "unknown"],
    ["queued", null, "pending"],
    ["in_progress", null, "pending"],
    ["waiting", null, "pending"],
    ["requested", null, "pending"],
    ["pending", null, "pending"],
    ["dreaming", "success", "unknown"],
  ])("of a run that is %s with %s", async (is, conclusion, state) => {
    const { checks } = await checksOf([checkRun("build", is, conclusion)]);
    expect(checks).toEqual([{ name: "build", state, url: "https://github.test/checks/build" }]);
  });

  it.each<[string, Check["state"]]>([
    ["success", "success"],
    ["pending", "pending"],
    ["failure", "failure"],
    ["error", "failure"],
    ["constructor", "unknown"],
  ])("of a status that is %s", async (is, state) => {
    expect((await checksOf([], [status("ci/legacy", is)])).checks).toEqual([
      { name: "ci/legacy", state, url: null },
    ]);
  });

  it("are none where there are none", async () => {
    expect((await checksOf([])).outcome).toEqual({ kind: "done", receipt: [] });
  });

  it("of one name are the latest, whatever the order", async () => {
    const { checks } = await checksOf([
      checkRun("build", "completed", "failure", { id: 9 }),
      checkRun("build", "completed", "success", { id: 100 }),
      checkRun("build", "completed", "failure", { id: 10 }),
    ]);
    expect(checks.map(({ state }) => state)).toEqual(["success"]);
  });

  it.each<[string, string, string, Check["state"]]>([
    ["success", "failure", "success", "failure"],
    ["failure", "success", "success", "failure"],
    ["success", "success", "pending", "pending"],
    ["skipped", "success", "success", "skipped"],
    ["success", "stale", "pending", "unknown"],
  ])(
    "of one name by two Apps and a status, %s, %s and %s, are the worst",
    async (one, other, third, state) => {
      const runs = [
        checkRun("build", "completed", one, { id: 2, app: { id: 1 } }),
        checkRun("build", "completed", other, { id: 1, app: null }),
      ];
      const { checks } = await checksOf(runs, [status("build", third)]);
      expect(checks.map((check) => check.state)).toEqual([state]);
    },
  );

  const started = { id: 4711, html_url: "u", display_title: "Deploy", check_suite_id: 71 };

  it.each<[string, string, string | null]>([
    ["failed", "completed", "failure"],
    ["is going on", "in_progress", null],
    ["succeeded", "completed", "success"],
  ])("are not the jobs of a run that somebody started, which %s", async (_, is, conclusion) => {
    const runs = [
      checkRun("build", "completed", "failure", { id: 1, check_suite: { id: 70 } }),
      checkRun("build", is, conclusion, { id: 2, check_suite: { id: 71 } }),
      checkRun("deploy", is, conclusion, { id: 3, check_suite: { id: 71 } }),
      checkRun("audit", "completed", "success", { id: 4 }),
    ];
    const { checks, of } = await checksOf(runs, [], [started]);
    expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual(["build failure", "audit success"]);
    const [asked] = of("GET /actions/runs");
    expect(asked?.query.toString()).toBe(`event=workflow_dispatch&head_sha=${SHA}&per_page=100&page=1`);
  });

  it("are read to the last page", async () => {
    const many = Array.from({ length: 230 }, (_, at) => checkRun(`job ${at}`, "completed", "success"));
    const { checks, of } = await checksOf(many, [status("ci/legacy", "failure")]);
    expect(checks).toHaveLength(231);
    const asked = of(`GET /commits/${SHA}/check-runs`).map(({ query }) => query.toString());
    expect(asked).toEqual([1, 2, 3].map((page) => `filter=latest&per_page=100&page=${page}`));
  });

  it("without end are not told as if they were all", async () => {
    const endless = Array.from({ length: 1_001 }, (_, at) => checkRun(`job ${at}`, "completed", "success"));
    expect((await checksOf(endless)).outcome).toEqual({
      kind: "failed",
      reason:
        "GitHub lists more than 1000 entries when asked to read the check runs of 1f2e3d4 in acme/shop, and Tocsin reads no more.",
      cure: "Look at them on GitHub itself.",
    });
  });
});
