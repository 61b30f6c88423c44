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
  if (issue.code === "too_big")
    return issue.origin === "array"
      ? `no more than ${issue.maximum} items allowed`
      : `must be less than ${Number(issue.maximum) + 1} characters`;
  if (issue.code === "too_small")
    return issue.origin === "array"
      ? `no less than ${issue.minimum} items allowed`
      : `must be more than ${Number(issue.minimum) - 1} characters`;
  if (issue.code === "unrecognized_keys") return `invalid additional property: ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_union") return `unsupported type: ${typeName(issue.input)}`;
  if (issue.code === "invalid_value") return `must be one of: ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type") return `must provide a valid ${issue.expected}`;
  return issue.message;
}

function typeName(block: unknown): string {
  return typeof block === "object" && block !== null && "type" in block ? String(block.type) : "none";
}
