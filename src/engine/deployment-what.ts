import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";

/** What an effect was to do, for people: "start *Deploy api*". Step names are the manual's own. */
export function whatOf(effect: DeploymentEffect, { steps, ref }: Deployment): string {
  const name = (key: string): string => `*${steps.find((step) => step.key === key)?.name ?? key}*`;
  switch (effect.kind) {
    case "look-up":
      return `ask GitHub what ${ref} is`;
    case "start-run":
      return `start ${name(effect.step)}`;
    case "cancel-run":
      return `cancel ${name(effect.step)}`;
    case "check-health":
      return `check ${name(effect.step)}`;
    case "sample":
      return "measure what is watched";
    case "post-card":
    case "refresh-card":
      return "show this card";
    case "post":
      return "post a message";
    case "tell-incidents":
      return "write it into the open incidents' timeline";
    case "lock-after-rollback":
      return "lock the place after the rollback";
    case "roll-back":
      return "propose the rollback";
    case "free-place":
      return "let the next deployment go on";
    case "retry":
      return "try again";
  }
}
