import type { Instant } from "../ids.ts";
import type { Profile } from "../profile.ts";
import { isAtLeast } from "./answer.ts";
import { runningClocks, type Share, untold } from "./clocks.ts";
import type { Escalation, Incident, Page, PageStage, PromiseClock } from "./incident.ts";
import { stallsAt, unprovenAt } from "./proof.ts";
import { running, stepDueAt } from "./runs.ts";

/**
 * Everything that will happen by the clock, read off the state: nothing is set or cancelled, so no timer can be lost,
 * doubled or left behind. The earliest instant is stored beside the incident, and the clock looks for it.
 */

export type Due = { readonly at: Instant } & (
  | { readonly kind: "step"; readonly run: Escalation }
  | { readonly kind: "stall"; readonly page: Page; readonly stage: PageStage; readonly afterMs: number }
  | { readonly kind: "unproven"; readonly run: Escalation }
  | {
      readonly kind: "remind";
      readonly run: Escalation;
      readonly expiresAt: Instant;
      readonly noticeMs: number;
    }
  | { readonly kind: "expire"; readonly run: Escalation }
  | { readonly kind: "promise"; readonly clock: PromiseClock; readonly share: Share }
  | { readonly kind: "update" }
  | { readonly kind: "nudge"; readonly about: "commander" | "severity" | "quiet" }
);

/** In the order in which it is done when several are due at once. */
export function dueOf(incident: Incident, profile: Profile): readonly Due[] {
  if (isAtLeast(incident.phase, "resolved")) return [];
  return [
    ...incident.pages.flatMap((page) => proofsDue(incident, page, profile)),
    ...promisesDue(incident),
    ...running(incident).flatMap((run): readonly Due[] => {
      const at = stepDueAt(incident, run);
      return at === null ? [] : [{ kind: "step", at, run }];
    }),
    ...incident.escalations.flatMap((run) => expiryDue(incident, run)),
    ...updateDue(incident),
    ...nudgesDue(incident, profile),
  ];
}

/** The earliest of them; null when nothing of this incident will happen by the clock. */
export function nextDueAt(incident: Incident, profile: Profile): Instant | null {
  const instants = dueOf(incident, profile).map(({ at }) => at);
  return instants.length === 0 ? null : Math.min(...instants);
}

function proofsDue(incident: Incident, page: Page, profile: Profile): readonly Due[] {
  const stall = stallsAt(incident, page, profile.proof);
  const unproven = unprovenAt(incident, page);
  // Of a run that is held the next step has its time already.
  const run = running(incident).find(({ key, held }) => key === page.escalation && held === null);
  return [
    ...(stall === null ? [] : [{ kind: "stall" as const, page, ...stall }]),
    ...(unproven === null || run === undefined ? [] : [{ kind: "unproven" as const, at: unproven, run }]),
  ];
}

function promisesDue(incident: Incident): readonly Due[] {
  if (incident.paused !== null) return [];
  return runningClocks(incident).flatMap((clock) =>
    untold(clock).map(([share, at]): Due => ({ kind: "promise", at, clock, share })),
  );
}

/** People are reminded in the last quarter of the time for which an acknowledgement counts, and no sooner than this. */
const LONGEST_NOTICE_MS = 5 * 60_000;

/** When an acknowledgement counts no more, unless somebody says a word; null when it lasts. */
function expiresAt(incident: Incident, run: Escalation): Instant | null {
  const { acknowledgeExpiresMs } = run.chain;
  const isWorkedOn = isAtLeast(incident.phase, "mitigated");
  const last = run.acknowledgements.at(-1);
  // Who was called as a higher level came beside those who have it, whose own acknowledgement is what counts.
  if (run.state !== "acknowledged" || acknowledgeExpiresMs === null || isWorkedOn || run.from > 0)
    return null;
  if (isCalledAgain(incident, run)) return null;
  return Math.max(incident.lastSignAt, last?.at ?? 0) + acknowledgeExpiresMs;
}

/** The same policy was called once more since: its later run is the one that counts, or people are called twice. */
function isCalledAgain({ escalations }: Incident, { key, policy }: Escalation): boolean {
  const later = escalations.slice(escalations.findIndex((run) => run.key === key) + 1);
  return later.some(
    (run) =>
      run.policy === policy && run.from === 0 && (run.state === "running" || run.state === "acknowledged"),
  );
}

/** Never without a reminder first: while nobody looked at the clock, nobody saw people talk either. */
function expiryDue(incident: Incident, run: Escalation): readonly Due[] {
  const at = expiresAt(incident, run);
  const { acknowledgeExpiresMs } = run.chain;
  if (at === null || acknowledgeExpiresMs === null) return [];
  if (run.expiresAt !== null) return [{ kind: "expire", at: run.expiresAt, run }];
  const notice = Math.min(LONGEST_NOTICE_MS, acknowledgeExpiresMs / 4);
  return [{ kind: "remind", at: at - notice, run, expiresAt: at, noticeMs: notice }];
}

function updateDue({ updates: { askAt } }: Incident): readonly Due[] {
  return askAt === null ? [] : [{ kind: "update", at: askAt }];
}

/** Somebody in charge and a word now and then are missed only where the manual wakes people. */
function nudgesDue(incident: Incident, { nudges, roles, severities }: Profile): readonly Due[] {
  const { nudged, declaredAt, lastSignAt } = incident;
  const isUrgent = severities.find(({ label }) => label === incident.severity)?.page ?? false;
  const [first] = roles;
  const leaderless = first !== undefined && incident.roles[first.key] === undefined;
  const due = (
    about: Extract<Due, { kind: "nudge" }>["about"],
    afterMs: number | null,
    wanted: boolean,
    since: Instant,
  ): readonly Due[] => (afterMs === null || !wanted ? [] : [{ kind: "nudge", about, at: since + afterMs }]);
  const isQuiet = nudged.quietAt === null || nudged.quietAt < lastSignAt;
  return [
    ...due("commander", nudges.commanderMs, isUrgent && leaderless && !nudged.commander, declaredAt),
    ...due("severity", nudges.severityMs, !incident.severityChosen && !nudged.severity, declaredAt),
    ...due("quiet", nudges.quietMs, isUrgent && isQuiet, lastSignAt),
  ];
}
