import type { Instant } from "../ids.ts";
import type { Profile, Severity } from "../profile.ts";
import { resumed, timesOf } from "../targets.ts";
import {
  accept,
  badText,
  type CommandOf,
  type Given,
  isAtLeast,
  notOpen,
  refuse,
  tooLong,
} from "./answer.ts";
import type { Decision } from "./decision.ts";
import type { Promised } from "./event.ts";
import type { Incident, PromiseClock } from "./incident.ts";

/** What the manual promises for a severity, how far each promise is, and the rest that people may give the clocks. */

export type Share = 50 | 75 | 90 | 100;

/** Both promises count from the declaration, whenever the severity was given. */
export function promisesFor(severity: Severity, declaredAt: Instant, profile: Profile): readonly Promised[] {
  const { respond, resolve } = severity;
  const promise = (what: Promised["what"], target: typeof respond): readonly Promised[] =>
    target === null ? [] : [{ what, target, ...timesOf(target, declaredAt, profile) }];
  return [...promise("response", respond), ...promise("resolution", resolve)];
}

/** Neither met nor in the past of the incident: those that may still be missed, or were and are not made good yet. */
export function runningClocks({ clocks }: Pick<Incident, "clocks">): readonly PromiseClock[] {
  return clocks.filter(({ metAt, supersededAt }) => metAt === null && supersededAt === null);
}

/** The shares not told yet, each with its instant, smallest first. */
export function untold({ told, marks, dueAt }: PromiseClock): readonly (readonly [Share, Instant])[] {
  const [half, threeQuarters, ninetyPercent] = marks;
  const all = [
    [50, half],
    [75, threeQuarters],
    [90, ninetyPercent],
    [100, dueAt],
  ] as const;
  return all.filter(([share]) => share > told);
}

/** Clocks rest only with a reason that stays on the record. */
export function pauseClocks({ incident }: Given, command: CommandOf<"pause-clocks">): Decision {
  if (isAtLeast(incident.phase, "resolved")) return notOpen(incident);
  if (incident.paused !== null) return refuse({ reason: "already-paused" });
  const refusal = badText(command.why) ?? tooLong(command.why);
  return refusal === null ? accept({ type: "clocks-paused", why: command.why.trim() }) : refuse(refusal);
}

/** What was left of each promise when they were paused is left now. */
export function resumeClocks({ incident, at, profile }: Given): Decision {
  if (incident.paused === null) return refuse({ reason: "not-paused" });
  const { since } = incident.paused;
  const promises = runningClocks(incident).map((clock): Promised => {
    const { what, target, setAt, dueAt, marks } = clock;
    const rest = { from: Math.max(since, setAt), to: at };
    return { what, target, ...resumed(target, { dueAt, marks }, rest, profile) };
  });
  return accept({ type: "clocks-resumed", pausedMs: at - since, promises });
}
