import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { StartNews } from "./command.ts";
import type { Version } from "./decision.ts";
import type {
  DeploymentId,
  DeploymentKind,
  DeploymentPhase,
  JobProgress,
  LookPurpose,
  Outlook,
  Pinned,
  Step,
  Watch,
} from "./deployment.ts";
import type { DeploymentEffectKind } from "./effect.ts";
import type { Gate } from "./gates.ts";

/** What can have happened to a deployment. */

export type DeploymentEvent =
  | {
      readonly type: "proposed";
      readonly number: number;
      readonly profileHash: string;
      readonly kind: DeploymentKind;
      readonly service: string;
      readonly environment: string;
      readonly subject: string | null;
      readonly places: readonly string[];
      readonly dryRun: boolean;
      readonly requestedBy: SlackUserId;
      readonly requestedIn: SlackChannelId | null;
      readonly why: string | null;
      readonly ref: string;
      /** For a rollback: the good version, whose commit is what is deployed. */
      readonly backTo: Version | null;
      readonly database: boolean | null;
      readonly restoreTo: Instant | null;
      readonly steps: readonly Step[];
      readonly checklist: readonly string[];
      readonly needed: number;
      readonly from: readonly string[];
      readonly expireAt: Instant;
    }
  | { readonly type: "look-asked"; readonly purpose: LookPurpose; readonly effect: EffectId }
  | { readonly type: "looked-up"; readonly pinned: Pinned | null; readonly outlook: Outlook }
  | {
      readonly type: "look-failed";
      readonly purpose: LookPurpose;
      readonly reason: string;
      readonly cure: string;
    }
  /** What was approved is not what the ref names now: approvals and a broken glass are withdrawn, and their time begins anew. */
  | {
      readonly type: "ref-moved";
      readonly from: string;
      readonly to: Pinned;
      readonly outlook: Outlook;
      readonly withdrawn: readonly SlackUserId[];
    }
  /** They approved or broke the glass, and may not any more. */
  | { readonly type: "approvals-lapsed"; readonly users: readonly SlackUserId[] }
  | { readonly type: "ticked"; readonly item: number; readonly on: boolean; readonly user: SlackUserId }
  /** What was approved before was another choice. */
  | {
      readonly type: "database-chosen";
      readonly back: boolean;
      readonly withdrawn: readonly SlackUserId[];
    }
  | { readonly type: "approved"; readonly user: SlackUserId }
  | {
      readonly type: "glass-broken";
      readonly user: SlackUserId;
      readonly isRequester: boolean;
      readonly why: string;
      readonly gates: readonly Gate["kind"][];
    }
  | {
      readonly type: "glass-seconded";
      readonly user: SlackUserId;
      readonly gates: readonly Gate["kind"][];
    }
  | { readonly type: "queued"; readonly behind: number }
  /** It has its places from here to its end. `passedOver` are the closed gates that a broken glass let it through. */
  | { readonly type: "cleared"; readonly passedOver: readonly Gate["kind"][] }
  /** A gate closed between the approval and the start. */
  | { readonly type: "stopped-at-gate"; readonly gates: readonly Gate["kind"][] }
  | {
      readonly type: "step-begun";
      readonly step: string;
      readonly effect: EffectId | null;
      readonly again: boolean;
    }
  | { readonly type: "start-told"; readonly step: string; readonly started: StartNews }
  | { readonly type: "run-found"; readonly step: string; readonly runId: string; readonly url: string }
  | { readonly type: "run-lost"; readonly step: string }
  | { readonly type: "looking-again"; readonly step: string }
  /** A run that was given up, and started anyway, is there after all: there are two. */
  | {
      readonly type: "stray-run-found";
      readonly step: string;
      readonly effect: EffectId;
      readonly runId: string;
      readonly url: string;
    }
  | {
      readonly type: "run-progressed";
      readonly step: string;
      readonly attempt: number;
      readonly jobs: readonly JobProgress[];
      /** Of when it is, by GitHub's clock. */
      readonly toldAt: Instant;
    }
  | { readonly type: "run-silent"; readonly step: string; readonly sinceMs: number }
  | { readonly type: "step-succeeded"; readonly step: string; readonly told: readonly string[] }
  | {
      readonly type: "step-failed";
      readonly step: string;
      readonly reason: string;
      readonly cure: string | null;
    }
  | { readonly type: "step-cancelled"; readonly step: string; readonly reason: string | null }
  | { readonly type: "undoing"; readonly step: string; readonly steps: readonly Step[] }
  | { readonly type: "cancel-asked"; readonly why: string | null }
  | {
      readonly type: "ended";
      readonly as: EndPhase;
      readonly why: string | null;
      readonly step: string | null;
      /** How long its effects are watched, and from when; null when the manual has nothing watched. */
      readonly watch: { readonly until: Instant; readonly firstAt: Instant } | null;
    }
  | { readonly type: "sample-asked"; readonly effect: EffectId; readonly nextAt: Instant }
  | {
      readonly type: "sampled";
      readonly bad: Watch["bad"];
      readonly measured: Watch["measured"];
      readonly takenAt: Instant;
    }
  | { readonly type: "watch-inconclusive"; readonly triggers: readonly string[] }
  | { readonly type: "watch-tripped"; readonly why: string; readonly answer: "propose" | "act" }
  | { readonly type: "watch-ended" }
  | { readonly type: "card-posted"; readonly channel: SlackChannelId; readonly ts: string }
  | {
      readonly type: "troubled";
      readonly effect: EffectId;
      readonly kind: DeploymentEffectKind;
      readonly what: string;
      readonly reason: string;
      readonly cure: string;
      readonly state: "retrying" | "failed";
    }
  | { readonly type: "cured"; readonly effect: EffectId }
  | { readonly type: "retried"; readonly effect: EffectId };

export type EndPhase = Extract<
  DeploymentPhase,
  "verified" | "failed" | "cancelled" | "rejected" | "expired" | "superseded" | "shown"
>;

export type RecordedDeploymentEvent = {
  readonly deployment: DeploymentId;
  readonly sequence: number;
  readonly by: Actor;
  readonly at: Instant;
  readonly event: DeploymentEvent;
};
