import { type Answer, type Asked, json } from "../http.ts";
import { named, one, type RestCall } from "./directory.ts";
import { shiftsOf } from "./rota.ts";
import { checked, given, instant, withinRange } from "./time-range.ts";
import { invalid, listed, notFound, userBody, type Wire } from "./wire.ts";
import { overrideBody, scheduleBody, scheduleInFull } from "./wire-schedule.ts";
import type { SandboxOverride, SandboxSchedule } from "./world.ts";

/** Schedules over REST v2, and who stands in for whom in them. */

const TWO_WEEKS_MS = 14 * 24 * 3_600_000;

export function scheduleCalls(wire: Wire, now: () => number): Readonly<Record<string, RestCall>> {
  const { schedules } = wire.account;
  const byId = (id: string) => schedules.all().find((schedule) => schedule.id === id) ?? null;
  const of =
    (call: (schedule: SandboxSchedule, asked: Asked, inner: string) => Answer): RestCall =>
    (asked, id, inner) => {
      const schedule = byId(id);
      return schedule === null ? notFound() : call(schedule, asked, inner);
    };
  return {
    "GET /schedules": (asked) =>
      listed(
        asked,
        "schedules",
        named(asked, schedules.all()).map((schedule) => scheduleBody(wire, schedule)),
      ),
    "GET /schedules/{id}": of((schedule, asked) => shown(wire, schedule, asked)),
    "GET /schedules/{id}/users": of((schedule, asked) => onCallBetween(wire, schedule, asked, now())),
    "GET /schedules/{id}/overrides": of((schedule, asked) => overridesOf(wire, schedule, asked, now())),
    "POST /schedules/{id}/overrides": of((schedule, asked) => make(wire, schedule, asked, now())),
    "DELETE /schedules/{id}/overrides/{override_id}": of((schedule, _, override) =>
      remove(wire, schedule, override, now()),
    ),
  };
}

/** One of the two given is enough: the other is then two weeks away. */
function shown(wire: Wire, schedule: SandboxSchedule, asked: Asked): Answer {
  const wanted = given(asked);
  if ("refused" in wanted) return wanted.refused;
  const { since, until } = wanted;
  if (since === null && until === null)
    return one("schedule", schedule, (found) => scheduleInFull(wire, found, null));
  const range = checked({
    from: since ?? (until ?? 0) - TWO_WEEKS_MS,
    until: until ?? (since ?? 0) + TWO_WEEKS_MS,
  });
  if ("refused" in range) return range.refused;
  const view = { range, shown: withinRange(asked, range) };
  return one("schedule", schedule, (found) => scheduleInFull(wire, found, view));
}

/** Each person once; now, when no range is given. */
function onCallBetween(wire: Wire, schedule: SandboxSchedule, asked: Asked, now: number): Answer {
  const wanted = given(asked);
  if ("refused" in wanted) return wanted.refused;
  const from = wanted.since ?? Math.min(now, wanted.until ?? now);
  const range = checked({ from, until: wanted.until ?? Math.max(now, from) });
  if ("refused" in range) return range.refused;
  const { account } = wire;
  const shifts = shiftsOf(schedule, account.schedules.overrides(schedule.id), range);
  const people = [...new Set(shifts.map(({ person }) => person))]
    .filter((id) => account.habits.isFound(id))
    .flatMap((id) => account.person(id) ?? []);
  return json(200, { users: people.map((person) => userBody(wire, person)) });
}

function overridesOf(wire: Wire, schedule: SandboxSchedule, asked: Asked, now: number): Answer {
  const wanted = given(asked);
  if ("refused" in wanted) return wanted.refused;
  if (wanted.since === null) return invalid("Since can't be blank");
  if (wanted.until === null) return invalid("Until can't be blank");
  const range = checked({ from: wanted.since, until: wanted.until });
  if ("refused" in range) return range.refused;
  const within = withinRange(asked, range);
  const editable = asked.query.get("editable") === "true";
  const overrides = wire.account.schedules
    .overrides(schedule.id)
    .filter(({ from, until }) => from < range.until && until > range.from && (!editable || until > now))
    .map((override) => overrideBody(wire, { ...override, ...within(override) }));
  return json(200, { overrides });
}

/** What was sent, believed only once looked at. */
type Fields = { readonly start?: unknown; readonly end?: unknown; readonly user?: { readonly id?: unknown } };

/** `overrides` answers for each by itself; a lone `override` is the older way, with one answer. */
function make(wire: Wire, schedule: SandboxSchedule, asked: Asked, now: number): Answer {
  const { override, overrides } = parsed(asked.body);
  if (Array.isArray(overrides)) {
    if (overrides.length === 0) return invalid("Overrides can't be empty");
    const answers = overrides.map((fields: Fields) => {
      const made = cover(wire, schedule, fields, now);
      return "errors" in made
        ? { status: 400, errors: made.errors, override: fields }
        : { status: 201, override: overrideBody(wire, made) };
    });
    return json(201, answers);
  }
  if (typeof override !== "object" || override === null) return invalid("Overrides can't be blank");
  const made = cover(wire, schedule, override as Fields, now);
  return "errors" in made ? invalid(...made.errors) : json(201, { override: overrideBody(wire, made) });
}

function parsed(body: string): { readonly override?: unknown; readonly overrides?: unknown } {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function cover(
  wire: Wire,
  schedule: SandboxSchedule,
  fields: Fields | null,
  now: number,
): SandboxOverride | { readonly errors: readonly string[] } {
  const from = instant(fields?.start);
  const until = instant(fields?.end);
  const { account } = wire;
  const person = account.people().find(({ id }) => id === fields?.user?.id && account.habits.isFound(id));
  const errors: string[] = [];
  if (from === null || Number.isNaN(from)) errors.push("Start must be a valid date");
  if (until === null || Number.isNaN(until)) errors.push("End must be a valid date");
  if (from !== null && until !== null && until <= from) errors.push("Override must end after its start");
  if (until !== null && until <= now) errors.push("Override must end in the future");
  if (person === undefined) errors.push("User not found");
  if (errors.length > 0 || from === null || until === null || person === undefined) return { errors };
  const whole = { person: person.id, from: inSeconds(from), until: inSeconds(until) };
  return account.schedules.cover(schedule.id, whole);
}

function inSeconds(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}

/** One that has begun ends now and stays on the record; one that is over cannot be taken back. */
function remove(wire: Wire, schedule: SandboxSchedule, id: string, now: number): Answer {
  const { schedules } = wire.account;
  const override = schedules.overrides(schedule.id).find((one) => one.id === id);
  if (override === undefined) return notFound();
  if (override.until <= now) return invalid("Override cannot be removed because it is in the past");
  if (override.from < now) {
    schedules.shorten(schedule.id, id, now);
    return { status: 200, body: "" };
  }
  schedules.shorten(schedule.id, id, null);
  return { status: 204, body: "" };
}
