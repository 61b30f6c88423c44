import { namesOf, type Place } from "./cover-places.ts";
import type { AboutPerson, CoverAnswer, CoverAsk, RotaSeen } from "./on-call-ports.ts";

/** Which place somebody asks to be covered in. */

type Asker = { readonly about: AboutPerson; readonly places: readonly Place[] };

/** Every doubt is a refusal: a cover in the wrong place leaves a hole in another. */
export function choosePlace(ask: CoverAsk, { about, places }: Asker): Place | CoverAnswer {
  const wanted =
    ask.place === null ? places : places.filter((place) => namesOf(place).includes(lower(ask.place ?? "")));
  if (wanted.length === 0) {
    const known = [
      ...new Set(places.flatMap(({ key, schedules }) => [key, ...schedules.map((s) => s.name)])),
    ];
    return { kind: "unknown-place", typed: ask.place ?? "", known };
  }
  const own = wanted.filter(({ emails }) => about.email !== null && emails.includes(lower(about.email)));
  const direct = ask.who !== null;
  const possible =
    own.length > 0 ? own : direct && about.admin ? wanted.filter(({ level }) => level === 1) : [];
  if (possible.length === 0)
    return { kind: "not-on-call", direct, now: wanted.map(({ policy, names }) => `${policy}: ${names}`) };
  const named = possible.map((place) => narrowed(place, ask.place));
  const schedules = named.flatMap((place) => place.schedules);
  const [only] = named;
  // The same schedule in two policies is one place.
  const ids = new Set(schedules.map(({ id }) => id));
  if (only === undefined || ids.size > 1 || (ids.size === 0 && named.length > 1))
    return { kind: "several", places: placeWords(named) };
  return named.find((place) => place.schedules.length > 0) ?? only;
}

/** Named by its schedule, a place is that schedule alone. */
function narrowed(place: Place, typed: string | null): Place {
  const schedules = place.schedules.filter(({ name }) => typed !== null && lower(name) === lower(typed));
  return schedules.length === 0 ? place : { ...place, schedules };
}

function placeWords(places: readonly Place[]): readonly string[] {
  return [
    ...new Set(
      places.flatMap(({ key, schedules }) =>
        schedules.length === 0 ? [key] : schedules.map(({ name }) => name),
      ),
    ),
  ];
}

/** "You are not on call" is no answer while a policy could not be looked at. */
export function doubtful(answer: CoverAnswer, seen: ReadonlyMap<string, RotaSeen>): CoverAnswer | null {
  const late = [...seen.values()].find(({ kind }) => kind !== "fresh");
  const looked = answer.kind !== "not-on-call" && answer.kind !== "unknown-place";
  return looked || late === undefined || late.kind === "fresh"
    ? null
    : { kind: "unreachable", ...lateness(late) };
}

function lateness(seen: Exclude<RotaSeen, { kind: "fresh" }>): { reason: string; cure: string } {
  const reason = seen.kind === "off" ? "Paging is off." : seen.why;
  return { reason, cure: "Try again in a minute, or make the override in PagerDuty." };
}

function lower(text: string): string {
  return text.toLowerCase();
}
