import type { Deployment, DeploymentId } from "../domain/deployment/deployment.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene, DeploymentViews } from "./deployment-ports.ts";
import type { Chat } from "./ports.ts";

/**
 * Keeps cards true whose truth changes without anything happening to the deployment itself: a lock begins, an incident
 * ends, another environment is verified, a sample is taken. What is rendered anew and the same is not sent.
 */
export type DeploymentCardsOptions = {
  /** Those that wait, and those whose effects are watched. */
  readonly live: () => Promise<readonly Deployment[]>;
  readonly scene: (deployment: Deployment) => Promise<DeploymentScene>;
  readonly views: Pick<DeploymentViews, "card">;
  readonly chat: Pick<Chat, "update">;
  readonly profileOf: (hash: string) => Profile;
  /** One replica does it for all. */
  readonly lease: { hold(): Promise<boolean> };
  readonly log: { warn(fields: object, message: string): void };
};

export function createDeploymentCards(options: DeploymentCardsOptions): { look(): Promise<void> } {
  /** What each card showed when it was rendered last. */
  const shown = new Map<DeploymentId, string>();
  return {
    look: async () => {
      if (!(await options.lease.hold())) return shown.clear();
      const live = await options.live();
      for (const id of shown.keys()) if (!live.some((one) => one.id === id)) shown.delete(id);
      // One that cannot be shown must not keep the others from being true.
      for (const deployment of live)
        await lookAt(deployment, shown, options).catch((err: unknown) =>
          options.log.warn({ err, deployment: deployment.id }, "a card could not be looked at"),
        );
    },
  };
}

async function lookAt(
  deployment: Deployment,
  shown: Map<DeploymentId, string>,
  { scene, views, chat, profileOf }: DeploymentCardsOptions,
): Promise<void> {
  const { id, card } = deployment;
  if (card === null) return;
  const full = await scene(deployment);
  const message = views.card(full, profileOf(deployment.profileHash));
  const picture = JSON.stringify(message);
  if (shown.get(id) === picture) return;
  // It is level-triggered: what does not come through now is sent by the next look.
  const updated = await chat.update({ ...card, message });
  if (updated.kind === "done") shown.set(id, picture);
}
