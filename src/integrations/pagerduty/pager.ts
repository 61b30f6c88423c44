import type { Outcome, Pager } from "../../engine/ports.ts";
import type { PagerCall } from "./answer.ts";
import { createEventsPager } from "./events-pager.ts";
import { createRest } from "./rest.ts";
import { createRestPager } from "./rest-pager.ts";

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
};

const TIMEOUT_MS = 8_000;

/** By REST with a token, else by Events v2 with a routing key, else off. Connects to nothing until asked. */
export function createPager(options: PagerOptions): Pager {
  const { token, from, routingKey, apiUrl, eventsUrl, log } = options;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  if (token !== null) {
    const rest = createRest({ token, from, apiUrl, timeoutMs, log });
    return createRestPager({ rest, timeoutMs, now: options.now ?? (() => performance.now()) });
  }
  return routingKey === null ? OFF : createEventsPager({ routingKey, eventsUrl, timeoutMs, log });
}

/** Loud on purpose: nobody is paged, and nobody may think so. */
const off = async (): Promise<Extract<Outcome<never>, { kind: "failed" }>> => ({
  kind: "failed",
  reason: "Paging is off: Tocsin has no PagerDuty credentials, so no page went out.",
  cure: "Call whoever is on call by phone now. Then set PAGERDUTY_TOKEN and PAGERDUTY_FROM, or PAGERDUTY_ROUTING_KEY, and start Tocsin again.",
});

const OFF: Pager = {
  state: "off",
  page: off,
  acknowledge: off,
  resolve: off,
  withdraw: async () => ({ kind: "done", receipt: null }),
  onCall: off,
};
