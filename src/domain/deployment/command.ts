import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { DeploymentKind, JobProgress, Outlook, Pinned } from "./deployment.ts";
import type { DeploymentEffectKind } from "./effect.ts";

/** What may be asked of a deployment: by people, by the clock, and by workers who learnt something. */

export type DeploymentCommand =
  | {
      readonly type: "propose";
      readonly kind: DeploymentKind;
      readonly service: string;
      readonly environment: string;
      /** A backup's or a plan's key. */
      readonly subject: string | null;
      /** Null takes the manual's ref; for a rollback the last good version. */
      readonly ref: string | null;
      readonly why: string | null;
      readonly dryRun: boolean;
      readonly database: boolean | null;
      readonly restoreTo: Instant | null;
      readonly requestedIn: SlackChannelId | null;
      /** For whom Tocsin itself asks, where the manual lets it roll back; null when a person asks. */
      readonly for: SlackUserId | null;
    }
  /** `sha` is the commit that the card showed: another one is not approved by a late click. Null when nothing is deployed. */
  | { readonly type: "approve"; readonly sha: string | null }
  | { readonly type: "reject"; readonly why: string }
  | { readonly type: "cancel"; readonly why: string | null }
  | { readonly type: "tick"; readonly item: number; readonly on: boolean }
  | { readonly type: "choose-database"; readonly back: boolean }
  /** Passes over the closed gates; a second person must press the same. */
  | { readonly type: "break-glass"; readonly why: string; readonly sha: string | null }
  /** Looks once more for a run that was lost. */
  | { readonly type: "check-again" }
  /** Asks GitHub for a second run, whatever became of the first. */
  | { readonly type: "start-anyway" }
  | { readonly type: "try-again"; readonly effect: EffectId }
  /** A gate may be open by now, or the place free. */
  | { readonly type: "look-again" }
  | { readonly type: "time-due" }
  /** What GitHub said of the ref. */
  | {
      readonly type: "record-outlook";
      readonly effect: EffectId;
      /** Null for what deploys no commit. */
      readonly pinned: Pinned | null;
      readonly outlook: Outlook;
      /** Of those who approved or broke the glass: who may not any more, or of whom it is not known. */
      readonly lapsed: readonly SlackUserId[];
    }
  /** There is no such ref, or it cannot be looked at. */
  | {
      readonly type: "record-no-outlook";
      readonly effect: EffectId;
      readonly reason: string;
      readonly cure: string;
    }
  | { readonly type: "record-start"; readonly effect: EffectId; readonly started: StartNews }
  /** What GitHub tells of a run; may come late, twice and in any order. */
  | { readonly type: "record-run"; readonly effect: EffectId; readonly news: RunNews }
  | {
      readonly type: "record-health";
      readonly effect: EffectId;
      readonly healthy: boolean;
      /** One line for each check: what it answered. */
      readonly answers: readonly string[];
    }
  | {
      readonly type: "record-sample";
      readonly at: Instant;
      /** `null`: there is no data. */
      readonly samples: readonly {
        readonly trigger: string;
        readonly bad: boolean | null;
        readonly measured: string;
      }[];
    }
  | { readonly type: "record-card"; readonly channel: SlackChannelId; readonly ts: string }
  | {
      readonly type: "record-trouble";
      readonly effect: EffectId;
      readonly kind: DeploymentEffectKind;
      readonly what: string;
      readonly reason: string;
      readonly cure: string;
      readonly state: "retrying" | "failed";
    }
  | { readonly type: "record-done"; readonly effect: EffectId };

/** What a worker learnt; everything else is asked by people or by the clock. */
export type LearntCommand = Extract<DeploymentCommand, { readonly type: `record-${string}` }>;
export type AskedCommand = Exclude<DeploymentCommand, LearntCommand>;

export type StartNews =
  | { readonly kind: "started"; readonly runId: string; readonly url: string }
  | { readonly kind: "accepted" }
  | { readonly kind: "doubtful"; readonly reason: string }
  | { readonly kind: "refused"; readonly reason: string; readonly cure: string };

export type RunNews = {
  readonly runId: string;
  readonly url: string;
  readonly attempt: number;
  readonly at: Instant;
  readonly state: "queued" | "running" | "succeeded" | "failed" | "cancelled";
  /** GitHub's own word for how it ended; null until then. */
  readonly conclusion: string | null;
  readonly jobs: readonly JobProgress[];
};

/** Who asks, and what the manual lets them do; read at the edge, where people are known. */
export type Rights = {
  readonly user: SlackUserId;
  /** Null while it is not known, which is no. */
  readonly mayDeploy: boolean | null;
  readonly mayApprove: boolean | null;
  readonly mayOverride: boolean | null;
  /** The same person as who asked, by GitHub login or e-mail address, though by another Slack account. */
  readonly isRequester: boolean;
};
