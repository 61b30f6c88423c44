import type { EffectBody } from "../effect.ts";
import type { EffectId } from "../ids.ts";
import type { IncidentEvent } from "./event.ts";
import { isOfNoRun, rests } from "./evolve-runs.ts";
import type { Incident, Page } from "./incident.ts";
import { wentTwice } from "./proof.ts";

/** What PagerDuty is told about the pages it accepted. Those it has not accepted yet are answered when it does. */

type Answer<Kind extends EffectBody["kind"]> = Extract<EffectBody, { readonly kind: Kind }>;

/**
 * The pages of runs that rest by this acknowledgement: whoever is paged later, into an incident that somebody already
 * has, must still be woken. The page that was answered over there needs no answer from here, unless it stands there
 * twice.
 */
export function acknowledgedPages(
  after: Incident,
  event: Extract<IncidentEvent, { readonly type: "acknowledged" }>,
): readonly Answer<"acknowledge-page">[] {
  return after.pages
    .filter(
      (page) =>
        isOpenThere(page) &&
        (page.effect !== event.page || wentTwice(page)) &&
        ((event.page === null && isOfNoRun(page)) || event.settled.some((key) => rests(after, page, key))),
    )
    .map(acknowledgement);
}

/** A page that was accepted, or called again, only after people had it. */
export function answerOf(after: Incident, effect: EffectId): readonly Answer<"acknowledge-page">[] {
  return after.pages
    .filter((page) => page.effect === effect && isOpenThere(page) && hasRest(after, page))
    .map(acknowledgement);
}

export function resolvedPages({ pages }: Incident): readonly Answer<"resolve-page">[] {
  return pages.filter(isOpenThere).map(({ effect }) => ({ kind: "resolve-page", page: effect }));
}

function isOpenThere({ acceptedAt, resolvedAt, over }: Page): boolean {
  return acceptedAt !== null && resolvedAt === null && !over;
}

/** A page of a run whose place was taken rests with the one that took it. */
function hasRest({ escalations }: Incident, page: Page): boolean {
  if (isOfNoRun(page)) return page.acknowledged !== null;
  const isCalling = escalations.some(({ state }) => state === "running" || state === "exhausted");
  return escalations.some(({ key, state }) => {
    return (
      state === "acknowledged" && (key === page.escalation || !isCalling) && rests({ escalations }, page, key)
    );
  });
}

function acknowledgement({ effect, acknowledged }: Page): Answer<"acknowledge-page"> {
  const by = acknowledged?.by;
  return { kind: "acknowledge-page", page: effect, by: by?.kind === "person" ? by.user : null };
}
