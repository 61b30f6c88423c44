import type { Deployment } from "../domain/deployment/deployment.ts";
import type { Profile } from "../domain/profile.ts";
import type { Advice, Way } from "../domain/recovery/advice.ts";
import { date, duration, say } from "./text.ts";

// What each way back costs against what the manual promises. What is not known is said to be unknown.

const MOST = 4;

/** The way that is about to be taken first; then the others; last what is left of the time promised. */
export function adviceLines(
  deployment: Deployment,
  advice: readonly Advice[],
  profile: Profile,
): readonly string[] {
  if (advice.length === 0) return [];
  const isThis = ({ way }: Advice) => isChosen(way, deployment, profile);
  const ordered = [...advice.filter(isThis), ...advice.filter((one) => !isThis(one))];
  const lines = ordered.slice(0, MOST).map((one) => `${isThis(one) ? "👉" : "•"} ${wayLine(one)}`);
  return [...lines, ...timeLeft(advice)];
}

function isChosen(way: Way, { kind, subject }: Deployment, { delivery }: Profile): boolean {
  switch (way.kind) {
    case "roll-back":
      return kind === "rollback";
    case "restore":
      return kind === "restore" && way.backup === subject;
    case "fail-over":
      return (
        kind === "failover" &&
        delivery.recovery.some((plan) => plan.key === subject && plan.name === way.plan)
      );
  }
}

/** `Restoring *database* loses 43 minutes, the promise is 15 minutes: *broken*. It usually takes 20 minutes.` */
export function wayLine(advice: Advice): string {
  return `${wayWords(advice.way)} ${loss(advice)}. ${time(advice)}`;
}

function wayWords(way: Way): string {
  switch (way.kind) {
    case "roll-back":
      return "Rolling back";
    case "restore": {
      const to = way.to === null ? "to its newest verified state" : `to ${date(way.to)}`;
      return `Restoring *${say(way.backup, 60)}* ${to}`;
    }
    case "fail-over":
      return `Failing over (*${say(way.plan, 60)}*)`;
  }
}

function loss({ losesMs, rpoMs, keepsRpo }: Advice): string {
  if (losesMs === 0) return "loses nothing";
  if (losesMs === null) {
    const promise = rpoMs === null ? "" : `; the promise is at most ${duration(rpoMs)}`;
    return `loses *nobody knows how much*${promise}`;
  }
  const lost = `loses the data of ${duration(losesMs)}`;
  if (rpoMs === null || keepsRpo === null) return lost;
  return `${lost}, the promise is ${duration(rpoMs)}: ${keepsRpo ? "kept" : "*broken*"}`;
}

function time({ way, keepsRto }: Advice): string {
  if (way.usuallyMs === null) return "How long it takes is not known yet.";
  const late = keepsRto === false ? ", *longer than what is left*" : "";
  return `It usually takes ${duration(way.usuallyMs)}${late}.`;
}

/** The same for every way. */
export function timeLeft([first]: readonly Advice[]): readonly string[] {
  if (first === undefined || first.rtoMs === null || first.rtoLeftMs === null) return [];
  const { rtoLeftMs } = first;
  const rto = `the ${duration(first.rtoMs)} promised (RTO)`;
  return rtoLeftMs > 0
    ? [`⏱ ${duration(rtoLeftMs)} of ${rto} are left.`]
    : [`⏱ *The RTO is missed*: ${rto} were over ${duration(rtoLeftMs)} ago.`];
}
