import type { Approvals } from "../domain/delivery.ts";
import type { Manual } from "./schema.ts";
import { entryOf } from "./written-plan.ts";

/** What holds of deployments where a manual says nothing. */

export const DEFAULT_SILENT_MS = 15 * 60_000;
export const DEFAULT_WITHIN_MS = 2 * 60_000;
export const DEFAULT_LOCK_AFTER_ROLLBACK_MS = 2 * 3_600_000;
export const DEFAULT_REF = "main";
export const DEFAULT_LOCK_MS = { usual: 2 * 3_600_000, nagBefore: 15 * 60_000 };
export const DEFAULT_WATCH = { watchMs: 15 * 60_000, everyMs: 60_000, badSamples: 3 };
const DEFAULT_EXPIRE_MS = 8 * 3_600_000;

export type WrittenApprovals = NonNullable<NonNullable<Manual["backups"]>[string]["approvals"]>;

/** `count` is how many are needed where nothing at all is written. */
export function approvalsOf(manual: Manual, written: WrittenApprovals | undefined, count: number): Approvals {
  if (written === undefined || typeof written === "number")
    return { count: written ?? count, from: [], expireMs: DEFAULT_EXPIRE_MS };
  return {
    count: written.count ?? 1,
    from: groupsOf(manual, written.from ?? []),
    expireMs: written.expire ?? DEFAULT_EXPIRE_MS,
  };
}

/** Groups by key; a role stands for the group that holds it. */
export function groupsOf(manual: Manual, names: readonly string[]): readonly string[] {
  const groups = names.map((name) => entryOf(manual.roles, name)?.from ?? name);
  return [...new Set(groups)];
}
