import type { Later } from "../pagerduty/world.ts";
import type { Call } from "../slack/world.ts";

export type { Later };

/** What the GitHub stand-in holds and what a person can do in it. The page, the journeys and the drill use this. */

export type SandboxLogin = {
  readonly id: number;
  readonly login: string;
  readonly name: string;
  readonly email: string;
  readonly bot?: boolean;
};

export type SandboxCommit = {
  /** 40 hexadecimal digits. */
  readonly sha: string;
  /** The first one is the branch it was made on. */
  readonly parents: readonly string[];
  readonly message: string;
  /** A login. */
  readonly author: string;
  readonly at: number;
};

export type SandboxTag = {
  readonly name: string;
  /** Of the commit, also when the tag is annotated. */
  readonly sha: string;
  /** Of an annotated tag, which is an object of its own; null for a lightweight one. */
  readonly annotation: {
    readonly sha: string;
    readonly message: string;
    readonly by: string;
    readonly at: number;
  } | null;
};

export type SandboxRepository = {
  readonly id: number;
  /** `owner/name`. */
  readonly name: string;
  readonly defaultBranch: string;
  /** A parent stands before its children. */
  readonly commits: readonly SandboxCommit[];
  /** The commit of each branch. */
  readonly branches: Readonly<Record<string, string>>;
  readonly tags: readonly SandboxTag[];
};

/** An input as a workflow file declares it. */
export type SandboxInput = {
  readonly name: string;
  readonly required?: boolean;
  readonly default?: string;
  /** Of `type: choice`: nothing else is taken. */
  readonly options?: readonly string[];
};

/** How the runs of a workflow go. Steps are named; without a name for it, nothing goes wrong. */
export type SandboxScript = {
  /** From asked for until a runner takes it. */
  readonly queuedMs: number;
  readonly stepMs: number;
  readonly failsAt: string | null;
  /** It never ends this step. */
  readonly hangsAt: string | null;
  /** Jobs of this environment wait until somebody approves. */
  readonly waitsFor: string | null;
  /** Only force-cancel ends it. */
  readonly ignoresCancel: boolean;
};

export type SandboxWorkflow = {
  readonly id: number;
  readonly repository: string;
  readonly name: string;
  /** `deploy.yml`. */
  readonly file: string;
  readonly state: "active" | "disabled_manually" | "disabled_inactivity";
  /** Whether it has the `workflow_dispatch` trigger. */
  readonly byHand: boolean;
  readonly inputs: readonly SandboxInput[];
  /** `run-name` of the file; `${{ inputs.x }}` is filled in. */
  readonly runName: string;
  /** `one`: a newer pending run replaces the older, as GitHub does by default; `max`: up to 100 wait. */
  readonly concurrency: { readonly group: string; readonly queue: "one" | "max" } | null;
  /** Whether its first step claims `deploy_id`, so that a second run of the same id ends there. */
  readonly claims: boolean;
  /** One after the other. */
  readonly jobs: readonly SandboxPlannedJob[];
  readonly script: SandboxScript;
};

export type SandboxPlannedJob = {
  readonly name: string;
  readonly environment?: string;
  readonly steps: readonly string[];
};

export type SandboxConclusion = "success" | "failure" | "cancelled" | "skipped";

export type SandboxStep = {
  readonly name: string;
  readonly number: number;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: SandboxConclusion | null;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
};

export type SandboxJob = {
  readonly id: number;
  readonly name: string;
  readonly environment: string | null;
  readonly attempt: number;
  readonly status: "queued" | "waiting" | "in_progress" | "completed";
  readonly conclusion: SandboxConclusion | null;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly steps: readonly SandboxStep[];
};

export type SandboxRun = {
  readonly id: number;
  readonly number: number;
  readonly repository: string;
  readonly workflow: number;
  /** `run-name`, filled in; GitHub calls it the display title. */
  readonly title: string;
  readonly ref: { readonly name: string; readonly kind: "branch" | "tag" };
  readonly headSha: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** A login. */
  readonly actor: string;
  readonly attempt: number;
  /** `pending`: its concurrency group is busy. */
  readonly status: "pending" | "queued" | "waiting" | "in_progress" | "completed";
  readonly conclusion: SandboxConclusion | null;
  readonly createdAt: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly group: string | null;
  readonly plan: readonly SandboxPlannedJob[];
  readonly claims: boolean;
  readonly script: SandboxScript;
  /** Of the attempt that is going on, begun ones only. */
  readonly jobs: readonly SandboxJob[];
  /** Of the attempts before. */
  readonly earlierJobs: readonly SandboxJob[];
  readonly approved: boolean;
  readonly cancelAsked: boolean;
  /** When it moves by itself; null when it waits for somebody, hangs or is over. */
  readonly nextAt: number | null;
  /** Rises with every move, so that a timer of before finds that it moved on. */
  readonly moves: number;
  /** No list shows it before. */
  readonly listedFrom: number;
};

type SandboxCheckState =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required"
  | "pending"
  | "error";

export type SandboxCheck = {
  readonly id: number;
  readonly repository: string;
  readonly sha: string;
  readonly name: string;
  /** GitHub has two kinds of checks, and a repository may use both. */
  readonly as: "check-run" | "status";
  readonly state: SandboxCheckState;
  readonly at: number;
};

/** What a token may do. */
export type SandboxRights = {
  readonly actions: SandboxRight;
  readonly checks: SandboxRight;
  readonly contents: SandboxRight;
  readonly deployments: SandboxRight;
  readonly metadata: SandboxRight;
  readonly statuses: SandboxRight;
};
export type SandboxRight = "none" | "read" | "write";

/** A webhook that was sent or lost; `status` 0 when nobody answered. */
export type SandboxDelivery = {
  readonly id: string;
  readonly event: "workflow_run" | "workflow_job";
  readonly action: string;
  readonly run: number;
  readonly body: string;
  readonly status: number | null;
};

/** Repositories by `owner/name`, workflows by file, runs by id; what is unknown throws. */
export interface GitHubWorld {
  /** Value for GITHUB_API_URL, without a trailing slash. */
  readonly apiUrl: string;
  repositories(): readonly SandboxRepository[];
  repository(name: string): SandboxRepository;
  workflows(repository: string): readonly SandboxWorkflow[];
  /** Every run, oldest first. */
  runs(repository?: string): readonly SandboxRun[];
  run(id: number): SandboxRun;
  /** Pushes a commit to a branch. */
  commit(ask: {
    readonly repository: string;
    readonly branch: string;
    readonly message: string;
    readonly by?: string;
  }): SandboxCommit;
  /** Makes it, moves it wherever that is, or deletes it when `sha` is null. */
  setBranch(ask: { readonly repository: string; readonly branch: string; readonly sha: string | null }): void;
  /** Annotated when it has a message; deleted when `sha` is null. */
  setTag(ask: {
    readonly repository: string;
    readonly tag: string;
    readonly sha: string | null;
    readonly message?: string;
  }): void;
  /** The newest of a name counts. `ref` is a branch, a tag or a commit. */
  setCheck(ask: {
    readonly repository: string;
    readonly ref: string;
    readonly name: string;
    readonly state: SandboxCheckState;
    readonly as?: SandboxCheck["as"];
  }): void;
  /** Changes the workflow of this file for the runs to come, or makes one. */
  setWorkflow(
    ask: Partial<Omit<SandboxWorkflow, "id" | "script">> & {
      readonly repository: string;
      readonly file: string;
      readonly script?: Partial<SandboxScript>;
    },
  ): SandboxWorkflow;
  /** What the bot's token may do from now on. */
  setRights(rights: Partial<SandboxRights>): void;
  /** False: as if the token had never been given this repository. */
  setSeen(repository: string, seen: boolean): void;
  /** All that is left of it succeeds, now. */
  succeed(id: number): SandboxRun;
  /** The step it is at fails, now. */
  fail(id: number): SandboxRun;
  /** It stops where it is, and says nothing more. */
  hang(id: number): SandboxRun;
  /** Goes on after `hang`. */
  resume(id: number): SandboxRun;
  /** Lets a waiting run go on. */
  approve(id: number): SandboxRun;
  /** As somebody does on GitHub. */
  cancel(id: number): SandboxRun;
  rerun(id: number): SandboxRun;
  /** An installed GitHub App, with a key made for this stand-in. */
  app(): { readonly appId: number; readonly installationId: number; readonly privateKey: string };
  /** The bot's calls, oldest first, at most the last 500. */
  asked(): readonly Call[];
  /** Sends signed webhooks there from now on: the whole address, such as `<bot>/webhooks/github`. */
  connectWebhook(to: { readonly url: string }): void;
  clearWebhook(): void;
  /** At most the last 200, oldest first. */
  deliveries(): readonly SandboxDelivery[];
  /** Sends one again with the id it had; GitHub does so only when asked. */
  redeliver(id: string): void;
  /** Returns how to stop listening. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
