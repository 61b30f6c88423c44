import type { Journal } from "../journal.ts";
import { SEED_PEOPLE, SEED_SERVICES, seedPolicies } from "./seed.ts";
import type { SandboxPerson, SandboxPolicy, SandboxService } from "./world.ts";

/** Who is in the account and who answers what. Changes to the rota are remembered between starts. */
export type Account = {
  people(): readonly SandboxPerson[];
  policies(): readonly SandboxPolicy[];
  services(): readonly SandboxService[];
  person(idOrEmail: string): SandboxPerson | null;
  policy(idOrName: string): SandboxPolicy | null;
  service(id: string): SandboxService | null;
  setOnCall(ask: {
    readonly policy: string;
    readonly level: number;
    readonly people: readonly string[];
  }): void;
  /** Milliseconds after being notified, or null when this person never answers. */
  acknowledgesAfterMs(person: string): number | null;
  setAcknowledges(person: string, afterMs: number | null): void;
};

const ROTA = "pagerduty:policy:";
const HABIT = "pagerduty:acknowledges:";

export function createAccount(
  journal: Journal,
  people: readonly SandboxPerson[] = SEED_PEOPLE,
  services: readonly SandboxService[] = SEED_SERVICES,
): Account {
  const seeded = seedPolicies(people);
  const policies = () => seeded.map((policy) => journal.get<SandboxPolicy>(ROTA + policy.id) ?? policy);
  const policy = (idOrName: string) =>
    policies().find((p) => p.id === idOrName || p.name === idOrName) ?? null;
  const person = (idOrEmail: string) =>
    people.find((p) => p.id === idOrEmail || p.email.toLowerCase() === idOrEmail.toLowerCase()) ?? null;

  return {
    people: () => people,
    policies,
    services: () => services,
    person,
    policy,
    service: (id) => services.find((service) => service.id === id) ?? null,
    setOnCall: (ask) => {
      const found = policy(ask.policy);
      if (found?.levels[ask.level - 1] === undefined) {
        throw new Error(`setOnCall: no level ${ask.level} in policy "${ask.policy}"`);
      }
      const ids = ask.people.map((who) => known(person(who), who).id);
      const levels = found.levels.map((level, at) =>
        at === ask.level - 1 ? { ...level, people: ids } : level,
      );
      journal.put(ROTA + found.id, { ...found, levels });
    },
    acknowledgesAfterMs: (who) => journal.get<number | null>(HABIT + who) ?? null,
    setAcknowledges: (who, afterMs) => journal.put(HABIT + known(person(who), who).id, afterMs),
  };
}

/** Throws for someone who is not in the account: a mistake in a test or on the page, never the bot's. */
export function known(person: SandboxPerson | null, asked: string): SandboxPerson {
  if (person === null) throw new Error(`nobody "${asked}" in the sandbox's PagerDuty`);
  return person;
}
