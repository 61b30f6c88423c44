import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import type { Actor, Escalation, Incident, Page } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { inMarkdown, MARKDOWN_INK, nameInMarkdown } from "./markdown-ink.ts";
import { ROUTED } from "./pages.ts";
import { chainWords, roundsOf, runName, type Whom, whomOf } from "./target-words.ts";
import { tell } from "./telling.ts";
import { sceneOf } from "./telling-words.ts";
import { duration, listed, oneLine, plural, utcSeconds } from "./text.ts";

// Who was called, what proves it, and what was late or not done: lines of Markdown.

/** Late, refused, given up and unanswered: a review that hides these repeats them. */
const TOLD: readonly IncidentEvent["type"][] = [
  "page-withdrawn",
  "page-stalled",
  "page-unacknowledged",
  "step-skipped",
  "escalation-held",
  "escalation-exhausted",
  "acknowledgement-expired",
  "caught-up",
  "effect-troubled",
  "effect-cured",
  "effect-retried",
  "effect-waived",
];

export function notDone(
  incident: Incident,
  profile: Profile,
  entries: readonly RecordedEvent[],
): readonly string[] {
  const scene = sceneOf(incident, profile, entries);
  const troubles = entries.filter(({ event }) => TOLD.includes(event.type));
  const lines = [
    ...incident.escalations.map((run) => runFact(run, profile)),
    ...incident.pages.map((page) => pageFact(page, incident, profile)),
    ...troubles.map(
      ({ event, by, at }) => `${utcSeconds(at)}: ${tell(event, by, { ...scene, at }, MARKDOWN_INK)}`,
    ),
    ...incident.troubles.map(
      (open) =>
        `Still open when this draft was made: ${MARKDOWN_INK.ours(open.what)}, since ${utcSeconds(open.since)}`,
    ),
  ];
  return lines.length === 0
    ? ["No page was requested and no trouble was recorded."]
    : lines.map((line) => `- ${line}`);
}

/** One run of a policy: whom it was to call, from when, and how it ended. */
function runFact(run: Escalation, profile: Profile): string {
  const name = whomWritten(runName(run, run.policy, profile));
  const steps = chainWords(run, profile, whomWritten);
  const rounds = run.chain.repeat > 0 ? ` (${roundsOf(run.chain)} rounds)` : "";
  const why = run.why === null ? "" : `; why: ${inMarkdown(oneLine(run.why))}`;
  return `Escalation ${name}: ${steps}${rounds}, begun ${utcSeconds(run.startedAt)}, ${ending(run)}${why}`;
}

function ending({ state, acknowledgements, chain, round }: Escalation): string {
  const who = acknowledgements.map(({ by, at }) => `${actorName(by)} ${utcSeconds(at)}`);
  switch (state) {
    case "running":
      return who.length === 0
        ? "not answered when this draft was made"
        : `acknowledged by ${listed(who)}, ${who.length} of ${chain.acknowledgements} who must`;
    case "acknowledged":
      return `acknowledged by ${listed(who)}`;
    case "exhausted":
      return `**nobody answered** to the end of ${plural(round, "round", "rounds")}`;
    case "stopped":
      return who.length === 0 ? "stopped" : `acknowledged by ${listed(who)}, then stopped`;
  }
}

function pageFact(page: Page, incident: Incident, profile: Profile): string {
  const to = whomWritten(whomOf(page.target, page.policy, profile));
  const stages = [`requested ${utcSeconds(page.requestedAt)}`, accepted(page), ...proof(page)];
  return `Page to ${to}: ${stages.join(", ")}${place(page, incident)}`;
}

function accepted(page: Page): string {
  if (page.acceptedAt === null) return "**never accepted by PagerDuty**";
  const later = after(page, page.acceptedAt);
  if (page.via === "routing-key") return `the event accepted by PagerDuty ${later}; ${ROUTED}`;
  return `accepted by PagerDuty ${later}`;
}

/** The stages after the acceptance, as far as PagerDuty's log or a person proves them. */
function proof(page: Page): readonly string[] {
  const notified = page.notified.slice(0, 10).map(({ name, at, how }) => {
    const by = how === null ? "" : ` by ${inMarkdown(oneLine(how))}`;
    return `notified ${inMarkdown(oneLine(name))}${by} ${after(page, at)}`;
  });
  const silent = page.acceptedAt !== null && page.via === "policy" && page.notified.length === 0;
  const answer = page.acknowledged;
  const slack = (page.summoned ?? []).map(nameInMarkdown);
  return [
    ...notified,
    ...(silent ? ["nothing ever showed a call"] : []),
    ...(slack.length === 0 ? [] : [`asked by direct message: ${listed(slack)}`]),
    ...(answer === null ? [] : [`acknowledged by ${actorName(answer.by)} ${after(page, answer.at)}`]),
  ];
}

function after({ requestedAt }: Page, at: number): string {
  return `${duration(at - requestedAt)} later`;
}

/** ` (step 2 of 3, round 1)`, where there is more than one of them. */
function place(page: Page, { escalations }: Incident): string {
  const run = escalations.find(({ key }) => key === page.escalation);
  if (run === undefined || (run.from === run.to && page.round === 1)) return "";
  const step = `step ${page.step - run.from + 1} of ${run.to - run.from + 1}`;
  return ` (${step}, round ${page.round})`;
}

function whomWritten(whom: Whom): string {
  return whom.kind === "person" ? nameInMarkdown(whom.user) : inMarkdown(oneLine(whom.text));
}

function actorName(by: Actor): string {
  switch (by.kind) {
    case "person":
      return nameInMarkdown(by.user);
    case "pagerduty":
      return `${inMarkdown(oneLine(by.name))} (in PagerDuty)`;
    case "tocsin":
      return "Tocsin";
  }
}
