import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import { effectId, LOBBY, NINE } from "./incident.ts";
import { aProfile } from "./profile.ts";

/** What happens to INC-7 of `anIncident`, as the rules write it down. */

export type EventOf<T extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: T }>;

/** The page that the declare asks for. */
export const PAGE = effectId(2, "page/default");

export function declared(changes: Partial<EventOf<"declared">> = {}): EventOf<"declared"> {
  return {
    type: "declared",
    number: 7,
    profileHash: aProfile().hash,
    title: "Checkout is slow",
    description: null,
    severity: "P3",
    rank: 3,
    status: "open",
    service: null,
    component: null,
    private: false,
    drill: false,
    declaredIn: LOBBY,
    severityChosen: true,
    promises: [],
    updateEveryMs: null,
    ...changes,
  };
}

export const requested: EventOf<"page-requested"> = {
  type: "page-requested",
  effect: PAGE,
  policy: "default",
  why: null,
  escalation: "2",
  step: 0,
  round: 1,
  target: { kind: "pagerduty", policy: "on-call" },
  cause: "begun",
  nextAt: NINE,
  lateMs: 0,
};

/** While no policy is running, so that nothing comes to rest by it. */
export const ACKNOWLEDGED: EventOf<"acknowledged"> = {
  type: "acknowledged",
  escalations: [],
  settled: [],
  page: null,
};

export const investigating: EventOf<"status-changed"> = {
  type: "status-changed",
  from: "open",
  to: "investigating",
  fromPhase: "declared",
  phase: "acknowledged",
  message: null,
};

export const resolved: EventOf<"status-changed"> = {
  type: "status-changed",
  from: "open",
  to: "resolved",
  fromPhase: "declared",
  phase: "resolved",
  message: "fixed",
};
