import type { Profile } from "../profile.ts";
import {
  accept,
  type CommandOf,
  type Given,
  isAtLeast,
  notOpen,
  QUIET,
  refuse,
  tidy,
  tooLong,
} from "./answer.ts";
import type { Decision, Refusal } from "./decision.ts";
import { draftOf, settled } from "./draft.ts";
import type { Escalation, Incident, Page } from "./incident.ts";
import { chainOfPerson, policyFor, type Route, routeOf } from "./route.ts";
import { begin, currentPage, running, stop } from "./runs.ts";
import { nearest } from "./similar.ts";
import { findPolicy } from "./words.ts";

/** Pages that people ask for, also in a drill, because they said so; and pages that are called off. */

/** Requested, and neither accepted nor given up: nobody knows yet whether somebody is called. */
export function isWaiting({ acceptedAt, givenUpAt }: Page): boolean {
  return acceptedAt === null && givenUpAt === null;
}

/** Pages by which somebody is called, or may yet be. */
export function openPages({ pages }: Incident): readonly Page[] {
  return pages.filter((page) => isWaiting(page) || (page.acceptedAt !== null && !page.over));
}

/**
 * A person pages a policy, somebody, or without naming either whoever would have been paged. A run of the same policy
 * that calls nobody, because it waits for its hours or its page was called off, gives way to it.
 */
export function page(given: Given, command: CommandOf<"page">): Decision {
  const { incident } = given;
  if (isAtLeast(incident.phase, "resolved")) return notOpen(incident);
  const long = tooLong(command.why);
  if (long !== null) return refuse(long);
  const route = asked(given, command);
  if ("reason" in route) return refuse(route);
  const calls = running(incident).find((run) => run.policy === route.policy && isCalling(incident, run));
  if (calls !== undefined)
    return refuse({ reason: "already-paging", policy: route.policy, nextAt: calls.nextAt });
  const silent = running(incident).filter((run) => run.policy === route.policy);
  const asking = { ...route, why: tidy(command.why), cause: "asked" as const, pagedRank: null };
  return settled(begin(stop(draftOf(given), silent), asking));
}

/** Whoever asks for it now means now, whatever the hours of the policy are. */
function asked({ incident, profile, at }: Given, command: CommandOf<"page">): Route | Refusal {
  const { user } = command;
  if (user !== null) return { policy: user, chain: chainOfPerson(user), startsAt: at };
  const typed = tidy(command.policy);
  const policy = typed === null ? policyFor(profile, incident) : (findPolicy(profile, typed)?.key ?? null);
  if (policy === null) return unknownPolicy(profile, typed ?? "");
  return { ...routeOf(profile, policy, at), startsAt: at };
}

/** Not when its page was given up, or nobody could be called: then a person may well ask again. */
function isCalling(incident: Incident, run: Escalation): boolean {
  const current = currentPage(incident, run);
  return current !== undefined && current.givenUpAt === null;
}

/** Quiet when PagerDuty has accepted it meanwhile: then it is there to be answered, not withdrawn. */
export function withdrawPage({ incident }: Given, command: CommandOf<"withdraw-page">): Decision {
  const page = incident.pages.find(({ effect }) => effect === command.effect);
  if (page === undefined || page.acceptedAt !== null) return QUIET;
  return accept({
    type: "page-withdrawn",
    effect: page.effect,
    policy: page.policy,
    target: page.target,
    why: command.why,
  });
}

function unknownPolicy(profile: Profile, typed: string): Refusal {
  const known = profile.escalation.map(({ key }) => key);
  return { reason: "unknown-policy", typed, nearest: nearest(typed, known) };
}
