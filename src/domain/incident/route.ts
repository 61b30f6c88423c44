import type { Instant, SlackUserId } from "../ids.ts";
import type { Chain, EscalationPolicy, PageTarget, Profile } from "../profile.ts";
import { isOpen, opensAt } from "../targets.ts";

/** Which policy is taken for an incident, by severity, service and hour, and the chain it stands for. */

/** The policy key that pages for this severity and service: the severity's, else the service's, else the profile's first. */
export function policyFor(
  profile: Profile,
  about: { readonly severity: string; readonly service: string | null },
): string | null {
  const severity = profile.severities.find(({ label }) => label === about.severity);
  const service = profile.services.find(({ key }) => key === about.service);
  return severity?.escalation ?? service?.escalation ?? profile.escalation[0]?.key ?? null;
}

/** A run as the manual has it at that hour: whose chain, and when it begins. */
export type Route = { readonly policy: string; readonly chain: Chain; readonly startsAt: Instant };

/** Outside its hours a policy gives way to another one, or waits for them. The profile's check refuses circles. */
export function routeOf(profile: Profile, key: string, at: Instant): Route {
  const seen = new Set<string>();
  let policy = find(profile, key);
  while (policy !== undefined && !seen.has(policy.key)) {
    seen.add(policy.key);
    const hours = policy.hours ?? profile.calendar;
    const { outsideHours } = policy;
    if (outsideHours === null || hours === null || isOpen(hours, at)) break;
    if (outsideHours.kind === "wait")
      return { policy: policy.key, chain: chainOf(policy), startsAt: opensAt(hours, at) };
    policy = find(profile, outsideHours.policy);
  }
  if (policy === undefined) return { policy: key, chain: unknownChain(key), startsAt: at };
  return { policy: policy.key, chain: chainOf(policy), startsAt: at };
}

/** Whom a policy's first step pages. A policy the profile does not describe is taken as PagerDuty's own. */
export function firstTarget(profile: Profile, policy: string): PageTarget {
  return find(profile, policy)?.steps[0]?.page ?? { kind: "pagerduty", policy };
}

const PERSON_TIMEOUT_MS = 5 * 60_000;

/** One person is called twice before it is shouted that they do not answer. */
export function chainOfPerson(user: SlackUserId): Chain {
  return {
    steps: [{ page: { kind: "user", user }, timeoutMs: PERSON_TIMEOUT_MS }],
    repeat: 1,
    acknowledgeExpiresMs: null,
    runBy: "tocsin",
    acknowledgements: 1,
  };
}

function find(profile: Profile, key: string): EscalationPolicy | undefined {
  return profile.escalation.find((policy) => policy.key === key);
}

function chainOf({ steps, repeat, acknowledgeExpiresMs, runBy, acknowledgements }: EscalationPolicy): Chain {
  return { steps, repeat, acknowledgeExpiresMs, runBy, acknowledgements };
}

function unknownChain(policy: string): Chain {
  return {
    steps: [{ page: { kind: "pagerduty", policy }, timeoutMs: PERSON_TIMEOUT_MS }],
    repeat: 0,
    acknowledgeExpiresMs: null,
    runBy: "pagerduty",
    acknowledgements: 1,
  };
}
