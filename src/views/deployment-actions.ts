import type { Deployment } from "../domain/deployment/deployment.ts";

/**
 * The action ids of deployments. A button's value begins with the deployment's number. Then follow, after a space: for
 * `approve`, `breakGlass` and `second` the commit that the card shows, or `-`; for `tick` the item's index and `on` or
 * `off`; for `database` `yes` or `no`; for `tryAgain` the effect's id.
 */
export const DEPLOYMENT_ACTIONS = {
  approve: "deployment.approve",
  reject: "deployment.reject",
  cancel: "deployment.cancel",
  tick: "deployment.tick",
  database: "deployment.database",
  breakGlass: "deployment.break-glass",
  second: "deployment.second",
  lookAgain: "deployment.look-again",
  checkAgain: "deployment.check-again",
  startAnyway: "deployment.start-anyway",
  rollBack: "deployment.roll-back",
  tryAgain: "deployment.try-again",
  proposeAgain: "deployment.propose-again",
} as const;

/** The callbacks of the forms. What a form carries along is JSON; its answers go by the ids of its inputs. */
export const DEPLOYMENT_FORMS = {
  propose: "deployment.propose",
  reject: "deployment.reject",
  breakGlass: "deployment.break-glass",
  rollBack: "deployment.roll-back",
  restore: "deployment.restore",
  lock: "deployment.lock",
} as const;

/** A commit in a button's value, where there may be none. */
export function shaValue({ pinned }: Pick<Deployment, "pinned">): string {
  return pinned?.sha ?? "-";
}
