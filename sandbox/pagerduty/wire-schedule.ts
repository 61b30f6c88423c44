import { type Range, type Shift, shiftsOf, shiftsOfLayer } from "./rota.ts";
import { iso, located, policyReference, userReference, type Wire } from "./wire.ts";
import type { SandboxOverride, SandboxSchedule } from "./world.ts";

/** How PagerDuty writes down a schedule: its layers, its overrides, and what comes of them. */

export function scheduleBody(wire: Wire, schedule: SandboxSchedule): Record<string, unknown> {
  const { id, name } = schedule;
  const { account } = wire;
  const policies = account
    .policies()
    .filter(({ levels }) => levels.some(({ schedules }) => (schedules ?? []).includes(id)));
  const people = [...new Set(schedule.layers.flatMap((layer) => layer.people))];
  return {
    id,
    type: "schedule",
    summary: name,
    ...located(wire, "schedule", id),
    name,
    time_zone: "Etc/UTC",
    description: null,
    escalation_policies: policies.map((policy) => policyReference(wire, policy.id)),
    users: people.map((person) => userReference(wire, person)),
    teams: [],
  };
}

/** With its layers, the winning one first. Who is on call when is written out only where a range was asked for. */
export function scheduleInFull(
  wire: Wire,
  schedule: SandboxSchedule,
  view: { readonly range: Range; readonly shown: (shift: Shift) => Range } | null,
): Record<string, unknown> {
  const { id } = schedule;
  const overrides = wire.account.schedules.overrides(id);
  const rendered = (shifts: (range: Range) => readonly Shift[]) => entries(wire, view, shifts);
  return {
    ...scheduleBody(wire, schedule),
    schedule_layers: schedule.layers
      .map((layer, at) => ({
        id: `${id}L${at + 1}`,
        name: `Layer ${at + 1}`,
        start: iso(layer.startsAt),
        end: null,
        rotation_virtual_start: iso(layer.startsAt),
        rotation_turn_length_seconds: layer.turnHours * 3_600,
        users: layer.people.map((person) => ({ user: userReference(wire, person) })),
        restrictions: [],
        ...rendered((range) => shiftsOfLayer(layer, range)),
      }))
      .reverse(),
    overrides_subschedule: {
      name: "Overrides",
      ...rendered((range) => shiftsOf({ ...schedule, layers: [] }, overrides, range)),
    },
    final_schedule: {
      name: "Final Schedule",
      ...rendered((range) => shiftsOf(schedule, overrides, range)),
    },
  };
}

function entries(
  wire: Wire,
  view: { readonly range: Range; readonly shown: (shift: Shift) => Range } | null,
  shifts: (range: Range) => readonly Shift[],
): Record<string, unknown> {
  if (view === null) return { rendered_schedule_entries: [], rendered_coverage_percentage: null };
  const found = shifts(view.range).map((shift) => ({ person: shift.person, ...view.shown(shift) }));
  const { from, until } = view.range;
  const covered = found.reduce(
    (sum, entry) => sum + Math.max(0, Math.min(entry.until, until) - Math.max(entry.from, from)),
    0,
  );
  return {
    rendered_schedule_entries: found.map((entry) => ({
      start: iso(entry.from),
      end: iso(entry.until),
      user: userReference(wire, entry.person),
    })),
    rendered_coverage_percentage: until > from ? Math.round((covered / (until - from)) * 1_000) / 10 : null,
  };
}

export function overrideBody(
  wire: Wire,
  { id, person, from, until }: SandboxOverride,
): Record<string, unknown> {
  return { id, start: iso(from), end: iso(until), user: userReference(wire, person) };
}
