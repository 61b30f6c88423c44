import type { IncidentCommand } from "../domain/incident/command.ts";
import { takeIncident, takeLabel, wholeIncident } from "./address.ts";
import { lengthFault, takeLength } from "./length.ts";
import { change, type SubCommand, type Typed, type Understood, wrong } from "./sub-command.ts";
import { fromSlack } from "./text.ts";

/** What moves an incident on, from *I have it* to *closed*. */
export const PROGRESS: readonly SubCommand[] = [
  {
    name: "ack",
    usage: "/incident ack [INC-7]",
    summary: "You have it: acknowledges the incident.",
    parse: whole({ type: "acknowledge", page: null }),
  },
  {
    name: "status",
    usage: "/incident status [INC-7] <status> [message]",
    summary: "Moves it to another status of the manual.",
    parse: status,
  },
  {
    name: "severity",
    usage: "/incident severity [INC-7] <severity> [why]",
    summary: "Changes the severity.",
    parse: severity,
  },
  {
    name: "update",
    usage: "/incident update [INC-7] <message> [--next 30m]",
    summary: "Posts an update to everybody who follows it.",
    parse: update,
  },
  {
    name: "note",
    usage: "/incident note [INC-7] <text>",
    summary: "Adds a line to the timeline.",
    parse: worded("the text of the note", (text) => ({
      type: "add-note",
      text,
      author: null,
      saidAt: null,
      source: "command",
      permalink: null,
    })),
  },
  {
    name: "resolve",
    usage: "/incident resolve [INC-7] <message>",
    summary: "Resolves it, saying what made it stop.",
    parse: worded("a sentence on what made it stop", (message) => ({ type: "resolve", message })),
  },
  {
    name: "close",
    usage: "/incident close [INC-7]",
    summary: "Closes a resolved incident.",
    parse: whole({ type: "close" }),
  },
  {
    name: "reopen",
    usage: "/incident reopen [INC-7] <why>",
    summary: "Opens it again when it came back.",
    parse: worded("why it is opened again", (why) => ({ type: "reopen", why })),
  },
  {
    name: "postmortem",
    usage: "/incident postmortem [INC-7]",
    summary: "Drafts the post-mortem from the timeline.",
    parse: whole({ type: "draft-postmortem" }),
  },
];

/** Nothing but the incident may follow: words would be lost, and somebody meant something by them. */
function whole(command: IncidentCommand): SubCommand["parse"] {
  return ({ text }) => {
    const addressed = wholeIncident(text);
    return addressed === null
      ? wrong("Only an incident such as `INC-7` may follow here.")
      : change(command, addressed.named);
  };
}

/** Everything that follows is text; a leading `INC-7` is the address unless typed in an incident's channel. */
function worded(what: string, toCommand: (text: string) => IncidentCommand): SubCommand["parse"] {
  return ({ text }) => {
    const { named, rest } = takeIncident(text);
    if (rest === "") return wrong(`What is missing is ${what}.`);
    const addressed = change(toCommand(fromSlack(rest)), named);
    return named === null ? addressed : { ...addressed, inChannel: toCommand(fromSlack(text)) };
  };
}

/** `--next 30m` anywhere says when the next update comes, once; the manual's rhythm follows again after that. */
function update(typed: Typed): Understood {
  const flag = /(?:^|\s)(?:--|[\u2013\u2014])next(?:\s+|=|$)/i.exec(typed.text);
  if (flag === null) return updating(null)(typed);
  const length = takeLength(typed.text.slice(flag.index + flag[0].length));
  if (length.kind !== "length") return wrong(`${lengthFault(length, "--next 30m")} Nothing was posted.`);
  const text = `${typed.text.slice(0, flag.index)} ${length.rest}`.trim();
  return updating(length.ms)({ ...typed, text });
}

function updating(nextInMs: number | null): SubCommand["parse"] {
  return worded("the message of the update", (message) => ({ type: "post-update", message, nextInMs }));
}

function status({ text, profile }: Typed): Understood {
  const labels = profile.statuses.map(({ label }) => label);
  const { named, rest } = takeIncident(text);
  if (rest === "")
    return wrong(`What is missing is the status: ${labels.map((label) => `\`${label}\``).join(", ")}.`);
  const { label, rest: message } = takeLabel(fromSlack(rest), labels);
  return change({ type: "change-status", status: label, message: message || null }, named);
}

function severity({ text, profile }: Typed): Understood {
  const labels = profile.severities.flatMap(({ label, name }) => [label, name]);
  const { named, rest } = takeIncident(text);
  if (rest === "") {
    const known = profile.severities.map(({ label }) => `\`${label}\``).join(", ");
    return wrong(`What is missing is the severity: ${known}.`);
  }
  const { label, rest: why } = takeLabel(fromSlack(rest), labels);
  return change({ type: "change-severity", severity: label, why: why || null }, named);
}
