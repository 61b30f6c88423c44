import type { Instant } from "../ids.ts";
import type { Chain } from "../profile.ts";
import { add, type Draft } from "./draft.ts";
import { effectIdOf } from "./effect-id.ts";
import type { BeginCause, IncidentEvent, StepCause } from "./event.ts";
import type { Acknowledgement, Actor, Escalation, EscalationKey, Incident, Page } from "./incident.ts";
import type { Route } from "./route.ts";

/**
 * How a run of an escalation policy begins and moves on. A run keeps the chain it began with, and every step of
 * every round is paged at most once: the step that is begun is stored in the commit that asks for its page.
 */

type EventOf = Extract<IncidentEvent, { readonly type: "page-requested" }>;

export type Beginning = Route & {
  readonly why: string | null;
  readonly cause: BeginCause;
  /** As in the event; null when a person asked. */
  readonly pagedRank: number | null;
  /** First and last step; the whole chain when absent. */
  readonly from?: number;
  readonly to?: number;
};

export function begin(draft: Draft, { startsAt, ...asked }: Beginning): Draft {
  const { policy, chain, why, cause, pagedRank } = asked;
  const from = asked.from ?? 0;
  const to = asked.to ?? chain.steps.length - 1;
  const begun = add(draft, {
    type: "escalation-begun",
    policy,
    chain,
    from,
    to,
    startsAt,
    why,
    cause,
    pagedRank,
  });
  const run = begun.incident.escalations.at(-1);
  if (run === undefined || startsAt > draft.at) return begun;
  return request(begun, run, { step: from, round: 1, cause: "begun", lateMs: 0, why });
}

/** The next step of the chain, or the first of the next round; after the last of all the chain is exhausted. */
export function advance(
  draft: Draft,
  run: Escalation,
  move: { readonly cause: StepCause; readonly lateMs?: number; readonly why?: string | null },
): Draft {
  const { cause, lateMs = 0 } = move;
  const why = move.why ?? run.why;
  if (run.step === null)
    return request(draft, run, { step: run.from, round: 1, cause: "begun", lateMs, why });
  if (run.step < run.to)
    return request(draft, run, { step: run.step + 1, round: run.round, cause, lateMs, why });
  const nobodyReached = cause === "skipped" && run.unreached && !mayYetReach(draft.incident, run);
  if (run.round <= run.chain.repeat && !nobodyReached)
    return request(draft, run, { step: run.from, round: run.round + 1, cause, lateMs, why });
  const { key: escalation, policy, round: rounds } = run;
  return add(draft, {
    type: "escalation-exhausted",
    escalation,
    policy,
    rounds,
    reached: !nobodyReached,
    lateMs,
  });
}

/** A page of this round that PagerDuty has not taken yet is sent on by itself. */
function mayYetReach({ pages }: Incident, { key, round }: Escalation): boolean {
  return pages.some(
    (page) =>
      page.escalation === key && page.round === round && page.acceptedAt === null && page.givenUpAt === null,
  );
}

/** Again from its first step, because an acknowledgement came to nothing. */
export function restart(draft: Draft, run: Escalation): Draft {
  return request(draft, run, { step: run.from, round: 1, cause: "expired", lateMs: 0, why: run.why });
}

function request(
  draft: Draft,
  run: Escalation,
  to: Pick<EventOf, "step" | "round" | "cause" | "lateMs" | "why">,
): Draft {
  const begun = run.chain.steps[to.step];
  if (begun === undefined) throw new Error(`the chain of ${run.policy} has no step ${to.step}`);
  const { id: incident, version } = draft.incident;
  const what = run.policy;
  return add(draft, {
    type: "page-requested",
    effect: effectIdOf({ incident, version: version + 1, kind: "page", what }),
    policy: run.policy,
    escalation: run.key,
    target: begun.page,
    nextAt: draft.at + begun.timeoutMs,
    ...to,
  });
}

/** By the manual's own rule, not because a person asked. */
export function isByRule({ cause }: Escalation): boolean {
  return cause === "declared" || cause === "raised";
}

/** Somebody who was named, rather than a chain of the manual. */
function isOfPerson({ chain }: Escalation): boolean {
  return chain.steps.some(({ page }) => page.kind === "user");
}

/** Somebody who was named is called, and it is not this one. */
export function isOfAnother(run: Escalation, by: Actor): boolean {
  const isNamed = run.chain.steps.some(
    ({ page }) => page.kind === "user" && by.kind === "person" && page.user === by.user,
  );
  return isOfPerson(run) && !isNamed;
}

/** The chain whose next level is the incident's: the latest of the rule's, else the latest that people asked for. */
export function mainRun({ escalations }: Incident): Escalation | undefined {
  const chains = escalations.filter((run) => run.state !== "stopped" && run.from === 0 && !isOfPerson(run));
  return chains.findLast(isByRule) ?? chains.at(-1);
}

/** A missed response hurries the manual's chains; whoever was named is called as they were to be. */
export function isHurried(run: Escalation): boolean {
  return run.chain.runBy === "tocsin" && run.step !== null && !isOfPerson(run);
}

export function stop(draft: Draft, runs: readonly Escalation[]): Draft {
  return runs.reduce(
    (drafted, { key: escalation, policy }) =>
      add(drafted, { type: "escalation-stopped", escalation, policy }),
    draft,
  );
}

export function running({ escalations }: Pick<Incident, "escalations">): readonly Escalation[] {
  return escalations.filter(({ state }) => state === "running");
}

export function runOf(incident: Incident, key: EscalationKey): Escalation | undefined {
  return incident.escalations.find((run) => run.key === key);
}

/** The page of the step that a run is at; undefined before the first, and when that page was withdrawn or skipped. */
export function currentPage(incident: Incident, run: Escalation): Page | undefined {
  return incident.pages.findLast(
    ({ escalation, step, round }) => escalation === run.key && step === run.step && round === run.round,
  );
}

/** Of a chain that PagerDuty runs, its own next level comes first; only after the last one is it ours to shout. */
export function stepDueAt(incident: Incident, run: Escalation): Instant | null {
  if (run.nextAt === null || run.state !== "running") return null;
  if (run.chain.runBy === "tocsin") return run.nextAt;
  const page = currentPage(incident, run);
  // The last level of several has its own time too, from when it was asked.
  const isLater = (page?.level?.level ?? 1) > 1;
  const from = page?.level?.escalatesAt ?? (isLater ? page?.levelAt : null) ?? null;
  const timeoutMs = run.chain.steps[run.to]?.timeoutMs ?? 0;
  return from === null ? run.nextAt : Math.max(run.nextAt, from + timeoutMs);
}

/** Different people, since a policy may want two of them. */
export function hasAcknowledged({ acknowledgements }: Escalation, by: Actor): boolean {
  return acknowledgements.some((one) => isSame(one, by));
}

/** Those that somebody is still to answer: an exhausted one too, since its pages may go on calling. */
export function unanswered({ escalations }: Pick<Incident, "escalations">): readonly Escalation[] {
  return escalations.filter(({ state }) => state === "running" || state === "exhausted");
}

/** Whether one more person is enough for it to rest. */
export function isSettledBy(run: Escalation): boolean {
  return run.acknowledgements.length + 1 >= run.chain.acknowledgements;
}

function isSame({ by: one }: Acknowledgement, other: Actor): boolean {
  if (one.kind === "person") return other.kind === "person" && one.user === other.user;
  if (one.kind === "pagerduty") return other.kind === "pagerduty" && one.name === other.name;
  return other.kind === "tocsin";
}

/** The rest of a chain after the highest step that any of its runs has begun; null at its end. */
export function levelAfter(incident: Incident, policy: string): { chain: Chain; step: number } | null {
  const runs = incident.escalations.filter((run) => run.policy === policy && run.chain.runBy === "tocsin");
  const last = runs.at(-1);
  if (last === undefined) return null;
  const highest = Math.max(...runs.map((run) => (run.round > 1 ? run.to : (run.step ?? -1))));
  return highest + 1 < last.chain.steps.length ? { chain: last.chain, step: highest + 1 } : null;
}
