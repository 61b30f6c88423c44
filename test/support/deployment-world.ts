import type { DeploymentCommand, Rights, RunNews, StartNews } from "../../src/domain/deployment/command.ts";
import { decide } from "../../src/domain/deployment/decide.ts";
import type {
  DeploymentAsked,
  DeploymentDecision,
  DeploymentFacts,
  Manual,
} from "../../src/domain/deployment/decision.ts";
import { type Deployment, holdsPlaces } from "../../src/domain/deployment/deployment.ts";
import { nextDueAt } from "../../src/domain/deployment/due.ts";
import type { DeploymentEffect } from "../../src/domain/deployment/effect.ts";
import type { DeploymentEvent, RecordedDeploymentEvent } from "../../src/domain/deployment/event.ts";
import { evolve } from "../../src/domain/deployment/evolve.ts";
import { react } from "../../src/domain/deployment/react.ts";
import type { EffectId, Instant, SlackUserId } from "../../src/domain/ids.ts";
import {
  anOutlook,
  asks,
  CARD,
  deploymentId,
  factsOf,
  manualOf,
  NEW,
  pinned,
  propose,
} from "./deployment.ts";
import { BEN, CAT, NINE } from "./incident.ts";
import { deepFreeze } from "./world.ts";

/** The engine in miniature: deployments of one place, whose time passes only when it is told to. */
export type World = {
  readonly manual: Manual;
  /** The newest state of each, by number. */
  readonly deployments: Map<number, Deployment>;
  readonly timeline: RecordedDeploymentEvent[];
  readonly effects: DeploymentEffect[];
  /** Every decision that produced events, with what the rules were handed. */
  readonly decided: Decided[];
  /** What is so in the world besides deployments: locks, freezes, incidents, good versions. */
  around: Partial<DeploymentFacts>;
  now: Instant;
};

export type Decided = {
  readonly before: Deployment | null;
  readonly asked: DeploymentAsked;
  readonly facts: DeploymentFacts;
  readonly events: readonly DeploymentEvent[];
  readonly effects: readonly DeploymentEffect[];
};

export function aWorld(manual: Manual = manualOf(), around: Partial<DeploymentFacts> = {}): World {
  return { manual, deployments: new Map(), timeline: [], effects: [], decided: [], around, now: NINE };
}

export type Told = {
  readonly of?: number;
  readonly user?: SlackUserId | null;
  readonly rights?: Partial<Rights> | null;
};

/** Decides now, keeps what came of it, and answers with the decision. */
export function tell(world: World, command: DeploymentCommand, told: Told = {}): DeploymentDecision {
  const { of: number = newest(world) } = told;
  const before = world.deployments.get(number) ?? null;
  const isLearnt = command.type.startsWith("record-") || command.type === "time-due";
  const question = deepFreeze(
    asks(command, { ...(isLearnt ? { user: null } : {}), ...told, at: world.now, number }),
  );
  const facts = deepFreeze(factsFor(world, number, before, command));
  const decision = decide(before, question, facts, world.manual);
  if (decision.kind !== "accepted") return decision;
  let after = before;
  const rows = decision.events.map((event) => {
    const sequence = (after?.version ?? 0) + 1;
    const row = { deployment: deploymentId(number), sequence, by: question.by, at: world.now, event };
    after = deepFreeze(evolve(after, deepFreeze({ ...row, id: row.deployment })));
    return row;
  });
  if (after === null) throw new Error("events make a deployment");
  world.deployments.set(number, after);
  world.timeline.push(...rows);
  const effects = react(before, after, rows, world.manual);
  world.effects.push(...effects);
  world.decided.push({ before, asked: question, facts, events: decision.events, effects });
  return decision;
}

function newest({ deployments }: World): number {
  return Math.max(...deployments.keys(), 0);
}

/** As the engine reads them in the transaction. */
function factsFor(
  world: World,
  number: number,
  about: Deployment | null,
  command: DeploymentCommand,
): DeploymentFacts {
  const others = [...world.deployments.values()].filter((one) => one.number !== number);
  const touching = others.filter((one) => one.places.some((place) => about?.places.includes(place) ?? false));
  const older = touching.filter((one) => one.number < number);
  const later = touching.filter(
    (one) =>
      one.number > number && one.clearedAt !== null && (one.kind === "deploy" || one.kind === "rollback"),
  );
  const [newer] = later.toReversed();
  return factsOf({
    ...world.around,
    nextNumber: command.type === "propose" ? number : null,
    running: touching.find(({ phase }) => holdsPlaces(phase)) ?? null,
    ahead: older.filter(({ phase }) => phase === "queued"),
    newer: newer?.clearedAt == null ? null : { ...newer, clearedAt: newer.clearedAt },
  });
}

export function deploymentOf(world: World, number = newest(world)): Deployment {
  const deployment = world.deployments.get(number);
  if (deployment === undefined) throw new Error(`#${number} was not proposed`);
  return deployment;
}

/** A new one, which GitHub has answered for and whose card is posted. */
export function proposed(
  world: World,
  command: Partial<Parameters<typeof propose>[0]> = {},
  { sha = NEW, ...outlook }: Partial<Parameters<typeof anOutlook>[0]> & { readonly sha?: string } = {},
): number {
  const number = newest(world) + 1;
  tell(world, propose(command), { of: number });
  look(world, { sha, ...outlook });
  if (deploymentOf(world).card === null) tell(world, { type: "record-card", ...CARD });
  return number;
}

/** GitHub answers the look-up that was asked for last. */
export function look(
  world: World,
  {
    sha = NEW,
    lapsed = [],
    of = newest(world),
    ...outlook
  }: Partial<Parameters<typeof anOutlook>[0]> & {
    readonly sha?: string;
    readonly lapsed?: readonly SlackUserId[];
    readonly of?: number;
  } = {},
): DeploymentDecision {
  const { look: open, kind } = deploymentOf(world, of);
  const effect = open?.effect ?? (`${deploymentId(of)}/0/look-up` as EffectId);
  const isDeploy = kind === "deploy" || kind === "rollback";
  const told = anOutlook({ at: world.now, ...outlook });
  return tell(
    world,
    { type: "record-outlook", effect, pinned: isDeploy ? pinned(sha) : null, outlook: told, lapsed },
    { of },
  );
}

export function approve(world: World, user: SlackUserId = BEN, told: Told = {}): DeploymentDecision {
  const sha = deploymentOf(world, told.of).pinned?.sha ?? null;
  return tell(world, { type: "approve", sha }, { user, ...told });
}

export function breakGlass(
  world: World,
  user: SlackUserId = CAT,
  { why = "The site is down", ...told }: Told & { readonly why?: string } = {},
): DeploymentDecision {
  const sha = deploymentOf(world, told.of).pinned?.sha ?? null;
  return tell(world, { type: "break-glass", why, sha }, { user, ...told });
}

/** Proposed, approved by Ben and looked at once more: its first step has begun. */
export function started(world: World, command: Partial<Parameters<typeof propose>[0]> = {}): number {
  const number = proposed(world, command);
  if (deploymentOf(world).phase === "waiting") approve(world);
  look(world);
  return number;
}

/** The step with that key as it is now. */
export function step(world: World, key = "1", of?: number): Deployment["steps"][number] {
  const found = deploymentOf(world, of).steps.find((one) => one.key === key);
  if (found === undefined) throw new Error(`there is no step ${key}`);
  return found;
}

function effectOfStep(world: World, key: string, of?: number): EffectId {
  const { effect } = step(world, key, of);
  return effect ?? (`${deploymentId(0)}/0/none` as EffectId);
}

export function start(
  world: World,
  started: StartNews = { kind: "started", runId: "100", url: "https://github.com/runs/100" },
  { key = "1", of }: { readonly key?: string; readonly of?: number } = {},
): DeploymentDecision {
  const effect = effectOfStep(world, key, of);
  return tell(world, { type: "record-start", effect, started }, of === undefined ? {} : { of });
}

export function news(
  world: World,
  changes: Partial<RunNews> = {},
  { key = "1", of, effect }: { readonly key?: string; readonly of?: number; readonly effect?: EffectId } = {},
): DeploymentDecision {
  const told: RunNews = {
    runId: "100",
    url: "https://github.com/runs/100",
    attempt: 1,
    at: world.now,
    state: "running",
    conclusion: null,
    jobs: [],
    ...changes,
  };
  const id = effect ?? effectOfStep(world, key, of);
  return tell(world, { type: "record-run", effect: id, news: told }, of === undefined ? {} : { of });
}

export function healthy(world: World, isHealthy = true, key = "2"): DeploymentDecision {
  const answers = [`app ${isHealthy ? 200 : 503}`];
  return tell(world, {
    type: "record-health",
    effect: effectOfStep(world, key),
    healthy: isHealthy,
    answers,
  });
}

/** Begun and carried out to the end of its first run; the health check runs. */
export function deployed(world: World, command: Partial<Parameters<typeof propose>[0]> = {}): number {
  const number = started(world, command);
  start(world);
  news(world, { state: "succeeded", conclusion: "success" });
  return number;
}

/** The look at the clock, whether something is due or not. */
export function tick(world: World, of?: number): DeploymentDecision {
  return tell(world, { type: "time-due" }, of === undefined ? {} : { of });
}

/** Time passes while a replica looks at the clock: everything happens when it is due. */
export function pass(world: World, ms: number): void {
  const until = world.now + ms;
  for (let looks = 0; looks < 2_000; looks += 1) {
    const [next] = [...world.deployments.values()]
      .map((one) => ({ number: one.number, due: dueAt(world, one) }))
      .filter((one) => one.due !== null && one.due <= until)
      .toSorted((a, b) => (a.due ?? 0) - (b.due ?? 0));
    if (next === undefined) break;
    world.now = Math.max(world.now, next.due ?? 0);
    tick(world, next.number);
  }
  world.now = until;
}

function dueAt({ manual, now }: World, deployment: Deployment): Instant | null {
  const environments = manual.delivery.environments[deployment.service] ?? [];
  const environment = environments.find(({ key }) => key === deployment.environment) ?? null;
  return nextDueAt(deployment, environment, now);
}

export function eventsOf<T extends DeploymentEvent["type"]>(
  { timeline }: Pick<World, "timeline">,
  type: T,
  of?: number,
): readonly Extract<DeploymentEvent, { readonly type: T }>[] {
  return timeline
    .filter(({ deployment }) => of === undefined || deployment === deploymentId(of))
    .map(({ event }) => event)
    .filter((event) => isOf(event, type));
}

function isOf<T extends DeploymentEvent["type"]>(
  event: DeploymentEvent,
  type: T,
): event is Extract<DeploymentEvent, { readonly type: T }> {
  return event.type === type;
}

/** What the bot set out to do, as `kind` or `post to about`, since so many effects ago. */
export function doings({ effects }: World, since = 0): readonly string[] {
  return effects
    .slice(since)
    .map((effect) => (effect.kind === "post" ? `post ${effect.to} ${effect.about.type}` : wordsOf(effect)));
}

function wordsOf(effect: Exclude<DeploymentEffect, { kind: "post" }>): string {
  if (effect.kind === "tell-incidents") return `tell-incidents ${effect.about.type}`;
  return "step" in effect ? `${effect.kind} ${effect.step}` : effect.kind;
}
