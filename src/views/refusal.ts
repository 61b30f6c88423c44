import { incidentName } from "../domain/ids.ts";
import type { Refusal } from "../domain/incident/decision.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { flags, isOver, roleName, severityWords } from "./headline.ts";
import { pagingRefused } from "./refusal-paging.ts";
import { typed as asTyped, channelLink, listed, person, say } from "./text.ts";

/** A command that did not go through: what, why, and the way out. Only the person who asked reads it. */
export function refusal(refused: Refusal, incident: Incident | null, profile: Profile): Message {
  const mark =
    refused.reason === "already-declared"
      ? flags(refused.incident)
      : incident === null
        ? ""
        : flags(incident);
  const words = `${mark}${sentenceFor(refused, incident, profile)}`;
  return message(words, [section(words)]);
}

function sentenceFor(refused: Refusal, incident: Incident | null, profile: Profile): string {
  const name = incident === null ? "This incident" : incidentName(incident.number);
  switch (refused.reason) {
    case "already-declared":
      return alreadyDeclared(refused.incident, refused.because);
    case "no-title":
    case "title-too-long":
    case "empty-text":
    case "text-too-long":
      return aboutText(refused);
    case "unknown-severity":
    case "unknown-status":
    case "unknown-component":
    case "unknown-role":
    case "unknown-policy":
      return unknown(refused, profile);
    case "not-open":
      return `${name} is already ${say(refused.status, 60)}. ${asTyped("/incident reopen <why>")} if it came back.`;
    case "already-there":
      return alreadyThere(refused, name, incident, profile);
    case "not-resolved":
      return `${name} is not resolved yet, and this is for resolved ones. ${asTyped("/incident resolve <what made it stop>")} first.`;
    case "not-closed":
      return `${name} is still open: there is nothing to reopen. ${asTyped("/incident status <status>")} moves it.`;
    case "use-resolve":
      return `Resolving ${name} needs a sentence on what made it stop: ${asTyped("/incident resolve <message>")}.`;
    case "nothing-to-retry":
      return `That is no longer open on ${name}: it was done meanwhile or somebody gave it up. \`/incident timeline\` tells which.`;
    case "nothing-to-escalate":
    case "nothing-to-hold":
    case "hold-too-long":
    case "already-paging":
    case "run-by-pagerduty":
    case "already-paused":
    case "not-paused":
    case "no-update-due":
    case "already-snoozed":
    case "bad-duration":
      return pagingRefused(refused, name, incident, profile);
    case "guest":
      return `Guests of this workspace can change only incidents they take part in, and ${name} is none of yours. Ask to be invited to its channel, or ask a member.`;
    case "no-such-incident":
      return "There is no such incident, or it is private and you take no part in it. `/incident list` shows the open ones.";
  }
}

function alreadyDeclared(incident: Incident, because: "channel" | "title"): string {
  const name = incidentName(incident.number);
  const where =
    incident.channel === null
      ? "its channel is being made"
      : `it is handled in ${channelLink(incident.channel.id)}`;
  if (because === "channel") {
    return `This is the channel of ${name}, which is still open: nothing was declared twice. ${asTyped("/incident note <text>")} adds to it; declare something else from another channel.`;
  }
  return `${name} with the same title was declared a moment ago by ${person(incident.declaredBy)}: nothing was declared twice, ${where}. If it is something else, declare it with another title.`;
}

function aboutText(
  refused: Extract<Refusal, { reason: "no-title" | "title-too-long" | "empty-text" | "text-too-long" }>,
): string {
  switch (refused.reason) {
    case "no-title":
      return "An incident needs a title: say what people notice, such as “Checkout fails for everybody”.";
    case "title-too-long":
      return `The title has ${refused.length} characters; ${refused.limit} are allowed. Shorten it and put the rest into the description or a note.`;
    case "empty-text":
      return "There is no text in it, so nothing was added. Write the words after the command or into the form.";
    case "text-too-long":
      return `The text has ${refused.length} characters; ${refused.limit} are allowed. Shorten it, or share it as a file and note where it is.`;
  }
}

type Unknown = Extract<Refusal, { readonly nearest: readonly string[] }>;

/** What was typed, all there are while the list is short, and the nearest ones unless they are half of that list. */
function unknown(refused: Unknown, profile: Profile): string {
  const { typed, nearest } = refused;
  const { what, known } = inManual(refused.reason, profile);
  const first = `There is no ${what} “${say(typed, 80)}” in the manual.`;
  const close = nearest.slice(0, 5).map((word) => `\`${inCode(word)}\``);
  const meant =
    close.length === 0 || close.length * 2 >= known.length ? "" : ` Did you mean ${listed(close, "or")}?`;
  if (known.length === 0) return `${first} It names none.`;
  const all = known.slice(0, 12).map((word) => `\`${inCode(word)}\``);
  const more = known.length > all.length ? ` and ${known.length - all.length} more` : "";
  return `${first}${meant} It has ${more === "" ? listed(all) : all.join(", ")}${more}.${personInstead(refused)}`;
}

/** A name alone is taken for a policy's, because who is meant by a typed name would be a guess. */
function personInstead({ reason }: Unknown): string {
  return reason === "unknown-policy"
    ? " To page a person, pick the name from the list Slack shows after `@`."
    : "";
}

function inCode(word: string): string {
  return say(word.replaceAll("`", "'"), 60);
}

function inManual(
  reason: Unknown["reason"],
  profile: Profile,
): { readonly what: string; readonly known: readonly string[] } {
  switch (reason) {
    case "unknown-severity":
      return { what: "severity", known: profile.severities.map((severity) => severity.label) };
    case "unknown-status":
      return { what: "status", known: profile.statuses.map((status) => status.label) };
    case "unknown-component":
      return {
        what: "service or component",
        known: profile.services.flatMap((service) => [service.key, ...service.components]),
      };
    case "unknown-role":
      return { what: "role", known: profile.roles.map((role) => role.key) };
    case "unknown-policy":
      return { what: "escalation policy", known: profile.escalation.map((policy) => policy.key) };
  }
}

function alreadyThere(
  refused: Extract<Refusal, { reason: "already-there" }>,
  name: string,
  incident: Incident | null,
  profile: Profile,
): string {
  const value = say(refused.value, 80);
  switch (refused.what) {
    case "status":
      return `${name} is already ${value}, so nothing changed. ${insteadOfMoving(incident)}`;
    case "severity":
      return `${name} already has the severity ${say(severityWords(profile, refused.value), 80)}, so nothing changed. ${asTyped("/incident severity <another> <why>")} changes it.`;
    case "role":
      return `${holder(refused.value, incident)} is ${say(roleName(profile, refused.value), 60)} of ${name} already, so nothing changed. ${asTyped("/incident role <role> @somebody")} hands it over.`;
    case "acknowledged":
      return `${acknowledgedBy(name, incident)}, so nothing changed. ${asTyped("/incident take <role>")} says what you do in it.`;
  }
}

/** A closed incident takes no updates, and who types this on one that is over mostly wants it back. */
function insteadOfMoving(incident: Incident | null): string {
  if (incident !== null && isOver(incident.phase))
    return `${asTyped("/incident reopen <why>")} if it came back.`;
  return `${asTyped("/incident update <message>")} posts an update without moving it.`;
}

function holder(role: string, incident: Incident | null): string {
  const held = incident !== null && Object.hasOwn(incident.roles, role) ? incident.roles[role] : undefined;
  return held === undefined ? "That person" : person(held);
}

function acknowledgedBy(name: string, incident: Incident | null): string {
  const by = incident?.acknowledgedBy ?? null;
  const more = incident === null ? "" : othersNeeded(incident);
  return `${by === null ? "Somebody" : person(by)} has ${name} already${more}`;
}

/** Who acknowledged once counts once: it goes on calling until somebody else does. */
function othersNeeded({ escalations }: Incident): string {
  const short = escalations.find(
    ({ state, acknowledgements }) => state === "running" && acknowledgements.length > 0,
  );
  if (short === undefined) return "";
  return ` (${short.acknowledgements.length} of ${short.chain.acknowledgements} who must; each person counts once)`;
}
