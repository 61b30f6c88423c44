import type { Notified } from "../domain/incident/incident.ts";
import { ROUTED } from "./pages.ts";
import { whomOf, whomOfPage } from "./target-words.ts";
import {
  because,
  byWhom,
  calling,
  type EventOf,
  late,
  type Teller,
  type TellersOf,
} from "./telling-words.ts";
import { duration, listed } from "./text.ts";

// A page from the request to the answer. "Paged" and "notified" are said behind PagerDuty's own word only.

type PageEvents =
  | "page-requested"
  | "page-accepted"
  | "page-notified"
  | "page-escalated"
  | "page-stalled"
  | "page-resolved"
  | "page-unacknowledged"
  | "page-withdrawn"
  | "step-skipped"
  | "summoned"
  | "acknowledged";

/** An acceptance that took longer than this is told with its time. */
const SLOW_MS = 60_000;

export const PAGE_TELLERS: TellersOf<PageEvents> = {
  "page-requested": (event, teller) => {
    const to = calling(whomOf(event.target, event.policy, teller.profile), teller.ink);
    const requested = `page to ${to} requested${late(event.lateMs)}`;
    const said = `${before(event, teller)}${requested}`;
    const by = event.cause === "begun" || event.cause === "asked" ? byWhom(teller) : "";
    return `${said.charAt(0).toUpperCase()}${said.slice(1)}${by}${because(event.why, teller)}`;
  },
  "page-accepted": (event, teller) => {
    const { ink } = teller;
    const to = whom(event, teller);
    const slow = event.afterMs > SLOW_MS ? `, ${duration(event.afterMs)} after the request` : "";
    const missing = `${slow}${unknown(event.unknown, teller)}`;
    if (event.via === "routing-key")
      return `📟 Page to ${to}: PagerDuty accepted the event${missing}; ${ROUTED}`;
    const open = ink.link(event.url, "open in PagerDuty");
    const where = event.url === null ? "" : ` (${open})`;
    return `📟 Paged ${to}: PagerDuty accepted${where}${missing}`;
  },
  "page-notified": (event, teller) =>
    `🔔 Page to ${whom(event, teller)}: PagerDuty notified ${notifiedWords(event.notified, teller)}`,
  "page-escalated": (event, teller) => {
    const { level, people, escalatesAt } = event.level;
    const asks = people.length === 0 ? "" : `: ${named(people, teller)}`;
    const then = escalatesAt === null ? "" : `; the next level at ${teller.ink.moment(escalatesAt)}`;
    return `⏭ Page to ${whom(event, teller)}: PagerDuty asks level ${level} now${asks}${then}`;
  },
  "page-stalled": (event, teller) => `⚠️ Page to ${whom(event, teller)}: ${stalled(event)}`,
  "page-resolved": (event, teller) => `Page to ${whom(event, teller)} resolved${inPagerDuty(teller)}`,
  "page-unacknowledged": (event, teller) =>
    `↩️ Page to ${whom(event, teller)}: its acknowledgement was taken back in PagerDuty, so it may call again`,
  "page-withdrawn": (event, teller) =>
    `Page to ${whom(event, teller)} withdrawn, it calls nobody${because(event.why, teller)}`,
  "step-skipped": (event, teller) =>
    `⏭ Step skipped, ${whom(event, teller)} cannot be reached${because(event.why, teller)}`,
  summoned: (event, { ink }) => {
    if (event.users.length === 0) return "📨 Nobody of that step could be asked by direct message";
    return `📨 Asked by direct message to take it: ${listed(event.users.map(ink.person))}`;
  },
  acknowledged: (event, teller) => {
    const there = event.page !== null && teller.by?.kind === "person" ? " in PagerDuty" : "";
    return `🙋 Acknowledged${byWhom(teller)}${there}${stillNeeded(event, teller)}`;
  },
};

function whom(event: { readonly effect: string; readonly policy: string }, teller: Teller): string {
  return calling(whomOfPage(teller.pages, event, teller.profile), teller.ink);
}

/** Why it goes out, where nobody asked for it: the beginning of the sentence. */
function before(event: EventOf<"page-requested">, teller: Teller): string {
  switch (event.cause) {
    case "begun":
      return "";
    case "unanswered":
      return `nobody answered, so ${nextStep(event, teller)}: `;
    case "asked":
      return "sooner, as asked: ";
    case "unproven":
      return `nothing shows that anybody was called, so ${nextStep(event, teller)}: `;
    case "skipped":
      return "nobody could be reached there, so the next step at once: ";
    case "response-missed":
      return `the response target is missed, so ${nextStep(event, teller)}: `;
    case "expired":
      return "the acknowledgement counts no more, so it begins again: ";
  }
}

function nextStep(event: EventOf<"page-requested">, { escalations }: Teller): string {
  const run = escalations.find(({ key }) => key === event.escalation);
  const again = event.round > 1 && event.step === (run?.from ?? 0);
  return again ? `round ${event.round} begins` : "the next step";
}

function unknown(emails: readonly string[], { ink }: Teller): string {
  if (emails.length === 0) return "";
  const shown = emails.slice(0, 5).map(ink.words);
  const more = emails.length > shown.length ? [`${emails.length - shown.length} more`] : [];
  const who = emails.length === 1 ? "that person is" : "they are";
  return `; PagerDuty does not know ${listed([...shown, ...more])}, ${who} asked through Slack`;
}

function notifiedWords(notified: readonly Notified[], { ink }: Teller): string {
  const each = notified.map(
    ({ name, how }) => `${ink.words(name)}${how === null ? "" : ` (${ink.words(how)})`}`,
  );
  const once = [...new Set(each)];
  const shown = once.slice(0, 5);
  return listed(once.length > 5 ? [...shown, `${once.length - 5} more`] : shown);
}

function named(people: readonly string[], { ink }: Teller): string {
  const shown = people.slice(0, 5).map(ink.words);
  return listed(people.length > 5 ? [...shown, `${people.length - 5} more`] : shown);
}

/** What is refused stalls at once; how soon that was helps nobody. */
const AT_ONCE_MS = 1000;

function stalled({ stage, afterMs }: EventOf<"page-stalled">): string {
  const slack = "whoever it was to call is asked through Slack";
  const after = duration(afterMs);
  switch (stage) {
    case "accepted":
      if (afterMs < AT_ONCE_MS) return `PagerDuty has not taken it; ${slack}`;
      return `PagerDuty has not accepted it ${after} after the request; ${slack}`;
    case "notified":
      return `PagerDuty accepted it, but ${after} later nothing shows that it called anybody; ${slack}`;
  }
}

/** By the incident's end, which closes the page there too, or by somebody in PagerDuty. */
function inPagerDuty(teller: Teller): string {
  return teller.by?.kind === "pagerduty" ? byWhom(teller) : `${byWhom(teller)} in PagerDuty`;
}

/** `, 1 of 2 people` where the manual wants several and they are not there yet. */
function stillNeeded(event: EventOf<"acknowledged">, { escalations, by }: Teller): string {
  const open = event.escalations.find((key) => !event.settled.includes(key));
  if (open === undefined) return "";
  const run = escalations.find(({ key }) => key === open);
  const place = run?.acknowledgements.findIndex((one) => sameActor(one.by, by)) ?? -1;
  if (run === undefined || place === -1) return ", more people must still acknowledge";
  return `, ${place + 1} of ${run.chain.acknowledgements} who must; it goes on calling`;
}

function sameActor(one: Teller["by"], other: Teller["by"]): boolean {
  if (one?.kind === "person" && other?.kind === "person") return one.user === other.user;
  if (one?.kind === "pagerduty" && other?.kind === "pagerduty") return one.name === other.name;
  return false;
}
