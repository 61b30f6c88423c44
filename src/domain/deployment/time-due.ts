import type { Given } from "./answer.ts";
import type { DeploymentDecision } from "./decision.ts";
import { add, type Draft, draftOf, settled } from "./draft.ts";
import { type Due, dueOf } from "./due.ts";
import { end, lookForChecks, proceed } from "./proceed.ts";
import { succeed } from "./steps.ts";
import { askForSample } from "./watch.ts";

/**
 * What happens because time has passed. All that is due is done in one decision, and each thing once, so a look at the clock
 * that comes late, twice or from two replicas does no harm. What may be open by now is looked at in any case.
 */
export function timeDue(given: Given): DeploymentDecision {
  const due = dueOf(given.deployment).filter(({ at }) => at <= given.at);
  return settled(lookForChecks(proceed(due.reduce(passed, draftOf(given)))));
}

function passed(draft: Draft, due: Due): Draft {
  switch (due.kind) {
    case "expire":
      return end(draft, "expired");
    case "lose":
      return add(draft, { type: "run-lost", step: due.step.key });
    case "silent":
      return add(draft, { type: "run-silent", step: due.step.key, sinceMs: due.sinceMs });
    case "waited":
      return succeed(draft, due.step, []);
    case "sample":
      // After an absence its time may be over.
      return due.until <= draft.at ? endWatch(draft) : askForSample(draft);
    case "end-watch":
      return endWatch(draft);
  }
}

function endWatch(draft: Draft): Draft {
  return add(draft, { type: "watch-ended" });
}
