import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Deployments } from "../../src/deployments.ts";
import { deploymentDiff } from "../../src/engine/deployment-diff.ts";
import type { HoldAsk } from "../../src/engine/deployment-ports.ts";
import { createHolds } from "../../src/engine/holds.ts";
import { createProfiles } from "../../src/profile/known.ts";
import { loadProfile } from "../../src/profile/load.ts";
import { createHoldStore } from "../../src/store/holds.ts";
import {
  ANN,
  type DeployStage,
  deploy,
  LEAD,
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

const HOUR = 3_600_000;
const MESSAGE = { text: "", blocks: [] };

describe("what would change", () => {
  const staging = { service: "suite", environment: "staging", ref: null };

  it("is all of it while nothing is good there, and what came since once something is", async () => {
    const first = await made.desk.diff(staging);
    expect(first).toMatchObject({ kind: "seen", ref: "main", good: null, change: null });
    const id = await proposed(made, deploy("staging"));
    const done = await until(stage, made, id, ({ end }) => end !== null);
    const same = await made.desk.diff(staging);
    const sha = done.pinned?.sha;
    expect(same).toMatchObject({ sha, good: { sha, number: done.number }, change: { status: "identical" } });
    const pushed = stage.github.commit({ repository: SUITE, branch: "main", message: "Speed it up" });
    expect(await made.desk.diff(staging)).toMatchObject({
      sha: pushed.sha,
      change: { status: "ahead", aheadBy: 1, commits: [{ title: "Speed it up" }] },
    });
  });

  it("is not known of a ref that is not there, in GitHub's words", async () => {
    expect(await made.desk.diff({ ...staging, ref: "mian" })).toMatchObject({
      kind: "unseen",
      reason: expect.stringContaining("mian"),
    });
  });

  it.each(["moon", "constructor"])(
    "is nothing to be asked of %s, which is not deployed from here",
    async (name) => {
      expect(await made.desk.diff({ ...staging, environment: name })).toEqual({
        kind: "not-deployed-from-here",
      });
      expect(await made.desk.diff({ ...staging, service: name })).toEqual({ kind: "not-deployed-from-here" });
    },
  );

  it("is not waited for longer than Slack waits", async () => {
    const never = (): Promise<never> => new Promise(() => undefined);
    const diff = await deploymentDiff(staging, {
      queries: { good: async () => [] },
      host: { resolve: never, compare: never },
      profile: createProfiles(loadProfile("profiles/sebenza.yml")).of(null),
      withinMs: 10,
    });
    expect(diff).toEqual({
      kind: "unseen",
      reason: "GitHub did not answer within 0.01 s.",
      cure: expect.stringContaining("/deploy dry-run suite to staging"),
    });
  });
});

describe("holding others back", () => {
  const ask = (changes: Partial<HoldAsk> = {}): HoldAsk => ({
    service: "suite",
    environment: "production",
    by: ANN,
    why: "hotfix",
    until: null,
    steal: false,
    mayDeploy: true,
    mayOverride: false,
    ...changes,
  });

  it.each([
    ["may not deploy", false, true],
    ["is not known to", null, false],
  ] as const)("is not for who %s, and nothing is held", async (_who, mayDeploy, known) => {
    for (const does of ["lock", "freeze"] as const)
      expect(await made.desk[does](ask({ mayDeploy }))).toEqual({ kind: "may-not", what: "deploy", known });
    expect(await made.desk.holds()).toEqual([]);
  });

  it("is taken from somebody by who may override, with a reason that they read, and by nobody else", async () => {
    await made.desk.lock(ask());
    const other = { by: LEAD, why: "The site is down" };
    expect(await made.desk.lock(ask(other))).toMatchObject({ kind: "taken", hold: { by: ANN } });
    expect(await made.desk.lock(ask({ ...other, steal: true }))).toEqual({
      kind: "may-not",
      what: "override",
      known: true,
    });
    expect(await made.desk.lock(ask({ ...other, steal: true, mayOverride: null }))).toEqual({
      kind: "may-not",
      what: "override",
      known: false,
    });
    expect(await made.desk.lock(ask({ ...other, steal: true, mayOverride: true }))).toMatchObject({
      kind: "held",
      hold: { by: LEAD },
      takenFrom: { by: ANN },
    });
    expect(await made.desk.holds()).toMatchObject([{ by: LEAD, why: "The site is down" }]);
  });

  it.each([
    ["lock", {}],
    ["freeze", { service: null }],
    ["freeze", { service: null, environment: null }],
  ] as const)("at the same time as somebody else finds theirs: a %s of %o", async (does, where) => {
    await made.desk[does](ask(where));
    const store = createHoldStore(stage.database);
    let looks = 0;
    const holds = createHolds({
      store: {
        ...store,
        // What a look sees that came just before the other's commit.
        transaction: (work) =>
          store.transaction((tx) =>
            work({
              ...tx,
              find: (hold) => {
                looks += 1;
                return looks === 1 ? Promise.resolve(null) : tx.find(hold);
              },
            }),
          ),
      },
      views: { holdTaken: () => MESSAGE, holdEnds: () => MESSAGE, holdReleased: () => MESSAGE },
      clock: { now: stage.now },
      limits: () => ({ usual: HOUR, nagBefore: HOUR }),
      freed: async () => undefined,
    });
    expect(await holds[does](ask({ ...where, by: LEAD }))).toMatchObject({
      kind: "taken",
      hold: { by: ANN },
    });
    expect(await made.desk.holds()).toMatchObject([{ by: ANN }]);
  });

  it.each([
    ["a lock of two hours, once", 2 * HOUR, 1],
    ["a lock that is short anyway, never", HOUR / 6, 0],
  ])("is reminded of before its end: %s", async (_, ms, times) => {
    await made.desk.lock(ask({ until: stage.now() + ms }));
    for (const _look of [1, 2, 3]) {
      stage.advance(ms / 4);
      await made.look();
    }
    stage.advance(ms / 4 - HOUR / 12);
    await made.look();
    const { rows } = await sql`select id from errands where id like 'hold/%/ends'`.execute(
      stage.database.kysely,
    );
    expect(rows).toHaveLength(times);
  });

  it("ends by whose it is, or by who may override", async () => {
    await made.desk.freeze(ask({ service: null, environment: null, until: stage.now() + HOUR }));
    const all = { service: null, environment: null };
    for (const mayOverride of [false, null])
      expect(await made.desk.thaw(ask({ ...all, by: LEAD, mayOverride }))).toMatchObject({ kind: "taken" });
    expect(await made.desk.thaw(ask({ ...all, by: LEAD, mayOverride: true }))).toMatchObject({
      kind: "released",
    });
    expect(await made.desk.thaw(ask(all))).toEqual({ kind: "none" });
  });
});
