import type { SandboxLayer, SandboxOverride, SandboxSchedule } from "./world.ts";

/** Who a schedule puts on call, and from when until when. Pure; instants are epoch milliseconds. */

export type Range = { readonly from: number; readonly until: number };

/** One person without a break; `until` is null when there is no end of it as long as the schedule stays as it is. */
export type Shift = { readonly person: string; readonly from: number; readonly until: number | null };

type Piece = { readonly person: string; readonly from: number; readonly until: number };

const HOUR_MS = 3_600_000;

/** The whole shifts that touch the range, in order; the range may be a single instant. */
export function shiftsOf(
  schedule: SandboxSchedule,
  overrides: readonly SandboxOverride[],
  range: Range,
): readonly Shift[] {
  return shifts(schedule.layers, overrides, range);
}

/** Without overrides: what one rotation alone would say. */
export function shiftsOfLayer(layer: SandboxLayer, range: Range): readonly Shift[] {
  return shifts([layer], [], range);
}

export function onCallNow(
  schedule: SandboxSchedule,
  overrides: readonly SandboxOverride[],
  now: number,
): readonly string[] {
  return shiftsOf(schedule, overrides, { from: now, until: now }).map(({ person }) => person);
}

function shifts(
  layers: readonly SandboxLayer[],
  overrides: readonly SandboxOverride[],
  range: Range,
): readonly Shift[] {
  const seen = widened(layers, overrides, range);
  const rotated = layers.reduce<readonly Piece[]>((under, layer) => laidOver(under, turns(layer, seen)), []);
  const all = overrides.reduce<readonly Piece[]>((under, one) => laidOver(under, [one]), rotated);
  return joined(all)
    .filter(({ from, until }) => until > range.from && (from < range.until || from <= range.from))
    .map(({ person, from, until }) => ({
      person,
      from,
      until: until >= seen.until ? null : until,
    }));
}

/** Past every override and two whole rounds: who is on call until then without a change, always is. */
function widened(
  layers: readonly SandboxLayer[],
  overrides: readonly SandboxOverride[],
  range: Range,
): Range {
  const rounds = layers.map(({ people, turnHours }) => 2 * people.length * turnHours * HOUR_MS);
  const reach = Math.max(HOUR_MS, ...rounds);
  const since = layers.filter(isOfOne).map(({ startsAt }) => startsAt);
  return {
    from: Math.min(range.from, ...overrides.map(({ from }) => from), ...since) - reach,
    until:
      Math.max(
        range.until,
        ...overrides.map(({ until }) => until),
        ...layers.map(({ startsAt }) => startsAt),
      ) + reach,
  };
}

/** Counted from the first hand-over, so that it is the same whoever asks and when. */
function turns({ people, turnHours, startsAt }: SandboxLayer, seen: Range): readonly Piece[] {
  const turnMs = turnHours * HOUR_MS;
  const pieces: Piece[] = [];
  if (people.length === 0) return pieces;
  if (isOfOne({ people }))
    return startsAt < seen.until ? [{ person: people[0] ?? "", from: startsAt, until: seen.until }] : [];
  const first = Math.max(0, Math.floor((seen.from - startsAt) / turnMs));
  for (let turn = first; startsAt + turn * turnMs < seen.until; turn += 1) {
    const person = people[turn % people.length] ?? "";
    const from = startsAt + turn * turnMs;
    pieces.push({ person, from: Math.max(from, seen.from), until: Math.min(from + turnMs, seen.until) });
  }
  return pieces;
}

/** Nobody to hand over to: one turn, from its start on. */
function isOfOne({ people }: Pick<SandboxLayer, "people">): boolean {
  return new Set(people).size === 1;
}

/** What is on top wins; what is under it shows where nothing lies on it. */
function laidOver(under: readonly Piece[], top: readonly Piece[]): readonly Piece[] {
  const left = top.reduce<readonly Piece[]>(
    (pieces, cover) =>
      pieces.flatMap((piece) =>
        [
          { ...piece, until: Math.min(piece.until, cover.from) },
          { ...piece, from: Math.max(piece.from, cover.until) },
        ].filter(({ from, until }) => from < until),
      ),
    under,
  );
  return [...left, ...top];
}

function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1);
    if (last !== undefined && last.person === piece.person && last.until === piece.from)
      whole[whole.length - 1] = { ...last, until: piece.until };
    else whole.push(piece);
  }
  return whole;
}
