import { Manual } from "./schema.ts";

/**
 * What is left of a manual when its ill-formed parts are taken out, so that the cross-references of the rest
 * are checked too and a person sees every fault at once, not one layer at a time.
 */

const STAND_INS: Readonly<Record<string, unknown>> = { organisation: "?", severities: { "?": {} } };
const MAX_ROUNDS = 12;

type Part = string | number | symbol;

/** Null when nothing useful is left. `raw` is not changed. */
export function salvage(raw: unknown): Manual | null {
  if (!isBranch(raw) || Array.isArray(raw)) return null;
  const rest: Record<Part, unknown> = { ...STAND_INS, ...structuredClone(raw) };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const parsed = Manual.safeParse(rest);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      if (issue.code === "unrecognized_keys") for (const key of issue.keys) prune(rest, [...issue.path, key]);
      else prune(rest, issue.path);
    }
  }
  return null;
}

/** Takes out the value at a path; where that is not possible (missing, or in a list), what holds it. */
function prune(root: Record<Part, unknown>, path: readonly Part[]): void {
  const last = path.at(-1);
  const top = path[0];
  if (last === undefined || top === undefined) return;
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((node, part) => (isBranch(node) ? node[part] : undefined), root);
  if (path.length > 1 && (!isBranch(parent) || Array.isArray(parent) || !Object.hasOwn(parent, last))) {
    prune(root, path.slice(0, -1));
    return;
  }
  if (isBranch(parent)) delete parent[last];
  const standIn = STAND_INS[String(top)];
  if (standIn !== undefined && root[top] === undefined) root[top] = structuredClone(standIn);
}

function isBranch(value: unknown): value is Record<Part, unknown> {
  return typeof value === "object" && value !== null;
}
