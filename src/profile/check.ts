import { checkEscalation, checkPeople, checkRoles } from "./check-people.ts";
import { checkServices } from "./check-services.ts";
import { checkSeverities } from "./check-severities.ts";
import { checkStatuses } from "./check-statuses.ts";
import { checkTemplates } from "./check-templates.ts";
import type { Mistake } from "./fault.ts";
import type { Manual } from "./schema.ts";

/** A manual and what its checks may lean on. */
export type Checked = {
  readonly manual: Manual;
  /** Keys of a section as written, also of entries that are ill-formed: they are defined, if badly. */
  readonly keys: (section: keyof Manual) => readonly string[];
  /** False when part of the section is ill-formed; what is missing then may only be misspelt. */
  readonly whole: (section: keyof Manual) => boolean;
};

/** Cross-references and sense: what no single field shows. `broken` names ill-formed sections. */
export function checkManual(
  manual: Manual,
  keys: Checked["keys"],
  broken: ReadonlySet<unknown>,
): readonly Mistake[] {
  const checked: Checked = { manual, keys, whole: (section) => !broken.has(section) };
  return [
    ...checkSeverities(checked),
    ...checkStatuses(checked),
    ...checkRoles(checked),
    ...checkEscalation(checked),
    ...checkPeople(checked),
    ...checkServices(checked),
    ...checkTemplates(checked),
  ];
}
