import type { Deployment, DeploymentTrouble } from "../domain/deployment/deployment.ts";
import type { Block } from "./blocks.ts";
import { actions, button, section, within } from "./blocks.ts";
import { DEPLOYMENT_ACTIONS } from "./deployment-actions.ts";
import { plural } from "./text.ts";
import { EFFECT_LIMIT, troubleText } from "./troubles.ts";

const MOST = 4;

/** What Tocsin set out to do for a deployment and has not done, with its button. */
export function deploymentTroubles(deployment: Deployment, room: number): readonly Block[] {
  const { troubles } = deployment;
  const groups = troubles.map((trouble) => oneDeploymentTrouble(deployment, trouble, trouble.since));
  const { blocks, left } = within(groups.slice(0, MOST), room);
  const more = left + Math.max(0, groups.length - MOST);
  if (more === 0) return blocks;
  return [...blocks, section(`⛔ *${plural(more, "more thing is", "more things are")} not done.*`)];
}

/** A request for a run is never put twice, so it has no button: what can be done about it stands with its step. */
export function oneDeploymentTrouble(
  { number }: Deployment,
  trouble: Omit<DeploymentTrouble, "since">,
  since: number | null,
): readonly Block[] {
  const text = section(troubleText(trouble, since));
  if (trouble.kind === "start-run" || trouble.effect.length > EFFECT_LIMIT) return [text];
  return [text, actions(button("Try again", DEPLOYMENT_ACTIONS.tryAgain, `${number} ${trouble.effect}`))];
}
