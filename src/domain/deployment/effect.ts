import type { EffectId } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { LookPurpose } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";

/** What the bot sets out to do for a deployment, in our own words. Ids are `<deployment id>/<version>/<kind>[/<what>]`. */
export type DeploymentEffect = { readonly id: EffectId } & DeploymentEffectBody;

export type DeploymentEffectBody =
  /** Asks GitHub what the ref is and how it stands; `start` does so once more before anything runs. */
  | { readonly kind: "look-up"; readonly purpose: LookPurpose }
  /** One request for a run, never repeated: its id is the run's `deploy_id`. */
  | { readonly kind: "start-run"; readonly step: string }
  | { readonly kind: "cancel-run"; readonly step: string }
  | { readonly kind: "check-health"; readonly step: string }
  /** Measures what the manual has watched after a deployment. */
  | { readonly kind: "sample" }
  | { readonly kind: "post-card" }
  /** Level-triggered: renders the deployment as it is. */
  | { readonly kind: "refresh-card" }
  | {
      readonly kind: "post";
      readonly to: DeploymentAddressee;
      readonly about: DeploymentEvent;
      readonly by: Actor;
    }
  /** A line on the timeline of the open incidents of the service. */
  | { readonly kind: "tell-incidents"; readonly about: DeploymentEvent; readonly by: Actor }
  | { readonly kind: "lock-after-rollback" }
  /** The manual lets Tocsin do it: proposes a rollback for whoever asked for this deployment. */
  | { readonly kind: "roll-back"; readonly why: string }
  /** Those that wait for a place of this one are looked at again. */
  | { readonly kind: "free-place" }
  | { readonly kind: "retry"; readonly effect: EffectId };

export type DeploymentEffectKind = DeploymentEffectBody["kind"];

export type DeploymentAddressee = "channel" | "requester" | "announcements";
