import { describe, expect, it } from "vitest";
import type { DeploymentCommand } from "../../../src/domain/deployment/command.ts";
import type { DeploymentEffectKind } from "../../../src/domain/deployment/effect.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import { CARD, effectOf, manualOf, propose, run, WATCH } from "../../support/deployment.ts";
import {
  aWorld,
  deployed,
  deploymentOf,
  doings,
  eventsOf,
  healthy,
  look,
  news,
  pass,
  proposed,
  start,
  started,
  step,
  tell,
  type World,
} from "../../support/deployment-world.ts";
import { CHANNEL, MINUTE, NINE } from "../../support/incident.ts";

const QUIET = { kind: "quiet" };
type Trouble = Extract<DeploymentCommand, { type: "record-trouble" }>;

function trouble(kind: DeploymentEffectKind, effect: EffectId, changes: Partial<Trouble> = {}): Trouble {
  return {
    type: "record-trouble",
    effect,
    kind,
    what: "do it",
    reason: "Slack is down.",
    cure: "Wait.",
    state: "failed",
    ...changes,
  };
}

/** The newest effect of that kind. */
function effect(world: World, kind: DeploymentEffectKind): EffectId {
  const found = world.effects.findLast((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} was asked for`);
  return found.id;
}

describe("the card", () => {
  it("is noted where it was posted; a second delivery is quiet", () => {
    const world = aWorld();
    proposed(world);
    expect(deploymentOf(world).card).toEqual(CARD);
    expect(tell(world, { type: "record-card", ...CARD })).toEqual(QUIET);
    tell(world, { type: "record-card", channel: CHANNEL, ts: "2.2" });
    expect(deploymentOf(world).card).toEqual({ channel: CHANNEL, ts: "2.2" });
  });

  it("cures the trouble there was with it", () => {
    const world = aWorld();
    tell(world, propose(), { of: 1 });
    look(world);
    tell(world, trouble("post-card", effect(world, "post-card")));
    expect(deploymentOf(world).troubles).toMatchObject([{ kind: "post-card", state: "failed", since: NINE }]);
    expect(doings(world)).toContain("post requester troubled");
    tell(world, { type: "record-card", ...CARD });
    expect(deploymentOf(world)).toMatchObject({ card: CARD, troubles: [] });
  });
});

describe("trouble", () => {
  it("is told once for each state and reason, and since when it is kept", () => {
    const world = aWorld();
    proposed(world);
    const told = trouble("tell-incidents", effectOf(1, 2, "tell-incidents/step-begun"), {
      state: "retrying",
    });
    tell(world, told);
    expect(tell(world, told)).toEqual(QUIET);
    expect(doings(world)).not.toContain("post channel troubled");
    world.now += 1;
    tell(world, { ...told, reason: "It is gone." });
    tell(world, { ...told, reason: "It is gone.", state: "failed" });
    expect(deploymentOf(world).troubles).toMatchObject([
      { reason: "It is gone.", state: "failed", since: NINE },
    ]);
    expect(doings(world)).toContain("post channel troubled");
  });

  it("goes with what is learnt of the effect, and with nothing else", () => {
    const world = aWorld();
    proposed(world);
    const done = effectOf(1, 2, "free-place");
    tell(world, trouble("free-place", done));
    expect(tell(world, { type: "record-done", effect: effectOf(1, 3, "free-place") })).toEqual(QUIET);
    tell(world, { type: "record-done", effect: done });
    expect(deploymentOf(world).troubles).toEqual([]);
    expect(tell(world, { type: "record-done", effect: done })).toEqual(QUIET);
  });

  it("with refreshing the card is one work: the latest success cures every failure", () => {
    const world = aWorld();
    proposed(world);
    tell(world, trouble("refresh-card", effectOf(1, 2, "refresh-card")));
    world.now += 1;
    tell(world, trouble("refresh-card", effectOf(1, 3, "refresh-card"), { reason: "Another." }));
    expect(deploymentOf(world).troubles).toMatchObject([
      { effect: effectOf(1, 3, "refresh-card"), since: NINE },
    ]);
    tell(world, { type: "record-done", effect: effectOf(1, 9, "refresh-card") });
    expect(deploymentOf(world).troubles).toEqual([]);
  });

  it("with the look-up, while there is no card, is told to whoever asked, and the answer cures it", () => {
    const world = aWorld();
    tell(world, propose(), { of: 1 });
    const asked = effect(world, "look-up");
    tell(world, trouble("look-up", asked, { state: "retrying" }));
    expect(doings(world)).toEqual(["look-up", "post requester troubled"]);
    look(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "waiting", troubles: [] });
    expect(tell(world, trouble("look-up", asked))).toEqual(QUIET);
  });

  it("that is late is quiet", () => {
    const world = aWorld(manualOf({ deploy: [run("deploy"), run("next")] }));
    started(world);
    const asked = effect(world, "start-run");
    tell(world, trouble("start-run", asked, { state: "retrying" }));
    start(world);
    expect(deploymentOf(world).troubles).toEqual([]);
    tell(world, { type: "cancel", why: null });
    const cancel = effect(world, "cancel-run");
    tell(world, trouble("cancel-run", cancel));
    expect(deploymentOf(world).troubles).toMatchObject([{ kind: "cancel-run" }]);
    expect(tell(world, trouble("cancel-run", effectOf(1, 2, "cancel-run/2")))).toEqual(QUIET);
    news(world, { state: "succeeded" });
    expect(tell(world, trouble("start-run", asked, { reason: "Late." }))).toEqual(QUIET);
    expect(tell(world, trouble("cancel-run", cancel, { reason: "Late." }))).toEqual(QUIET);
    expect(tell(world, trouble("post-card", effectOf(1, 3, "post-card")))).toEqual(QUIET);
    expect(tell(world, trouble("sample", effectOf(1, 30, "sample")))).toEqual(QUIET);
  });

  it("with health is cured by its answer", () => {
    const world = aWorld(manualOf({ rollbackWhen: WATCH }));
    deployed(world);
    tell(world, trouble("check-health", effect(world, "check-health"), { state: "retrying" }));
    expect(deploymentOf(world).troubles).toMatchObject([{ kind: "check-health" }]);
    healthy(world);
    expect(deploymentOf(world)).toMatchObject({ phase: "verified", troubles: [] });
    tell(world, trouble("sample", effectOf(1, 30, "sample")));
    tell(world, { type: "record-sample", at: world.now, samples: [] });
    expect(deploymentOf(world).troubles).toEqual([]);
  });

  it("stays when something else is learnt", () => {
    const world = aWorld();
    started(world);
    tell(world, trouble("post", effectOf(1, 2, "post/channel/ref-moved")));
    expect(doings(world)).not.toContain("post channel troubled");
    start(world);
    expect(deploymentOf(world).troubles).toMatchObject([{ kind: "post" }]);
    expect(step(world)).toMatchObject({ state: "running" });
  });
});

describe("what the way to the end waits for, given up", () => {
  it("is a ref that GitHub could not be asked for", () => {
    const world = aWorld();
    tell(world, propose(), { of: 1 });
    const asked = effect(world, "look-up");
    tell(world, trouble("look-up", asked, { state: "retrying" }));
    tell(world, trouble("look-up", asked));
    expect(deploymentOf(world)).toMatchObject({
      phase: "failed",
      end: { why: "Slack is down." },
      troubles: [],
    });
  });

  it("is a run of which nobody knows whether it began", () => {
    const world = aWorld();
    started(world);
    tell(world, trouble("start-run", effect(world, "start-run")));
    expect(step(world)).toMatchObject({ state: "doubtful", reason: "Slack is down." });
    expect(deploymentOf(world).troubles).toEqual([]);
    pass(world, 2 * MINUTE);
    expect(step(world)).toMatchObject({ state: "lost" });
  });

  it("is health that nobody could look at", () => {
    const world = aWorld();
    deployed(world);
    tell(world, trouble("check-health", effect(world, "check-health")));
    expect(deploymentOf(world)).toMatchObject({ phase: "failed", end: { step: "2", why: "Slack is down." } });
  });
});

describe("trying again", () => {
  it("puts the same effect there again, after the end too", () => {
    const world = aWorld();
    proposed(world);
    tell(world, { type: "cancel", why: null });
    const post = effect(world, "post");
    tell(world, trouble("post", post));
    tell(world, { type: "try-again", effect: post });
    expect(world.effects.findLast(({ kind }) => kind === "retry")).toMatchObject({ effect: post });
    expect(deploymentOf(world).troubles).toMatchObject([{ state: "retrying", cure: "" }]);
    expect(eventsOf(world, "retried")).toEqual([{ type: "retried", effect: post }]);
  });

  it("leaves other troubles as they are", () => {
    const world = aWorld();
    proposed(world);
    tell(world, trouble("free-place", effectOf(1, 2, "free-place")));
    tell(world, trouble("post", effectOf(1, 2, "post/channel/ended")));
    tell(world, { type: "try-again", effect: effectOf(1, 2, "free-place") });
    expect(deploymentOf(world).troubles.map(({ state }) => state)).toEqual(["retrying", "failed"]);
  });

  it("is refused where there is no trouble, and for a request for a run", () => {
    const world = aWorld();
    started(world);
    const asked = effect(world, "start-run");
    const refused = { kind: "refused", refusal: { reason: "nothing-to-retry" } };
    expect(tell(world, { type: "try-again", effect: asked })).toEqual(refused);
    tell(world, trouble("start-run", asked, { state: "retrying" }));
    expect(tell(world, { type: "try-again", effect: asked })).toEqual(refused);
  });
});

describe("trouble that comes back for ever", () => {
  it("with the card or about messages does not refresh the card, or it would go round and round", () => {
    const world = aWorld();
    proposed(world);
    const since = world.effects.length;
    tell(world, trouble("refresh-card", effectOf(1, 2, "refresh-card")));
    tell(world, trouble("post", effectOf(1, 2, "post/channel/ref-moved")));
    expect(doings(world, since)).toEqual(["post channel troubled"]);
    tell(world, { type: "record-done", effect: effectOf(1, 2, "refresh-card") });
    expect(doings(world, since)).toEqual(["post channel troubled"]);
    tell(world, { type: "record-done", effect: effectOf(1, 2, "post/channel/ref-moved") });
    expect(doings(world, since)).toEqual(["post channel troubled", "refresh-card"]);
    tell(world, trouble("free-place", effectOf(1, 2, "free-place"), { state: "retrying" }));
    expect(doings(world, since).slice(2)).toEqual(["refresh-card"]);
  });
});
