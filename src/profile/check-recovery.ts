import type { Checked } from "./check.ts";
import { checkApprovals } from "./check-approvals.ts";
import { checkSteps, checkWritten, runsNothing } from "./check-plans.ts";
import { DEFAULT_LOCK_MS } from "./defaults-delivery.ts";
import type { Mistake, Path } from "./fault.ts";
import { reference } from "./references.ts";
import type { Step } from "./schema-plan.ts";
import type { Ground, WrittenBackup } from "./written-plan.ts";

/** Backups and recovery plans must bring something back; freezes and locks must hold something. */
export function checkRecovery(checked: Checked): readonly Mistake[] {
  const { manual } = checked;
  return [
    ...Object.entries(manual.backups ?? {}).flatMap(([key, backup]) => checkBackup(checked, key, backup)),
    ...Object.entries(manual.recovery ?? {}).flatMap(([key, plan]) => {
      const path: Path = ["recovery", key];
      const ground: Ground = { manual, ...plan };
      return [
        ...checkPlace(checked, path, ground),
        ...checkSteps(checked, { ground, words: [] }, [...path, "steps"], plan.steps),
        ...runsNothing([...path, "steps"], plan.steps),
        ...checkApprovals(checked, [...path, "approvals"], plan.approvals ?? 1),
      ];
    }),
    ...checkFreezes(checked),
    ...checkLocks(checked),
  ];
}

function checkPlace(checked: Checked, path: Path, { service, environment }: Ground): readonly Mistake[] {
  const unknown = reference([...path, "service"], service, checked.keys("services"));
  if (unknown.length > 0) return unknown;
  const known = checked.keysAt(["services", service, "environments"]);
  if (known.length > 0) return reference([...path, "environment"], environment, known);
  const problem = `${JSON.stringify(service)} has no environments yet; add environments: { ${environment}: {} } to it.`;
  return [{ path: [...path, "environment"], problem }];
}

function checkBackup(checked: Checked, key: string, backup: WrittenBackup): readonly Mistake[] {
  const path: Path = ["backups", key];
  const ground: Ground = { manual: checked.manual, ...backup };
  const plan = { ground, words: [] };
  return [
    ...checkPlace(checked, path, ground),
    ...checkWritten(checked, plan, [...path, "workflow"], backup.workflow),
    ...checkWritten(checked, plan, [...path, "verify"], backup.verify),
    ...checkWritten(checked, { ground, words: ["to"] }, [...path, "restore"], backup.restore),
    ...(["workflow", "verify", "restore"] as const).flatMap((field) =>
      runsNothing([...path, field], backup[field]),
    ),
    ...checkTime([...path, "restore"], backup.restore),
    ...checkTest(checked, path, backup),
    ...checkApprovals(
      checked,
      [...path, "approvals"],
      backup.approvals ?? (backup.restore === undefined ? undefined : 1),
    ),
  ];
}

/** Going back to a time needs a workflow that is told the time. */
function checkTime(path: Path, written: string | readonly Step[] | undefined): readonly Mistake[] {
  if (written === undefined || typeof written === "string") return [];
  const runs = written.filter(({ run }) => run !== undefined);
  const isTold = runs.some(({ inputs }) =>
    Object.values(inputs ?? {}).some((value) => value.includes("{to}")),
  );
  if (isTold || runs.length === 0) return [];
  const problem =
    'no step is told the time to go back to; add inputs: { to: "{to}" } to the one that restores.';
  return [{ path, problem }];
}

function checkTest(checked: Checked, path: Path, backup: WrittenBackup): readonly Mistake[] {
  const { test, service, environment } = backup;
  if (test === undefined) return [];
  const here: Path = [...path, "test", "in"];
  const known = checked.keysAt(["services", service, "environments"]).filter((key) => key !== environment);
  const isLacking = backup.restore === undefined && !checked.isLost([...path, "restore"]);
  const itself = {
    path: here,
    problem: "is where the backup comes from, and a test would overwrite it; name another environment.",
  };
  return [
    ...(test.in === environment ? [itself] : reference(here, test.in, known)),
    ...(isLacking
      ? [
          {
            path: [...path, "test"],
            problem: "cannot be done, because nothing restores this backup; add restore: restore.yml.",
          },
        ]
      : []),
  ];
}

function checkFreezes(checked: Checked): readonly Mistake[] {
  const known = checked
    .keys("services")
    .flatMap((service) => checked.keysAt(["services", service, "environments"]));
  return (checked.manual.freezes?.windows ?? []).flatMap(({ environments }, index) =>
    (environments ?? []).flatMap((name, place) =>
      reference(["freezes", "windows", index, "environments", place], name, [...new Set(known)]),
    ),
  );
}

function checkLocks({ manual }: Checked): readonly Mistake[] {
  const last = manual.locks?.last ?? DEFAULT_LOCK_MS.usual;
  const remind = manual.locks?.remind ?? DEFAULT_LOCK_MS.nagBefore;
  if (remind < last) return [];
  const field = manual.locks?.remind === undefined ? "last" : "remind";
  const problem =
    "the holder would be reminded before the lock begins; remind must be shorter than what a lock lasts.";
  return [{ path: ["locks", field], problem }];
}
