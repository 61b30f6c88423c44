import type { ActionsBlockElement } from "@slack/types";
import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block } from "./blocks.ts";
import { actions } from "./blocks.ts";
import { buttonOf, haveIt, snoozeButton } from "./card-buttons.ts";
import { rollBackButton } from "./suspect.ts";
import { takeRole } from "./take-role.ts";

/** What somebody who reads the message may want to do at once. Pressed too late it does no harm and says so. */
export function noticeButtons(incident: Incident, profile: Profile, event: IncidentEvent): readonly Block[] {
  const offered = offeredWith(incident, profile, event);
  return offered.length === 0 ? [] : [actions(...offered)];
}

function offeredWith(
  incident: Incident,
  profile: Profile,
  event: IncidentEvent,
): readonly ActionsBlockElement[] {
  switch (event.type) {
    case "page-requested":
      return event.cause === "begun" ? [] : [haveIt(incident)];
    case "page-stalled":
    case "summoned":
    case "escalation-exhausted":
    case "acknowledgement-expired":
      return [haveIt(incident)];
    case "acknowledgement-reminded":
      return [buttonOf(incident, "stillOnIt", true)];
    case "update-asked": {
      const later = incident.updates.snoozed ? [] : [snoozeButton(incident, "In 10 minutes")];
      return [buttonOf(incident, "update", true), ...later];
    }
    case "deployment-suspected":
      return [rollBackButton(event.deployment)];
    case "nudged":
      return nudgeButtons(incident, profile, event.about);
    case "clocks-paused":
      return [buttonOf(incident, "resumeClocks", false)];
    case "declared":
    case "declared-again":
    case "escalation-begun":
    case "step-skipped":
    case "escalation-stopped":
    case "escalation-held":
    case "page-notified":
    case "page-escalated":
    case "page-resolved":
    case "page-unacknowledged":
    case "promise-told":
    case "clocks-resumed":
    case "update-snoozed":
    case "talked":
    case "caught-up":
    case "page-accepted":
    case "page-withdrawn":
    case "channel-created":
    case "card-posted":
    case "announced":
    case "acknowledged":
    case "status-changed":
    case "severity-changed":
    case "update-posted":
    case "note-added":
    case "role-assigned":
    case "joined":
    case "left":
    case "reopened":
    case "postmortem-requested":
    case "postmortem-shared":
    // Carries the buttons of its trouble.
    case "effect-troubled":
    case "effect-cured":
    case "effect-retried":
    case "effect-waived":
      return [];
  }
}

function nudgeButtons(
  incident: Incident,
  profile: Profile,
  about: Extract<IncidentEvent, { type: "nudged" }>["about"],
): readonly ActionsBlockElement[] {
  switch (about) {
    case "commander": {
      const take = takeRole(incident, profile, "Take it");
      return take === null ? [] : [take];
    }
    case "severity":
      return [buttonOf(incident, "severity", false)];
    case "quiet":
      return [buttonOf(incident, "update", true), buttonOf(incident, "resolve", false)];
  }
}
