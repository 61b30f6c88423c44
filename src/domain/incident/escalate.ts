import type { Instant } from "../ids.ts";
import {
  badText,
  type CommandOf,
  type Given,
  isAtLeast,
  notOpen,
  QUIET,
  refuse,
  tidy,
  tooLong,
} from "./answer.ts";
import type { Decision } from "./decision.ts";
import { add, draftOf, settled } from "./draft.ts";
import { policyFor, routeOf } from "./route.ts";
import { advance, begin, levelAfter, mainRun, running, runOf } from "./runs.ts";

/** What people and workers do to a running escalation: sooner, later, and past a step where nobody is. */

const LONGEST_HOLD_MS = 60 * 60_000;
const MINUTE_MS = 60_000;

/**
 * Sooner: every run that Tocsin runs takes its next step. When all rest, the level after the last that was called is
 * called as a run of its own, since whoever has the incident asked for more people.
 */
export function escalate(given: Given, command: CommandOf<"escalate">): Decision {
  const { incident } = given;
  if (isAtLeast(incident.phase, "resolved")) return notOpen(incident);
  const long = tooLong(command.why);
  if (long !== null) return refuse(long);
  const runs = running(incident);
  const ours = runs.filter(({ chain }) => chain.runBy === "tocsin");
  const [theirs] = runs;
  if (ours.length === 0 && theirs !== undefined)
    return refuse({ reason: "run-by-pagerduty", policy: theirs.policy });
  if (ours.length > 0)
    return settled(
      ours.reduce(
        (draft, run) => advance(draft, run, { cause: "asked", why: tidy(command.why) }),
        draftOf(given),
      ),
    );
  return callHigher(given, tidy(command.why));
}

function callHigher(given: Given, why: string | null): Decision {
  const { incident, profile, at } = given;
  const last = mainRun(incident);
  const cause = "escalated";
  const higher = last === undefined ? null : levelAfter(incident, last.policy);
  if (last !== undefined && higher !== null) {
    const { chain, step: from } = higher;
    return settled(
      begin(draftOf(given), { policy: last.policy, chain, startsAt: at, from, why, cause, pagedRank: null }),
    );
  }
  const policy = last?.policy ?? policyFor(profile, incident);
  // The whole chain was called and nobody came: it may be called again; who came has no higher level to call.
  if (policy === null || last?.state === "acknowledged")
    return refuse({ reason: "nothing-to-escalate", acknowledged: last !== undefined });
  return settled(
    begin(draftOf(given), { ...routeOf(profile, policy, at), startsAt: at, why, cause, pagedRank: null }),
  );
}

/** Later: with a reason, for an hour at most, and never for a chain that PagerDuty runs. */
export function hold(given: Given, command: CommandOf<"hold">): Decision {
  const { incident, at } = given;
  const { forMs } = command;
  if (isAtLeast(incident.phase, "resolved")) return notOpen(incident);
  if (forMs > LONGEST_HOLD_MS) return refuse({ reason: "hold-too-long", limitMs: LONGEST_HOLD_MS });
  if (forMs < MINUTE_MS)
    return refuse({ reason: "bad-duration", leastMs: MINUTE_MS, mostMs: LONGEST_HOLD_MS });
  const refusal = badText(command.why);
  if (refusal !== null) return refuse(refusal);
  const runs = running(incident).flatMap((run) =>
    run.nextAt === null ? [] : [{ ...run, nextAt: run.nextAt }],
  );
  const ours = runs.filter(({ chain }) => chain.runBy === "tocsin");
  const [theirs] = runs;
  if (ours.length === 0)
    return refuse(
      theirs === undefined
        ? { reason: "nothing-to-hold" }
        : { reason: "run-by-pagerduty", policy: theirs.policy },
    );
  return settled(
    ours.reduce((draft, { key: escalation, policy, nextAt }) => {
      const until: Instant = Math.max(nextAt, at + forMs);
      return add(draft, { type: "escalation-held", escalation, policy, until, why: command.why.trim() });
    }, draftOf(given)),
  );
}

/** Said, and the next step begins at once. A step that is over already is only said. */
export function skipStep(given: Given, command: CommandOf<"skip-step">): Decision {
  const { incident } = given;
  const page = incident.pages.find(({ effect }) => effect === command.page);
  if (page === undefined || page.acceptedAt !== null) return QUIET;
  const { effect, policy, target } = page;
  const skipped = add(draftOf(given), { type: "step-skipped", effect, policy, target, why: command.why });
  const run = runOf(skipped.incident, page.escalation);
  const isAtIt = run?.state === "running" && run.step === page.step && run.round === page.round;
  return settled(run !== undefined && isAtIt ? advance(skipped, run, { cause: "skipped" }) : skipped);
}
