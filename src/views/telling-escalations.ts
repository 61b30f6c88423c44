import { chainWords, roundsOf, runName, type Whom } from "./target-words.ts";
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

// The runs of escalation policies: begun, held, at their end, and what becomes of an acknowledgement.

type EscalationEvents =
  | "escalation-begun"
  | "escalation-exhausted"
  | "escalation-stopped"
  | "escalation-held"
  | "acknowledgement-reminded"
  | "acknowledgement-expired";

/** A run that begins later than this after its event waits for the manual's hours. */
const AT_ONCE_MS = 1000;

export const ESCALATION_TELLERS: TellersOf<EscalationEvents> = {
  "escalation-begun": (event, teller) => {
    const { ink, profile } = teller;
    const only = onlyPerson(event);
    const at = teller.at ?? beganAt(event, teller);
    const steps = chainWords(event, profile, (whom) => calling(whom, ink));
    const rounds = event.chain.repeat > 0 ? `, ${roundsOf(event.chain)} rounds` : "";
    const levels = event.chain.runBy === "pagerduty" ? "; PagerDuty calls its levels" : "";
    const waits = at === null || event.startsAt > at + AT_ONCE_MS;
    const begins = waits
      ? `waits until ${ink.moment(event.startsAt)}, when the manual's hours begin`
      : `begun${byWhom(teller)}`;
    const why = `${CAUSES[event.cause]}${because(event.why, teller)}`;
    if (only !== null && !waits) return `⏭ ${ink.person(only)} is asked for${byWhom(teller)}${rounds}${why}`;
    return `⏭ Escalation ${begins}: ${steps}${rounds}${levels}${why}`;
  },
  "escalation-exhausted": (event, teller) => {
    const policy = whoseOf(event, teller);
    const who = calling(policy, teller.ink);
    const what = event.reached ? "Nobody answered" : "Nobody could be reached";
    // One person is no chain that could be at its end.
    const which =
      policy.kind === "person"
        ? `${who} was asked for${event.rounds > 1 ? ` in ${event.rounds} rounds` : ""}`
        : `the escalation ${who}${event.rounds > 1 ? `, ${event.rounds} rounds,` : ""} is at its end`;
    return `🚨 ${what}: ${which}, and nobody more is called by itself${late(event.lateMs, "; told ")}`;
  },
  "escalation-stopped": (event, teller) =>
    `Escalation ${nameOf(event, teller)} stopped: another one takes its place`,
  "escalation-held": (event, teller) => {
    const policy = nameOf(event, teller);
    return `⏸ Escalation ${policy} held until ${teller.ink.moment(event.until)}${byWhom(teller)}${because(event.why, teller)}`;
  },
  "acknowledgement-reminded": (event, teller) => {
    const counts = `the acknowledgement counts until ${teller.ink.moment(event.expiresAt)}`;
    return `⏰ ${holders(event, teller)}till on it? Nothing was said for a while; ${counts}, then the escalation begins again${late(event.lateMs, "; asked ")}`;
  },
  "acknowledgement-expired": (event, teller) => {
    const policy = nameOf(event, teller);
    return `⏰ No sign of life for ${duration(event.afterMs)}: the acknowledgement counts no more and the escalation ${policy} begins again`;
  },
};

/** Told by itself, an event has no time of its own; the run that it began keeps it. */
function beganAt(
  { policy, cause, startsAt }: EventOf<"escalation-begun">,
  { escalations }: Teller,
): number | null {
  const run = escalations.findLast(
    (one) => one.policy === policy && one.cause === cause && one.startedAt <= startsAt,
  );
  return run?.startedAt ?? null;
}

type OfRun = { readonly escalation: string; readonly policy: string };

function whoseOf({ escalation, policy }: OfRun, { escalations, profile }: Teller): Whom {
  const run = escalations.find(({ key }) => key === escalation);
  return runName(run, policy, profile);
}

function nameOf(event: OfRun, teller: Teller): string {
  return calling(whoseOf(event, teller), teller.ink);
}

/** Whom a run of one step calls by name; null for a chain, or a step that is no single person. */
function onlyPerson({ chain, from, to }: EventOf<"escalation-begun">): string | null {
  const target = from === to ? chain.steps[from]?.page : undefined;
  return target?.kind === "user" ? target.user : null;
}

const CAUSES: Readonly<Record<EventOf<"escalation-begun">["cause"], string>> = {
  declared: "",
  raised: ", because the severity is worse now",
  asked: "",
  escalated: ", because more help was asked for",
  "resolution-due": ", because three quarters of the resolution target have passed",
};

/** `<@U1> and <@U2>, s`, or `S` where nobody is known: the beginning of the question. */
function holders(event: EventOf<"acknowledgement-reminded">, { escalations, ink }: Teller): string {
  const run = escalations.find(({ key }) => key === event.escalation);
  const people = (run?.acknowledgements ?? []).flatMap(({ by }) =>
    by.kind === "person" ? [ink.person(by.user)] : by.kind === "pagerduty" ? [ink.words(by.name)] : [],
  );
  return people.length === 0 ? "S" : `${listed([...new Set(people)].slice(0, 5))}, s`;
}
