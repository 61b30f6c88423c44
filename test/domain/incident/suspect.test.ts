import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../../src/domain/incident/command.ts";
import { decide } from "../../../src/domain/incident/decide.ts";
import { evolve } from "../../../src/domain/incident/evolve.ts";
import { ANN, anIncident, asked, facts, INCIDENT_ID, NINE, TOCSIN } from "../../support/incident.ts";
import { aProfile } from "../../support/profile.ts";

const deployment = {
  number: 12,
  service: "api",
  environment: "production",
  at: NINE,
  verified: true,
  by: ANN,
  sha: "a".repeat(40),
  commits: ["Cache prices"],
  commitCount: 1,
  url: null,
};
const suspect = (number: number): IncidentCommand => ({
  type: "suspect-deployment",
  deployment: { ...deployment, number },
});
const told = (incident: ReturnType<typeof anIncident>, number = 12) =>
  decide(incident, asked(suspect(number), { by: TOCSIN }), facts(), aProfile());

describe("a deployment shortly before an incident of its service", () => {
  it("is offered to be rolled back, and kept for the card", () => {
    const incident = anIncident({ service: "api" });
    const event = { type: "deployment-suspected", deployment } as const;
    expect(told(incident)).toEqual({ kind: "accepted", events: [{ event }] });
    expect(evolve(incident, { event, by: TOCSIN, at: NINE, id: INCIDENT_ID }).suspect).toEqual(deployment);
  });

  it.each([
    ["known already", anIncident({ service: "api", suspect: deployment }), 12],
    ["older than the one that is known", anIncident({ service: "api", suspect: deployment }), 11],
    ["of another service", anIncident({ service: "web" }), 12],
    ["when it is mitigated", anIncident({ service: "api", phase: "mitigated" }), 12],
  ])("is nothing when it is %s", (_, incident, number) => {
    expect(told(incident, number)).toEqual({ kind: "quiet" });
  });

  it("gives way to a newer one", () => {
    expect(told(anIncident({ service: "api", suspect: deployment }), 13).kind).toBe("accepted");
  });
});
