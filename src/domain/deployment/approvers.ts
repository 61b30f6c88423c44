import type { Delivery } from "../delivery.ts";
import type { Allowed } from "../profile.ts";
import type { Deployment } from "./deployment.ts";

/** Who may approve it: the groups that the manual named when it was asked for; where it named none, whoever may deploy. */
export function approversOf(
  { approvals }: Pick<Deployment, "approvals">,
  { mayDeploy }: Pick<Delivery, "mayDeploy">,
): Allowed {
  return approvals.from.length === 0 ? mayDeploy : approvals.from;
}
