import type { IncidentId } from "../ids.ts";
import type { PageTarget, Profile } from "../profile.ts";
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
import { effectIdOf } from "./effect-id.ts";
import type { Decision, Incident, IncidentEvent, Page } from "./incident.ts";
import { nearest } from "./similar.ts";
import { findPolicy } from "./words.ts";

/**
 * Who is paged, and when. A severity that pages does so by itself while no page is open, and never for a drill;
 * a person may page again, also in a drill, because they said so.
 */

/** The policy key that pages for this severity and service: the severity's, else the service's, else the profile's first. */
export function policyFor(
  profile: Profile,
  about: { readonly severity: string; readonly service: string | null },
): string | null {
  const severity = profile.severities.find(({ label }) => label === about.severity);
  const service = profile.services.find(({ key }) => key === about.service);
  return severity?.escalation ?? service?.escalation ?? profile.escalation[0]?.key ?? null;
}

/** Whom a policy's first step pages. A policy the profile does not describe is taken as PagerDuty's own. */
export function firstTarget(profile: Profile, policy: string): PageTarget {
  const step = profile.escalation.find(({ key }) => key === policy)?.steps[0];
  return step?.page ?? { kind: "pagerduty", policy };
}

/** The event that asks for a page; `version` is the one it will have. */
export function pageRequested(ask: {
  readonly incident: IncidentId;
  readonly version: number;
  readonly policy: string;
  readonly why: string | null;
}): IncidentEvent {
  const { policy, why } = ask;
  return { type: "page-requested", effect: effectIdOf({ ...ask, kind: "page", what: policy }), policy, why };
}

/** Requested, and neither accepted nor given up: nobody knows yet whether somebody is called. */
export function isWaiting({ acceptedAt, givenUpAt }: Page): boolean {
  return acceptedAt === null && givenUpAt === null;
}

/** Pages by which somebody is called, or may yet be. */
export function openPages({ pages }: Incident): readonly Page[] {
  return pages.filter((page) => isWaiting(page) || (page.acceptedAt !== null && !page.over));
}

/** A person pages a policy, or without naming one whoever would have been paged. */
export function page(given: Given, command: CommandOf<"page">): Decision {
  const { incident, profile } = given;
  if (isAtLeast(incident.phase, "resolved")) return notOpen(incident);
  const long = tooLong(command.why);
  if (long !== null) return refuse(long);
  const typed = tidy(command.policy);
  const policy = typed === null ? policyFor(profile, incident) : (findPolicy(profile, typed)?.key ?? null);
  if (policy === null) return unknownPolicy(profile, typed ?? "");
  const why = tidy(command.why);
  return accept(pageRequested({ incident: incident.id, version: incident.version + 1, policy, why }));
}

/** Quiet when PagerDuty has accepted it meanwhile: then it is there to be answered, not withdrawn. */
export function withdrawPage({ incident }: Given, command: CommandOf<"withdraw-page">): Decision {
  const page = incident.pages.find(({ effect }) => effect === command.effect);
  if (page === undefined || page.acceptedAt !== null) return QUIET;
  return accept({
    type: "page-withdrawn",
    effect: page.effect,
    policy: page.policy,
    why: command.why,
  });
}

function unknownPolicy(profile: Profile, typed: string): Decision {
  const known = profile.escalation.map(({ key }) => key);
  return refuse({ reason: "unknown-policy", typed, nearest: nearest(typed, known) });
}
