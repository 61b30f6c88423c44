import type { Outcome, PageAsk, PageReceipt, Pager } from "../../engine/ports.ts";
import { failed } from "./judge.ts";
import type { RestPager } from "./rest-pager.ts";

/**
 * REST first, and the event for the routing key where REST fails. Both carry the same key, so the same page by both
 * ways is one incident where the routing key's service is the page's own, and at most two elsewhere: twice is better
 * than never. Whom the event calls is decided by the routing key's service, whatever policy was asked for.
 */
export function createTwoWays(rest: RestPager, events: Pager | null): Pager {
  return {
    ...rest,
    hasSecondWay: events !== null,
    page: (ask) => page(ask, rest, events),
    acknowledge: (pagerDutyId, key) =>
      events !== null && isOfEvent(pagerDutyId)
        ? bothOf(events.acknowledge(pagerDutyId, key), unlessRefused(rest.acknowledgeByKey(key)))
        : rest.acknowledge(pagerDutyId, key),
    resolve: (pagerDutyId, key) =>
      events !== null && isOfEvent(pagerDutyId)
        ? bothOf(events.resolve(pagerDutyId, key), unlessRefused(rest.withdraw(key)))
        : rest.resolve(pagerDutyId, key),
    withdraw: (key) =>
      events === null ? rest.withdraw(key) : bothOf(rest.withdraw(key), events.withdraw(key)),
    follow: (pagerDutyId) =>
      events !== null && isOfEvent(pagerDutyId) ? events.follow(pagerDutyId) : rest.follow(pagerDutyId),
  };
}

/** A page by an event is known by our own key, which has slashes; PagerDuty's ids are letters and digits. */
function isOfEvent(pagerDutyId: string): boolean {
  return pagerDutyId.includes("/");
}

async function page(ask: PageAsk, rest: RestPager, events: Pager | null): Promise<Outcome<PageReceipt>> {
  if (ask.route === "second") return events === null ? NO_SECOND_WAY : events.page(ask);
  const attempt = ask.attempt?.number ?? 1;
  const first = await rest.page(ask);
  if (events === null || !isWorthTheSecond(first, attempt)) return first;
  // REST may have taken it although its answer was lost, now or in an earlier try.
  const there = first.kind === "retry" || attempt > 1 ? await rest.look(ask.key) : null;
  if (there?.kind === "done" && there.receipt !== null) return { kind: "done", receipt: there.receipt };
  const second = await events.page(ask);
  return second.kind === "done" || first.kind === "done" ? second : neither(first, second);
}

/** The first time REST is only slow or busy it gets another chance, since only REST reaches the policy asked for. */
function isWorthTheSecond(first: Outcome<PageReceipt>, attempt: number): boolean {
  switch (first.kind) {
    case "done":
      return false;
    case "retry":
      return attempt > 1;
    case "failed":
      return first.nobody !== true;
  }
}

const NO_SECOND_WAY = failed(
  "There is no second way to page: Tocsin has no routing key of PagerDuty.",
  "Call people by phone now. Then set PAGERDUTY_ROUTING_KEY to the integration key of an Events API v2 integration and start Tocsin again.",
);

type NotPaged = Exclude<Outcome<PageReceipt>, { kind: "done" }>;

/** Trying again helps as long as one of the two may still work. */
function neither(first: NotPaged, second: NotPaged): NotPaged {
  const reason = `${first.reason} By the routing key: ${second.reason}`;
  if (first.kind === "failed" && second.kind === "failed") return { ...first, reason };
  const waits = [first, second].flatMap((one) => (one.kind === "retry" ? [one.afterMs] : []));
  const { cure } = first.kind === "retry" ? first : second;
  return { kind: "retry", afterMs: Math.min(...waits), reason, cure };
}

/** What the two ways may hold of one page; the page is settled when nothing of it rings any more. */
async function bothOf(one: Promise<Outcome<null>>, other: Promise<Outcome<null>>): Promise<Outcome<null>> {
  const settled = await Promise.all([one, other]);
  return (
    settled.find(({ kind }) => kind === "retry") ??
    settled.find(({ kind }) => kind === "failed") ?? { kind: "done", receipt: null }
  );
}

/** Where REST refuses us, the event went out because of that: there is nothing of the page to be settled there. */
async function unlessRefused(settling: Promise<Outcome<null>>): Promise<Outcome<null>> {
  const settled = await settling;
  return settled.kind === "failed" ? { kind: "done", receipt: null } : settled;
}
