import type { Allowed } from "./profile.ts";

/** What the manual says of deployments, backups and recovery, with every default filled in. Durations in milliseconds. */

export type HealthCheck = { readonly name: string; readonly url: string };

/** One step of a plan. `onFailure` is carried out when it fails, before the deployment is said to have failed. */
export type PlanStep = {
  readonly name: string;
  readonly does: StepWork;
  readonly onFailure: readonly PlanStep[];
};

export type StepWork =
  /** A workflow of GitHub Actions. `service` says whose repository it is; with `environment` it is the place that is held. */
  | {
      readonly kind: "run";
      readonly service: string;
      /** Where it runs, and what it is given as `environment`: a backup is tested elsewhere than it was taken. */
      readonly environment: string;
      readonly repository: string;
      /** File name, `deploy.yml`. */
      readonly workflow: string;
      /**
       * Beside `deploy_id`, `environment` and `sha`, which every run is given. Filled in are `{sha}` and `{ref}`; in a rollback
       * `{database}`, true or false; in a restore `{to}`, the time to go back to, empty for the newest.
       */
      readonly inputs: Readonly<Record<string, string>>;
      /** Its success counts as this in the ledger of backups; null for no backup. */
      readonly ledger: { readonly backup: string; readonly as: "taken" | "verified" | "tested" } | null;
      /** A run of which nothing is heard for so long is said to be silent. */
      readonly silentAfterMs: number;
    }
  /** All must answer with 200 to 299 within the time. */
  | { readonly kind: "health"; readonly checks: readonly HealthCheck[]; readonly withinMs: number }
  | { readonly kind: "wait"; readonly ms: number };

export type Approvals = {
  /** 0 needs none. Never the person who asked. */
  readonly count: number;
  /** People groups by key; empty for whoever may deploy. */
  readonly from: readonly string[];
  readonly expireMs: number;
};

export type Environment = {
  readonly key: string;
  /**
   * What a deployment of this service to this environment does, in order; a backup that comes first is among the steps.
   * Empty when it is not deployed from here.
   */
  readonly deploy: readonly PlanStep[];
  /** The same for a rollback; the version goes with it as `sha`. */
  readonly rollback: readonly PlanStep[];
  /** Whether the database is to be rolled back too is asked of whoever asks for a rollback. */
  readonly asksAboutDatabase: boolean;
  /** What is deployed when no ref is named. */
  readonly ref: string;
  readonly approvals: Approvals;
  readonly checklist: readonly string[];
  /** The same commit must be good there before; null needs nothing. */
  readonly promoteFrom: string | null;
  /** Checks of the commit on GitHub that must be green: all there are, those named, or none. */
  readonly checks: "all" | "none" | readonly string[];
  /** An open incident of this service, of this rank or worse, closes the gate; null never. */
  readonly freezeAtRank: number | null;
  readonly lockAfterRollbackMs: number | null;
  readonly rollbackWhen: RollbackRule | null;
};

export type RollbackRule = {
  readonly watchMs: number;
  readonly everyMs: number;
  /** So many bad samples one after another. */
  readonly badSamples: number;
  readonly triggers: readonly Trigger[];
  /** What is done when it trips: the rollback is proposed with one button, or done. */
  readonly answer: "propose" | "act";
};

export type Trigger =
  | { readonly kind: "health"; readonly checks: readonly HealthCheck[] }
  /** `above`: the query's value must not exceed it. */
  | {
      readonly kind: "metric";
      readonly name: string;
      readonly query: string;
      readonly above: number;
      readonly unit: string;
    }
  | { readonly kind: "alert"; readonly severity: string };

/** A time in which nothing is deployed there: it begins by a cron line and lasts so long. */
export type FreezeWindow = {
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
  readonly lastsMs: number;
  /** Environments by key; empty for all. */
  readonly environments: readonly string[];
};

export type Backup = {
  readonly key: string;
  readonly service: string;
  readonly environment: string;
  readonly kind: "full" | "log" | "incremental" | "wal" | "files";
  readonly everyMs: number | null;
  readonly keepMs: number | null;
  readonly take: readonly PlanStep[];
  /** Checks the newest backup, and tries it where the manual has that done. */
  readonly verify: readonly PlanStep[];
  readonly restore: readonly PlanStep[];
  /** A backup is to be restored for a test so often; null never. */
  readonly testEveryMs: number | null;
  /** Of a restore; taking and verifying a backup harm nothing and need none. */
  readonly approvals: Approvals;
};

export type RecoveryPlan = {
  readonly key: string;
  readonly name: string;
  readonly service: string;
  readonly environment: string;
  readonly steps: readonly PlanStep[];
  readonly approvals: Approvals;
};

export type Delivery = {
  /** Environments by service key. */
  readonly environments: Readonly<Record<string, readonly Environment[]>>;
  readonly freezes: readonly FreezeWindow[];
  readonly backups: readonly Backup[];
  readonly recovery: readonly RecoveryPlan[];
  readonly mayDeploy: Allowed;
  /** May break the glass, steal a lock and lift a freeze. */
  readonly mayOverride: Allowed;
  /** How long a lock lasts when nobody says, and how long before its end its holder is reminded. */
  readonly lockMs: { readonly usual: number; readonly nagBefore: number };
};

/** Null when the manual describes no such environment: a backup may be of a place to which nothing is deployed. */
export function environmentOf(
  { environments }: Pick<Delivery, "environments">,
  { service, environment }: { readonly service: string; readonly environment: string },
): Environment | null {
  return environmentsAt({ environments }, service).find(({ key }) => key === environment) ?? null;
}

/** None where the manual describes none. A name that somebody typed may be one that every object has. */
export function environmentsAt(
  { environments }: Pick<Delivery, "environments">,
  service: string,
): readonly Environment[] {
  return Object.hasOwn(environments, service) ? (environments[service] ?? []) : [];
}
