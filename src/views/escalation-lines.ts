import { dueOf } from "../domain/incident/due.ts";
import type { Escalation, Incident, Page } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { isOver } from "./headline.ts";
import { actorSaid } from "./people.ts";
import { roundsOf, runName, stepWhom, whomSaid } from "./target-words.ts";
import { date, listed, plural, say } from "./text.ts";

// What the escalations do next. The lines must stay true without being rendered again, so they name times, not
// remainders.

const MOST = 4;

/** The card's lines: what is called next, what nobody answered, and how long an acknowledgement counts. */
export function escalationLines(incident: Incident, profile: Profile): readonly string[] {
  return [...callingLines(incident, profile), ...acknowledgementLine(incident, profile)];
}

/** A line on every running escalation, and on one that nobody answered. */
export function callingLines(incident: Incident, profile: Profile): readonly string[] {
  if (isOver(incident.phase)) return [];
  const lines = [
    ...runsOf(incident, "running").map((run) => runningLine(incident, run, profile)),
    ...unanswered(incident).map((run) => exhaustedLine(run, profile)),
  ];
  if (lines.length <= MOST) return lines;
  return [...lines.slice(0, MOST), `and ${plural(lines.length - MOST, "escalation", "escalations")} more`];
}

function runsOf(incident: Incident, state: Escalation["state"]): readonly Escalation[] {
  return incident.escalations.filter((run) => run.state === state);
}

/** True while somebody is called, or will be. */
export function isRunning(incident: Incident): boolean {
  return !isOver(incident.phase) && runsOf(incident, "running").length > 0;
}

/** Runs that Tocsin moves itself, and that *Sooner* and *Hold* therefore move. */
export function movable(incident: Incident): readonly Escalation[] {
  return isOver(incident.phase)
    ? []
    : runsOf(incident, "running").filter(({ chain }) => chain.runBy === "tocsin");
}

/** Ended without an answer, unless somebody has the incident or it is being called again. */
export function unanswered(incident: Incident): readonly Escalation[] {
  const answered = incident.escalations.some(({ state }) => state === "running" || state === "acknowledged");
  return answered || isOver(incident.phase) ? [] : runsOf(incident, "exhausted").slice(-1);
}

function runningLine(incident: Incident, run: Escalation, profile: Profile): string {
  const line =
    run.chain.runBy === "pagerduty" && run.step !== null
      ? pagerDutyLine(incident, run, profile)
      : nextLine(run, profile);
  return `${heldWords(run)}${line}${haveIt(run)}`;
}

function heldWords({ held }: Escalation): string {
  if (held === null) return "";
  return `⏸ Held until ${date(held.until)} by ${actorSaid(held.by)}: ${say(held.why, 150)}\n`;
}

/** Several people must acknowledge, and some have. */
function haveIt({ chain, acknowledgements }: Escalation): string {
  if (chain.acknowledgements < 2 || acknowledgements.length === 0) return "";
  const who = listed(acknowledgements.slice(0, 4).map(({ by }) => actorSaid(by)));
  return `\n🙋 ${acknowledgements.length} of ${chain.acknowledgements} who must have it: ${who}`;
}

function nextLine(run: Escalation, profile: Profile): string {
  const policy = whomSaid(runName(run, run.policy, profile));
  if (run.nextAt === null) return `⏭ Escalation ${policy}: no next step is due`;
  const at = date(run.nextAt);
  if (run.step === null)
    return `⏭ Waits for the manual's hours: ${at} ${stepWhom(run, run.from, profile)}${place(run, run.from, run.round)}`;
  const next = nextStep(run);
  if (next === null)
    return `⏭ Next ${at}: nobody is left to call, so everybody is told${place(run, run.step, run.round)}`;
  return `⏭ Next ${at}: ${stepWhom(run, next.step, profile)}${place(run, next.step, next.round)}`;
}

/** Which step comes after the one that was begun last; null at the end of the last round. */
function nextStep(run: Escalation): { readonly step: number; readonly round: number } | null {
  if (run.step === null) return { step: run.from, round: run.round };
  if (run.step < run.to) return { step: run.step + 1, round: run.round };
  return run.round < roundsOf(run.chain) ? { step: run.from, round: run.round + 1 } : null;
}

/** ` (step 2 of 4, round 1 of 3)`, counted within the run; nothing where there is only one of each. */
function place({ from, to, chain }: Escalation, step: number, round: number): string {
  const steps = from === to ? [] : [`step ${step - from + 1} of ${to - from + 1}`];
  const rounds = chain.repeat === 0 ? [] : [`round ${round} of ${roundsOf(chain)}`];
  const words = [...steps, ...rounds].join(", ");
  return words === "" ? "" : ` (${words})`;
}

function pagerDutyLine(incident: Incident, run: Escalation, profile: Profile): string {
  const whom = stepWhom(run, run.step ?? run.from, profile);
  const level = pageOf(incident, run)?.level ?? null;
  if (level === null) return `⏭ PagerDuty calls the levels of ${whom}; which one now is not known yet`;
  const people = level.people.slice(0, 4).map((name) => say(name, 40));
  const asked = people.length === 0 ? "" : `: ${listed(people)}`;
  const then =
    level.escalatesAt === null ? "; no level after it" : `. Next ${date(level.escalatesAt)}: the next level`;
  return `⏭ PagerDuty asks level ${level.level} of ${whom}${asked}${then}`;
}

function pageOf({ pages }: Incident, { key }: Escalation): Page | undefined {
  return pages.findLast((page) => page.escalation === key);
}

function exhaustedLine(run: Escalation, profile: Profile): string {
  const policy = whomSaid(runName(run, run.policy, profile));
  const rounds = run.round > 1 ? ` after ${run.round} rounds` : "";
  return `🚨 *Nobody answered:* the escalation ${policy} is at its end${rounds}, and nobody more is called by itself. ${"`/incident page`"} calls again.`;
}

/** Talk may have been said since the card was rendered, which only makes it count longer. */
function acknowledgementLine(incident: Incident, profile: Profile): readonly string[] {
  const until = acknowledgementExpiresAt(incident, profile);
  if (until === null) return [];
  return [`🙋 The acknowledgement counts at least until ${date(until)}; any word here renews it`];
}

/** When the first acknowledgement ends in silence, by the rules themselves; null when none does. */
export function acknowledgementExpiresAt(incident: Incident, profile: Profile): number | null {
  const ends = dueOf(incident, profile).flatMap((due) => {
    if (due.kind === "remind") return [due.expiresAt];
    return due.kind === "expire" ? [due.at] : [];
  });
  return ends.length === 0 ? null : Math.min(...ends);
}
