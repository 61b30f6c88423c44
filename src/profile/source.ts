import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Fault, Mistake, Path } from "./fault.ts";
import { pathText } from "./fault.ts";
import { slipsOf } from "./syntax.ts";

/** A profile is a page or two; beyond this it is some other file. */
const MAX_CHARACTERS = 1_000_000;

/** The YAML text, its plain value, and where in the text each path stands. Reading it never throws. */
export type Source = {
  /** Undefined when the text cannot be read as YAML. */
  readonly value: unknown;
  /** What the YAML itself gets wrong. */
  readonly faults: readonly Fault[];
  /** Keys of the mapping at a path, in the order they are written; none when there is no mapping. */
  keys(path: Path): readonly string[];
  fault(mistake: Mistake): Fault;
};

export function readSource(text: string, file: string): Source {
  if (text.length > MAX_CHARACTERS)
    return unreadable(file, "is over a million characters long, which no profile is.");
  try {
    return openSource(text, file);
  } catch (error) {
    // Thousands of nested brackets overflow the YAML parser's stack; aliases that multiply are stopped by it.
    const why =
      error instanceof RangeError
        ? "it is nested too deeply"
        : String(error instanceof Error ? error.message : error);
    return unreadable(file, `cannot be read as YAML: ${why.replace(/\.$/, "")}.`);
  }
}

function unreadable(file: string, problem: string): Source {
  const fault = ({ path, problem }: Mistake): Fault => ({
    file,
    line: 1,
    column: 1,
    path: pathText(path),
    problem,
  });
  return { value: undefined, faults: [fault({ path: [], problem })], keys: () => [], fault };
}

function openSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const place = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { readable, slips } = slipsOf(document, text);
  return {
    value: readable ? document.toJS({ maxAliasCount: 200 }) : undefined,
    faults: slips.map(({ offset, problem }) => ({ file, ...place(offset), path: "", problem })),
    keys: (path) => keysAt(document, path),
    fault: ({ path, problem, at }) => ({
      file,
      ...place(offsetOf(document, path, at ?? "value")),
      path: pathText(path),
      problem,
    }),
  };
}

type Step = { readonly key: number | null; readonly value: unknown };

/** The nodes along a path, as far as it exists. */
function walk(document: Document, path: Path): readonly Step[] {
  const steps: Step[] = [{ key: null, value: document.contents }];
  for (const part of path) {
    const step = stepInto(resolved(document, steps.at(-1)?.value), part);
    if (step === null) break;
    steps.push(step);
  }
  return steps;
}

function stepInto(parent: unknown, part: string | number): Step | null {
  if (isSeq(parent) && typeof part === "number") {
    const value = parent.items[part];
    return value === undefined ? null : { key: startOf(value), value };
  }
  if (!isMap(parent)) return null;
  // The last of a doubled key is the one that is read.
  const pair = parent.items.findLast(({ key }) => keyText(key) === String(part));
  return pair === undefined ? null : { key: startOf(pair.key), value: pair.value };
}

/** Scalars are pointed at directly; for a mapping, a list, or something missing, its key says more. */
function offsetOf(document: Document, path: Path, at: "key" | "value"): number {
  const steps = walk(document, path);
  const last = steps.at(-1);
  const here = steps.length === path.length + 1 && at === "value" && isFilled(last?.value);
  return (here ? startOf(last?.value) : null) ?? last?.key ?? startOf(document.contents) ?? 0;
}

function isFilled(node: unknown): boolean {
  return isAlias(node) || (isScalar(node) && node.value !== null);
}

function keysAt(document: Document, path: Path): readonly string[] {
  const steps = walk(document, path);
  const node = steps.length === path.length + 1 ? resolved(document, steps.at(-1)?.value) : null;
  return isMap(node) ? [...new Set(node.items.map(({ key }) => keyText(key)))] : [];
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function keyText(key: unknown): string {
  if (isScalar(key)) return key.value === null ? "" : String(key.value);
  return String(key);
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}
