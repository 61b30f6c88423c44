import { checkEnvironments } from "./check-environments.ts";
import { checkEscalation } from "./check-escalation.ts";
import { checkAccess, checkOnCall } from "./check-on-call.ts";
import { checkPeople, checkRoles } from "./check-people.ts";
import { checkRecovery } from "./check-recovery.ts";
import { checkServices } from "./check-services.ts";
import { checkSeverities } from "./check-severities.ts";
import { checkStatuses } from "./check-statuses.ts";
import { checkTemplates } from "./check-templates.ts";
import type { Mistake, Path } from "./fault.ts";
import type { Manual } from "./schema.ts";

/** A manual and what its checks may lean on. */
export type Checked = {
  readonly manual: Manual;
  /** Keys of a section as written, also of entries that are ill-formed: they are defined, if badly. */
  readonly keys: (section: keyof Manual) => readonly string[];
  /** False when part of the section is ill-formed; what is missing then may only be misspelt. */
  readonly whole: (section: keyof Manual) => boolean;
  /** Keys of the mapping at a path, as written. */
  readonly keysAt: (path: Path) => readonly string[];
  /** True when what is written there, or an entry of it, is ill-formed, so that nothing can be said of what it lacks. */
  readonly isLost: (path: Path) => boolean;
};

/** Cross-references and sense: what no single field shows. `broken` names ill-formed sections. */
export function checkManual(
  manual: Manual,
  keysAt: Checked["keysAt"],
  broken: ReadonlySet<unknown>,
): readonly Mistake[] {
  const checked: Checked = {
    manual,
    keys: (section) => keysAt([section]),
    whole: (section) => !broken.has(section),
    keysAt,
    isLost: (path) => isLost(manual, keysAt, path),
  };
  return [
    ...checkSeverities(checked),
    ...checkStatuses(checked),
    ...checkRoles(checked),
    ...checkEscalation(checked),
    ...checkOnCall(checked),
    ...checkAccess(checked),
    ...checkPeople(checked),
    ...checkServices(checked),
    ...checkEnvironments(checked),
    ...checkRecovery(checked),
    ...checkTemplates(checked),
  ];
}

function isLost(manual: Manual, keysAt: Checked["keysAt"], path: Path): boolean {
  const left = path.reduce<unknown>((node, part) => partOf(node, part), manual);
  if (left === undefined) return keysAt(path.slice(0, -1)).includes(String(path.at(-1)));
  return keysAt(path).some((key) => partOf(left, key) === undefined);
}

function partOf(node: unknown, part: string | number): unknown {
  if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) return undefined;
  return Reflect.get(node, part);
}
