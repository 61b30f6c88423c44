import type { Answer, Asked } from "../http.ts";
import { type Range, type Shift, shiftsOf } from "./rota.ts";
import { checked, given } from "./time-range.ts";
import {
  iso,
  listed,
  policyBody,
  policyReference,
  scheduleReference,
  userBody,
  userReference,
  type Wire,
} from "./wire.ts";
import { scheduleBody } from "./wire-schedule.ts";
import type { SandboxPolicy } from "./world.ts";

/** GET /oncalls: who is on call for which level of which policy, and by which schedule. */

type OnCall = {
  readonly policy: SandboxPolicy;
  readonly level: number;
  readonly schedule: string | null;
  readonly shift: Omit<Shift, "from"> & { readonly from: number | null };
};

const AHEAD_MS = 90 * 24 * 3_600_000;

export function onCalls(wire: Wire, asked: Asked, now: number): Answer {
  const wanted = given(asked);
  if ("refused" in wanted) return wanted.refused;
  const range = checked({ from: wanted.since ?? now, until: wanted.until ?? now }, now + AHEAD_MS);
  if ("refused" in range) return range.refused;
  const keep = (name: string, value: string | null) => {
    const ids = asked.query.getAll(`${name}[]`);
    return ids.length === 0 || (value !== null && ids.includes(value));
  };
  const all = wire.account
    .policies()
    .filter(({ id }) => keep("escalation_policy_ids", id))
    .flatMap((policy) => ofPolicy(wire, policy, range))
    .filter(({ schedule, shift }) => keep("schedule_ids", schedule) && keep("user_ids", shift.person))
    .filter(({ shift }) => wire.account.habits.isFound(shift.person));
  const shown = asked.query.get("earliest") === "true" ? earliest(all) : all;
  const include = asked.query.getAll("include[]");
  return listed(
    asked,
    "oncalls",
    shown.map((one) => body(wire, one, include)),
  );
}

/** Who is named directly is on call without beginning or end. */
function ofPolicy(wire: Wire, policy: SandboxPolicy, range: Range): OnCall[] {
  const { schedules } = wire.account;
  return policy.levels.flatMap((one, at) => {
    const level = at + 1;
    const direct = one.people.map((person) => ({
      policy,
      level,
      schedule: null,
      shift: { person, from: null, until: null },
    }));
    const scheduled = (one.schedules ?? []).flatMap((id) => {
      const schedule = schedules.find(id);
      if (schedule === null) return [];
      return shiftsOf(schedule, schedules.overrides(id), range).map((shift) => ({
        policy,
        level,
        schedule: id,
        shift,
      }));
    });
    return [...direct, ...scheduled];
  });
}

/** The first for each combination of policy, level and person; shifts come in order. */
function earliest(all: readonly OnCall[]): readonly OnCall[] {
  const seen = new Set<string>();
  return all.filter(({ policy, level, shift }) => {
    const key = `${policy.id}/${level}/${shift.person}`;
    return !seen.has(key) && seen.add(key);
  });
}

function body(wire: Wire, { policy, level, schedule, shift }: OnCall, include: readonly string[]): unknown {
  const person = include.includes("users") ? wire.account.person(shift.person) : null;
  const whole =
    include.includes("schedules") && schedule !== null ? wire.account.schedules.find(schedule) : null;
  return {
    escalation_policy: include.includes("escalation_policies")
      ? policyBody(wire, policy)
      : policyReference(wire, policy.id),
    escalation_level: level,
    schedule: whole === null ? schedule && scheduleReference(wire, schedule) : scheduleBody(wire, whole),
    user: person === null ? userReference(wire, shift.person) : userBody(wire, person),
    start: shift.from === null ? null : iso(shift.from),
    end: shift.until === null ? null : iso(shift.until),
  };
}
