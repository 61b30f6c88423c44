import type { Version } from "./decision.ts";

/** A good version as the ledger has it. */
export type GoodVersion = Version & {
  /** Of a rollback: the number of the good deployment that it went back to. */
  readonly backTo: number | null;
};

/**
 * What a rollback goes back to, of the good versions there, newest first. Is the commit that ran there last no good one, that
 * is the last good version; else the good one before it, of another commit. After a rollback it goes further back, not to
 * what was just left.
 */
export function wayBack(
  versions: readonly GoodVersion[],
  lastRun: { readonly sha: string | null } | null,
): Version | null {
  const [last] = versions;
  if (last === undefined) return null;
  if (lastRun !== null && lastRun.sha !== null && lastRun.sha !== last.sha) return last;
  const from = last.backTo ?? last.number;
  return versions.find(({ number, sha }) => number < from && sha !== last.sha) ?? null;
}
