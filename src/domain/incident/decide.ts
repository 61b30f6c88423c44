// What happens when something is asked of an incident: events, a refusal with its reason, or nothing at all.
// Pure: the time, the ids and the facts come with the question, so every answer can be told again from the record.
// Refusals are values that become sentences with a way out; an exception here means a bug of ours.
// Each arm is one rule; the rules stand in the files named after what they are about.
import type { Profile } from "../profile.ts";
import { acknowledge } from "./acknowledge.ts";
import { type Given, refuse } from "./answer.ts";
import { pauseClocks, resumeClocks } from "./clocks.ts";
import type { Asked, Decision, Facts } from "./decision.ts";
import { alreadyDeclared, declare } from "./declare.ts";
import { escalate, hold, skipStep } from "./escalate.ts";
import type { Incident } from "./incident.ts";
import { recordPageNews } from "./page-news.ts";
import { page, withdrawPage } from "./pages.ts";
import { addNote, assignRole, changeSeverity, join, leave, postUpdate } from "./people.ts";
import { changeStatus, close, draftPostmortem, reopen, resolve } from "./progress.ts";
import { recordReceipt, recordTrouble, tryAgain, waive } from "./receipts.ts";
import { snoozeUpdate, talk } from "./reminders.ts";
import { suspect } from "./suspect.ts";
import { timeDue } from "./time-due.ts";

/**
 * `state` is null when the incident does not exist yet (`declare`) or was not found (anything else).
 * The events of a refused `declare` belong to `facts.duplicateOf`. Throws only for a declare without a number, or by
 * nobody.
 */
export function decide(state: Incident | null, asked: Asked, facts: Facts, profile: Profile): Decision {
  const { command } = asked;
  if (state === null) {
    if (command.type === "declare") return declare({ asked, command, facts, profile });
    return refuse({ reason: "no-such-incident" });
  }
  if (isStranger(state, asked)) return refuse({ reason: "guest" });
  return decideExisting({ incident: state, by: asked.by, at: asked.at, profile }, asked);
}

/** Guests see the channels they are in, so what they may move is what they take part in; declaring is for everybody. */
function isStranger({ participants }: Incident, { command, by, guest }: Asked): boolean {
  if (!guest || by.kind !== "person" || participants.includes(by.user)) return false;
  const { type } = command;
  return type !== "declare" && type !== "join" && type !== "leave" && type !== "talk";
}

function decideExisting(given: Given, asked: Asked): Decision {
  const { command } = asked;
  switch (command.type) {
    case "declare":
      return alreadyDeclared(asked, command, given.incident);
    case "change-status":
      return changeStatus(given, command);
    case "change-severity":
      return changeSeverity(given, command);
    case "acknowledge":
      return acknowledge(given, command);
    case "escalate":
      return escalate(given, command);
    case "hold":
      return hold(given, command);
    case "skip-step":
      return skipStep(given, command);
    case "pause-clocks":
      return pauseClocks(given, command);
    case "resume-clocks":
      return resumeClocks(given);
    case "snooze-update":
      return snoozeUpdate(given, command);
    case "suspect-deployment":
      return suspect(given, command);
    case "talk":
      return talk(given);
    case "time-due":
      return timeDue(given, command);
    case "record-page-news":
      return recordPageNews(given, command);
    case "post-update":
      return postUpdate(given, command);
    case "add-note":
      return addNote(command);
    case "assign-role":
      return assignRole(given, command);
    case "page":
      return page(given, command);
    case "resolve":
      return resolve(given, command);
    case "close":
      return close(given);
    case "reopen":
      return reopen(given, command);
    case "draft-postmortem":
      return draftPostmortem(given);
    case "join":
      return join(given, command);
    case "leave":
      return leave(given, command);
    case "try-again":
      return tryAgain(given, command);
    case "waive":
      return waive(given, command);
    case "withdraw-page":
      return withdrawPage(given, command);
    case "record-receipt":
      return recordReceipt(given, command);
    case "record-trouble":
      return recordTrouble(given, command);
  }
}
