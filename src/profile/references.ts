import type { Checked } from "./check.ts";
import { DEFAULT_ROLES } from "./defaults.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";
import type { Manual } from "./schema.ts";

/** Words that must be defined elsewhere, and words that must differ. */

/** None, or the one mistake of naming what is not defined. `undefined` names nothing and is fine. */
export function reference(
  path: Path,
  name: string | undefined,
  known: readonly string[],
): readonly Mistake[] {
  if (name === undefined || known.includes(name)) return [];
  return [{ path, problem: `${JSON.stringify(name)} is not defined; ${hint(name, known)}.` }];
}

export type Word = { readonly word: string; readonly path: Path; readonly what: string };

/** People type these in any case, so two that differ in case only are one. The later one is at fault. */
export function ambiguous(words: readonly Word[]): readonly Mistake[] {
  const first = new Map<string, Word>();
  return words.flatMap((one): readonly Mistake[] => {
    const before = first.get(one.word.toLowerCase());
    if (before === undefined) {
      first.set(one.word.toLowerCase(), one);
      return [];
    }
    const problem = `${JSON.stringify(one.word)} is also ${before.what}; a person who types it must mean one thing, so rename one.`;
    return [{ path: one.path, problem, at: "key" }];
  });
}

type Policy = NonNullable<Manual["escalation"]>[string];

/**
 * What the manual says, else what its steps allow: PagerDuty calls the levels of one policy of its own, and stops at
 * the first answer.
 */
export function isRunByPagerDuty({ run_by, steps, repeat, acknowledgements }: Policy): boolean {
  if (run_by !== undefined) return run_by === "pagerduty";
  const [only, ...more] = steps;
  const alone = only?.page.pagerduty !== undefined && more.length === 0;
  return alone && (repeat ?? 0) === 0 && (acknowledgements ?? 1) === 1;
}

/** Keys of the roles an incident will have: those written, or the built-in ones. */
export function rolesOf({ manual, keys }: Checked): readonly string[] {
  return manual.roles === undefined ? DEFAULT_ROLES.map(({ key }) => key) : keys("roles");
}

/** True when nobody holds the role until somebody takes it. False for one that is ill-formed: it may have said who. */
export function isUnheld({ manual, whole }: Checked, role: string): boolean {
  if (manual.roles === undefined) return whole("roles") && DEFAULT_ROLES.some(({ key }) => key === role);
  const written = Object.hasOwn(manual.roles, role) ? manual.roles[role] : undefined;
  return written !== undefined && written.from === undefined && whole("roles");
}
