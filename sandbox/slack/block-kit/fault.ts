import type { z } from "zod";

/** One thing Slack would refuse, in its own words, with a JSON pointer to where it is. */
export type BlockFault = { readonly error: string; readonly pointer: string; readonly message: string };

/** Slack's line for one fault: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`. */
export function faultLine(fault: BlockFault): string {
  return `${fault.message} [json-pointer:${fault.pointer}]`;
}

/** The faults a schema finds in `value`, which sits at `pointer` of what was sent. */
export function schemaFaults(
  schema: z.ZodType,
  value: unknown,
  pointer: string,
  error: string,
): BlockFault[] {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => located(issue, pointer, error));
}

function located(issue: z.core.$ZodIssue, base: string, error: string): BlockFault {
  const missing = isMissing(issue);
  const path = missing ? issue.path.slice(0, -1) : issue.path;
  const pointer = [base, ...path.map(String)].join("/");
  return {
    error,
    pointer,
    message: missing ? `missing required field: ${String(issue.path.at(-1) ?? "")}` : sentence(issue),
  };
}

function isMissing(issue: z.core.$ZodIssue): boolean {
  return (
    issue.input === undefined &&
    issue.path.length > 0 &&
    (issue.code === "invalid_type" || issue.code === "invalid_union" || issue.code === "invalid_value")
  );
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === "too_big") return tooMuch(issue.origin, Number(issue.maximum));
  if (issue.code === "too_small") return tooLittle(issue.origin, Number(issue.minimum));
  if (issue.code === "unrecognized_keys") return `invalid additional property: ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_union") return `unsupported type: ${typeName(issue.input)}`;
  if (issue.code === "invalid_value") return `must be one of: ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `must provide a valid ${issue.expected}`;
  return issue.message;
}

function tooMuch(of: string, most: number): string {
  if (of === "array") return `no more than ${most} items allowed`;
  return of === "string" ? `must be less than ${most + 1} characters` : `must be less than ${most + 1}`;
}

function tooLittle(of: string, least: number): string {
  if (of === "array") return `no less than ${least} items allowed`;
  return of === "string" ? `must be more than ${least - 1} characters` : `must be more than ${least - 1}`;
}

function typeName(block: unknown): string {
  return typeof block === "object" && block !== null && "type" in block ? String(block.type) : "none";
}
