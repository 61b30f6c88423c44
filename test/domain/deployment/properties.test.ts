import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { environmentOf } from "../../../src/domain/delivery.ts";
import { type Deployment, isOver } from "../../../src/domain/deployment/deployment.ts";
import { dueOf } from "../../../src/domain/deployment/due.ts";
import type { DeploymentEvent } from "../../../src/domain/deployment/event.ts";
import { evolve, fold } from "../../../src/domain/deployment/evolve.ts";
import { gatesOf, isClear } from "../../../src/domain/deployment/gates.ts";
import { aVersion, HOUR, manualOf, WATCH, wait } from "../../support/deployment.ts";
import { EVERYTHING, everyHistory } from "../../support/deployment-histories.ts";
import {
  aWorld,
  breakGlass,
  type Decided,
  deploymentOf,
  eventsOf,
  look,
  pass,
  proposed,
  tell,
  tick,
  type World,
} from "../../support/deployment-world.ts";
import { BEN, CAT } from "../../support/incident.ts";

/** The state as it was when that event came, within its decision. */
function stateBefore({ before, events, asked }: Decided, event: DeploymentEvent): Deployment {
  const state = events
    .slice(0, events.indexOf(event))
    .reduce<Deployment | null>(
      (current, one) => evolve(current, { event: one, by: asked.by, at: asked.at, id: asked.newId }),
      before,
    );
  if (state === null) throw new Error("a deployment begins with its proposal");
  return state;
}

function isPassable(decided: Decided, event: DeploymentEvent): boolean {
  const deployment = stateBefore(decided, event);
  const environment = environmentOf(EVERYTHING.delivery, deployment);
  const isInTime = decided.asked.at < deployment.approvals.expireAt;
  return isInTime && isClear(deployment, gatesOf({ deployment, environment, facts: decided.facts }));
}

function each<T extends DeploymentEvent["type"]>(
  { decided }: World,
  type: T,
  holds: (decided: Decided, event: Extract<DeploymentEvent, { readonly type: T }>) => void,
): void {
  for (const one of decided)
    for (const event of one.events)
      if (event.type === type) holds(one, event as Extract<DeploymentEvent, { readonly type: T }>); // Just compared.
}

describe("whatever is asked, in whatever order", () => {
  it("nothing throws, nothing is changed in place, and the timeline tells the state", () => {
    everyHistory(({ deployments, timeline }) => {
      for (const deployment of deployments.values()) {
        const rows = structuredClone(timeline.filter((row) => row.deployment === deployment.id));
        expect(fold(rows)).toEqual(deployment);
        expect(deployment.version).toBe(rows.length);
      }
    });
  });

  it("a step is begun once, and again only by somebody who may deploy, while it was lost", () => {
    everyHistory((world) => {
      const begun = new Set<string>();
      each(world, "step-begun", (decided, event) => {
        const state = stateBefore(decided, event);
        const known = state.steps.find(({ key }) => key === event.step);
        if (event.again) {
          expect(decided.asked.command.type).toBe("start-anyway");
          expect(decided.asked.rights?.mayDeploy).toBe(true);
          expect(known?.state).toBe("lost");
          return;
        }
        expect(known?.state).toBe("pending");
        expect(begun).not.toContain(`${state.number} ${event.step}`);
        begun.add(`${state.number} ${event.step}`);
      });
    });
  });

  it("there are no two requests for a run out of one approval, and each is one that was recorded", () => {
    everyHistory((world) => {
      const requests = world.effects.filter(({ kind }) => kind === "start-run").map(({ id }) => id);
      const begun = eventsOf(world, "step-begun").flatMap(({ effect, step: key }) =>
        effect?.includes("/start-run/") ? [{ effect, key }] : [],
      );
      expect(requests).toEqual(begun.map(({ effect }) => effect));
      expect(new Set(requests).size).toBe(requests.length);
      const retried = world.effects.flatMap((effect) => (effect.kind === "retry" ? [effect.effect] : []));
      expect(retried.filter((id) => id.includes("/start-run/"))).toEqual([]);
    });
  });

  it("nothing is cleared, and nothing begins, but through open gates and in time", () => {
    everyHistory((world) => {
      each(world, "cleared", (decided, event) => {
        expect(isPassable(decided, event)).toBe(true);
        expect(decided.facts.running).toBeNull();
      });
      each(world, "step-begun", (decided, event) => {
        const state = stateBefore(decided, event);
        if (state.phase !== "confirming") return;
        expect(isPassable(decided, event)).toBe(true);
        expect(decided.asked.command.type).toBe("record-outlook");
        const { command } = decided.asked;
        expect(decided.before?.look).toEqual({
          purpose: "start",
          effect: "effect" in command && command.effect,
        });
      });
    });
  });

  it("nobody approves their own, without the right, twice, late, or what they did not see", () => {
    everyHistory((world) => {
      each(world, "approved", (decided, event) => {
        const { asked } = decided;
        const state = stateBefore(decided, event);
        expect(asked.command).toEqual({ type: "approve", sha: state.pinned?.sha });
        expect(asked.rights).toMatchObject({ user: event.user, mayApprove: true, isRequester: false });
        expect(event.user).not.toBe(state.requestedBy);
        expect(state.approvals.given.map(({ by }) => by)).not.toContain(event.user);
        expect(asked.at).toBeLessThan(state.approvals.expireAt);
        expect(state.phase).toBe("waiting");
      });
    });
  });

  it("approvals are of the commit that is deployed", () => {
    everyHistory((world) => {
      for (const deployment of world.deployments.values()) {
        const own = world.timeline
          .filter((row) => row.deployment === deployment.id)
          .map(({ event }) => event);
        const begun = own.findIndex(({ type }) => type === "step-begun");
        const moved = own.findLastIndex(({ type }) => type === "ref-moved");
        if (begun === -1) continue;
        expect(begun).toBeGreaterThan(moved);
        const since = own.slice(moved + 1, begun);
        const approvers = new Set(since.flatMap((event) => (event.type === "approved" ? [event.user] : [])));
        const isBroken = since.some(({ type }) => type === "glass-seconded");
        expect(isBroken || approvers.size >= deployment.approvals.needed).toBe(true);
      }
    });
  });

  it("a glass is broken by two people", () => {
    everyHistory((world) => {
      each(world, "glass-seconded", (decided, event) => {
        const first = stateBefore(decided, event).brokenGlass;
        expect(first?.by).not.toBe(event.user);
        expect(first?.isRequester === true && decided.asked.rights?.isRequester === true).toBe(false);
      });
    });
  });

  it("everything ends once, and after it nothing changes but receipts and the watch", () => {
    const LATER = ["cured", "troubled", "retried", "card-posted"];
    everyHistory((world) => {
      each(world, "ended", (decided, event) => expect(isOver(stateBefore(decided, event).phase)).toBe(false));
      for (const decided of world.decided) {
        const { before } = decided;
        if (before === null || !isOver(before.phase)) continue;
        const after = decided.events.reduce(
          (state, event) =>
            evolve(state, { event, by: decided.asked.by, at: decided.asked.at, id: state.id }),
          before,
        );
        const { watch: _, troubles: __, card: ___, version: ____, ...kept } = before;
        expect(after).toMatchObject(kept);
        for (const { type } of decided.events)
          expect(LATER.includes(type) || type.startsWith("watch-") || type.startsWith("sample")).toBe(true);
      }
    });
  });

  it("what is due by the clock, once done, is due no more", () => {
    everyHistory((world) => {
      for (const number of world.deployments.keys()) {
        tick(world, number);
        const due = dueOf(deploymentOf(world, number)).filter(({ at }) => at <= world.now);
        expect(due).toEqual([]);
        expect(tick(world, number)).toEqual({ kind: "quiet" });
      }
    });
  });

  it("every effect has an id of its own, and nothing is edited before it is posted", () => {
    everyHistory(({ effects, decided, deployments }) => {
      expect(new Set(effects.map(({ id }) => id)).size).toBe(effects.length);
      for (const { effects: caused } of decided) {
        const refreshes = caused.filter(({ kind }) => kind === "refresh-card").length;
        expect(refreshes).toBeLessThan(2);
      }
      for (const { id, card } of deployments.values()) {
        const own = effects.filter((effect) => effect.id.startsWith(id));
        expect(own.filter(({ kind }) => kind === "post-card").length).toBeLessThan(2);
        if (card === null) expect(own.filter(({ kind }) => kind === "refresh-card")).toEqual([]);
      }
    });
  });

  it("a rollback keeps its commit and gives way only to a newer one; a dry run never has a place", () => {
    everyHistory(({ deployments }) => {
      const all = [...deployments.values()];
      for (const { kind, pinned, phase, dryRun, clearedAt, number } of all) {
        if (kind === "rollback") expect({ sha: pinned?.sha, phase }).toMatchObject({ sha: aVersion().sha });
        const newer = all.filter((one) => one.number > number);
        if (kind === "rollback" && phase === "superseded") expect(newer).not.toEqual([]);
        if (dryRun) expect(clearedAt).toBeNull();
      }
    });
  });

  it("a running deployment has exactly one step under way", () => {
    everyHistory(({ deployments }) => {
      for (const { phase, steps } of deployments.values()) {
        const isUnderWay = phase === "running" || phase === "undoing";
        const under = steps.filter(({ state }) =>
          ["starting", "doubtful", "lost", "running"].includes(state),
        );
        if (isUnderWay) expect(under.length).toBe(1);
        else expect(under.filter(({ state }) => state !== "lost")).toEqual([]);
      }
    });
  });
});

describe("the histories", () => {
  it("get everywhere", () => {
    const reached = new Set<string>();
    // Always the same ones, so that this tells of the histories and not of luck.
    everyHistory(
      ({ timeline }) => {
        for (const { event } of timeline)
          reached.add(event.type === "ended" ? `ended ${event.as}` : event.type);
      },
      { numRuns: 800, seed: 7 },
    );
    const wanted: readonly string[] = [
      "ended verified",
      "ended failed",
      "ended cancelled",
      "ended rejected",
      "ended expired",
      "ended superseded",
      "ended shown",
      "ref-moved",
      "approvals-lapsed",
      "glass-seconded",
      "stopped-at-gate",
      "queued",
      "run-lost",
      "run-found",
      "looking-again",
      "stray-run-found",
      "undoing",
      "cancel-asked",
      "watch-tripped",
    ];
    expect(wanted.filter((word) => !reached.has(word))).toEqual([]);
  });
});

describe("a watch", () => {
  it("trips at so many bad samples one after another, and at nothing else", () => {
    const seen = fc.array(fc.constantFrom(true, true, false, null), { minLength: 1, maxLength: 8 });
    void fc.assert(
      fc.property(seen, (values) => {
        const rule = { ...WATCH, watchMs: HOUR, badSamples: 3 };
        const world = aWorld(manualOf({ deploy: [wait(1)], rollbackWhen: rule }));
        proposed(world);
        breakGlass(world, BEN);
        breakGlass(world, CAT);
        look(world);
        pass(world, 1);
        for (const bad of values) {
          world.now += 1;
          const told = [{ trigger: "health", bad, measured: "x" }];
          tell(world, { type: "record-sample", at: world.now, samples: told });
        }
        const known = values.filter((bad) => bad !== null).map((bad) => (bad ? "b" : "g"));
        expect(eventsOf(world, "watch-tripped").length).toBe(known.join("").includes("bbb") ? 1 : 0);
      }),
    );
  });
});
