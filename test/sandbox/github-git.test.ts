import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ask, type Hub, SUITE, started, startHub } from "./github-hub.ts";

let hub: Hub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(async () => {
  expect(hub.contractFaults()).toEqual([]);
  await hub.close();
});

const get = (path: string, headers = {}) => ask(hub, `GET /repos/${SUITE}${path}`, { headers });
const bodyOf = async <T>(path: string): Promise<T> => (await get(path)).body as T;
const messages = (commits: readonly { commit: { message: string } }[]) =>
  commits.map(({ commit }) => commit.message);
const mainSha = () => hub.world.repository(SUITE).branches["main"] ?? "";
const push = (branch: string, message: string) => hub.world.commit({ repository: SUITE, branch, message });

describe("the repositories of the systems whose manuals ship", () => {
  it.each([
    "sebenza/suite",
    "eventchain/platform",
    "inventory/app",
    "partselect/app",
    "cbp/config-api",
    "example/shop",
  ])("%s has commits by several people, branches, tags and workflows", async (name) => {
    const commits = (await ask(hub, `GET /repos/${name}/commits?per_page=100`)).body as {
      author: { login: string };
    }[];
    expect(commits).toHaveLength(22);
    expect(new Set(commits.map(({ author }) => author.login)).size).toBeGreaterThan(3);
    const branches = (await ask(hub, `GET /repos/${name}/branches`)).body as { name: string }[];
    expect(branches.map((one) => one.name.replace(/\/.*/, ""))).toEqual(["feature", "hotfix", "main"]);
    expect((await ask(hub, `GET /repos/${name}/tags`)).body).toHaveLength(3);
    const files = hub.world.workflows(name).map(({ file }) => file);
    expect(files).toEqual(
      ["deploy", "rollback", "switch", "smoke", "backup", "verify-backup", "restore", "failover", "ci"].map(
        (file) => `${file}.yml`,
      ),
    );
  });
});

describe("refs", () => {
  it("tells branches and both kinds of tags, encoded or not", async () => {
    const head = { sha: mainSha(), type: "commit" };
    expect(await bodyOf("/git/ref/heads%2Fmain")).toMatchObject({ ref: "refs/heads/main", object: head });
    expect(await bodyOf("/git/ref/heads/feature/faster")).toMatchObject({ ref: "refs/heads/feature/faster" });
    expect(await bodyOf("/git/ref/tags/v2.3.0")).toMatchObject({ object: { type: "commit" } });
    const annotated = await bodyOf<{ object: { type: string; sha: string } }>("/git/ref/tags/v2.4.0");
    expect(annotated.object.type).toBe("tag");
    const tag = await bodyOf<{ object: { sha: string } }>(`/git/tags/${annotated.object.sha}`);
    expect(tag).toMatchObject({ tag: "v2.4.0", message: "Release v2.4.0", object: { type: "commit" } });
    expect(await bodyOf("/commits/v2.4.0")).toMatchObject({ sha: tag.object.sha });
  });

  it("answers 404 to a ref there is not, and an empty list when nothing begins so", async () => {
    expect((await get("/git/ref/heads/nothing")).status).toBe(404);
    expect((await get("/git/tags/0000000000000000000000000000000000000000")).status).toBe(404);
    expect(await bodyOf("/git/matching-refs/heads/no")).toEqual([]);
    expect(await bodyOf("/git/matching-refs/tags/v2.")).toHaveLength(3);
    expect((await get("/branches/nothing")).body).toMatchObject({ message: "Branch not found" });
  });

  it("takes a branch, a tag or the beginning of a SHA for a commit, and 422 for anything else", async () => {
    for (const ref of ["main", "heads/main", mainSha(), mainSha().slice(0, 7)])
      expect(await bodyOf(`/commits/${encodeURIComponent(ref)}`)).toMatchObject({ sha: mainSha() });
    expect(await get("/commits/nothing")).toMatchObject({
      status: 422,
      body: { message: "No commit found for SHA: nothing" },
    });
  });

  it("takes a tag before a branch of the same name, and each by its full name", async () => {
    const old = hub.world.repository(SUITE).commits[0]?.sha ?? "";
    hub.world.setTag({ repository: SUITE, tag: "main", sha: old });
    expect(await bodyOf("/commits/main")).toMatchObject({ sha: old });
    expect(await bodyOf("/commits/heads%2Fmain")).toMatchObject({ sha: mainSha() });
    hub.world.setTag({ repository: SUITE, tag: "main", sha: null });
    expect(await bodyOf("/commits/main")).toMatchObject({ sha: mainSha() });
  });

  it("moves with a push, by force and by deleting", async () => {
    const before = mainSha();
    const { sha } = push("main", "Later");
    expect(await bodyOf("/branches/main")).toMatchObject({ commit: { sha, parents: [{ sha: before }] } });
    hub.world.setBranch({ repository: SUITE, branch: "main", sha: before });
    expect(await bodyOf("/commits/main")).toMatchObject({ sha: before });
    hub.world.setBranch({ repository: SUITE, branch: "feature/faster", sha: null });
    expect((await get("/git/ref/heads/feature/faster")).status).toBe(404);
  });
});

describe("commits and comparisons", () => {
  it("lists newest first, by author and time, a page at a time", async () => {
    const first = await get("/commits?per_page=10");
    expect(first.body).toHaveLength(10);
    expect((first.body as { sha: string }[])[0]?.sha).toBe(mainSha());
    expect(first.headers.get("link")).toMatch(/page=2>; rel="next", .*page=3>; rel="last"/);
    const last = await get("/commits?per_page=10&page=3");
    expect(last.body).toHaveLength(2);
    expect(last.headers.get("link")).toMatch(/page=2>; rel="prev", .*page=1>; rel="first"$/);
    const bens = await bodyOf<{ author: { login: string } }[]>("/commits?author=ben");
    expect(new Set(bens.map(({ author }) => author.login))).toEqual(new Set(["ben"]));
    const since = new Date(hub.clock.now() - 20 * 3_600_000).toISOString();
    expect(await bodyOf(`/commits?since=${since}`)).toHaveLength(2);
    expect((await get("/commits?sha=nothing")).status).toBe(404);
  });

  it.each([
    ["v2.4.0...main", "ahead", 5, 0],
    ["main...v2.4.0", "behind", 0, 5],
    ["main...feature%2Ffaster", "diverged", 2, 3],
    ["main...main", "identical", 0, 0],
  ])("compares %s", async (names, status, ahead_by, behind_by) => {
    const comparison = await bodyOf<{ commits: unknown[] }>(`/compare/${names}`);
    expect(comparison).toMatchObject({ status, ahead_by, behind_by, total_commits: ahead_by });
    expect(comparison.commits).toHaveLength(ahead_by);
  });

  it("shows the newest 250 when no page is asked for, and from the oldest on when one is", async () => {
    const base = mainSha();
    for (let at = 1; at <= 260; at += 1) push("main", `Change ${at}`);
    const whole = await bodyOf<{ ahead_by: number; commits: { commit: { message: string } }[] }>(
      `/compare/${base}...main`,
    );
    expect([whole.ahead_by, whole.commits.length]).toEqual([260, 250]);
    expect(messages(whole.commits).at(-1)).toBe("Change 260");
    const paged = await get(`/compare/${base}...main?per_page=100&page=1`);
    const commits = (paged.body as typeof whole).commits;
    expect([commits.length, messages(commits)[0]]).toEqual([100, "Change 1"]);
    expect(paged.headers.get("link")).toMatch(/page=3>; rel="last"/);
    const third = await bodyOf<typeof whole>(`/compare/${base}...main?per_page=100&page=3`);
    expect(messages(third.commits)).toHaveLength(60);
    expect(third).not.toHaveProperty("files");
  });

  it("answers 404 to a comparison with what is not there", async () => {
    expect((await get("/compare/main...nothing")).status).toBe(404);
    expect((await get("/compare/main")).status).toBe(404);
  });
});

describe("checks", () => {
  const set = (name: string, state: "success" | "failure" | "pending", as?: "status") =>
    hub.world.setCheck({ repository: SUITE, ref: "main", name, state, ...(as === undefined ? {} : { as }) });
  type Runs = {
    total_count: number;
    check_runs: { name: string; status: string; conclusion: string | null }[];
  };

  it("have passed on every commit of a fresh sandbox", async () => {
    const { check_runs } = await bodyOf<Runs>("/commits/main/check-runs");
    expect(check_runs.map(({ name, conclusion }) => `${name} ${conclusion}`)).toEqual([
      "test success",
      "build success",
    ]);
    expect(await bodyOf("/commits/main/status")).toMatchObject({ state: "pending", total_count: 0 });
    push("main", "Unchecked");
    expect(await bodyOf("/commits/main/check-runs")).toMatchObject({ total_count: 0 });
  });

  it("show the newest of a name, or all, by name and status", async () => {
    set("test", "pending");
    const { check_runs } = await bodyOf<Runs>("/commits/main/check-runs?check_name=test");
    expect(check_runs).toMatchObject([{ name: "test", status: "in_progress", conclusion: null }]);
    expect(await bodyOf("/commits/main/check-runs?filter=all")).toMatchObject({ total_count: 3 });
    expect(await bodyOf("/commits/main/check-runs?status=completed")).toMatchObject({ total_count: 1 });
    expect(await bodyOf("/commits/main/check-runs?per_page=1&page=2")).toMatchObject({
      total_count: 2,
      check_runs: [expect.anything()],
    });
  });

  it("are the jobs of every run that began there, too", async () => {
    const run = await started(hub);
    hub.clock.advance(5_000);
    hub.world.fail(run);
    const { workflow_runs } = await bodyOf<{ workflow_runs: { check_suite_id: number }[] }>(
      `/actions/runs?event=workflow_dispatch&head_sha=${mainSha()}`,
    );
    const suite = { id: workflow_runs[0]?.check_suite_id };
    const { check_runs } = await bodyOf<Runs>("/commits/main/check-runs");
    expect(check_runs).toMatchObject([
      { name: "deploy", conclusion: "skipped", check_suite: suite },
      { name: "build", conclusion: "failure", check_suite: suite },
      { name: "test", conclusion: "success" },
      { name: "build", conclusion: "success" },
    ]);
  });

  it("of the older kind add up", async () => {
    set("lint", "success", "status");
    expect(await bodyOf("/commits/main/status")).toMatchObject({ state: "success", total_count: 1 });
    set("audit", "pending", "status");
    expect(await bodyOf("/commits/main/status")).toMatchObject({ state: "pending" });
    set("lint", "failure", "status");
    expect(await bodyOf("/commits/main/status")).toMatchObject({ state: "failure", total_count: 2 });
    expect(await bodyOf("/commits/main/statuses")).toHaveLength(3);
    expect((await get("/commits/nothing/status")).status).toBe(422);
  });
});
