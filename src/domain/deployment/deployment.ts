import type { PlanStep } from "../delivery.ts";
import type { EffectId, Instant, SlackChannelId, SlackUserId } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { DeploymentEffectKind } from "./effect.ts";

/** The state of one deployment: a deploy, a rollback, a backup, a restore or a failover. */

/** UUID made when it was asked for; people say `#12`. */
export type DeploymentId = string & { readonly __brand: "DeploymentId" };

export type DeploymentKind = "deploy" | "rollback" | "backup" | "verify-backup" | "restore" | "failover";

/**
 * `looking`: GitHub is asked what the ref is and how it stands. `waiting`: a gate is closed. `queued`: the gates are open and
 * another deployment runs there. `confirming`: it has the place, and the ref is looked at once more. `undoing`: a step
 * failed, and what the manual says for that is carried out. The others are the end.
 */
export type DeploymentPhase =
  | "looking"
  | "waiting"
  | "queued"
  | "confirming"
  | "running"
  | "undoing"
  | "verified"
  | "failed"
  | "cancelled"
  | "rejected"
  | "expired"
  | "superseded"
  | "shown";

const ENDED: readonly DeploymentPhase[] = [
  "verified",
  "failed",
  "cancelled",
  "rejected",
  "expired",
  "superseded",
  "shown",
];

export function isOver(phase: DeploymentPhase): boolean {
  return ENDED.includes(phase);
}

/** From `cleared` to the end, unless a gate sends it back. */
export function holdsPlaces(phase: DeploymentPhase): boolean {
  return phase === "confirming" || phase === "running" || phase === "undoing";
}

export type Deployment = {
  readonly id: DeploymentId;
  readonly number: number;
  /** Counts events; the next event gets `version + 1`. */
  readonly version: number;
  readonly profileHash: string;
  readonly kind: DeploymentKind;
  readonly service: string;
  readonly environment: string;
  /** The backup's or the plan's key; null for a deploy and a rollback. */
  readonly subject: string | null;
  /** Places it holds while it runs, sorted. */
  readonly places: readonly string[];
  readonly phase: DeploymentPhase;
  readonly dryRun: boolean;
  readonly requestedBy: SlackUserId;
  readonly requestedAt: Instant;
  readonly requestedIn: SlackChannelId | null;
  readonly why: string | null;
  /** As typed or by the manual; what it names is in `pinned`. */
  readonly ref: string;
  /** The commit that is deployed, and nothing else. Null until GitHub was asked, and for what deploys nothing. */
  readonly pinned: Pinned | null;
  readonly outlook: Outlook | null;
  /** When GitHub's last answer came. */
  readonly lookedAt: Instant | null;
  /** The look-up whose answer is awaited; that of any other is late. */
  readonly look: { readonly effect: EffectId; readonly purpose: LookPurpose } | null;
  /** Why GitHub could not be asked the last time; null when it could. Nothing is cleared before it can. */
  readonly unseen: { readonly at: Instant; readonly reason: string; readonly cure: string } | null;
  /** For a rollback: the number of the good deployment that it goes back to. */
  readonly backTo: number | null;
  /** For a rollback: whether the database goes back too. Null until somebody chose, where that is asked. */
  readonly database: boolean | null;
  /** For a restore: the time to go back to; null is the newest. */
  readonly restoreTo: Instant | null;
  readonly steps: readonly Step[];
  readonly checklist: readonly ChecklistItem[];
  readonly approvals: {
    readonly needed: number;
    readonly from: readonly string[];
    readonly given: readonly Approval[];
    /** When they, or the waiting for them, are over; counted anew when the ref moves. */
    readonly expireAt: Instant;
    readonly expireMs: number;
  };
  readonly brokenGlass: BrokenGlass | null;
  /** Which deployment it waits for, and since when; null unless it is queued. */
  readonly queued: { readonly behind: number; readonly since: Instant } | null;
  /** Since when it has its places; null before, and after a gate sent it back. */
  readonly clearedAt: Instant | null;
  readonly cancelling: { readonly by: Actor; readonly why: string | null } | null;
  readonly end: {
    readonly at: Instant;
    readonly by: Actor;
    readonly why: string | null;
    readonly step: string | null;
  } | null;
  readonly watch: Watch | null;
  readonly card: { readonly channel: SlackChannelId; readonly ts: string } | null;
  readonly troubles: readonly DeploymentTrouble[];
};

export type LookPurpose = "proposal" | "start";

export type DeploymentTrouble = {
  readonly effect: EffectId;
  readonly kind: DeploymentEffectKind;
  readonly what: string;
  readonly reason: string;
  readonly cure: string;
  readonly since: Instant;
  readonly state: "retrying" | "failed";
};

export type Pinned = {
  /** The branch or tag that GitHub is asked to run; equal to the deployment's ref unless that was a commit. */
  readonly ref: string;
  readonly sha: string;
  readonly title: string;
  readonly author: string;
  readonly url: string;
  readonly at: Instant;
};

/** What GitHub said when it was last asked. */
export type Outlook = {
  readonly at: Instant;
  /** Against the last good version there; null when there is none. */
  readonly change: {
    readonly base: string;
    readonly status: "ahead" | "behind" | "diverged" | "identical";
    readonly aheadBy: number;
    readonly behindBy: number;
    readonly commits: readonly {
      readonly sha: string;
      readonly title: string;
      readonly author: string;
      readonly url: string;
    }[];
    readonly url: string;
  } | null;
  readonly checks: readonly {
    readonly name: string;
    readonly state: "success" | "failure" | "pending" | "skipped" | "unknown";
  }[];
};

type ChecklistItem = {
  readonly text: string;
  readonly ticked: { readonly by: SlackUserId; readonly at: Instant } | null;
};

type Approval = { readonly by: SlackUserId; readonly at: Instant };

/** The gates are passed over by two people with a reason. */
export type BrokenGlass = {
  readonly by: SlackUserId;
  /** By Slack id, or by another account of the same person. */
  readonly isRequester: boolean;
  readonly at: Instant;
  readonly why: string;
  readonly second: Approval | null;
};

/**
 * `starting`: GitHub is being asked. `doubtful`: it was asked and what it answered does not say whether a run began, or,
 * where no reason stands, it took it and did not name the run; it is being looked for. `lost`: it was looked for in vain,
 * and people must say what is to be done.
 */
type StepState =
  | "pending"
  | "starting"
  | "doubtful"
  | "lost"
  | "running"
  | "succeeded"
  | "failed"
  | "cancelled"
  | "skipped";

export type Step = PlanStep & {
  /** `1`, `2`…, and `2.1` for the first that is carried out when the second fails. */
  readonly key: string;
  readonly state: StepState;
  /** The `deploy_id` that its run carries; null until it begins, and for what is only waited for. */
  readonly effect: EffectId | null;
  readonly run: { readonly runId: string; readonly url: string; readonly attempt: number } | null;
  readonly jobs: readonly JobProgress[];
  readonly begunAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When it began, or when GitHub last told something new of the run. */
  readonly heardAt: Instant | null;
  /** Of when that news was, by GitHub's clock: older news changes nothing. */
  readonly newsAt: Instant | null;
  /** Until when a run is looked for that GitHub did not name; null when none is. */
  readonly findBy: Instant | null;
  /** Runs that were asked for before somebody had it started anyway; `runId` when one was found after all. */
  readonly strays: readonly { readonly effect: EffectId; readonly runId: string | null }[];
  readonly saidSilent: boolean;
  readonly reason: string | null;
};

export type JobProgress = {
  readonly name: string;
  readonly state: "queued" | "waiting" | "running" | "succeeded" | "failed" | "cancelled" | "skipped";
  /** The step that runs now, or that failed. */
  readonly step: string | null;
  readonly done: number;
  readonly of: number;
};

/** The time after a deployment in which the manual has its effects watched. */
export type Watch = {
  readonly until: Instant;
  /** When the next sample is asked for; null when none will be. */
  readonly nextAt: Instant | null;
  /** Of when the newest sample is: older ones change nothing. */
  readonly sampledAt: Instant | null;
  /** Bad samples one after another, by trigger. */
  readonly bad: Readonly<Record<string, number>>;
  /** What the newest sample found, by trigger, for people: `0.2 % (limit 5 %)`. */
  readonly measured: Readonly<Record<string, string>>;
  readonly tripped: { readonly at: Instant; readonly why: string } | null;
  readonly inconclusive: boolean;
};
