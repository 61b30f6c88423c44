import type { Addressee, EffectBody } from "../effect.ts";
import { postWordsOf } from "./effect-id.ts";
import type { IncidentEvent } from "./event.ts";
import type { Actor, Incident, OpenTrouble } from "./incident.ts";

/**
 * To whom trouble is told: in the incident channel; without one, or when that takes no more messages (archived, deleted,
 * the bot removed), by direct message and in the announcements channel. A message about a message is told nowhere but
 * on the card, or it would fail for the same reason, and so on for ever.
 */

type Told = Extract<IncidentEvent, { readonly type: "effect-troubled" | "effect-cured" | "effect-waived" }>;

/** Effects that tell one trouble, its cure or its end. */
export function tellTrouble(event: Told, after: Incident, by: Actor): readonly EffectBody[] {
  return addressees(event, after).map((to) => ({ kind: "post", to, about: event, by }));
}

function addressees(event: Told, after: Incident): readonly Addressee[] {
  if (event.kind === "post") return silences(event, after) ? elsewhere(after) : [];
  if (after.channel !== null) return [{ kind: "incident-channel" }];
  const isAnnouncement = event.kind === "announce" || event.kind === "refresh-announcement";
  return isAnnouncement ? [person(after.declaredBy)] : elsewhere(after);
}

/** Nothing of a private incident goes to the announcements channel, nor to who left it. */
function elsewhere(incident: Incident): readonly Addressee[] {
  if (!incident.private) return [person(incident.declaredBy), { kind: "announcements" }];
  const concerned = new Set([incident.declaredBy, ...Object.values(incident.roles)]);
  return [...concerned].filter((user) => incident.participants.includes(user)).map(person);
}

function person(user: Incident["declaredBy"]): Addressee {
  return { kind: "person", user };
}

/**
 * True when the incident channel was to be told of a page or of trouble and will never be. Of a channel that takes no
 * message all else fails too (card, topic, invitations): once that is known, only pages are told again.
 */
function silences(event: Told, after: Incident): boolean {
  if (event.type !== "effect-troubled" || event.state !== "failed") return false;
  const words = unsaid(event);
  if (words === null) return false;
  const known = after.troubles.some((open) => open.effect !== event.effect && isSilence(open));
  return words === "page" || !known;
}

function isSilence(open: OpenTrouble): boolean {
  return open.state === "failed" && unsaid(open) !== null;
}

const ABOUT_PAGES: readonly string[] = [
  "page-requested",
  "page-accepted",
  "page-stalled",
  "page-withdrawn",
  "step-skipped",
  "escalation-exhausted",
  "acknowledgement-expired",
  "page",
  "acknowledge-page",
  "resolve-page",
];

/** What the incident channel could not be told, as far as it must reach somebody. */
function unsaid({ effect }: Pick<OpenTrouble, "effect">): "page" | "trouble" | null {
  const words = postWordsOf(effect);
  if (words === null || words.to !== "incident-channel") return null;
  if (ABOUT_PAGES.includes(words.troubled ?? words.about)) return "page";
  return words.about === "effect-troubled" ? "trouble" : null;
}
