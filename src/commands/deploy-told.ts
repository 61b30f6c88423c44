import type { AskedCommand } from "../domain/deployment/command.ts";
import type { DeliveryKey, SlackUserId } from "../domain/ids.ts";
import type { DeploymentResult } from "../engine/deployment-ports.ts";
import type { Edge } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";
import { deploymentRefusal } from "../views/deployment-refusal.ts";
import { deploymentAccepted, deploymentQuiet } from "../views/deployment-reply.ts";
import type { Propose } from "./deploy-command.ts";
import { rightsAbout, rightsToPropose } from "./rights.ts";

/** Asks for something of a deployment, and says what came of it to whoever asked; shared by commands, buttons and forms. */

export type Asker = {
  readonly user: SlackUserId;
  /** Made of Slack's own ids of the request: one is acted on once. */
  readonly key: DeliveryKey;
};

export function askToPropose(command: Propose, { user, key }: Asker, edge: Edge): Promise<DeploymentResult> {
  return edge.deployments.dispatcher.dispatch({
    command,
    by: { kind: "person", user },
    rights: rightsToPropose(user, edge),
    deployment: { kind: "new" },
    key,
  });
}

/** What somebody may is read off the deployment that it is about; without one the answer is that there is none. */
export async function askAbout(
  number: number,
  command: AskedCommand,
  { user, key }: Asker,
  edge: Edge,
): Promise<DeploymentResult> {
  const { dispatcher, desk } = edge.deployments;
  const deployment = await desk.find(number);
  if (deployment === null)
    return { kind: "refused", refusal: { reason: "no-such-deployment" }, deployment: null };
  return dispatcher.dispatch({
    command,
    by: { kind: "person", user },
    rights: await rightsAbout(user, deployment, edge),
    deployment: { kind: "id", id: deployment.id },
    key,
  });
}

/** In a sentence, with the words of the manual by which it was judged. */
export async function toldOfDeployment(
  result: DeploymentResult,
  command: AskedCommand,
  edge: Pick<Edge, "manualOf">,
): Promise<Message> {
  const profile = await edge.manualOf(result.deployment);
  switch (result.kind) {
    case "accepted":
      return deploymentAccepted({ command, ...result }, profile);
    case "refused":
      return deploymentRefusal(result.refusal, result.deployment, profile);
    case "quiet":
      return deploymentQuiet(result.deployment);
  }
}

export function noSuchDeployment(edge: Pick<Edge, "profile">): Message {
  return deploymentRefusal({ reason: "no-such-deployment" }, null, edge.profile());
}
