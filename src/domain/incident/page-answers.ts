import type { EffectBody } from "../effect.ts";
import type { Incident } from "./incident.ts";

/** What PagerDuty is told about the pages it accepted. Those it has not accepted yet are answered when it does. */

type Answer<Kind extends EffectBody["kind"]> = Extract<EffectBody, { readonly kind: Kind }>;

/**
 * Only pages requested before the acknowledgement are acknowledged by it: whoever is paged later, into an
 * incident that somebody already has, must still be woken.
 */
export function acknowledgedPages(incident: Incident): readonly Answer<"acknowledge-page">[] {
  const { acknowledgedAt, acknowledgedBy: by } = incident;
  if (acknowledgedAt === null) return [];
  return incident.pages
    .filter(({ acceptedAt, requestedAt }) => acceptedAt !== null && requestedAt <= acknowledgedAt)
    .map(({ effect }) => ({ kind: "acknowledge-page", page: effect, by }));
}

export function resolvedPages(incident: Incident): readonly Answer<"resolve-page">[] {
  return incident.pages
    .filter(({ acceptedAt }) => acceptedAt !== null)
    .map(({ effect }) => ({ kind: "resolve-page", page: effect }));
}
