import type { Instant } from "../ids.ts";
import { acknowledged } from "./acknowledge.ts";
import { type CommandOf, type Given, isAtLeast, QUIET } from "./answer.ts";
import type { PageNews, PagerDutyPerson } from "./command.ts";
import type { Decision } from "./decision.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import type { Actor, Escalation, Notified, Page, PageLevel } from "./incident.ts";

import { runOf } from "./runs.ts";

/**
 * What PagerDuty's log or a webhook tells of a page. News are snapshots: late, doubled and out of order they do no harm,
 * since only what is not known yet becomes an event, and what was acknowledged is taken back only by a later word.
 */
export function recordPageNews(
  given: Given,
  { page: effect, news }: CommandOf<"record-page-news">,
): Decision {
  const page = given.incident.pages.find((one) => one.effect === effect);
  if (page === undefined) return QUIET;
  const { policy } = page;
  let draft = draftOf(given);
  const notified = unknownOf(page, news.notified);
  if (notified.length > 0) draft = add(draft, { type: "page-notified", effect, policy, notified });
  if (news.level !== null && isNews(page, news.level, news.at))
    draft = add(
      draft,
      { type: "page-escalated", effect, policy, level: news.level },
      { saidAt: saidAt(draft, news.at) },
    );
  // Each word takes back an earlier one; both may be in one snapshot.
  draft = answersIn(news)
    .toSorted((a, b) => a.at - b.at)
    .reduce(
      (told, { by, at }) => (by === null ? takenBack(told, page, at) : taken(told, page, { by, at })),
      draft,
    );
  return settled(news.resolved === null ? draft : resolvedThere(draft, page, news.resolved));
}

/** By nobody: it was taken back. */
type Answer = { readonly by: PagerDutyPerson | null; readonly at: Instant };

function answersIn({ acknowledged: given, unacknowledgedAt: at }: PageNews): readonly Answer[] {
  return [...(given === null ? [] : [given]), ...(at === null ? [] : [{ by: null, at }])];
}

function unknownOf(page: Page, notified: readonly Notified[]): readonly Notified[] {
  return notified.filter(
    (one) =>
      !page.notified.some((known) => known.name === one.name && known.at === one.at && known.how === one.how),
  );
}

function isNews({ level: known, levelAt }: Page, told: PageLevel, at: Instant): boolean {
  if (known === null) return true;
  if (levelAt !== null && at <= levelAt) return false;
  const same = known.level === told.level && known.escalatesAt === told.escalatesAt;
  return !same || known.people.join() !== told.people.join();
}

/**
 * Quiet for our own acknowledgement coming back, and for one that was taken back since. Another person's counts where a
 * run wants several, unless it answered the run before that began again.
 */
function taken(
  draft: Draft,
  page: Page,
  told: { readonly by: PagerDutyPerson; readonly at: Instant },
): Draft {
  const { incident } = draft;
  const known = incident.pages.find(({ effect }) => effect === page.effect);
  if (known === undefined || told.at <= (known.unacknowledgedAt ?? 0)) return draft;
  const stands = known.acknowledged?.at ?? null;
  if (stands !== null && !isFurther(runOf(incident, page.escalation), stands, told.at)) return draft;
  if (isAtLeast(incident.phase, "resolved")) return draft;
  return acknowledged(draft, { by: actorOf(told.by), page: page.effect, saidAt: saidAt(draft, told.at) });
}

function isFurther(run: Escalation | undefined, stands: Instant, at: Instant): boolean {
  return at > stands && run !== undefined && run.acknowledgements.some((one) => one.at === stands);
}

/** Also when the acknowledgement itself is not heard of yet: then it counts for nothing when it is. */
function takenBack(draft: Draft, { effect, policy }: Page, at: Instant): Draft {
  const { incident } = draft;
  const known = incident.pages.find((one) => one.effect === effect);
  const isKnown = at <= (known?.unacknowledgedAt ?? 0) || at <= (known?.acknowledged?.at ?? 0);
  if (isKnown || at > draft.at || isAtLeast(incident.phase, "resolved")) return draft;
  return add(draft, { type: "page-unacknowledged", effect, policy }, { saidAt: saidAt(draft, at) });
}

/**
 * Whoever resolves a page there has it; the incident itself is resolved here, by a person who says what made it stop.
 * After that we resolve its pages ourselves, and PagerDuty names the account by which we did.
 */
function resolvedThere(
  draft: Draft,
  page: Page,
  told: { readonly by: PagerDutyPerson | null; readonly at: Instant },
): Draft {
  const { effect, policy } = page;
  if (page.resolvedAt !== null) return draft;
  const person = isAtLeast(draft.incident.phase, "resolved") ? null : told.by;
  const by: Actor = person === null ? { kind: "tocsin" } : actorOf(person);
  const said = { by, saidAt: saidAt(draft, told.at) };
  const answered = person === null ? draft : taken(draft, page, { by: person, at: told.at });
  return add(answered, { type: "page-resolved", effect, policy }, said);
}

function actorOf({ name, user }: PagerDutyPerson): Actor {
  return user === null ? { kind: "pagerduty", name } : { kind: "person", user };
}

/** PagerDuty's clock is its own: nothing happened in our future, nor before the incident began. */
function saidAt({ incident, at }: Draft, told: Instant): Instant {
  return Math.min(at, Math.max(told, incident.declaredAt));
}
