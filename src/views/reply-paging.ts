import { incidentName } from "../domain/ids.ts";
import type { IncidentCommand } from "../domain/incident/command.ts";
import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Escalation, Incident, Page } from "../domain/incident/incident.ts";
import { isWaiting, openPages } from "../domain/incident/pages.ts";
import type { Profile } from "../domain/profile.ts";
import { acknowledgementExpiresAt, callingLines } from "./escalation-lines.ts";
import { nobodyWoken, pageLine, pageLines } from "./pages.ts";
import { promiseLines } from "./promises.ts";
import { pageWhom } from "./target-words.ts";
import { date, duration, plural, say, typed } from "./text.ts";

// The answers about pages, escalations and clocks.

/** What came of a command; `events` is empty when the answer to an earlier request is told again. */
export type Came = {
  readonly incident: Incident;
  readonly profile: Profile;
  readonly events: readonly IncidentEvent[];
};

/**
 * The page this asked for, else that there is none where the manual would page; earlier ones stand on the card. Told
 * again, it is not known any more which one was asked for.
 */
export function paging({ incident, profile, events }: Came): string {
  const pages = events.length === 0 ? openPages(incident) : askedFor(incident, events);
  const lines =
    pages.length === 0 ? [nobodyWoken(incident, profile) ?? ""] : pageLines({ pages }, profile, 3);
  return lines.map((line) => (line === "" ? "" : `\n${line}`)).join("");
}

function askedFor({ pages }: Incident, events: readonly IncidentEvent[]): readonly Page[] {
  const effects = events.flatMap((event) => (event.type === "page-requested" ? [event.effect] : []));
  return pages.filter(({ effect }) => effects.includes(effect));
}

/** Whom it calls is the rules' answer, not what was typed. */
export function requested(name: string, { incident, profile, events }: Came): string {
  const waits = waiting(incident, events);
  if (waits !== null)
    return `The page for ${name} is saved and waits for the manual's hours: it goes out ${date(waits)}. If it cannot wait, ${typed("/incident page @somebody <why>")} calls one person now.`;
  const page = askedFor(incident, events)[0] ?? incident.pages.at(-1) ?? null;
  const words = page === null ? gone(name) : pageWords(page, name, profile);
  return `${words}${stillOutside(incident)}`;
}

function gone(name: string): string {
  return `The page for ${name} is no longer open; the timeline says what became of it.`;
}

function pageWords(page: Page, name: string, profile: Profile): string {
  if (!isWaiting(page)) return `${name}: ${pageLine(page, profile)}`;
  return `Page to ${pageWhom(page, profile)} for ${name}: requested, *not yet accepted by PagerDuty*. The channel is told when PagerDuty accepts it, and if it does not.`;
}

/** When the run that was asked for begins, if not at once. */
function waiting({ escalations }: Incident, events: readonly IncidentEvent[]): number | null {
  if (!events.some(({ type }) => type === "escalation-begun")) return null;
  if (events.some(({ type }) => type === "page-requested")) return null;
  const begun = escalations.findLast(({ state }) => state === "running");
  return begun?.step === null ? begun.nextAt : null;
}

/** PagerDuty calls people who cannot see a private incident, whose page says neither what nor where. */
function stillOutside(incident: Incident): string {
  if (!incident.private) return "";
  return `\nWhoever answers is not brought into the channel: ${typed("/incident role <role> @somebody")} or an invitation does it.`;
}

/** What the calling comes to: it rests, or goes on where the manual wants several people. */
export function acknowledgedWords(name: string, { incident, profile, events }: Came): string {
  const has = `You have ${name}: acknowledged and saved.`;
  const short = incident.escalations.find(isShort);
  if (short === undefined)
    return `${has}${rests(incident, events)} It is *${say(incident.status, 60)}* now.${counts(incident, profile)}`;
  const { acknowledgements, chain } = short;
  const missing = chain.acknowledgements - acknowledgements.length;
  return `${has} You are ${acknowledgements.length} of ${chain.acknowledgements} who must have it, so it goes on calling until ${plural(missing, "person more does", "people more do")}.`;
}

/** PagerDuty may call on until it has taken the acknowledgement, so no more is claimed of it. */
function rests({ pages }: Incident, events: readonly IncidentEvent[]): string {
  const answers = events.some((event) => event.type === "acknowledged" && event.escalations.length > 0);
  if (!answers) return "";
  const told = pages.some((page) => page.acceptedAt !== null && !page.over);
  return ` Nobody further is called${told ? ", and PagerDuty is being told" : ""}.`;
}

function counts(incident: Incident, profile: Profile): string {
  const until = acknowledgementExpiresAt(incident, profile);
  return until === null ? "" : ` It counts until ${date(until)}; any word in its channel renews it.`;
}

function isShort({ state, chain, acknowledgements }: Escalation): boolean {
  const count = acknowledgements.length;
  return state === "running" && count > 0 && count < chain.acknowledgements;
}

type PagingCommand = Extract<
  IncidentCommand,
  { readonly type: "escalate" | "hold" | "pause-clocks" | "resume-clocks" | "snooze-update" }
>;

export function pagingWords(command: PagingCommand, came: Came): string {
  const { incident, profile } = came;
  const name = incidentName(incident.number);
  switch (command.type) {
    case "escalate":
      return `${sooner(name, came)}${paging(came)}${lines(callingLines(incident, profile))}`;
    case "hold":
      return `Nobody more is called for ${name} for ${duration(command.forMs)}. Saved; the channel is told why. *I have it* stops the calling for good.${lines(callingLines(incident, profile))}`;
    case "pause-clocks":
      return `The clocks of ${name} rest, and the reason is on the record. Escalations go on calling. ${typed("/incident resume")} starts the clocks again.`;
    case "resume-clocks":
      return `The clocks of ${name} run again.${lines(promiseLines(incident))}`;
    case "snooze-update":
      return `The update of ${name} is asked for again in ${duration(command.forMs)}, once. The rhythm stays as it is.`;
  }
}

function sooner(name: string, { events }: Came): string {
  return events.some(({ type }) => type === "escalation-exhausted")
    ? `Nobody is left to call for ${name} by itself, so everybody is being told. Saved. ${typed("/incident page @somebody <why>")} calls one person more.`
    : `The next step of ${name} begins now. Saved.`;
}

function lines(words: readonly string[]): string {
  return words.map((line) => `\n${line}`).join("");
}

/** By when people may expect the next one, as it is saved with this one. */
export function nextPromised({ events }: Came): string {
  const posted = events.find(({ type }) => type === "update-posted");
  if (posted?.type !== "update-posted" || posted.nextAt === null) return "";
  return ` The next one is promised by ${date(posted.nextAt)}.`;
}
