import { PHASES } from "../domain/profile.ts";
import type { Checked } from "./check.ts";
import type { Mistake } from "./fault.ts";
import { ambiguous } from "./references.ts";

/** An incident begins in phase declared, ends in resolved, and on the way never steps back. */
export function checkStatuses({ manual, keys, whole }: Checked): readonly Mistake[] {
  const { statuses } = manual;
  if (statuses === undefined || !whole("statuses")) return [];
  const labels = keys("statuses");
  const path = (label: string) => ["statuses", label];
  const phases = labels.map((label) => statuses[label] ?? "declared");
  const missing = (["declared", "resolved"] as const).filter((phase) => !phases.includes(phase));
  const backwards = labels.filter((_, index) => index > 0 && rank(phases[index]) < rank(phases[index - 1]));
  const closedElsewhere = phases.includes("closed")
    ? []
    : labels.filter((label) => label.toLowerCase() === "closed");
  return [
    ...missing.map((phase) => ({
      path: ["statuses"],
      problem: `none of them is in phase ${phase}; write one, for example "${phase === "declared" ? "open" : phase}: ${phase}".`,
    })),
    ...backwards.map((label) => ({
      path: path(label),
      problem: `goes back to phase ${statuses[label]}; write statuses in the order ${PHASES.join(", ")}.`,
    })),
    ...closedElsewhere.map((label) => ({
      path: path(label),
      problem: `is in phase ${statuses[label]}, and no status is in phase closed; put it in closed, or add one that is.`,
    })),
    ...ambiguous(labels.map((word) => ({ word, path: path(word), what: `status ${JSON.stringify(word)}` }))),
  ];
}

function rank(phase: (typeof PHASES)[number] | undefined): number {
  return phase === undefined ? -1 : PHASES.indexOf(phase);
}
