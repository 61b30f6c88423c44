import { fileURLToPath } from "node:url";
import type { EffectKind } from "../src/domain/effect.ts";
import type { EffectId, IncidentId, SlackChannelId, SlackUserId } from "../src/domain/ids.ts";
import { effectIdOf } from "../src/domain/incident/effect-id.ts";
import type { Escalation, Incident } from "../src/domain/incident/incident.ts";
import type { Profile } from "../src/domain/profile.ts";
import { loadProfile } from "../src/profile/load.ts";

/** One incident of the example manual, to render generated pages with. */

// Brands made in one place, as in tests: these ids come from nobody.
const ID = "0193a1c2-7a00-7000-8000-000000000007" as IncidentId;
export const ANNA = "U0ANNA" as SlackUserId;
const CHANNEL = "C0INC7" as SlackChannelId;
export const DECLARED_AT = Date.UTC(2026, 10, 16, 9);
const MINUTE_MS = 60_000;

/** How pages call the ids above. */
export const NAMES: Readonly<Record<string, string>> = {
  [ANNA]: "@anna",
  [CHANNEL]: "#inc-7-checkout-fails",
};

export function exampleProfile(): Profile {
  return loadProfile(fileURLToPath(new URL("../profiles/example.yml", import.meta.url)));
}

export function sampleEffectId(kind: EffectKind): EffectId {
  return effectIdOf({ incident: ID, version: 2, kind, what: null });
}

export function sampleIncident(profile: Profile): Incident {
  return {
    id: ID,
    number: 7,
    version: 9,
    profileHash: profile.hash,
    title: "Checkout fails",
    description: null,
    severity: "SEV1",
    rank: 1,
    status: "investigating",
    phase: "acknowledged",
    service: null,
    component: null,
    private: false,
    drill: false,
    declaredBy: ANNA,
    declaredAt: DECLARED_AT,
    declaredIn: null,
    channel: { id: CHANNEL, name: "inc-7-checkout-fails" },
    card: null,
    announcement: null,
    roles: { "incident-commander": ANNA },
    participants: [ANNA],
    pages: [],
    escalations: [sampleRun(profile)],
    pagedRank: 1,
    clocks: [],
    paused: {
      since: DECLARED_AT + 30 * MINUTE_MS,
      by: { kind: "person", user: ANNA },
      why: "the vendor looks at it",
    },
    updates: { everyMs: 30 * MINUTE_MS, dueAt: null, askAt: null, askedFor: null, snoozed: false },
    suspect: null,
    nudged: { commander: false, severity: false, quietAt: null },
    severityChosen: true,
    lastSignAt: DECLARED_AT,
    troubles: [],
    lastUpdate: null,
    acknowledgedAt: DECLARED_AT,
    acknowledgedBy: ANNA,
    mitigatedAt: null,
    resolvedAt: null,
    closedAt: null,
    postmortem: null,
  };
}

/** The default policy's run: Anna has it. */
function sampleRun(profile: Profile): Escalation {
  const [policy] = profile.escalation;
  if (policy === undefined) throw new Error("the example profile pages somebody");
  const by = { kind: "person", user: ANNA } as const;
  return {
    key: "2",
    policy: policy.key,
    chain: policy,
    from: 0,
    to: policy.steps.length - 1,
    startedAt: DECLARED_AT,
    why: null,
    cause: "declared",
    state: "acknowledged",
    round: 1,
    step: 0,
    unreached: false,
    nextAt: null,
    held: null,
    acknowledgements: [{ by, at: DECLARED_AT }],
    expiresAt: null,
  };
}
