import { z } from "zod";
import type { Mistake, Path } from "./fault.ts";
import { hint, nearest } from "./nearest.ts";

/** zod's findings as sentences. Fields with a sentence of their own (durations, channels) keep it. */

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

/** Given to `safeParse`; what it returns is read by `mistakesOf`. */
export function sentence(issue: RawIssue): string | undefined {
  if (issue.code === "invalid_type") return wrongType(issue.expected, issue.input, exampleOf(issue.inst));
  if (issue.code === "invalid_value") return notOneOf(issue.input, issue.values.map(String));
  // One issue may hold several unknown keys, so only what is known is said here, one per line.
  if (issue.code === "unrecognized_keys") return knownKeys(issue.inst).join("\n");
  return undefined;
}

/** One mistake for each thing that is wrong. */
export function mistakesOf(issues: readonly z.core.$ZodIssue[]): readonly Mistake[] {
  return issues.flatMap((issue): readonly Mistake[] => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => unknownKey(path, key, issue.message.split("\n")));
    if (issue.code === "invalid_key")
      return [{ path, problem: issue.issues[0]?.message ?? issue.message, at: "key" }];
    const [only, ...more] = issue.code === "invalid_union" ? issue.errors.filter(isInside) : [];
    if (only !== undefined && more.length === 0)
      return mistakesOf(only).map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] }));
    if (path.length === 0 && issue.code === "invalid_type")
      return [
        {
          path,
          problem:
            "is no profile: it must be a mapping that begins with organisation and severities; profiles/example.yml is one.",
        },
      ];
    return [{ path, problem: issue.message }];
  });
}

/** Of the ways in which something may be written, one that was begun and has a mistake in it. */
function isInside(issues: readonly z.core.$ZodIssue[]): boolean {
  return issues.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys");
}

function unknownKey(path: Path, key: string, known: readonly string[]): Mistake {
  const near = nearest(key, known);
  const cure = near === null ? `known here: ${known.join(", ")}` : `did you mean "${near}"?`;
  const problem = near === null ? `is not known; remove it (${cure}).` : `is not known; ${cure}`;
  return { path: [...path, key], problem, at: "key" };
}

function knownKeys(inst: unknown): readonly string[] {
  const shape = inst !== null && typeof inst === "object" && "shape" in inst ? inst.shape : null;
  return shape !== null && typeof shape === "object" ? Object.keys(shape) : [];
}

const NOUNS: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping (key: value)",
  record: "a mapping (key: value)",
};

function wrongType(expected: string, input: unknown, example: string): string {
  const noun = NOUNS[expected] ?? expected;
  if (input === undefined) return `is missing; write ${noun}${example}.`;
  if (input === null) return `is empty; write ${noun}${example}.`;
  const quotes = expected === "string" && typeof input !== "object" ? "; put it in quotes" : "";
  return `must be ${noun}, not ${found(input)}${quotes}.`;
}

/** From what an editor would show; JSON is YAML too. */
function exampleOf(inst: unknown): string {
  const { examples } = (inst instanceof z.ZodType ? inst.meta() : undefined) ?? {};
  return Array.isArray(examples) && examples.length > 0 ? `, for example ${JSON.stringify(examples[0])}` : "";
}

function found(input: unknown): string {
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object") return "a mapping";
  if (typeof input === "string") return `the text ${JSON.stringify(input)}`;
  return `the ${typeof input === "boolean" ? "truth value" : "number"} ${String(input)}`;
}

function notOneOf(input: unknown, known: readonly string[]): string {
  if (input === undefined) return `is missing; write one of ${known.join(", ")}.`;
  if (input === null) return `is empty; write one of ${known.join(", ")}.`;
  if (typeof input !== "string") return `must be one of ${known.join(", ")}, not ${found(input)}.`;
  return `${JSON.stringify(input)} is not possible; ${hint(input, known)}.`;
}
