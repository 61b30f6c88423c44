import type { Button } from "@slack/types";
import type { Incident } from "../domain/incident/incident.ts";
import type { Phase } from "../domain/profile.ts";
import type { ButtonLook } from "./blocks.ts";
import { button, confirm } from "./blocks.ts";
import { CARD_ACTIONS } from "./card-actions.ts";
import { isRunning, movable, unanswered } from "./escalation-lines.ts";

type Doing = keyof typeof CARD_ACTIONS;

const VERBS: Readonly<Partial<Record<Doing, string>>> = {
  acknowledge: "I have it",
  status: "Update status",
  update: "Post an update",
  note: "Add a note",
  severity: "Change severity",
  timeline: "Show timeline",
  resolve: "Resolve",
  postmortem: "Draft post-mortem",
  reopen: "Reopen",
  close: "Close",
  sooner: "Sooner",
  hold: "Hold",
  pause: "Pause the clocks",
  resumeClocks: "Resume the clocks",
  stillOnIt: "Still on it",
};

const SNOOZE_MS = 10 * 60_000;

/**
 * Per phase, rows of what is offered: the first is the next step and green, the last of all the dangerous one. A closed
 * incident has no next step, so nothing is green there.
 */
const OFFERED: Readonly<Record<Phase, readonly (readonly Doing[])[]>> = {
  declared: [
    ["acknowledge", "status", "update"],
    ["note", "severity", "timeline", "resolve"],
  ],
  acknowledged: [
    ["status", "update", "note"],
    ["severity", "timeline", "resolve"],
  ],
  mitigated: [
    ["update", "status", "note"],
    ["severity", "timeline", "resolve"],
  ],
  resolved: [["postmortem", "note", "timeline", "reopen", "close"]],
  closed: [["reopen", "postmortem", "note", "timeline"]],
};

/**
 * Rows of buttons for the phase the incident is in. While somebody is called, taking it is the next step whatever the
 * phase: it stands in green under the line that says so, and nothing else is green.
 */
export function phaseButtons(incident: Incident): readonly (readonly Button[])[] {
  const isCalled = callingButtons(incident).length > 0;
  const isTaken = isCalled || incident.acknowledgedBy !== null;
  const rows = OFFERED[incident.phase].map((row) =>
    isTaken ? row.filter((doing) => doing !== "acknowledge") : row,
  );
  const primary = incident.phase === "closed" || isCalled ? undefined : rows[0]?.[0];
  return rows.map((row) => row.map((doing) => buttonOf(incident, doing, doing === primary)));
}

/**
 * Under what is called next, or what nobody answered. Nothing but taking it where no step of ours is to come: PagerDuty's
 * own buttons move its chains.
 */
export function callingButtons(incident: Incident): readonly Button[] {
  if (!isRunning(incident) && unanswered(incident).length === 0) return [];
  const doings: readonly Doing[] = movable(incident).length === 0 ? [] : ["sooner", "hold"];
  return [haveIt(incident), ...doings.map((doing) => buttonOf(incident, doing, false))];
}

/** *I have it*, in green: on the card and under every message that somebody should answer. */
export function haveIt(incident: Incident): Button {
  return buttonOf(incident, "acknowledge", true);
}

/** One of the buttons that carry nothing but the incident's number. */
export function buttonOf(incident: Incident, doing: Doing, primary: boolean): Button {
  return button(VERBS[doing] ?? doing, CARD_ACTIONS[doing], String(incident.number), look(doing, primary));
}

/** The due update asked for later, once. */
export function snoozeButton(incident: Incident, verb: string): Button {
  return button(verb, CARD_ACTIONS.snooze, `${incident.number} ${SNOOZE_MS}`);
}

/** Resolving opens a form that asks what happened, which is its question; closing has no form and asks here. */
function look(doing: Doing, primary: boolean): ButtonLook {
  if (primary) return { style: "primary" };
  if (doing === "resolve") return { style: "danger" };
  if (doing !== "close") return {};
  const question = confirm(
    "Close it?",
    "Nothing more is expected of anybody. Reopen it if it comes back.",
    "Close",
  );
  return { style: "danger", confirm: question };
}
