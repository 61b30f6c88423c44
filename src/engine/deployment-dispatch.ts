import { randomUUID } from "node:crypto";
import { environmentOf } from "../domain/delivery.ts";
import { decide } from "../domain/deployment/decide.ts";
import type { DeploymentRefusal, Manual } from "../domain/deployment/decision.ts";
import { type Deployment, type DeploymentId, holdsPlaces } from "../domain/deployment/deployment.ts";
import { nextDueAt } from "../domain/deployment/due.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";
import type { DeploymentEvent, RecordedDeploymentEvent } from "../domain/deployment/event.ts";
import { evolve } from "../domain/deployment/evolve.ts";
import { placesOf, planOf } from "../domain/deployment/plan.ts";
import { react } from "../domain/deployment/react.ts";
import type { Instant } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { cleaned } from "./clean.ts";
import { isConflict } from "./conflict.ts";
import { type About, deploymentFacts } from "./deployment-facts.ts";
import type { DeploymentAsk, DeploymentDispatcher, DeploymentResult } from "./deployment-ports.ts";
import {
  type DeploymentStore,
  type DeploymentTransaction,
  type LedgerEntry,
  PlaceTaken,
} from "./deployment-store.ts";
import type { Profiles } from "./dispatch.ts";
import { type Clock, NotSaved } from "./ports.ts";
import type { EffectJob, Jobs } from "./queue.ts";

/**
 * Decides what is asked of deployments, one transaction each: the places first and in one order for everybody, then the
 * deployment, then the facts. State, timeline, effects, jobs, the ledger and who has the place are written together.
 */
export interface DeploymentEngine extends DeploymentDispatcher {
  /** The same, with what is written in the same transaction: a worker's receipt and the end of its job. */
  dispatchWith(ask: DeploymentAsk, alongside: Alongside): Promise<DeploymentResult>;
}

export type Alongside = (tx: DeploymentTransaction) => Promise<void>;

export type DeploymentEngineOptions = {
  readonly store: DeploymentStore;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly profiles: Profiles;
};

/** Two that decide about one place at once: one of them decides again. */
const TRIES = 4;

export function createDeploymentEngine(options: DeploymentEngineOptions): DeploymentEngine {
  const dispatchWith = async (asked: DeploymentAsk, alongside: Alongside): Promise<DeploymentResult> => {
    const ask = { ...asked, command: cleaned(asked.command) };
    for (let left = TRIES; ; left -= 1) {
      try {
        return await commit(options, ask, alongside);
      } catch (error) {
        if (left > 1 && isTakenMeanwhile(error)) continue;
        throw error instanceof NotSaved ? error : new NotSaved(true, { cause: error });
      }
    }
  };
  return { dispatch: (ask) => dispatchWith(ask, async () => undefined), dispatchWith };
}

type Done = { readonly result: DeploymentResult; readonly jobs: readonly EffectJob[] };

async function commit(
  options: DeploymentEngineOptions,
  ask: DeploymentAsk,
  alongside: Alongside,
): Promise<DeploymentResult> {
  let written = false;
  try {
    const done = await options.store.transaction(async (tx) => {
      const decided = await decideAndWrite(options, tx, ask);
      await alongside(tx);
      written = true;
      return decided;
    });
    options.jobs.wake(done.jobs);
    return done.result;
  } catch (error) {
    // Everything was sent and only the commit's answer is missing: it may be stored or not.
    if (written && !isTakenMeanwhile(error)) throw new NotSaved(false, { cause: error });
    throw error;
  }
}

async function decideAndWrite(
  options: DeploymentEngineOptions,
  tx: DeploymentTransaction,
  ask: DeploymentAsk,
): Promise<Done> {
  const before = ask.key === null ? null : await tx.delivered(ask.key);
  if (before !== null) return { result: { kind: "quiet", deployment: before.deployment }, jobs: [] };
  const at = options.clock.now();
  const subject = await subjectOf(options, tx, ask);
  const result =
    "refusal" in subject ? refused(subject.refusal) : await decided(options, tx, { ask, at, subject });
  if (ask.key !== null) await tx.noteDelivery(ask.key, at, result.result.deployment?.id ?? null);
  return result;
}

function refused(refusal: DeploymentRefusal): Done {
  return { result: { kind: "refused", refusal, deployment: null }, jobs: [] };
}

type Subject = {
  readonly about: About;
  readonly id: DeploymentId;
  readonly isNew: boolean;
  readonly profile: Profile;
};

/** What it is about, before anything is locked: what names its places never changes. */
async function subjectOf(
  { profiles }: DeploymentEngineOptions,
  tx: DeploymentTransaction,
  { command, deployment: ref, by }: DeploymentAsk,
): Promise<Subject | { readonly refusal: DeploymentRefusal }> {
  if (ref.kind === "new") {
    if (command.type !== "propose") return { refusal: { reason: "no-such-deployment" } };
    const profile = profiles.of(null);
    const found = planOf(profile.delivery, command);
    if ("refusal" in found) return found;
    const { plan } = found;
    const user = by.kind === "person" ? by.user : command.for;
    const about: About = {
      id: null,
      number: null,
      kind: command.kind,
      service: plan.service,
      environment: plan.environment,
      subject: plan.subject,
      places: placesOf(plan),
      ref: command.ref,
      sha: null,
      by: user,
      restoreTo: command.restoreTo,
      database: command.database,
    };
    return { about, id: randomUUID() as DeploymentId, isNew: true, profile };
  }
  const known = await tx.find(ref);
  if (known === null) return { refusal: { reason: "no-such-deployment" } };
  await profiles.load([known.profileHash], (hash) => tx.profileBody(hash));
  return {
    about: { ...known, sha: known.pinned?.sha ?? null, by: known.requestedBy },
    id: known.id,
    isNew: false,
    profile: profiles.of(known.profileHash),
  };
}

async function decided(
  options: DeploymentEngineOptions,
  tx: DeploymentTransaction,
  { ask, at, subject }: { readonly ask: DeploymentAsk; readonly at: Instant; readonly subject: Subject },
): Promise<Done> {
  const { about, id, isNew, profile } = subject;
  const nextNumber = isNew ? await tx.nextNumber() : null;
  const holders = await tx.lockPlaces(about.places);
  const state = isNew ? null : await tx.lockDeployment(id);
  const current = state === null ? about : { ...about, sha: shaOf(ask, state) };
  const facts = await deploymentFacts(tx, current, { profile, at, holders, nextNumber });
  const manual: Manual = { hash: profile.hash, delivery: profile.delivery };
  const asked = { command: ask.command, by: ask.by, rights: ask.rights, at, newId: id };
  const decision = decide(state, asked, facts, manual);
  if (decision.kind === "quiet") {
    if (state !== null) await tx.reschedule(state, dueOf(state, profile, at));
    return { result: { kind: "quiet", deployment: state }, jobs: [] };
  }
  if (decision.kind === "refused")
    return { result: { kind: "refused", refusal: decision.refusal, deployment: state }, jobs: [] };
  return write(options, tx, { before: state, events: decision.events, ask, at, id, profile, manual });
}

/** Of a look-up the gates are judged by what it just found. */
function shaOf({ command }: DeploymentAsk, { pinned }: Deployment): string | null {
  return command.type === "record-outlook" && command.pinned !== null
    ? command.pinned.sha
    : (pinned?.sha ?? null);
}

type Writing = {
  readonly before: Deployment | null;
  readonly events: readonly DeploymentEvent[];
  readonly ask: DeploymentAsk;
  readonly at: Instant;
  readonly id: DeploymentId;
  readonly profile: Profile;
  readonly manual: Manual;
};

async function write(
  options: DeploymentEngineOptions,
  tx: DeploymentTransaction,
  writing: Writing,
): Promise<Done> {
  const { before, events, ask, at, id, profile, manual } = writing;
  let after = before;
  const recorded: RecordedDeploymentEvent[] = [];
  for (const event of events) {
    after = evolve(after, { event, by: ask.by, at, id });
    recorded.push({ deployment: id, sequence: after.version, by: ask.by, at, event });
  }
  if (after === null) throw new Error("a command was accepted without an event");
  const effects = react(before, after, recorded, manual);
  await tx.write({
    deployment: after,
    dueAt: dueOf(after, profile, at),
    events: recorded,
    effects: effects.filter(({ kind }) => kind !== "retry"),
    at,
  });
  if (before === null) await tx.takeNumber(after.number);
  const held = before !== null && holdsPlaces(before.phase);
  if (holdsPlaces(after.phase) && !held) await tx.take(after.places, id);
  if (!holdsPlaces(after.phase) && held) await tx.leave(id);
  for (const entry of ledgerOf(after, events, at)) await tx.addToLedger(id, entry);
  const jobs: EffectJob[] = [];
  for (const effect of effects)
    jobs.push(effect.kind === "retry" ? await retryOf(effect, tx) : jobOf(effect));
  await options.jobs.enqueue(tx.sql, jobs);
  return { result: { kind: "accepted", deployment: after, events }, jobs };
}

function dueOf(deployment: Deployment, profile: Profile, at: Instant): Instant | null {
  return nextDueAt(deployment, environmentOf(profile.delivery, deployment), at);
}

/** What a step's success counts as in the ledger of backups. */
function ledgerOf(
  { steps }: Deployment,
  events: readonly DeploymentEvent[],
  at: Instant,
): readonly LedgerEntry[] {
  return events.flatMap((event) => {
    if (event.type !== "step-succeeded") return [];
    const step = steps.find(({ key }) => key === event.step);
    if (step?.does.kind !== "run" || step.does.ledger === null) return [];
    const { backup, as } = step.does.ledger;
    return [{ step: event.step, backup, what: as, at, tookMs: at - (step.begunAt ?? at) }];
  });
}

/** Messages about one deployment go out one after another; of what is asked of GitHub nothing waits for them. */
function jobOf({ id }: DeploymentEffect): EffectJob {
  return { effect: id, kind: "deployment", group: groupOf(id), startAt: null };
}

/** What was given up begins anew; what goes on by itself is only hurried, or each press would add a row of tries. */
async function retryOf(
  { effect }: Extract<DeploymentEffect, { readonly kind: "retry" }>,
  tx: DeploymentTransaction,
): Promise<EffectJob> {
  const once = !(await tx.reopen(effect));
  return { effect, kind: "deployment", group: groupOf(effect), once, startAt: null };
}

export function groupOf(effect: DeploymentEffect["id"]): string | null {
  const [deployment = "", , kind = ""] = effect.split("/");
  return kind === "post" || kind === "post-card" || kind === "refresh-card" ? `${deployment}/messages` : null;
}

/** Another commit stored the same thing first, or took the place: deciding again finds it. */
function isTakenMeanwhile(error: unknown): boolean {
  return error instanceof PlaceTaken || isConflict(error);
}
