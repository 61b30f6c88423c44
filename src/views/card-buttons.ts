import type { Button } from "@slack/types";
import type { Incident } from "../domain/incident/incident.ts";
import type { Phase } from "../domain/profile.ts";
import type { ButtonLook } from "./blocks.ts";
import { button, confirm } from "./blocks.ts";
import { CARD_ACTIONS } from "./card-actions.ts";

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
};

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

/** Rows of buttons for the phase the incident is in. */
export function phaseButtons(incident: Incident): readonly (readonly Button[])[] {
  const rows = OFFERED[incident.phase];
  const primary = incident.phase === "closed" ? undefined : rows[0]?.[0];
  return rows.map((row) =>
    row.map((doing) =>
      button(
        VERBS[doing] ?? doing,
        CARD_ACTIONS[doing],
        String(incident.number),
        look(doing, doing === primary),
      ),
    ),
  );
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
