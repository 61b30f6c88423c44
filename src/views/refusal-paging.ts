import type { Refusal } from "../domain/incident/decision.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { policyWhom, whomSaid } from "./target-words.ts";
import { date, duration, person, say, typed } from "./text.ts";

// What cannot be done to an escalation or a clock, and what can be done instead.

type PagingRefusal = Extract<
  Refusal,
  {
    readonly reason:
      | "nothing-to-escalate"
      | "nothing-to-hold"
      | "hold-too-long"
      | "already-paging"
      | "run-by-pagerduty"
      | "already-paused"
      | "not-paused"
      | "no-update-due"
      | "already-snoozed"
      | "bad-duration";
  }
>;

export function pagingRefused(
  refused: PagingRefusal,
  name: string,
  incident: Incident | null,
  profile: Profile,
): string {
  switch (refused.reason) {
    case "nothing-to-escalate":
      return nothingToEscalate(refused.acknowledged, name, incident);
    case "nothing-to-hold":
      return `No escalation of ${name} has a step to come, so there is nothing to hold. ${typed("/incident next")} shows what is due.`;
    case "hold-too-long":
      return `A hold lasts ${duration(refused.limitMs)} at most, so nothing was held. Hold it for less, and again when that is over; *I have it* stops the calling for good.`;
    case "already-paging":
      return alreadyPaging(refused, name, { incident, profile });
    case "run-by-pagerduty":
      return `PagerDuty runs ${whomSaid(policyWhom(refused.policy, profile))} itself, so it moves only there: escalate or acknowledge it in PagerDuty. ${typed("/incident page @somebody <why>")} calls one person more.`;
    case "already-paused":
      return `The clocks of ${name} rest already${since(incident)}, so nothing changed. *Resume the clocks* or ${typed("/incident resume")} starts them again.`;
    case "not-paused":
      return `The clocks of ${name} are not paused, so nothing changed. ${typed("/incident next")} shows what they say.`;
    case "no-update-due":
      return `No update of ${name} is asked for now, so there is nothing to put off. ${typed("/incident update <message>")} posts one all the same.`;
    case "already-snoozed":
      return `The update of ${name} was put off once already; people wait for it. ${typed("/incident update <message>")} posts it, and one line is enough.`;
    case "bad-duration":
      return `That is not a time that can be taken: it must be from ${duration(refused.leastMs)} to ${duration(refused.mostMs)}, written as in \`10m\` or \`1h\`. Nothing was changed.`;
  }
}

function nothingToEscalate(acknowledged: boolean, name: string, incident: Incident | null): string {
  const who = incident?.acknowledgedBy ?? null;
  const has = who === null ? "somebody has it" : `${person(who)} has it`;
  const why = acknowledged
    ? `${has}, and the manual's chain has no further step`
    : "no escalation is running, and the manual names none for it";
  return `There is nobody further to call for ${name} by itself: ${why}. ${typed("/incident page @somebody <why>")} calls a person, ${typed("/incident page <policy> <why>")} another team.`;
}

function alreadyPaging(
  { policy, nextAt }: Extract<Refusal, { reason: "already-paging" }>,
  name: string,
  { incident, profile }: { readonly incident: Incident | null; readonly profile: Profile },
): string {
  const run = incident?.escalations.find((one) => one.state === "running" && one.policy === policy);
  const sooner =
    run?.chain.runBy === "pagerduty"
      ? `PagerDuty moves it on by itself; ${typed("/incident page @somebody <why>")} calls one person more.`
      : `*Sooner* or ${typed("/incident escalate")} takes the next step now.`;
  const whom = policyWhom(policy, profile);
  const words = whom.kind === "person" ? whomSaid(whom) : `The escalation ${whomSaid(whom)}`;
  const next = whom.kind === "person" ? "the next call" : "the next step";
  const then = nextAt === null ? "" : `; ${next} is due ${date(nextAt)}`;
  return `${words} is being called for ${name} already${then}, so nobody is called twice. ${sooner}`;
}

function since(incident: Incident | null): string {
  const paused = incident?.paused ?? null;
  return paused === null ? "" : ` since ${date(paused.since)}: ${say(paused.why, 150)}`;
}
