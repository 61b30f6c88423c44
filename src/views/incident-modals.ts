import type { InputBlock } from "@slack/types";
import { incidentName } from "../domain/ids.ts";
import type { Incident, OpenTrouble } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Block, View } from "./blocks.ts";
import { context, input, modal, option, section, sections, textInput } from "./blocks.ts";
import { callingLines } from "./escalation-lines.ts";
import { headline } from "./headline.ts";
import { promiseLines } from "./promises.ts";
import { severityGuide, severitySelect } from "./severity-guide.ts";
import { clip, cut, duration, escaped, say } from "./text.ts";

export const STATUS_CALLBACK = "incident.status";
export const NOTE_CALLBACK = "incident.note";
export const UPDATE_CALLBACK = "incident.update";
export const SEVERITY_CALLBACK = "incident.severity";
export const RESOLVE_CALLBACK = "incident.resolve";
export const REOPEN_CALLBACK = "incident.reopen";
export const WAIVE_CALLBACK = "incident.waive";
export const HOLD_CALLBACK = "incident.hold";
export const PAUSE_CALLBACK = "incident.pause";

type Form = {
  readonly callback: string;
  readonly does: string;
  readonly submit: string;
  readonly blocks: readonly Block[];
};

/** Every form of an incident begins with which incident it is about. */
function form(incident: Incident, parts: Form, effect?: string): View {
  return modal({
    callback: parts.callback,
    title: `${incidentName(incident.number)}: ${parts.does}`,
    submit: parts.submit,
    metadata: JSON.stringify(
      effect === undefined ? { number: incident.number } : { number: incident.number, effect },
    ),
    blocks: [context(clip(escaped(headline(incident)), 400)), ...parts.blocks],
  });
}

/** Move it to another status of the manual. Closing is not offered: it has a button that asks. */
export function statusModal(incident: Incident, profile: Profile): View {
  const message = input("message", "What has changed?", textInput("several"), {
    optional: true,
    hint: "Everybody who follows the incident reads this. Needed when it is resolved.",
  });
  const blocks = [input("status", "Status", statusSelect(incident, profile)), message];
  return form(incident, { callback: STATUS_CALLBACK, does: "status", submit: "Change", blocks });
}

function statusSelect(incident: Incident, profile: Profile): InputBlock["element"] {
  const statuses = profile.statuses.filter((status) => status.phase !== "closed").slice(0, 100);
  // A select must offer something; a manual whose only status is the closing one cannot be moved anyway.
  const offered = statuses.length > 0 ? statuses : [{ label: incident.status, phase: incident.phase }];
  const options = offered.map((status) => {
    const description = status.phase === status.label ? null : `counts as ${status.phase}`;
    return option(status.label, status.label, description);
  });
  const initial = options[offered.findIndex((status) => status.label === incident.status)];
  return { type: "static_select", options, ...(initial === undefined ? {} : { initial_option: initial }) };
}

export function noteModal(incident: Incident): View {
  const text = input("text", "Note", textInput("several"), {
    hint: "Goes into the timeline with your name and the time.",
  });
  return form(incident, { callback: NOTE_CALLBACK, does: "note", submit: "Add", blocks: [text] });
}

/** The answer of `next` is in minutes; empty keeps the severity's rhythm. */
export function updateModal(incident: Incident): View {
  const message = input("message", "Update", textInput("several"), {
    hint: "What is known, what is being done, when the next update comes.",
  });
  const next = input("next", "The next update in", minutesSelect([15, 30, 60, 120, 240]), {
    optional: true,
    hint: "Left empty, the manual's rhythm stays.",
  });
  return form(incident, {
    callback: UPDATE_CALLBACK,
    does: "update",
    submit: "Post",
    blocks: [message, next],
  });
}

/** Keeps the next step back. The answer of `minutes` is in minutes. */
export function holdModal(incident: Incident, profile: Profile): View {
  const lines = callingLines(incident, profile);
  const why = input("why", "Why?", textInput("several"), {
    hint: "Everybody in the channel reads it: “Ben is at his desk in five minutes”.",
  });
  const blocks = [
    ...sections(lines),
    input("minutes", "Nobody more is called for", minutesSelect([5, 10, 15, 30, 60], 10)),
    why,
  ];
  return form(incident, { callback: HOLD_CALLBACK, does: "hold", submit: "Hold", blocks });
}

function minutesSelect(offered: readonly number[], first?: number): InputBlock["element"] {
  const options = offered.map((minutes) => option(duration(minutes * 60_000), String(minutes)));
  const initial = first === undefined ? undefined : options[offered.indexOf(first)];
  return { type: "static_select", options, ...(initial === undefined ? {} : { initial_option: initial }) };
}

/** The clocks rest with a reason that stays on the record. */
export function pauseModal(incident: Incident): View {
  const lines = promiseLines(incident);
  const blocks = [
    ...sections(lines),
    input("why", "Why do the clocks rest?", textInput("several"), {
      hint: "It stands in the post-mortem beside what was kept and missed.",
    }),
  ];
  return form(incident, { callback: PAUSE_CALLBACK, does: "pause", submit: "Pause", blocks });
}

export function severityModal(incident: Incident, profile: Profile): View {
  const blocks = [
    input("severity", "Severity", severitySelect(profile, incident.severity)),
    input("why", "Why?", textInput("several"), { optional: true }),
    ...severityGuide(profile),
  ];
  return form(incident, { callback: SEVERITY_CALLBACK, does: "severity", submit: "Change", blocks });
}

export function resolveModal(incident: Incident): View {
  const open = incident.troubles.length;
  const warning = open === 0 ? [] : [section(`⛔ *Still not done:* ${troublesInShort(incident)}`)];
  const message = input("message", "What made it stop?", textInput("several"), {
    hint: "It becomes the last update and stands in the post-mortem.",
  });
  return form(incident, {
    callback: RESOLVE_CALLBACK,
    does: "resolve",
    submit: "Resolve",
    blocks: [...warning, message],
  });
}

function troublesInShort(incident: Incident): string {
  const shown = incident.troubles.slice(0, 5).map((trouble) => cut(trouble.what, 200));
  const more = incident.troubles.length - shown.length;
  return `${shown.join(" · ")}${more > 0 ? ` · and ${more} more` : ""}`;
}

export function reopenModal(incident: Incident): View {
  const why = input("why", "Why?", textInput("several"), {
    hint: "What came back, or what turned out not to be over.",
  });
  return form(incident, { callback: REOPEN_CALLBACK, does: "reopen", submit: "Reopen", blocks: [why] });
}

/** Giving up something that is not done: it leaves the card, and the timeline keeps who and why. */
export function waiveModal(incident: Incident, effect: string): View {
  const trouble = incident.troubles.find((open: OpenTrouble) => open.effect === effect);
  const what =
    trouble === undefined
      ? "This is no longer open."
      : `*Not done:* ${cut(trouble.what, 300)}\n*Why:* ${say(trouble.reason, 300)}`;
  const blocks = [
    section(`${what}\nTocsin stops trying. It leaves the card; the timeline keeps who gave it up and why.`),
    input("why", "Why is it not needed?", textInput("several"), { optional: true }),
  ];
  return form(incident, { callback: WAIVE_CALLBACK, does: "give up", submit: "Give it up", blocks }, effect);
}
