import { accept, type CommandOf, type Given, isAtLeast, QUIET } from "./answer.ts";
import type { Decision } from "./decision.ts";

/** The same deployment is offered once; a newer one takes its place. What is over needs no way out. */
export function suspect({ incident }: Given, { deployment }: CommandOf<"suspect-deployment">): Decision {
  const { service, suspect: known, phase } = incident;
  const isKnown = known !== null && known.number >= deployment.number;
  if (isAtLeast(phase, "mitigated") || service !== deployment.service || isKnown) return QUIET;
  return accept({ type: "deployment-suspected", deployment });
}
