import type { Deployment } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";

/** The card shows the deployment as it is; here is when it has something new to show. */

/** What is not posted yet shows the newest state when it is. */
export function refreshesCard(event: DeploymentEvent, before: Deployment | null, after: Deployment): boolean {
  return after.card !== null && before !== null && isShown(event, before.troubles);
}

/** Samples and looks that change nothing are not news. */
const UNSEEN: readonly DeploymentEvent["type"][] = ["proposed", "look-asked", "sample-asked", "sampled"];

/**
 * Trouble with the card, or with a message while the card is in trouble, does not refresh the card: that would fail the same
 * way and come back as new trouble, round and round.
 */
function isShown(event: DeploymentEvent, before: Troubles): boolean {
  if (event.type === "cured") return !isCardTrouble(before, ({ effect }) => effect === event.effect);
  if (event.type === "troubled") return !isCard(event.kind) && !isCardTrouble(before, () => true);
  return !UNSEEN.includes(event.type);
}

type Troubles = Deployment["troubles"];

function isCardTrouble(before: Troubles, isIt: (trouble: Troubles[number]) => boolean): boolean {
  return before.some((trouble) => isCard(trouble.kind) && isIt(trouble));
}

function isCard(kind: Troubles[number]["kind"]): boolean {
  return kind === "post-card" || kind === "refresh-card";
}
