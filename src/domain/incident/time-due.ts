import type { Instant } from "../ids.ts";
import { type CommandOf, type Given, QUIET } from "./answer.ts";
import type { Share } from "./clocks.ts";
import type { Decision } from "./decision.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import { type Due, dueOf } from "./due.ts";
import type { StepCause } from "./event.ts";
import type { PromiseClock } from "./incident.ts";
import { stall } from "./proof.ts";
import { askForUpdate } from "./reminders.ts";
import { advance, begin, isHurried, levelAfter, mainRun, restart, runOf } from "./runs.ts";

/**
 * What happens because time has passed. All that is due is done in one decision, and each thing once: a run moves one
 * step however many time-outs passed meanwhile, of several shares of a promise only the greatest is told, an update is
 * asked for once. So a look at the clock that comes late, twice or from two replicas does no harm.
 */
export function timeDue(given: Given, { away }: CommandOf<"time-due">): Decision {
  const { at, incident, profile } = given;
  const due = dueOf(incident, profile).filter((one) => one.at <= at);
  if (due.length === 0) return QUIET;
  const done = moveRuns(due.reduce(passed, draftOf(given)), due);
  if (away === null) return settled(done);
  return settled(caughtUp(done, away));
}

/** Later than this is said. */
const WORTH_TELLING_MS = 30_000;

function late(draft: Draft, dueAt: Instant): number {
  const ms = draft.at - dueAt;
  return ms > WORTH_TELLING_MS ? ms : 0;
}

/** Everything but the moves of runs, which may have several reasons at once. */
function passed(draft: Draft, due: Due): Draft {
  switch (due.kind) {
    case "step":
    case "unproven":
      return draft;
    case "stall":
      return stall(draft, due.page, due.stage, due.afterMs);
    case "remind":
      return remind(draft, due);
    case "expire":
      return expire(draft, due);
    case "promise":
      return tellPromise(draft, due.clock, due.share);
    case "update":
      return askForUpdate(draft, late(draft, due.at));
    case "nudge":
      return add(draft, { type: "nudged", about: due.about, lateMs: late(draft, due.at) });
  }
}

/** After an absence the notice is given now, and in full. */
function remind(draft: Draft, due: Extract<Due, { kind: "remind" }>): Draft {
  const expiresAt = Math.max(due.expiresAt, draft.at + due.noticeMs);
  const { key: escalation } = due.run;
  return add(draft, { type: "acknowledgement-reminded", escalation, expiresAt, lateMs: late(draft, due.at) });
}

function expire(draft: Draft, { run }: Extract<Due, { kind: "expire" }>): Draft {
  const { key: escalation, policy } = run;
  const afterMs = draft.at - draft.incident.lastSignAt;
  return restart(add(draft, { type: "acknowledgement-expired", escalation, policy, afterMs }), run);
}

/** Once per share, and only the greatest of those that passed together. */
function tellPromise(draft: Draft, clock: PromiseClock, share: Share): Draft {
  if (greatestPassed(clock, draft.at) !== share) return draft;
  const { what, severity, setAt, dueAt } = clock;
  const told = add(draft, {
    type: "promise-told",
    what,
    severity,
    share,
    dueAt,
    // A worse severity makes it due at once: nobody was late to tell that.
    lateMs: late(draft, Math.max(passedAt(clock, share), setAt)),
  });
  const brings = what === "resolution" && clock.told < 75 && share >= 75 && passedAt(clock, 75) > setAt;
  return brings ? bringIn(told) : told;
}

function greatestPassed(clock: PromiseClock, at: Instant): Share | undefined {
  const shares = [100, 90, 75, 50] as const;
  return shares.find((share) => passedAt(clock, share) <= at);
}

function passedAt(
  { marks: [half, threeQuarters, ninetyPercent], dueAt }: PromiseClock,
  share: Share,
): Instant {
  return { 50: half, 75: threeQuarters, 90: ninetyPercent, 100: dueAt }[share];
}

/** The manual's next management level, beside whoever has the incident: one step of the chain, as a run of its own. */
function bringIn(draft: Draft): Draft {
  const whole = mainRun(draft.incident);
  const next = whole === undefined || draft.incident.drill ? null : levelAfter(draft.incident, whole.policy);
  if (whole === undefined || next === null || whole.state === "running") return draft;
  const { chain, step } = next;
  return begin(draft, {
    policy: whole.policy,
    chain,
    startsAt: draft.at,
    from: step,
    to: step,
    why: null,
    cause: "resolution-due",
    pagedRank: null,
  });
}

type Move = { readonly cause: StepCause; readonly dueAt: Instant };

/** One step for each run, whatever the reasons; the most telling one is named. */
function moveRuns(draft: Draft, due: readonly Due[]): Draft {
  const missed = due.find(
    (one) =>
      one.kind === "promise" &&
      one.share === 100 &&
      one.clock.what === "response" &&
      one.clock.dueAt > one.clock.setAt,
  );
  return draft.incident.escalations.reduce((moving, { key }) => {
    const run = runOf(moving.incident, key);
    // A run that began just now, with its page on the way, has nothing to make up for.
    if (run?.state !== "running" || run.startedAt >= draft.at) return moving;
    // Somebody said why it has to wait, whatever else hurries it.
    if (run.held !== null && run.held.until > draft.at) return moving;
    const move = reasonToMove(due, key, isHurried(run) ? missed : undefined);
    return move === null
      ? moving
      : advance(moving, run, { cause: move.cause, lateMs: late(draft, move.dueAt) });
  }, draft);
}

function reasonToMove(due: readonly Due[], key: string, missed: Due | undefined): Move | null {
  if (missed !== undefined) return { cause: "response-missed", dueAt: missed.at };
  const step = due.find((one) => one.kind === "step" && one.run.key === key);
  if (step !== undefined) return { cause: "unanswered", dueAt: step.at };
  const unproven = due.find((one) => one.kind === "unproven" && one.run.key === key);
  return unproven === undefined ? null : { cause: "unproven", dueAt: unproven.at };
}

function caughtUp(draft: Draft, away: NonNullable<CommandOf<"time-due">["away"]>): Draft {
  const types = draft.events.map(({ event }) => event);
  const moved = types.filter(
    (event) => event.type === "page-requested" || event.type === "escalation-exhausted",
  ).length;
  const reminded = types.filter(
    ({ type }) =>
      type === "update-asked" ||
      type === "nudged" ||
      type === "acknowledgement-reminded" ||
      type === "promise-told",
  ).length;
  return moved + reminded === 0 ? draft : add(draft, { type: "caught-up", away, moved, reminded });
}
