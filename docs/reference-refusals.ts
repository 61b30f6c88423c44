import type { Refusal } from "../src/domain/incident/decision.ts";
import { refusal } from "../src/views/refusal.ts";
import { fromMrkdwn, heading, table } from "./markdown.ts";
import { DECLARED_AT, exampleProfile, NAMES, sampleIncident } from "./sample.ts";

/** One or more examples of each reason; the compiler asks for a new one. */
type Samples = {
  readonly [Reason in Refusal["reason"]]: readonly Omit<Extract<Refusal, { reason: Reason }>, "reason">[];
};

const MINUTE_MS = 60_000;

/** Text of `reference/refusals.md`: every sentence with which a command is turned down. */
export function refusalsPage(): string {
  const profile = exampleProfile();
  const incident = sampleIncident(profile);
  const samples: Samples = {
    "already-declared": [
      { incident, because: "channel" },
      { incident, because: "title" },
    ],
    "no-title": [{}],
    "title-too-long": [{ length: 212, limit: 200 }],
    "unknown-severity": [{ typed: "SEV0", nearest: ["SEV1", "SEV2"] }],
    "unknown-status": [{ typed: "resolvd", nearest: ["resolved"] }],
    "unknown-component": [{ typed: "databse", nearest: ["database"] }],
    "unknown-role": [{ typed: "captain", nearest: [] }],
    "unknown-policy": [{ typed: "defalt", nearest: ["default"] }],
    "not-open": [{ status: "resolved" }],
    "already-there": [
      { what: "status", value: "investigating" },
      { what: "severity", value: "SEV1" },
      { what: "role", value: "incident-commander" },
      { what: "acknowledged", value: "acknowledged" },
    ],
    "not-resolved": [{}],
    "not-closed": [{}],
    "use-resolve": [{}],
    "empty-text": [{}],
    "text-too-long": [{ length: 5_210, limit: 3_000 }],
    "nothing-to-retry": [{}],
    "nothing-to-escalate": [{ acknowledged: true }, { acknowledged: false }],
    "nothing-to-hold": [{}],
    "hold-too-long": [{ limitMs: 60 * MINUTE_MS }],
    "already-paging": [{ policy: "default", nextAt: DECLARED_AT + 5 * MINUTE_MS }],
    "run-by-pagerduty": [{ policy: "default" }],
    "already-paused": [{}],
    "not-paused": [{}],
    "no-update-due": [{}],
    "already-snoozed": [{}],
    "bad-duration": [{ leastMs: MINUTE_MS, mostMs: 24 * 60 * MINUTE_MS }],
    "no-such-incident": [{}],
    guest: [{}],
  };
  const rows = Object.entries(samples).flatMap(([reason, examples]) =>
    examples.map((example) => {
      const refused = { reason, ...example } as Refusal; // `Samples` pairs each reason with its own fields
      return [`\`${reason}\``, fromMrkdwn(refusal(refused, incident, profile).text, NAMES)];
    }),
  );
  return [
    heading("Refusals", "src/views/refusal.ts"),
    INTRODUCTION,
    table(["reason", "what the person reads"], rows),
    "",
  ].join("\n");
}

const INTRODUCTION = `
A command that may not be carried out is answered with what, why and the way out, only to the person who asked; in a form
the sentence stands at its field. Nothing was changed. The examples are of INC-7, *Checkout fails*, in the example profile.
`;
