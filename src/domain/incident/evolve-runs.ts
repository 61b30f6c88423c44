import type { EffectId, Instant } from "../ids.ts";
import { isAtLeast } from "./answer.ts";
import type { IncidentEvent } from "./event.ts";
import type { Acknowledgement, Actor, Escalation, EscalationKey, Incident, Page } from "./incident.ts";

/** How runs of escalation policies and their pages change with what happens. */

type EventOf<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: T }>;
type When = { readonly by: Actor; readonly at: Instant };

export function begun(state: Incident, event: EventOf<"escalation-begun">, { at }: When): Partial<Incident> {
  const { policy, chain, from, to, why, cause, startsAt, pagedRank } = event;
  const run: Escalation = {
    key: String(state.version + 1),
    policy,
    chain,
    from,
    to,
    startedAt: at,
    why,
    cause,
    state: "running",
    round: 1,
    step: null,
    unreached: true,
    nextAt: startsAt,
    held: null,
    acknowledgements: [],
    expiresAt: null,
  };
  const rank = pagedRank ?? state.pagedRank;
  return { escalations: [...state.escalations, run], pagedRank: rank };
}

export function requested(
  state: Incident,
  event: EventOf<"page-requested">,
  { at }: When,
): Partial<Incident> {
  const { effect, policy, escalation, step, round, target, nextAt } = event;
  const page: Page = {
    effect,
    policy,
    requestedAt: at,
    escalation,
    step,
    round,
    target,
    ...UNANSWERED,
  };
  const escalations = changed(state.escalations, escalation, (run) => ({
    ...run,
    state: "running",
    step,
    round,
    nextAt,
    held: null,
    unreached: step === run.from || run.unreached,
  }));
  return { pages: [...state.pages, page], escalations };
}

const UNANSWERED = {
  acceptedAt: null,
  pagerDutyId: null,
  url: null,
  via: null,
  givenUpAt: null,
  over: false,
  notified: [],
  acknowledged: null,
  unacknowledgedAt: null,
  resolvedAt: null,
  stalled: null,
  summoned: null,
  level: null,
  levelAt: null,
} as const;

export function accepted(state: Incident, event: EventOf<"page-accepted">, { at }: When): Partial<Incident> {
  const { pagerDutyId, url, via } = event;
  const pages = paged(state.pages, event.effect, (page) => ({
    ...page,
    acceptedAt: at,
    pagerDutyId,
    url,
    via,
  }));
  return { pages, escalations: reached(state, event.effect) };
}

export function summonedTo(state: Incident, event: EventOf<"summoned">): Partial<Incident> {
  const pages = paged(state.pages, event.page, (page) => ({
    ...page,
    summoned: [...new Set([...(page.summoned ?? []), ...event.users])],
  }));
  return event.users.length === 0 ? { pages } : { pages, escalations: reached(state, event.page) };
}

function reached({ pages, escalations }: Incident, effect: EffectId): Incident["escalations"] {
  const page = pages.find((one) => one.effect === effect);
  return page === undefined
    ? escalations
    : changed(escalations, page.escalation, (run) => ({ ...run, unreached: false }));
}

/** It calls nobody and never will, so nothing of it is left to show or to wait for; the timeline keeps it. */
export function withdrawn(
  state: Incident,
  { effect }: EventOf<"page-withdrawn" | "step-skipped">,
): Partial<Incident> {
  return {
    pages: state.pages.filter((page) => page.effect !== effect),
    troubles: state.troubles.filter((open) => open.effect !== effect),
  };
}

/** Of a run that is settled, every page counts as answered: PagerDuty is told so. */
export function acknowledgedRuns(
  state: Incident,
  event: EventOf<"acknowledged">,
  when: When,
): Partial<Incident> {
  const { escalations, settled, page } = event;
  const acknowledgement: Acknowledgement = { by: when.by, at: when.at };
  return {
    escalations: state.escalations.map((run) => {
      if (!escalations.includes(run.key)) return run;
      const acknowledgements = [...run.acknowledgements, acknowledgement];
      if (!settled.includes(run.key)) return { ...run, acknowledgements };
      return { ...run, acknowledgements, state: "acknowledged", nextAt: null, held: null, expiresAt: null };
    }),
    pages: state.pages.map((one) => {
      const isTheirs = one.effect === page || (page === null && isOfNoRun(one));
      const answered = isTheirs || settled.some((key) => rests(state, one, key));
      return answered && one.acknowledged === null ? { ...one, acknowledged: acknowledgement } : one;
    }),
  };
}

/** Paged by a version that knew no runs: whoever has the incident has it. */
export function isOfNoRun({ escalation }: Page): boolean {
  return escalation === "";
}

/** A page of that run, or of one whose place was taken: nobody else answers those. */
export function rests(
  { escalations }: Pick<Incident, "escalations">,
  { escalation }: Page,
  settled: EscalationKey,
): boolean {
  if (escalation === settled) return true;
  return escalations.some(({ key, state }) => key === escalation && state === "stopped");
}

/**
 * Taken back in PagerDuty. Where that runs the chain it calls again, so the run does too; a chain of ours rests on what
 * people said here.
 */
export function unacknowledged(
  state: Incident,
  { effect }: EventOf<"page-unacknowledged">,
  { at }: When,
): Partial<Incident> {
  const page = state.pages.find((one) => one.effect === effect);
  const escalations = changed(state.escalations, page?.escalation ?? "", (run) => {
    if (run.chain.runBy === "tocsin" || run.state !== "acknowledged") return run;
    const timeoutMs = run.chain.steps[run.to]?.timeoutMs ?? 0;
    return { ...run, state: "running", nextAt: at + timeoutMs, acknowledgements: [] };
  });
  const pages = paged(state.pages, effect, (one) => ({ ...one, acknowledged: null, unacknowledgedAt: at }));
  return { pages, escalations };
}

export function exhausted(state: Incident, event: EventOf<"escalation-exhausted">): Partial<Incident> {
  return {
    escalations: changed(state.escalations, event.escalation, (run) => ({
      ...run,
      ...AT_REST,
      state: "exhausted",
    })),
  };
}

export function stopped(state: Incident, event: EventOf<"escalation-stopped">): Partial<Incident> {
  return {
    escalations: changed(state.escalations, event.escalation, (run) => ({
      ...run,
      ...AT_REST,
      state: "stopped",
    })),
  };
}

const AT_REST = { nextAt: null, held: null, expiresAt: null } as const;

export function held(state: Incident, event: EventOf<"escalation-held">, { by }: When): Partial<Incident> {
  const { until, why } = event;
  return {
    escalations: changed(state.escalations, event.escalation, (run) => ({
      ...run,
      nextAt: until,
      held: { until, by, why },
    })),
  };
}

export function reminded(state: Incident, event: EventOf<"acknowledgement-reminded">): Partial<Incident> {
  const { expiresAt } = event;
  return { escalations: changed(state.escalations, event.escalation, (run) => ({ ...run, expiresAt })) };
}

/** Nobody has it any more; who had it is on the timeline, and when it was first answered stays. */
export function expired(state: Incident, event: EventOf<"acknowledgement-expired">): Partial<Incident> {
  return {
    acknowledgedBy: null,
    escalations: changed(state.escalations, event.escalation, (run) => ({
      ...run,
      ...AT_REST,
      state: "running",
      acknowledgements: [],
    })),
  };
}

/** When the incident ends nobody is called any more. */
export function ended(escalations: readonly Escalation[], phase: Incident["phase"]): readonly Escalation[] {
  if (!isAtLeast(phase, "resolved")) return escalations;
  return escalations.map((run) =>
    run.state === "running" ? { ...run, ...AT_REST, state: "stopped" } : { ...run, expiresAt: null },
  );
}

/** Somebody said a word: what people were reminded of counts on. */
export function signOfLife(escalations: readonly Escalation[]): readonly Escalation[] {
  return escalations.some((run) => run.expiresAt !== null)
    ? escalations.map((run) => (run.expiresAt === null ? run : { ...run, expiresAt: null }))
    : escalations;
}

export function paged(
  pages: readonly Page[],
  effect: EffectId,
  change: (page: Page) => Page,
): readonly Page[] {
  return pages.map((page) => (page.effect === effect ? change(page) : page));
}

function changed(
  escalations: readonly Escalation[],
  key: EscalationKey,
  change: (run: Escalation) => Escalation,
): readonly Escalation[] {
  return escalations.map((run) => (run.key === key ? change(run) : run));
}
