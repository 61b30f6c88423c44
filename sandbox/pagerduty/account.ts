import type { Journal } from "../journal.ts";
import { createSchedules, type Schedules } from "./schedules.ts";
import { SEED_PEOPLE, SEED_SERVICES, seedPolicies, seedSchedules } from "./seed.ts";
import type {
  PagerDutyWorld,
  SandboxHow,
  SandboxPerson,
  SandboxPolicy,
  SandboxSchedule,
  SandboxService,
} from "./world.ts";

/** Who is in the account and who answers what. Changes to the rota are remembered between starts. */
export type Account = {
  people(): readonly SandboxPerson[];
  policies(): readonly SandboxPolicy[];
  services(): readonly SandboxService[];
  readonly schedules: Schedules;
  person(idOrEmail: string): SandboxPerson | null;
  policy(idOrName: string): SandboxPolicy | null;
  service(idOrName: string): SandboxService | null;
  /** People's ids, each once; nobody when there is no such level. */
  onCall(policy: string, level: number): readonly string[];
  /** The first level after this one that has somebody now; null when there is none. */
  nextStaffed(policy: string, after: number): number | null;
  setOnCall: PagerDutyWorld["setOnCall"];
  setAcknowledgementTimeout(service: string, seconds: number | null): void;
  readonly habits: Habits;
};

/** How people are, by id. */
type Habits = {
  /** Milliseconds after being notified, or null when this person never answers. */
  acknowledgesAfterMs(person: string): number | null;
  setAcknowledges(person: string, afterMs: number | null): void;
  notifiedBy(person: string): SandboxHow;
  setNotifiedBy(person: string, how: SandboxHow): void;
  isFound(person: string): boolean;
  setFound(person: string, found: boolean): void;
};

const ROTA = "pagerduty:policy:";
const ACKNOWLEDGES = "pagerduty:acknowledges:";
const NOTIFIED_BY = "pagerduty:notified-by:";
const FOUND = "pagerduty:found:";
const TIMEOUT = "pagerduty:acknowledgement-timeout:";

export function createAccount(
  journal: Journal,
  now: () => number,
  people: readonly SandboxPerson[] = SEED_PEOPLE,
): Account {
  const seeded = seedPolicies(people);
  const schedules = createSchedules(journal, seedSchedules(people));
  const habits = createHabits(journal);
  const policies = () => seeded.map((one) => journal.get<SandboxPolicy>(ROTA + one.id) ?? one);
  const policy = (idOrName: string) =>
    policies().find((p) => p.id === idOrName || p.name === idOrName) ?? null;
  const person = (idOrEmail: string) =>
    people.find((p) => p.id === idOrEmail || p.email.toLowerCase() === idOrEmail.toLowerCase()) ?? null;
  const services = () =>
    SEED_SERVICES.map((one) => {
      const seconds = journal.get<number | null>(TIMEOUT + one.id);
      return seconds === undefined ? one : { ...one, acknowledgementTimeoutSeconds: seconds };
    });
  const service = (idOrName: string) =>
    services().find(({ id, name }) => id === idOrName || name === idOrName) ?? null;
  const onCall = (of: string, level: number): readonly string[] => {
    const asked = policy(of)?.levels[level - 1];
    if (asked === undefined) return [];
    // A level remembered by an older sandbox knows no schedules.
    const scheduled = (asked.schedules ?? []).flatMap((id) => schedules.onCall(id, now()));
    return [...new Set([...asked.people, ...scheduled])].filter((id) => habits.isFound(id));
  };
  return {
    people: () => people,
    policies,
    services,
    schedules,
    person,
    policy,
    service,
    onCall,
    nextStaffed: (of, after) => {
      const levels = policy(of)?.levels ?? [];
      const staffed = levels.map((_, at) => at + 1).filter((level) => onCall(of, level).length > 0);
      return staffed.find((level) => level > after) ?? null;
    },
    setOnCall: (ask) => journal.put(...changedRota(ask, { policy, person, schedules })),
    setAcknowledgementTimeout: (idOrName, seconds) => {
      const found = service(idOrName);
      if (found === null) throw new Error(`no service "${idOrName}" in the sandbox's PagerDuty`);
      journal.put(TIMEOUT + found.id, seconds);
    },
    habits,
  };
}

function createHabits(journal: Journal): Habits {
  return {
    acknowledgesAfterMs: (who) => journal.get<number | null>(ACKNOWLEDGES + who) ?? null,
    setAcknowledges: (who, afterMs) => journal.put(ACKNOWLEDGES + who, afterMs),
    notifiedBy: (who) => journal.get<SandboxHow>(NOTIFIED_BY + who) ?? "push",
    setNotifiedBy: (who, how) => journal.put(NOTIFIED_BY + who, how),
    isFound: (who) => journal.get<boolean>(FOUND + who) ?? true,
    setFound: (who, found) => journal.put(FOUND + who, found),
  };
}

/** What is to be remembered under which key. */
function changedRota(
  ask: Parameters<PagerDutyWorld["setOnCall"]>[0],
  { policy, person, schedules }: Pick<Account, "policy" | "person" | "schedules">,
): [key: string, value: SandboxPolicy] {
  const found = policy(ask.policy);
  if (found?.levels[ask.level - 1] === undefined)
    throw new Error(`setOnCall: no level ${ask.level} in policy "${ask.policy}"`);
  const people = ask.people.map((who) => known(person(who), who).id);
  const by = (ask.schedules ?? []).map((which) => knownSchedule(schedules, which).id);
  const levels = found.levels.map((level, at) =>
    at === ask.level - 1 ? { ...level, people, schedules: by } : level,
  );
  return [ROTA + found.id, { ...found, levels }];
}

/** Throws for someone who is not in the account: a mistake in a test or on the page, never the bot's. */
export function known(person: SandboxPerson | null, asked: string): SandboxPerson {
  if (person === null) throw new Error(`nobody "${asked}" in the sandbox's PagerDuty`);
  return person;
}

export function knownSchedule(schedules: Schedules, asked: string): SandboxSchedule {
  const schedule = schedules.find(asked);
  if (schedule === null) throw new Error(`no schedule "${asked}" in the sandbox's PagerDuty`);
  return schedule;
}
