import type { Effect } from "../domain/effect.ts";
import { newsOf } from "./page-news.ts";
import type { Outside, Performed, Performing } from "./performing.ts";

/** The next person is to be woken within a second of when they are due, also when PagerDuty does not tell. */
const LOOK_WITHIN_MS = 800;
const MOST_LOOKS = 3;

/**
 * Before a further step wakes somebody, PagerDuty is asked whether the step before was answered: its webhook may have
 * been lost, or nobody of us was there to take it. Null when it was not, or when that cannot be known in time.
 */
export async function answeredThere(
  effect: Extract<Effect, { kind: "page" }>,
  { incident, attempt }: Performing,
  { pager, people }: Outside,
): Promise<Performed | null> {
  const wanted = incident.pages.find((one) => one.effect === effect.id);
  const before = incident.pages.findLast(
    (one) => one.escalation === wanted?.escalation && one.effect !== effect.id && one.via === "policy",
  );
  if (before === undefined || before.pagerDutyId === null) return null;
  // What was told already is no reason to look again, and a look that changes nothing must not go on for ever.
  const isKnown = before.acknowledged !== null || before.resolvedAt !== null;
  if (isKnown || attempt.number > MOST_LOOKS) return null;
  const log = await within(LOOK_WITHIN_MS, pager.follow(before.pagerDutyId));
  if (log?.kind !== "done") return null;
  const { acknowledged, unacknowledgedAt, resolved } = log.receipt;
  const stands = acknowledged !== null && acknowledged.at > (unacknowledgedAt ?? 0);
  if (!stands && resolved === null) return null;
  const news = await newsOf(log.receipt, attempt.firstTriedAt, people);
  return { kind: "answered", page: before.effect, news };
}

async function within<Answer>(ms: number, asked: Promise<Answer>): Promise<Answer | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, ms, null);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
