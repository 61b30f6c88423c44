import { approversOf } from "../domain/deployment/approvers.ts";
import type { Rights } from "../domain/deployment/command.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { SlackUserId } from "../domain/ids.ts";
import type { Edge } from "../engine/inbound.ts";

/** What the manual lets somebody do about deployments. Read here, where people are known; judged by the rules. */

type Known = Pick<Edge, "profile" | "people" | "manualOf">;

/** Of whoever proposes something new. Whoever asks approves nothing of it. */
export function rightsToPropose(user: SlackUserId, edge: Pick<Edge, "profile" | "people">): Rights {
  const { mayDeploy, mayOverride } = edge.profile().delivery;
  return {
    user,
    mayDeploy: edge.people.isOneOf(user, mayDeploy),
    mayApprove: null,
    mayOverride: edge.people.isOneOf(user, mayOverride),
    isRequester: true,
  };
}

/** By the manual that the deployment began with, and by who belongs to its groups now. */
export async function rightsAbout(user: SlackUserId, deployment: Deployment, edge: Known): Promise<Rights> {
  const { delivery } = await edge.manualOf(deployment);
  const { mayDeploy, mayOverride } = delivery;
  return {
    user,
    mayDeploy: edge.people.isOneOf(user, mayDeploy),
    mayApprove: edge.people.isOneOf(user, approversOf(deployment, delivery)),
    mayOverride: edge.people.isOneOf(user, mayOverride),
    isRequester: edge.people.isSame(user, deployment.requestedBy),
  };
}
