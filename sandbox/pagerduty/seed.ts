import type { SandboxLevel, SandboxPerson, SandboxPolicy, SandboxSchedule, SandboxService } from "./world.ts";

/** The people, schedules and policies a fresh sandbox begins with. */

export const SEED_PEOPLE: readonly SandboxPerson[] = [
  { id: "PAMARA1", name: "Amara", email: "amara@example.com" },
  { id: "PBEN001", name: "Ben", email: "ben@example.com" },
  { id: "PCHIDI1", name: "Chidi", email: "chidi@example.com" },
  { id: "PDANA01", name: "Dana", email: "dana@example.com" },
  { id: "PEVA001", name: "Eva", email: "eva@example.com" },
  { id: "PFEMI01", name: "Femi", email: "femi@example.com", jobTitle: "Team lead" },
  { id: "PGRACE1", name: "Grace", email: "grace@example.com", jobTitle: "Engineering manager" },
  { id: "PHUGO01", name: "Hugo", email: "hugo@example.com", jobTitle: "CTO" },
  { id: "PINES01", name: "Ines", email: "ines@example.com", jobTitle: "VP Engineering" },
];

/** A Monday, so that weeks hand over on Monday mornings. */
const FIRST_HANDOVER = Date.UTC(2026, 0, 5, 9);
const WEEK_HOURS = 7 * 24;

/** `names` are the parts of the addresses before the @; whoever is not among the people is left out. */
function ids(people: readonly SandboxPerson[], names: readonly string[]): readonly string[] {
  return names.flatMap((name) =>
    people.filter((person) => person.email.split("@")[0] === name).map((person) => person.id),
  );
}

export function seedSchedules(people: readonly SandboxPerson[]): readonly SandboxSchedule[] {
  const weekly = (names: readonly string[]) => [
    { people: ids(people, names), turnHours: WEEK_HOURS, startsAt: FIRST_HANDOVER },
  ];
  return [
    { id: "PPRIMRY", name: "Primary", layers: weekly(["amara", "ben"]) },
    { id: "PSECNDY", name: "Secondary", layers: weekly(["chidi", "dana"]) },
  ];
}

export function seedPolicies(people: readonly SandboxPerson[]): readonly SandboxPolicy[] {
  const chain = (names: readonly string[]): readonly SandboxLevel[] =>
    ids(people, names).map((id) => ({ delayMinutes: 5, people: [id], schedules: [] }));
  const by = (schedule: string): SandboxLevel => ({ delayMinutes: 5, people: [], schedules: [schedule] });
  return [
    { id: "PONCALL", name: "on-call", levels: chain(["amara", "ben", "chidi"]) },
    { id: "PPLATFM", name: "platform", levels: chain(["dana", "eva"]) },
    { id: "PTWOLVL", name: "two-level", levels: [by("PPRIMRY"), by("PSECNDY")] },
    { id: "PBACKND", name: "backend-on-call", levels: chain(["chidi"]) },
    { id: "PEVENTC", name: "eventchain-on-call", levels: chain(["dana"]) },
    { id: "PINVENT", name: "inventory-on-call", levels: [by("PPRIMRY")] },
  ];
}

/** The first one is what Events v2 reaches: the routing key belongs to it. */
export const SEED_SERVICES: readonly SandboxService[] = [
  service("PSEBENZ", "Sebenza Logistics Suite", "PONCALL"),
  service("PEXAMPL", "Example", "PONCALL"),
  service("PPLTSVC", "Platform", "PPLATFM"),
  service("PTWOSVC", "Two levels", "PTWOLVL"),
  service("PBCKSVC", "Backend", "PBACKND"),
  service("PEVCSVC", "Eventchain", "PEVENTC"),
  service("PINVSVC", "Inventory", "PINVENT"),
];

function service(id: string, name: string, policy: string): SandboxService {
  return { id, name, policy, acknowledgementTimeoutSeconds: null };
}
