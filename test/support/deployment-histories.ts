import * as fc from "fast-check";
import type { DeploymentCommand, Rights, RunNews, StartNews } from "../../src/domain/deployment/command.ts";
import { holdsPlaces } from "../../src/domain/deployment/deployment.ts";
import type { EffectId, SlackUserId } from "../../src/domain/ids.ts";
import {
  aVersion,
  effectOf,
  HOUR,
  health,
  manualOf,
  NEW,
  NEWER,
  propose,
  run,
  WATCH,
  wait,
} from "./deployment.ts";
import { approve, aWorld, deploymentOf, look, pass, tell, tick, type World } from "./deployment-world.ts";
import { ANN, BEN, CAT, CHANNEL, MINUTE, NINE } from "./incident.ts";

/** Random histories of deployments of one place: people, receipts, late and doubled news, and time, in any order. */

const DAN = "U0DAN" as SlackUserId;

/** A manual with everything in it that may go wrong. */
export const EVERYTHING = manualOf({
  deploy: [run("deploy"), wait(MINUTE), health([run("switch-back"), health()])],
  rollback: [run("rollback", {}, [run("page-somebody")])],
  approvals: { count: 2, from: ["approvers"], expireMs: HOUR },
  checklist: ["Backup taken"],
  asksAboutDatabase: true,
  lockAfterRollbackMs: HOUR,
  rollbackWhen: WATCH,
});

/** One thing that happens; `pick` chooses which deployment and which effect it is about. */
type Step = (world: World, pick: number) => void;

const users = fc.constantFrom(ANN, BEN, CAT, DAN);
const rights: fc.Arbitrary<Partial<Rights> | null> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  fc.record({
    mayDeploy: fc.constantFrom(true, false, null),
    mayApprove: fc.constantFrom(true, false, null),
    mayOverride: fc.constantFrom(true, false, null),
    isRequester: fc.boolean(),
  }),
  fc.constant(null),
);
const sha = fc.constantFrom(NEW, NEW, NEW, NEWER);

function pickOf<T>(all: readonly T[], pick: number): T | undefined {
  return all[pick % Math.max(1, all.length)];
}

function oneOf({ deployments }: World, pick: number): number {
  return pickOf([...deployments.keys()], pick) ?? 1;
}

function effectOfKind({ effects }: World, kind: string, pick: number): EffectId {
  const ids = effects.filter((effect) => effect.kind === kind).map(({ id }) => id);
  return pickOf([...ids, ...ids.slice(-1)], pick) ?? effectOf(1, 99, kind);
}

/** Whose effect it is: commands about an effect go to the deployment that caused it. */
function owner({ deployments }: World, effect: EffectId): number {
  return [...deployments.values()].find(({ id }) => effect.startsWith(id))?.number ?? 1;
}

const people: fc.Arbitrary<DeploymentCommand> = fc.oneof(
  sha.map((shown): DeploymentCommand => ({ type: "approve", sha: shown })),
  sha.map((shown): DeploymentCommand => ({ type: "break-glass", why: "down", sha: shown })),
  fc.boolean().map((back): DeploymentCommand => ({ type: "choose-database", back })),
  fc.boolean().map((on): DeploymentCommand => ({ type: "tick", item: 0, on })),
  fc.constantFrom<DeploymentCommand>(
    { type: "reject", why: "no" },
    { type: "cancel", why: null },
    { type: "check-again" },
    { type: "start-anyway" },
    { type: "start-anyway" },
    { type: "look-again" },
  ),
);

const byPeople: fc.Arbitrary<Step> = fc.tuple(people, fc.option(users, { freq: 8 }), rights).map(
  ([command, user, held]): Step =>
    (world, pick) =>
      void tell(world, command, { of: oneOf(world, pick), user, rights: held }),
);

const proposals: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom("deploy" as const, "deploy" as const, "rollback" as const), users)
  .map(
    ([kind, user]): Step =>
      (world) => {
        if (world.deployments.size >= 4) return;
        const number = world.deployments.size + 1;
        tell(world, propose({ kind, dryRun: number === 4 }), { of: number, user });
      },
  );

const looks: fc.Arbitrary<Step> = fc.tuple(sha, fc.subarray([ANN, BEN, CAT]), fc.boolean()).map(
  ([found, lapsed, mayFail]): Step =>
    (world, pick) => {
      if (mayFail) lookOrFail(world, pick);
      else look(world, { of: oneOf(world, pick), sha: found, lapsed: pick % 3 === 0 ? lapsed : [] });
    },
);

function lookOrFail(world: World, pick: number): void {
  if (pick % 5 !== 0) return void look(world, { of: oneOf(world, pick) });
  const effect = effectOfKind(world, "look-up", pick);
  const of = owner(world, effect);
  tell(world, { type: "record-no-outlook", effect, reason: "GitHub is down.", cure: "Wait." }, { of });
}

const starts = fc.constantFrom<StartNews>(
  { kind: "started", runId: "100", url: "u" },
  { kind: "started", runId: "100", url: "u" },
  { kind: "accepted" },
  { kind: "accepted" },
  { kind: "doubtful", reason: "502" },
  { kind: "refused", reason: "422", cure: "Look." },
);

const runNews: fc.Arbitrary<Omit<RunNews, "at">> = fc.record({
  runId: fc.constantFrom("100", "100", "100", "101"),
  url: fc.constant("u"),
  attempt: fc.constantFrom(1, 1, 2),
  state: fc.constantFrom("queued", "running", "succeeded", "succeeded", "failed", "cancelled"),
  conclusion: fc.constantFrom(null, "failure"),
  jobs: fc.constantFrom(
    [],
    [{ name: "deploy", state: "running" as const, step: null, done: 1, of: 2 }],
    [{ name: "deploy", state: "succeeded" as const, step: null, done: 2, of: 2 }],
  ),
});

const ofRuns: fc.Arbitrary<Step> = fc.oneof(
  starts.map(
    (started): Step =>
      (world, pick) => {
        const effect = effectOfKind(world, "start-run", pick);
        tell(world, { type: "record-start", effect, started }, { of: owner(world, effect) });
      },
  ),
  fc.tuple(runNews, fc.integer({ min: -2, max: 0 })).map(
    ([told, minutes]): Step =>
      (world, pick) => {
        const effect = effectOfKind(world, "start-run", pick);
        const news = { ...told, at: world.now + minutes * MINUTE };
        tell(world, { type: "record-run", effect, news }, { of: owner(world, effect) });
      },
  ),
  fc.boolean().map(
    (healthy): Step =>
      (world, pick) => {
        const effect = effectOfKind(world, "check-health", pick);
        tell(world, { type: "record-health", effect, healthy, answers: [] }, { of: owner(world, effect) });
      },
  ),
);

/** Those that are watched are measured a second later, now and then by a clock that is behind. */
const samples: fc.Arbitrary<Step> = fc.constantFrom([true], [true, true, true], [false], [null]).map(
  (values): Step =>
    (world, pick) => {
      for (const bad of values) {
        world.now += 1_000;
        const at = world.now - (pick % 4 === 0 ? 1_000 : 0);
        const told = [{ trigger: "health", bad, measured: "x" }];
        for (const of of world.deployments.keys())
          tell(world, { type: "record-sample", at, samples: told }, { of });
      }
    },
);

const receipts: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom("trouble", "done", "card", "again"), fc.constantFrom("retrying", "failed"))
  .map(
    ([what, state]): Step =>
      (world, pick) => {
        const found = pickOf(world.effects, pick);
        if (found === undefined) return;
        const { id: effect, kind } = found;
        const trouble = { effect, kind, what: kind, reason: "Refused.", cure: "Look.", state } as const;
        const commands: Readonly<Record<string, DeploymentCommand>> = {
          trouble: { type: "record-trouble", ...trouble },
          done: { type: "record-done", effect },
          card: { type: "record-card", channel: CHANNEL, ts: String(pick % 2) },
          again: { type: "try-again", effect },
        };
        const command = commands[what];
        if (command !== undefined) tell(world, command, { of: owner(world, effect) });
      },
  );

const time: fc.Arbitrary<Step> = fc.constantFrom(0, 1_000, 30_000, MINUTE, 3 * MINUTE, 40 * MINUTE).map(
  (ms): Step =>
    (world, pick) => {
      if (pick % 2 === 0) pass(world, ms);
      else world.now += ms;
    },
);

const around: fc.Arbitrary<Step> = fc.boolean().map(
  (locked): Step =>
    (world) => {
      const lock = locked ? { by: DAN, why: "busy", since: NINE, until: null } : null;
      world.around = { ...world.around, lock };
    },
);

/** What most often happens next, so that many histories get far. */
const helpful: Step = (world, pick) => help(world, oneOf(world, pick), pick);

function help(world: World, of: number, pick: number): void {
  const { phase, look: open, kind, steps } = deploymentOf(world, of);
  if (open !== null) look(world, { of });
  if (steps.some(({ state }) => state === "lost"))
    tell(world, { type: pick % 3 === 0 ? "check-again" : "start-anyway" }, { of });
  if (phase !== "waiting") return;
  tell(world, { type: "tick", item: 0, on: true }, { of });
  if (kind === "rollback") tell(world, { type: "choose-database", back: false }, { of });
  approve(world, pickOf([BEN, CAT, DAN], pick), { of });
  approve(world, pickOf([CAT, DAN, BEN], pick), { of });
}

/** Nobody finds the run in time. */
const losing: Step = (world) => {
  world.now += 2 * MINUTE;
  for (const of of world.deployments.keys()) tick(world, of);
};

/** A run that was given up for lost is there after all. */
const strays: Step = (world, pick) => {
  const all = [...world.deployments.values()].flatMap(({ steps }) => steps.flatMap((one) => one.strays));
  const effect = pickOf(all, pick)?.effect;
  if (effect === undefined) return;
  const started = { kind: "started", runId: "99", url: "u" } as const;
  tell(world, { type: "record-start", effect, started }, { of: owner(world, effect) });
};

/** The place is given back, and before those in the queue are looked at somebody has another one cleared. */
const overtaking: Step = (world, pick) => {
  for (const { number: of, phase, steps } of world.deployments.values()) {
    if (!holdsPlaces(phase)) continue;
    tell(world, { type: "cancel", why: null }, { of });
    const { effect = null, run = null } = steps.find(({ state }) => state === "running") ?? {};
    if (effect === null || run === null) continue;
    const news = { ...run, at: world.now, state: "cancelled", conclusion: null, jobs: [] } as const;
    tell(world, { type: "record-run", effect, news }, { of });
  }
  world.now += 1_000;
  for (const of of [...world.deployments.keys()].toReversed()) help(world, of, pick);
};

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant(helpful) },
  { weight: 8, arbitrary: ofRuns },
  { weight: 1, arbitrary: fc.constantFrom(losing, strays, overtaking) },
  { weight: 3, arbitrary: byPeople },
  { weight: 2, arbitrary: proposals },
  { weight: 2, arbitrary: looks },
  { weight: 3, arbitrary: time },
  { weight: 2, arbitrary: samples },
  { weight: 1, arbitrary: receipts },
  { weight: 1, arbitrary: around },
);

const histories = fc.array(fc.tuple(step, fc.nat({ max: 1_000 })), { maxLength: 80, size: "max" });

function play(steps: readonly (readonly [Step, number])[]): World {
  const world = aWorld(EVERYTHING, { goodBefore: aVersion() });
  tell(world, propose(), { of: 1 });
  for (const [happens, pick] of steps) {
    happens(world, pick);
    const holders = [...world.deployments.values()].filter(({ phase }) => holdsPlaces(phase));
    if (holders.length > 1) throw new Error("two deployments have one place");
  }
  return world;
}

export function everyHistory(
  holds: (world: World) => void,
  how: { readonly numRuns: number; readonly seed?: number } = { numRuns: 200 },
): void {
  // `void` for the linter, which takes the asynchronous overload; this one throws on the spot.
  void fc.assert(
    fc.property(histories, (steps) => holds(play(steps))),
    how,
  );
}
