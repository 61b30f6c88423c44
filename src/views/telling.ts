import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Actor } from "../domain/incident/incident.ts";
import { roleName, square } from "./headline.ts";
import { CLOCK_TELLERS } from "./telling-clocks.ts";
import { ESCALATION_TELLERS } from "./telling-escalations.ts";
import { PAGE_TELLERS } from "./telling-pages.ts";
import { because, byWhom, type Ink, type Scene, type Teller, type TellersOf } from "./telling-words.ts";

const NOTED = {
  command: "Note",
  pin: "Pinned message",
  shortcut: "Message",
  deployment: "Deployment",
  declaration: "Message it was declared from,",
} as const;

/** One sentence per kind of event: what first, then who, then their own words. The compiler asks for a missing one. */
const TELLERS: TellersOf<IncidentEvent["type"]> = {
  ...PAGE_TELLERS,
  ...ESCALATION_TELLERS,
  ...CLOCK_TELLERS,
  declared: (event, teller) => {
    const { ink } = teller;
    const kind = event.drill ? "DRILL declared" : "Declared";
    const affected = [event.service, event.component].filter((part) => part !== null);
    const where = affected.length === 0 ? "" : `, affects ${ink.words([...new Set(affected)].join(" / "))}`;
    const rank = `${square(event.rank)} ${ink.bold(event.severity)}`;
    return `${kind} as ${rank}${event.private ? ", PRIVATE," : ""}${byWhom(teller)}${where}: ${ink.words(event.title)}`;
  },
  "declared-again": (event, { ink }) =>
    `Declared again by ${ink.person(event.by)}; it is the same incident and nothing is made twice`,
  "channel-created": (event, { ink }) => `Channel ${ink.channel(event.channel, event.name)} made`,
  "card-posted": (event, { ink }) => `Card posted in ${ink.channel(event.channel, null)}`,
  announced: (event, { ink }) => `Announced in ${ink.channel(event.channel, null)}`,
  "status-changed": (event, teller) => {
    const done = event.phase === "resolved" || event.phase === "closed" ? "✅ " : "";
    const change = `${teller.ink.words(event.from)} → ${teller.ink.bold(event.to)}`;
    return `${done}Status ${change}${byWhom(teller)}${because(event.message, teller)}`;
  },
  "severity-changed": (event, teller) => {
    const { ink } = teller;
    const change = `${square(event.fromRank)} ${ink.words(event.from)} → ${square(event.rank)} ${ink.bold(event.to)}`;
    return `Severity ${change}${byWhom(teller)}${because(event.why, teller)}`;
  },
  "update-posted": (event, teller) => {
    const next = event.nextAt === null ? "" : ` (the next by ${teller.ink.moment(event.nextAt)})`;
    return `📣 Update${byWhom(teller)}${next}: ${teller.ink.speech(event.message)}`;
  },
  "note-added": (event, teller) => {
    const { ink } = teller;
    const author = event.author === null ? byWhom(teller) : ` by ${ink.person(event.author)}`;
    const where = event.permalink === null ? "" : ` (${ink.link(event.permalink, "message")})`;
    return `📝 ${NOTED[event.source]}${author}${where}: ${ink.speech(event.text)}`;
  },
  "role-assigned": (event, teller) => {
    const { ink, by, profile } = teller;
    const other = by?.kind === "person" && by.user !== event.user ? `, asked${byWhom(teller)}` : "";
    return `${ink.bold(roleName(profile, event.role))} is ${ink.person(event.user)}${other}`;
  },
  joined: (event, { ink }) => `${ink.person(event.user)} joined`,
  left: (event, { ink }) => `${ink.person(event.user)} left`,
  reopened: (event, teller) => {
    const change = `${teller.ink.words(event.from)} → ${teller.ink.bold(event.to)}`;
    return `🔁 Reopened${byWhom(teller)} (${change})${because(event.why, teller)}`;
  },
  "postmortem-requested": (_event, teller) => `Post-mortem draft requested${byWhom(teller)}`,
  "postmortem-shared": (event, { ink }) => `Post-mortem ${ink.link(event.permalink, "draft")} shared`,
  "effect-troubled": (event, { ink }) => {
    const sign = event.state === "failed" ? "⛔ Not done:" : "⏳ Not done yet, still trying:";
    const { reason, cure } = event.trouble;
    return `${sign} ${ink.ours(event.what)}. Why: ${ink.speech(reason)} Way out: ${ink.speech(cure)}`;
  },
  "effect-cured": (event, { ink }) => `✅ Done after all: ${ink.ours(event.what)}`,
  "effect-retried": (event, teller) => `Tried again${byWhom(teller)}: ${teller.ink.ours(event.what)}`,
  "effect-waived": (event, teller) => {
    const why = because(event.why, teller, ". Why: ");
    return `Given up${byWhom(teller)}: ${teller.ink.ours(event.what)}${why}`;
  },
};

/** One event as one sentence without a full stop, in the ink of the place it is told in. */
export function tell(event: IncidentEvent, by: Actor | null, scene: Scene, ink: Ink): string {
  // The table pairs every type with its own event; TypeScript cannot follow the pairing through the look-up.
  const teller = TELLERS[event.type] as (event: IncidentEvent, teller: Teller) => string;
  return teller(event, { ...scene, ink, by });
}

/** What the clocks need and people do not: ordinary talk stands in the channel already. */
export function isShown({ event }: { readonly event: IncidentEvent }): boolean {
  return event.type !== "talked";
}
