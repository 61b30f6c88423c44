import type { Checked } from "./check.ts";
import { checkApprovals } from "./check-approvals.ts";
import {
  checkInputs,
  checkSteps,
  checkWord,
  type Plan,
  runsNothing,
  tooManyUnderstood,
} from "./check-plans.ts";
import { checkOneRepository } from "./check-repositories.ts";
import { checkRollbackWhen } from "./check-rollback.ts";
import type { Mistake, Path } from "./fault.ts";
import { reference } from "./references.ts";
import type { Step } from "./schema-plan.ts";
import {
  deploySteps,
  entryOf,
  type Ground,
  rollbackSteps,
  serviceOf,
  stepOfWord,
  type WrittenEnvironment,
  type WrittenService,
  workflowFile,
} from "./written-plan.ts";

/** What deployments must keep to has to exist, and lead somewhere. */

const WORDS = ["sha", "ref"];

export function checkEnvironments(checked: Checked): readonly Mistake[] {
  return Object.entries(checked.manual.services ?? {}).flatMap(([service, written]) => {
    const environments = Object.entries(written.environments ?? {});
    const path: Path = ["services", service, "environments"];
    return [
      ...(environments.length > 0 ? checkRepository(checked, service, written) : []),
      ...environments.flatMap(([environment, one]) =>
        checkEnvironment(checked, { manual: checked.manual, service, environment }, one),
      ),
      ...circles(checked, path, written),
    ];
  });
}

function checkRepository(checked: Checked, service: string, written: WrittenService): readonly Mistake[] {
  if (written.github !== undefined || checked.isLost(["services", service, "github"])) return [];
  const problem =
    'nothing can be run there without a repository; add github: { repository: "owner/name", workflows: { deploy: "deploy.yml" } } to the service.';
  return [{ path: ["services", service, "environments"], problem, at: "key" }];
}

function checkEnvironment(checked: Checked, ground: Ground, written: WrittenEnvironment): readonly Mistake[] {
  const path: Path = ["services", ground.service, "environments", ground.environment];
  const verify = (written.verify ?? []).flatMap((word, index) =>
    checkWord(checked, { ground, words: WORDS }, [...path, "verify", index], stepOfWord(word)),
  );
  const inputs = written.inputs ?? {};
  return [
    ...checkApprovals(checked, [...path, "approvals"], written.approvals),
    ...reference([...path, "checklist"], written.checklist, checked.keys("checklists")),
    ...checkPromotion(checked, ground, written.promote_from),
    ...checkBackupFirst(checked, [...path, "backup_first"], written.backup_first),
    ...checkFreeze(checked, path, written.freeze_when?.incident_rank),
    ...checkWays(checked, ground, written),
    ...checkOneRepository(checked, ground, written),
    ...checkInputs(checked, [...path, "inputs"], inputs, WORDS),
    ...verify,
    ...checkRollbackWhen(checked, ground, written.rollback_when),
  ];
}

function checkPromotion(checked: Checked, ground: Ground, from: string | undefined): readonly Mistake[] {
  const environments: Path = ["services", ground.service, "environments"];
  const path = [...environments, ground.environment, "promote_from"];
  if (from === ground.environment)
    return [{ path, problem: "is this environment itself; name another one, or remove the line." }];
  const known = checked.keysAt(environments).filter((key) => key !== ground.environment);
  return reference(path, from, known);
}

/** Environments that wait for one another, round and round; each circle is told once, where it closes. */
function circles(checked: Checked, path: Path, { environments }: WrittenService): readonly Mistake[] {
  const order = checked.keysAt(path);
  const next = (key: string): string | undefined => entryOf(environments, key)?.promote_from;
  return order.flatMap((key): readonly Mistake[] => {
    const through: string[] = [];
    let at = next(key);
    while (at !== undefined && at !== key && !through.includes(at)) {
      through.push(at);
      at = next(at);
    }
    const closesHere = through.every((other) => order.indexOf(other) < order.indexOf(key));
    if (at !== key || through.length === 0 || !closesHere) return [];
    const way = through.map((other) => JSON.stringify(other)).join(" and ");
    const problem = `leads back here by way of ${way}, so nothing could ever be deployed first; let one of them be promoted from nowhere.`;
    return [{ path: [...path, key, "promote_from"], problem }];
  });
}

function checkBackupFirst(checked: Checked, path: Path, backup: string | undefined): readonly Mistake[] {
  const unknown = reference(path, backup, checked.keys("backups"));
  const written = entryOf(checked.manual.backups, backup ?? "");
  if (unknown.length > 0 || written === undefined || written.workflow !== undefined) return unknown;
  if (checked.isLost(["backups", backup ?? "", "workflow"])) return [];
  const problem = `the backup ${JSON.stringify(backup)} has no workflow that takes it; give it one, for example workflow: backup.yml.`;
  return [{ path, problem }];
}

function checkFreeze(checked: Checked, path: Path, rank: number | undefined): readonly Mistake[] {
  const count = checked.keys("severities").length;
  if (rank === undefined || rank <= count || !checked.whole("severities")) return [];
  const problem = `no incident has rank ${rank}, because there are ${count} severities; write ${count} at most.`;
  return [{ path: [...path, "freeze_when", "incident_rank"], problem }];
}

/** The ways to deploy and to roll back, written or understood. */
function checkWays(checked: Checked, ground: Ground, written: WrittenEnvironment): readonly Mistake[] {
  const path: Path = ["services", ground.service, "environments", ground.environment];
  return [
    ...(written.deploy === undefined
      ? checkDeployWorkflow(checked, ground, path)
      : checkWay(checked, { ground, words: WORDS }, [...path, "deploy"], written.deploy)),
    ...(written.rollback === undefined
      ? []
      : checkWay(
          checked,
          { ground, words: [...WORDS, "database"] },
          [...path, "rollback"],
          written.rollback,
        )),
    ...tooManyUnderstood(ground, [...path, "inputs"], understoodSteps(ground, written)),
    ...checkAnswer(checked, ground, written),
  ];
}

/** A rollback may be understood to do what is written of a deployment. */
function understoodSteps(ground: Ground, { deploy, rollback }: WrittenEnvironment): readonly Step[] {
  const understood = [deploySteps(ground), rollbackSteps(ground)];
  return understood.filter((steps) => steps !== deploy && steps !== rollback).flat();
}

/** No step at all says that it is not done from here; steps that run nothing are a slip. */
function checkWay(checked: Checked, plan: Plan, path: Path, steps: readonly Step[]): readonly Mistake[] {
  return [...checkSteps(checked, plan, path, steps), ...(steps.length === 0 ? [] : runsNothing(path, steps))];
}

function checkDeployWorkflow(checked: Checked, ground: Ground, path: Path): readonly Mistake[] {
  const github: Path = ["services", ground.service, "github"];
  const service = serviceOf(checked.manual, ground.service);
  const isUnsure =
    checked.isLost([...path, "deploy"]) || checked.isLost(github) || checked.isLost([...github, "workflows"]);
  // Without a repository there is more to say, and it has been said.
  if (isUnsure || service?.github === undefined || workflowFile(service, "deploy") !== null) return [];
  const problem =
    'has nothing that deploys; add workflows: { deploy: "deploy.yml" } under the github of the service, or steps under deploy.';
  return [{ path, problem, at: "key" }];
}

/** The answer about the database must reach something. */
function checkAnswer(checked: Checked, ground: Ground, written: WrittenEnvironment): readonly Mistake[] {
  if (written.asks_about_database !== true || !checked.whole("services")) return [];
  const isTold = rollbackSteps(ground).some(({ inputs }) =>
    Object.values(inputs ?? {}).some((value) => value.includes("{database}")),
  );
  if (isTold) return [];
  const problem =
    'no step of the rollback is told the answer; add inputs: { database: "{database}" } to one, or a workflow called rollback to the service.';
  return [
    {
      path: ["services", ground.service, "environments", ground.environment, "asks_about_database"],
      problem,
    },
  ];
}
