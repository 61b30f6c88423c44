import type { Checked } from "./check.ts";
import type { Mistake, Path } from "./fault.ts";
import type { Step } from "./schema-plan.ts";
import {
  deploySteps,
  entryOf,
  type Ground,
  groundOf,
  serviceOf,
  stepsOf,
  verifySteps,
  type WrittenEnvironment,
} from "./written-plan.ts";

/**
 * All runs of a deployment or a rollback are in one repository: one commit is approved, and it is a commit of that one.
 * A rollback that is not written is understood from what is checked here.
 */

type Run = { readonly service: string; readonly repository: string; readonly path: Path };

export function checkOneRepository(
  checked: Checked,
  ground: Ground,
  written: WrittenEnvironment,
): readonly Mistake[] {
  if (checked.isLost(["services", ground.service, "github"])) return [];
  const path: Path = ["services", ground.service, "environments", ground.environment];
  const verify = runsOf(ground, [...path, "verify"], verifySteps(ground));
  const deploy = runsOf(ground, [...path, "deploy"], deploySteps(ground));
  const rollback = runsOf(ground, [...path, "rollback"], written.rollback ?? []);
  const backup = runsOfBackup(ground, [...path, "backup_first"], written.backup_first);
  return [
    ...elsewhere(ground, [...backup, ...deploy, ...verify]),
    ...elsewhere(ground, [...rollback, ...verify]),
  ];
}

function runsOf(ground: Ground, path: Path, steps: readonly Step[]): readonly Run[] {
  return steps.flatMap((step, index) => {
    const here = [...path, index];
    const { manual, service } = groundOf(ground, step);
    const repository = serviceOf(manual, service)?.github?.repository;
    const place = [...here, step.service === undefined ? "run" : "service"];
    const isRun = step.run !== undefined && repository !== undefined;
    return [
      ...(isRun ? [{ service, repository, path: place }] : []),
      ...runsOf(ground, [...here, "on_failure"], step.on_failure ?? []),
    ];
  });
}

/** At the place that names the backup, once: its steps are written elsewhere. */
function runsOfBackup({ manual }: Ground, path: Path, named: string | undefined): readonly Run[] {
  const backup = entryOf(manual.backups, named ?? "");
  if (backup === undefined) return [];
  const ground: Ground = { manual, service: backup.service, environment: backup.environment };
  const runs = runsOf(ground, path, [...stepsOf(backup.workflow), ...stepsOf(backup.verify)]);
  return runs.slice(0, 1).map((run) => ({ ...run, path }));
}

/** The plan is where its own service's runs are, whose commit is looked up. */
function elsewhere({ service }: Ground, runs: readonly Run[]): readonly Mistake[] {
  const home = (runs.find((run) => run.service === service) ?? runs[0])?.repository ?? "";
  return runs
    .filter(({ repository }) => repository.toLowerCase() !== home.toLowerCase())
    .map(({ repository, path }) => ({
      path,
      problem: `would run in ${JSON.stringify(repository)}, and this plan runs in ${JSON.stringify(home)}, of which one commit is approved; keep the workflows of a plan in one repository, or leave this to a plan of its own.`,
    }));
}
