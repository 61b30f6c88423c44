import type { Journal } from "../journal.ts";
import { newId } from "./new-id.ts";
import { onCallNow } from "./rota.ts";
import type { SandboxLayer, SandboxOverride, SandboxSchedule } from "./world.ts";

/** The account's schedules and who stands in for whom; changes are remembered between starts. */
export type Schedules = {
  all(): readonly SandboxSchedule[];
  find(idOrName: string): SandboxSchedule | null;
  /** People's ids. */
  onCall(id: string, now: number): readonly string[];
  set(ask: { readonly schedule: string; readonly layers: readonly SandboxLayer[] }): SandboxSchedule;
  overrides(id: string): readonly SandboxOverride[];
  cover(id: string, override: Omit<SandboxOverride, "id">): SandboxOverride;
  /** Ends it at `until`, or takes it away altogether. */
  shorten(id: string, override: string, until: number | null): void;
};

const SCHEDULE = "pagerduty:schedule:";
const OVERRIDES = "pagerduty:overrides:";

export function createSchedules(journal: Journal, seeded: readonly SandboxSchedule[]): Schedules {
  const all = (): readonly SandboxSchedule[] => {
    const kept = journal.all<SandboxSchedule>(SCHEDULE);
    const now = seeded.map((one) => kept.find(({ id }) => id === one.id) ?? one);
    return [...now, ...kept.filter(({ id }) => seeded.every((one) => one.id !== id))];
  };
  const find = (idOrName: string) =>
    all().find(({ id, name }) => id === idOrName || name === idOrName) ?? null;
  const overrides = (id: string): readonly SandboxOverride[] =>
    journal.get<readonly SandboxOverride[]>(OVERRIDES + id) ?? [];
  return {
    all,
    find,
    overrides,
    onCall: (id, now) => {
      const schedule = find(id);
      return schedule === null ? [] : onCallNow(schedule, overrides(schedule.id), now);
    },
    set: ({ schedule, layers }) => {
      if (layers.some(({ turnHours }) => !(turnHours > 0)))
        throw new Error(`setSchedule: a turn of "${schedule}" must last longer than nothing`);
      const known = find(schedule) ?? { id: newId("P", 7), name: schedule };
      const made = { id: known.id, name: known.name, layers };
      journal.put(SCHEDULE + made.id, made);
      return made;
    },
    cover: (id, asked) => {
      const override = { ...asked, id: newId("Q", 14) };
      journal.put(OVERRIDES + id, [...overrides(id), override]);
      return override;
    },
    shorten: (id, override, until) => {
      const kept = overrides(id).flatMap((one) => {
        if (one.id !== override) return [one];
        return until === null ? [] : [{ ...one, until }];
      });
      journal.put(OVERRIDES + id, kept);
    },
  };
}
