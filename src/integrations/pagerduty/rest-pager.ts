import type { EffectId } from "../../domain/ids.ts";
import type { Outcome, PageAsk, PageReceipt, Pager } from "../../engine/ports.ts";
import { destinationOf } from "./destination.ts";
import { follow } from "./follow.ts";
import { accepted, send } from "./incidents.ts";
import type { NotDone } from "./judge.ts";
import { byKey } from "./known-incidents.ts";
import { onCall, onSchedule } from "./on-calls.ts";
import { override } from "./overrides.ts";
import { type Parts, partsOf, type RestPagerOptions } from "./parts.ts";
import { rota } from "./rota.ts";
import { settle, settleByKey } from "./settle.ts";

/** Pages as incidents of REST v2. */

export type RestPager = Pager & {
  /** Whether a page is there under this key after all; null when it is not. */
  look(key: EffectId): Promise<Outcome<PageReceipt | null>>;
  acknowledgeByKey(key: EffectId): Promise<Outcome<null>>;
};

/** A second look within one attempt must leave time for the second way. */
const LOOK_MS = 3_000;

export function createRestPager(options: RestPagerOptions): RestPager {
  const parts = partsOf(options);
  return {
    state: "on",
    hasSecondWay: false,
    page: (ask) => page(ask, parts),
    acknowledge: (pagerDutyId) => settle(pagerDutyId, "acknowledged", parts),
    resolve: (pagerDutyId) => settle(pagerDutyId, "resolved", parts),
    withdraw: (key) => settleByKey(key, "resolved", parts),
    acknowledgeByKey: (key) => settleByKey(key, "acknowledged", parts),
    follow: (pagerDutyId) => follow(pagerDutyId, parts),
    onCall: (policy) => onCall(policy, parts),
    onSchedule: (schedule) => onSchedule(schedule, parts),
    rota: (policy) => rota(policy, parts),
    override: (ask) => override(ask, parts),
    person: (email) => person(email, parts),
    look: (key) => look(key, parts),
  };
}

async function page(ask: PageAsk, parts: Parts): Promise<Outcome<PageReceipt>> {
  const where = await destinationOf(ask, parts);
  if (where.kind !== "found") return where;
  if (parts.unsure.has(ask.key) || (ask.attempt?.number ?? 1) > 1) {
    const earlier = await byKey(ask.key, parts);
    if (earlier.kind === "found") {
      parts.unsure.delete(ask.key);
      return accepted(earlier.incident, where.unknown);
    }
    // A look that cannot be had does not hold up a page: the key keeps it from being two while it is open.
    if (earlier.kind !== "none" && isRefused(earlier)) return earlier;
  }
  const paged = await send(ask, where, parts);
  if (paged.kind === "retry") parts.unsure.add(ask.key);
  else parts.unsure.delete(ask.key);
  if (paged.kind === "failed") {
    parts.directory.forget();
    parts.people.forget();
  }
  return paged;
}

function isRefused(looked: NotDone): boolean {
  return looked.kind === "failed" || looked.afterMs > 0;
}

async function look(key: EffectId, parts: Parts): Promise<Outcome<PageReceipt | null>> {
  const earlier = await byKey(key, parts, Math.min(parts.timeoutMs, LOOK_MS));
  if (earlier.kind === "none") return { kind: "done", receipt: null };
  if (earlier.kind !== "found") return earlier;
  parts.unsure.delete(key);
  return accepted(earlier.incident, []);
}

async function person(email: string, parts: Parts): ReturnType<Pager["person"]> {
  const found = await parts.people.byEmail(email);
  if (found.kind !== "found") return found;
  return {
    kind: "done",
    receipt: found.thing === null ? null : { id: found.thing.id, name: found.thing.name },
  };
}
