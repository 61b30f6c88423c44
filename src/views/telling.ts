import type { Actor, IncidentEvent } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { policyName, roleName, square } from "./headline.ts";
import { ROUTED } from "./pages.ts";

/** How one place writes things: Slack's mrkdwn, or the Markdown of the post-mortem. Everything it returns is safe there. */
export type Ink = {
  readonly bold: (text: string) => string;
  /** Short text of people or of the manual, on one line. */
  readonly words: (text: string) => string;
  /** What people wrote, as long as the place allows. Stands after a colon. */
  readonly speech: (text: string) => string;
  readonly person: (user: string) => string;
  readonly channel: (id: string, name: string | null) => string;
  /** Mrkdwn of our own making. */
  readonly ours: (mrkdwn: string) => string;
  readonly link: (url: string | null, shown: string) => string;
};

/** Who did it is null where a view cannot know; the sentence then leaves it out. */
type Teller = { readonly ink: Ink; readonly profile: Profile; readonly by: Actor | null };
type Tellers = {
  readonly [Type in IncidentEvent["type"]]: (
    event: Extract<IncidentEvent, { readonly type: Type }>,
    teller: Teller,
  ) => string;
};

/** `, by <@U1>`; nothing for the bot's own doing, which needs no name, and where it is not known. */
function byWhom({ by, ink }: Teller): string {
  return by?.kind === "person" ? ` by ${ink.person(by.user)}` : "";
}

function because(why: string | null, { ink }: Teller, word = ": "): string {
  return why === null || why.trim() === "" ? "" : `${word}${ink.speech(why)}`;
}

const NOTED = {
  command: "Note",
  pin: "Pinned message",
  shortcut: "Message",
  declaration: "Message it was declared from,",
} as const;

/** One sentence per kind of event: what first, then who, then their own words. The compiler asks for a missing one. */
const TELLERS: Tellers = {
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
  "page-requested": (event, teller) =>
    `Page to ${teller.ink.bold(policyName(event.policy))} requested${byWhom(teller)}${because(event.why, teller)}`,
  "page-accepted": (event, { ink }) => {
    const to = ink.bold(policyName(event.policy));
    if (event.via === "routing-key") return `📟 Page to ${to}: PagerDuty accepted the event; ${ROUTED}`;
    const open = ink.link(event.url, "open in PagerDuty");
    const where = event.url === null ? "" : ` (${open})`;
    return `📟 Paged ${to}: PagerDuty accepted${where}`;
  },
  "page-withdrawn": (event, teller) =>
    `Page to ${teller.ink.bold(policyName(event.policy))} withdrawn, it calls nobody${because(event.why, teller)}`,
  "channel-created": (event, { ink }) => `Channel ${ink.channel(event.channel, event.name)} made`,
  "card-posted": (event, { ink }) => `Card posted in ${ink.channel(event.channel, null)}`,
  announced: (event, { ink }) => `Announced in ${ink.channel(event.channel, null)}`,
  acknowledged: (_event, teller) => `🙋 Acknowledged${byWhom(teller)}`,
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
  "update-posted": (event, teller) => `📣 Update${byWhom(teller)}: ${teller.ink.speech(event.message)}`,
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
export function tell(event: IncidentEvent, by: Actor | null, profile: Profile, ink: Ink): string {
  // The table pairs every type with its own event; TypeScript cannot follow the pairing through the look-up.
  const teller = TELLERS[event.type] as (event: IncidentEvent, teller: Teller) => string;
  return teller(event, { ink, profile, by });
}
