import type { Instant } from "../ids.ts";
import type { Incident, Page, PromiseClock } from "../incident/incident.ts";
import type { Profile } from "../profile.ts";
import { hourOf, isAtNight } from "./wall-clock.ts";

/**
 * What happened between two instants, for who takes over and for the weekly summary. Private incidents are counted
 * and never named: whoever reads this need not be one of their people.
 */
export type Period = {
  /** Those of everybody that were declared, open or resolved in the time. */
  readonly incidents: readonly Incident[];
  readonly privateDeclared: number;
};

export type Span = { readonly from: Instant; readonly to: Instant };

export type Named = {
  readonly number: number;
  readonly title: string;
  readonly severity: string;
  readonly channel: string | null;
};

export type Digest = Span & {
  readonly declared: readonly Named[];
  readonly privateDeclared: number;
  /** Worst first. */
  readonly bySeverity: readonly { readonly severity: string; readonly count: number }[];
  readonly open: readonly Named[];
  readonly undone: readonly (Named & { readonly what: Undone })[];
  readonly missed: readonly (Named & { readonly promise: PromiseClock["what"] })[];
  readonly promises: { readonly kept: number; readonly missed: number };
  readonly pages: {
    readonly count: number;
    readonly atNight: number;
    /** Whom PagerDuty's log says it notified, most often first. */
    readonly byPerson: readonly { readonly name: string; readonly count: number }[];
    /** By hour of the day in the profile's time zone, earliest first; hours without a page are left out. */
    readonly byHour: readonly { readonly hour: number; readonly count: number }[];
  };
};

/** `trouble.what` is mrkdwn of our own. */
export type Undone =
  | { readonly kind: "unacknowledged" }
  | { readonly kind: "postmortem" }
  | { readonly kind: "trouble"; readonly what: string };

export function digestOf(period: Period, span: Span, profile: Profile): Digest {
  const during = (at: Instant): boolean => at >= span.from && at < span.to;
  const real = period.incidents.filter(({ drill }) => !drill);
  const declared = real.filter(({ declaredAt }) => during(declaredAt));
  const pages = real.flatMap((one) =>
    one.pages.flatMap(({ acceptedAt: at, notified }) =>
      at !== null && during(at) ? [{ at, notified }] : [],
    ),
  );
  const decided = real.flatMap((incident) =>
    incident.clocks.flatMap((clock) => verdict(clock, span, incident)),
  );
  return {
    ...span,
    declared: declared.map(named),
    privateDeclared: period.privateDeclared,
    bySeverity: severities(declared),
    open: real.filter(isOpen).map(named),
    undone: real.flatMap((incident) =>
      undoneOf(incident, profile).map((what) => ({ ...named(incident), what })),
    ),
    missed: decided.flatMap(({ kept, incident, promise }) => (kept ? [] : [{ ...named(incident), promise }])),
    promises: {
      kept: decided.filter(({ kept }) => kept).length,
      missed: decided.filter(({ kept }) => !kept).length,
    },
    pages: counted(pages, profile.timezone),
  };
}

function named({ number, title, severity, channel }: Incident): Named {
  return { number, title, severity, channel: channel?.id ?? null };
}

function isOpen({ phase }: Incident): boolean {
  return phase !== "resolved" && phase !== "closed";
}

function severities(incidents: readonly Incident[]): Digest["bySeverity"] {
  const ranked = incidents.toSorted((a, b) => a.rank - b.rank).map(({ severity }) => severity);
  return tally(ranked).map(([severity, count]) => ({ severity, count }));
}

function undoneOf(incident: Incident, profile: Profile): readonly Undone[] {
  const severity = profile.severities.find(({ label }) => label === incident.severity);
  const undone: Undone[] = incident.troubles.map(({ what }) => ({ kind: "trouble", what }));
  if (isOpen(incident) && incident.acknowledgedAt === null) undone.push({ kind: "unacknowledged" });
  if (!isOpen(incident) && incident.postmortem === null && severity?.postmortem === "required")
    undone.push({ kind: "postmortem" });
  return undone;
}

type Verdict = {
  readonly kept: boolean;
  readonly incident: Incident;
  readonly promise: PromiseClock["what"];
};

/** A promise is decided when it is met or when its time is over, whichever comes first. */
function verdict(clock: PromiseClock, { from, to }: Span, incident: Incident): readonly Verdict[] {
  const at = Math.min(clock.metAt ?? clock.dueAt, clock.dueAt);
  const paused = incident.paused !== null && clock.metAt === null;
  if (clock.supersededAt !== null || paused || at < from || at >= to) return [];
  return [{ kept: clock.metAt !== null && clock.metAt <= clock.dueAt, incident, promise: clock.what }];
}

type Accepted = Pick<Page, "notified"> & { readonly at: Instant };

function counted(pages: readonly Accepted[], zone: string): Digest["pages"] {
  const times = pages.map(({ at }) => at);
  const people = pages.flatMap(({ notified }) => [...new Set(notified.map(({ name }) => name))]);
  const hours = times.map((at) => hourOf(at, zone)).sort((a, b) => a - b);
  return {
    count: pages.length,
    atNight: times.filter((at) => isAtNight(at, zone)).length,
    byPerson: tally(people)
      .map(([name, count]) => ({ name, count }))
      .sort((a, b) => b.count - a.count),
    byHour: tally(hours).map(([hour, count]) => ({ hour, count })),
  };
}

/** In the order of first appearance. */
function tally<Of>(all: readonly Of[]): readonly (readonly [Of, number])[] {
  const counts = new Map<Of, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return [...counts];
}
