import type { EffectId, Instant } from "../domain/ids.ts";
import type { Outcome } from "./ports.ts";

/** GitHub, as the engine asks it. Reads may be repeated; a run is asked for once, whatever the answer. */

/** `owner/name`. */
export type RepositoryName = string;

export interface CodeHost {
  /** `off` when no credentials are given: nothing is deployed then, and it is said. */
  readonly state: "on" | "off";
  /**
   * What a branch, a tag or a commit names now. Refused, with the nearest names, when there is no such ref, and where a
   * commit may be of a fork; `isOwn` when it was found to be the repository's own before, whose branch may be gone by now.
   */
  resolve(repository: RepositoryName, ref: string, isOwn?: boolean): Promise<Outcome<ResolvedRef>>;
  /** What `head` has that `base` has not; both are commits. */
  compare(repository: RepositoryName, base: string, head: string): Promise<Outcome<Comparison>>;
  /** Check runs and commit statuses of a commit, the latest of each name. */
  checks(repository: RepositoryName, sha: string): Promise<Outcome<readonly Check[]>>;
  /** Asks for a run of a workflow: one request, never repeated. */
  start(ask: StartAsk): Promise<Started>;
  /** Looks for the run that carries `deployId` in its name; null when there is none by now. */
  find(ask: {
    readonly repository: RepositoryName;
    readonly workflow: string;
    readonly deployId: EffectId;
    /** Runs asked for before this are not looked at. */
    readonly since: Instant;
  }): Promise<Outcome<RunReceipt | null>>;
  /** A run with its jobs and steps, as they are now. */
  run(repository: RepositoryName, runId: string): Promise<Outcome<Run>>;
  /** Asks GitHub to cancel a run. That it is over already counts as done. */
  cancel(repository: RepositoryName, runId: string): Promise<Outcome<null>>;
  /** Whether the workflow is there and may be started by hand; for the checks at the start and `doctor`. */
  workflow(repository: RepositoryName, file: string): Promise<Outcome<Workflow>>;
}

export type ResolvedRef = {
  /** As GitHub names it: `main`, `v1.4.0`, or the commit itself. */
  readonly ref: string;
  readonly kind: "branch" | "tag" | "commit";
  /** 40 hexadecimal digits. */
  readonly sha: string;
  readonly commit: Commit;
};

export type Commit = {
  readonly sha: string;
  /** First line of its message. */
  readonly title: string;
  readonly author: { readonly login: string | null; readonly name: string };
  readonly at: Instant;
  readonly url: string;
};

export type Comparison = {
  /** How `head` stands to `base`. */
  readonly status: "ahead" | "behind" | "diverged" | "identical";
  readonly aheadBy: number;
  readonly behindBy: number;
  /** Newest first, at most 20; `aheadBy` counts all. */
  readonly commits: readonly Commit[];
  readonly url: string;
};

/** `unknown`: GitHub says something we do not know; it is not green. */
export type Check = {
  readonly name: string;
  readonly state: "success" | "failure" | "pending" | "skipped" | "unknown";
  readonly url: string | null;
};

export type StartAsk = {
  readonly repository: RepositoryName;
  /** File name of the workflow, `deploy.yml`. */
  readonly workflow: string;
  /** A branch or a tag: GitHub takes no commit here, which is why the commit goes with the inputs. */
  readonly ref: string;
  /** At most 25, together 65,535 characters; `deploy_id` is among them. */
  readonly inputs: Readonly<Record<string, string>>;
};

export type RunReceipt = { readonly runId: string; readonly url: string };

/** `accepted`: it is started, and the run is still to be found. `unknown`: it may have been started. */
export type Started =
  | { readonly kind: "started"; readonly run: RunReceipt }
  | { readonly kind: "accepted" }
  | { readonly kind: "unknown"; readonly reason: string }
  /** Certainly not started; `afterMs` when GitHub says when to come again. */
  | {
      readonly kind: "refused";
      readonly reason: string;
      readonly cure: string;
      readonly afterMs: number | null;
    };

export type Progress = "queued" | "waiting" | "running" | "completed";
export type Conclusion = "success" | "failure" | "cancelled" | "skipped" | "timed-out" | "unknown";

export type Run = RunReceipt & {
  readonly title: string;
  readonly headSha: string;
  /** Rises when somebody runs it again. */
  readonly attempt: number;
  readonly progress: Progress;
  /** Null until it is completed. */
  readonly conclusion: Conclusion | null;
  readonly updatedAt: Instant;
  readonly jobs: readonly Job[];
};

export type Job = {
  readonly name: string;
  readonly progress: Progress;
  readonly conclusion: Conclusion | null;
  readonly startedAt: Instant | null;
  readonly completedAt: Instant | null;
  readonly url: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly progress: Progress;
    readonly conclusion: Conclusion | null;
  }[];
};

export type Workflow = {
  readonly file: string;
  readonly state: "active" | "disabled";
  readonly url: string;
};
