import type { SandboxPerson, SandboxPolicy, SandboxService } from "./world.ts";

/** The people and policies a fresh sandbox begins with. */

export const SEED_PEOPLE: readonly SandboxPerson[] = [
  { id: "PAMARA1", name: "Amara", email: "amara@example.com" },
  { id: "PBEN001", name: "Ben", email: "ben@example.com" },
  { id: "PCHIDI1", name: "Chidi", email: "chidi@example.com" },
  { id: "PDANA01", name: "Dana", email: "dana@example.com" },
  { id: "PEVA001", name: "Eva", email: "eva@example.com" },
];

/** `names` are the parts of the addresses before the @; whoever is not among the people is left out. */
function chain(people: readonly SandboxPerson[], names: readonly string[]): SandboxPolicy["levels"] {
  return names
    .map((name) => people.filter((person) => person.email.split("@")[0] === name).map((person) => person.id))
    .filter((ids) => ids.length > 0)
    .map((ids) => ({ delayMinutes: 5, people: ids }));
}

export function seedPolicies(people: readonly SandboxPerson[]): readonly SandboxPolicy[] {
  return [
    { id: "PONCALL", name: "on-call", levels: chain(people, ["amara", "ben", "chidi"]) },
    { id: "PPLATFM", name: "platform", levels: chain(people, ["dana", "eva"]) },
  ];
}

/** The first one is what Events v2 reaches: the routing key belongs to it. */
export const SEED_SERVICES: readonly SandboxService[] = [
  { id: "PSEBENZ", name: "Sebenza Logistics Suite", policy: "PONCALL" },
  { id: "PEXAMPL", name: "Example", policy: "PONCALL" },
  { id: "PPLTSVC", name: "Platform", policy: "PPLATFM" },
];
