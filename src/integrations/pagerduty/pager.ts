import type { Instant } from "../../domain/ids.ts";
import type { Outcome, Pager } from "../../engine/ports.ts";
import type { PagerCall } from "./answer.ts";
import { createEventsPager } from "./events-pager.ts";
import { createRest } from "./rest.ts";
import { createRestPager } from "./rest-pager.ts";
import { createTwoWays } from "./two-ways.ts";

export type PagerOptions = {
  readonly token: string | null;
  /** E-mail address of a PagerDuty user, in whose name incidents are made. */
  readonly from: string | null;
  readonly routingKey: string | null;
  readonly apiUrl: string;
  readonly eventsUrl: string;
  /** How long one call may take. */
  readonly timeoutMs?: number;
  readonly log: (call: PagerCall) => void;
  /** Milliseconds that only ever grow; how long policies and services are remembered is counted in them. */
  readonly now?: () => number;
  /** What time it is, for schedules, rotas and overrides. */
  readonly clock?: () => Instant;
};

const TIMEOUT_MS = 8_000;

/** By REST with a token, and with a routing key beside it by Events v2 too; by a routing key alone; else off. Connects to nothing until asked. */
export function createPager(options: PagerOptions): Pager {
  const { token, from, routingKey, apiUrl, eventsUrl, log } = options;
  const { timeoutMs = TIMEOUT_MS, now = () => performance.now(), clock = Date.now } = options;
  const events = routingKey === null ? null : createEventsPager({ routingKey, eventsUrl, timeoutMs, log });
  if (token === null) return events ?? OFF;
  const rest = createRest({ token, from, apiUrl, timeoutMs, log });
  return createTwoWays(createRestPager({ rest, from, timeoutMs, now, clock }), events);
}

/** Loud on purpose: nobody is paged, and nobody may think so. */
const off = async (): Promise<Extract<Outcome<never>, { kind: "failed" }>> => ({
  kind: "failed",
  reason: "Paging is off: Tocsin has no PagerDuty credentials, so no page went out.",
  cure: "Call whoever is on call by phone now. Then set PAGERDUTY_TOKEN and PAGERDUTY_FROM, or PAGERDUTY_ROUTING_KEY, and start Tocsin again.",
});

/** Nothing was to ring here, so nobody is sent to the telephone. */
const unread = async (): Promise<Extract<Outcome<never>, { kind: "failed" }>> => ({
  kind: "failed",
  reason: "PagerDuty cannot be asked: Tocsin has no PagerDuty credentials.",
  cure: "Set PAGERDUTY_TOKEN and PAGERDUTY_FROM and start Tocsin again.",
});

const OFF: Pager = {
  state: "off",
  hasSecondWay: false,
  page: off,
  acknowledge: off,
  resolve: off,
  withdraw: async () => ({ kind: "done", receipt: null }),
  follow: unread,
  onCall: off,
  onSchedule: off,
  rota: unread,
  override: unread,
  person: unread,
};
