// What happens when something is asked of an incident: events, a refusal with its reason, or nothing at all.
// Pure: the time, the ids and the facts come with the question, so every answer can be told again from the record.
// Refusals are values that become sentences with a way out; an exception here means a bug of ours.
// Each arm is one rule; the rules stand in the files named after what they are about.
import type { Profile } from "../profile.ts";
import { type Given, refuse } from "./answer.ts";
import { alreadyDeclared, declare } from "./declare.ts";
import type { Asked, Decision, Facts, Incident } from "./incident.ts";
import { page, withdrawPage } from "./pages.ts";
import { addNote, assignRole, changeSeverity, join, leave, postUpdate } from "./people.ts";
import { acknowledge, changeStatus, close, draftPostmortem, reopen, resolve } from "./progress.ts";
import { recordReceipt, recordTrouble, tryAgain, waive } from "./receipts.ts";

/**
 * `state` is null when the incident does not exist yet (`declare`) or was not found (anything else).
 * The events of a refused `declare` belong to `facts.duplicateOf`. Throws only for a declare without a number.
 */
export function decide(state: Incident | null, asked: Asked, facts: Facts, profile: Profile): Decision {
  const { command } = asked;
  if (state === null) {
    if (command.type === "declare") return declare({ asked, command, facts, profile });
    return refuse({ reason: "no-such-incident" });
  }
  return decideExisting({ incident: state, by: asked.by, profile }, asked);
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
      return acknowledge(given);
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
