import type { EffectBody, EffectKind } from "../effect.ts";
import type { IncidentEvent } from "./event.ts";
import type { Incident } from "./incident.ts";
import { isWaiting } from "./pages.ts";

/** Card, topic and announcement show the incident as it is; here is when they have something new to show. */

type Change = {
  readonly before: Incident | null;
  readonly after: Incident;
  readonly events: readonly IncidentEvent[];
};

/** At most one of each, whatever happened at once. What is not posted yet shows the newest state when it is. */
export function levelEffects({ before, after, events }: Change): readonly EffectBody[] {
  const effects: EffectBody[] = [];
  if (after.channel !== null) {
    if (differs(before, after, TOPIC)) effects.push({ kind: "set-topic" });
    if (after.card !== null && events.some((event) => showsOnCard(event, before, after)))
      effects.push({ kind: "refresh-card" });
  }
  if (after.announcement !== null && showsElsewhere(before, after))
    effects.push({ kind: "refresh-announcement" });
  return effects;
}

const TOPIC = ["channel", "severity", "status", "roles"] as const;
const ANNOUNCEMENT = [
  "announcement",
  "channel",
  "severity",
  "status",
  "roles",
  "acknowledgedAt",
  "acknowledgedBy",
  "lastUpdate",
] as const;

function showsElsewhere(before: Incident | null, after: Incident): boolean {
  if (before === null || differs(before, after, ANNOUNCEMENT)) return true;
  return pagingInShort(before) !== pagingInShort(after);
}

/**
 * What those who only watch are told of the pages: how many wait or failed, and which runs call or came to their end.
 * Who was notified when stands on the card, and would edit their channel for every stage of every page.
 */
function pagingInShort({ pages, escalations, troubles }: Incident): string {
  const waiting = pages.filter(isWaiting).length;
  const failed = troubles.filter(({ kind, state }) => kind === "page" && state === "failed").length;
  const runs = escalations.map(({ key, state }) => `${key} ${state}`);
  return [waiting, failed, pages.length > 0, ...runs].join();
}

/** `evolve` copies only what changes, so a field that is the same object is the same. */
function differs(before: Incident | null, after: Incident, fields: readonly (keyof Incident)[]): boolean {
  return before === null || fields.some((field) => before[field] !== after[field]);
}

/**
 * Trouble with the card, or with a message while the card is in trouble, does not refresh the card: that would
 * fail the same way and come back as new trouble, round and round.
 */
function showsOnCard(event: IncidentEvent, before: Incident | null, after: Incident): boolean {
  switch (event.type) {
    case "effect-troubled":
      return !isCard(event.kind) && !isCardTroubled(before);
    case "effect-cured":
      return !isCard(event.kind);
    case "escalation-begun":
    case "escalation-exhausted":
    case "escalation-stopped":
    case "escalation-held":
    case "step-skipped":
    case "page-notified":
    case "page-escalated":
    case "page-stalled":
    case "page-resolved":
    case "page-unacknowledged":
    case "summoned":
    case "acknowledgement-reminded":
    case "acknowledgement-expired":
    case "promise-told":
    case "clocks-paused":
    case "clocks-resumed":
    case "update-asked":
    case "update-snoozed":
    case "page-requested":
    case "page-accepted":
    case "page-withdrawn":
    case "card-posted":
    case "deployment-suspected":
    case "acknowledged":
    case "status-changed":
    case "severity-changed":
    case "update-posted":
    case "note-added":
    case "role-assigned":
    case "reopened":
    case "postmortem-shared":
    case "effect-retried":
    case "effect-waived":
      return true;
    // The card of a private incident names everybody who is in.
    case "declared-again":
    case "joined":
    case "left":
      return after.private;
    case "declared":
    case "channel-created":
    case "announced":
    case "nudged":
    case "talked":
    case "caught-up":
    case "postmortem-requested":
      return false;
  }
}

function isCardTroubled(incident: Incident | null): boolean {
  return incident?.troubles.some(({ kind }) => isCard(kind)) ?? false;
}

function isCard(kind: EffectKind): boolean {
  return kind === "post-card" || kind === "refresh-card";
}
