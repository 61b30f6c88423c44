import type { Delivery } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { DeploymentCommand, Rights } from "./command.ts";
import type { DeploymentId, DeploymentKind } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";
import type { GateFacts } from "./gates.ts";

/** The part of the profile that the rules read. */
export type Manual = { readonly hash: string; readonly delivery: Delivery };

type Other = { readonly id: DeploymentId; readonly number: number };

/** What the rules must know besides the state; read in the transaction, with the places locked until its commit. */
export type DeploymentFacts = GateFacts & {
  /** Null unless something is proposed. */
  readonly nextNumber: number | null;
  /** Another deployment that holds one of the places now. */
  readonly running: Other | null;
  /** Those that are queued for one of the places and were proposed before this one, oldest first. */
  readonly ahead: readonly (Other & {
    readonly kind: DeploymentKind;
    readonly service: string;
    readonly environment: string;
  })[];
  /** Of the deploys and rollbacks of the same service to the same environment that were proposed later: the one cleared last. */
  readonly newer: (Other & { readonly clearedAt: Instant }) | null;
  /** An alike one that was proposed within two minutes and has not ended. */
  readonly duplicateOf: Other | null;
  readonly lastGood: Version | null;
  /** What a rollback goes back to: the newest good version that is not what ran there last. */
  readonly goodBefore: Version | null;
  /** The good version a rollback named, by number, ref or commit. */
  readonly goodNamed: Version | null;
};

/** A deployment of the ledger that was verified. */
export type Version = {
  readonly number: number;
  readonly ref: string;
  readonly sha: string;
  readonly at: Instant;
};

export type Right = "deploy" | "approve" | "override";

export type DeploymentRefusal =
  | { readonly reason: "no-such-deployment" }
  | { readonly reason: "unknown-service"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-environment"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-backup"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly reason: "unknown-plan"; readonly typed: string; readonly nearest: readonly string[] }
  | {
      readonly reason: "no-plan";
      readonly kind: DeploymentKind;
      readonly service: string;
      readonly environment: string;
    }
  /** `known` is false while it could not be found out: then nobody may. */
  | { readonly reason: "may-not"; readonly what: Right | "cancel"; readonly known: boolean }
  | { readonly reason: "already-proposed"; readonly number: number }
  | { readonly reason: "nothing-to-roll-back-to"; readonly typed: string | null }
  | { readonly reason: "own-request" }
  | { readonly reason: "already-approved" }
  | { readonly reason: "not-waiting"; readonly phase: string }
  | { readonly reason: "already-ended"; readonly phase: string }
  | { readonly reason: "cannot-cancel"; readonly why: "ended" | "cancelling" | "undoing" }
  /** The card showed another commit. */
  | { readonly reason: "ref-moved"; readonly sha: string | null }
  | { readonly reason: "expired" }
  | { readonly reason: "needs-second-person" }
  | { readonly reason: "is-cancelling" }
  | { readonly reason: "empty-text" }
  | { readonly reason: "no-such-item" }
  | { readonly reason: "glass-is-broken" }
  | { readonly reason: "nothing-closed" }
  | { readonly reason: "not-lost" }
  | { readonly reason: "nothing-to-retry" }
  | { readonly reason: "time-not-past" };

export type DeploymentDecision =
  | { readonly kind: "accepted"; readonly events: readonly DeploymentEvent[] }
  | { readonly kind: "refused"; readonly refusal: DeploymentRefusal }
  | { readonly kind: "quiet" };

export type DeploymentAsked = {
  readonly command: DeploymentCommand;
  readonly by: Actor;
  /** Null for what Tocsin itself does. */
  readonly rights: Rights | null;
  readonly at: Instant;
  readonly newId: DeploymentId;
};
