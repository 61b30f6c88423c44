import type { EffectId } from "../ids.ts";
import type { CommandOf, Given } from "./answer.ts";
import { isAtLeast, notOpen, QUIET, refuse } from "./answer.ts";
import type { Decision } from "./decision.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import type { Actor, Escalation } from "./incident.ts";
import { statusChanged } from "./progress.ts";
import { hasAcknowledged, isOfAnother, isSettledBy, unanswered } from "./runs.ts";
import { firstStatus } from "./words.ts";

/** One acknowledgement, whichever side it comes from first: *I have it* here, or on the phone. */

/** In Slack it answers every run that nobody answered; in PagerDuty the run of that page. */
export function acknowledge(given: Given, command: CommandOf<"acknowledge">): Decision {
  const { incident, by } = given;
  const { page } = command;
  if (isAtLeast(incident.phase, "resolved")) return page === null ? notOpen(incident) : QUIET;
  const drafted = acknowledged(draftOf(given), { by, page });
  if (drafted.events.length > 0) return settled(drafted);
  if (page !== null) return QUIET;
  const value = incident.acknowledgedBy ?? incident.status;
  return refuse({ reason: "already-there", what: "acknowledged", value });
}

/** No event when it answers nothing: each person counts once for a run, and the first one answers the incident. */
export function acknowledged(
  draft: Draft,
  answer: {
    readonly by: Actor;
    readonly page: EffectId | null;
    readonly saidAt?: number;
    /** By working on it, without saying so: whoever was named is still wanted. */
    readonly implied?: true;
  },
): Draft {
  const { incident, profile } = draft;
  const { by, page, implied, ...said } = answer;
  const answered = runsAnswered(draft, page).filter(
    (run) => !hasAcknowledged(run, by) && (implied !== true || !isOfAnother(run, by)),
  );
  if (answered.length === 0 && incident.acknowledgedAt !== null) return draft;
  const moved = add(
    draft,
    {
      type: "acknowledged",
      escalations: answered.map(({ key }) => key),
      settled: answered.filter(isSettledBy).map(({ key }) => key),
      page,
    },
    { by, ...said },
  );
  if (incident.phase !== "declared") return moved;
  return add(moved, statusChanged(incident, firstStatus(profile, "acknowledged"), null), { by, ...said });
}

function runsAnswered({ incident }: Draft, page: EffectId | null): readonly Escalation[] {
  if (page === null) return unanswered(incident);
  const run = incident.pages.find(({ effect }) => effect === page)?.escalation;
  return unanswered(incident).filter(({ key }) => key === run);
}
