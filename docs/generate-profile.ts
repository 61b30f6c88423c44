import { writeFileSync } from "node:fs";
import { z } from "zod";
import { Manual } from "../src/profile/schema.ts";

/**
 * Writes `docs/reference/profile.schema.json` (for editors) and `docs/reference/profile.md` (for people) from the
 * profile's zod schema. Run `node docs/generate-profile.ts` after a change; a test fails when they are stale.
 */

type Schema = {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
};

/** The JSON Schema, draft 7 because editors' YAML servers know that one best. */
export function profileSchema(): object {
  const schema = z.toJSONSchema(Manual, { io: "input", target: "draft-7", override: keepExamples });
  return {
    ...schema,
    title: "Ops profile",
    description: "The operations manual the bot runs, as docs/reference/profile.md describes it.",
  };
}

/** zod leaves these out wherever a value is read into another form; ours are of the form people write. */
function keepExamples({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { examples, default: absent } = z.globalRegistry.get(zodSchema) ?? {};
  if (Array.isArray(examples)) jsonSchema.examples = examples;
  if (absent !== undefined) Object.assign(jsonSchema, { default: absent });
}

/** Text of `profile.schema.json`. */
export function profileSchemaText(): string {
  return `${JSON.stringify(profileSchema(), null, 2)}\n`;
}

/** Text of `profile.md`. */
export function profileReferenceText(): string {
  const schema = profileSchema() as Schema;
  const sections = Object.entries(schema.properties ?? {}).map(([key, section]) =>
    sectionText(key, section, schema.required?.includes(key) === true),
  );
  const shapes = Object.entries(schema.definitions ?? {});
  const told = shapes.map(([key, shape], index) =>
    shapeText(key, shape, new Set(shapes.slice(0, index).flatMap(([, before]) => rowsOf("", before)))),
  );
  return [INTRODUCTION, ...sections, SHAPES, ...told].join("\n");
}

const SHAPES = `## Steps and approvals

These are written alike wherever they occur.
`;

/** Rows that a shape before it has are not told again. */
function shapeText(key: string, shape: Schema, before: ReadonlySet<string>): string {
  const prefix = shape.anyOf === undefined ? "- " : `${key}: `;
  const examples = (shape.examples ?? []).map((example) => `${prefix}${flow(example)}`).join("\n");
  const table = tableOf(rowsOf("", shape).filter((row) => !before.has(row)));
  return `### ${key}\n\n${shape.description ?? ""}\n\n\`\`\`yaml\n${examples}\n\`\`\`${table}\n`;
}

const INTRODUCTION = `<!-- Written by docs/generate-profile.ts from src/profile/schema.ts. Do not edit by hand. -->
# The ops profile

One YAML file says how your organisation runs incidents, deployments, backups and recovery. \`PROFILE\` names it; \`profiles/example.yml\` is a
commented one to copy. Only \`organisation\` and \`severities\` are required. The bot refuses to start on a profile
with faults, and names all of them at once with file, line and column and the sentence that cures each.

Begin the file with \`# yaml-language-server: $schema=../docs/reference/profile.schema.json\`, and an editor with a YAML
language server completes and checks it as you write.

## How times are written

| written | means |
|---|---|
| \`15m\` \`2h\` \`1h30m\` \`5d\` \`1w\` | so long by the clock, day and night. The units are s, m, h, d and w; a number without a unit is refused |
| \`4 business hours\` \`90 business minutes\` | counted within the calendar's working hours (targets only) |
| \`2 business days\` | two working days of the calendar's length (targets only) |
| \`next business day\` | by the end of the next working day (targets only) |

Business time needs a \`calendar\`.

## Phases

A status is your own word; each belongs to one of five phases, and the rules look at phases only: \`declared\`,
\`acknowledged\`, \`mitigated\`, \`resolved\`, \`closed\`. Write statuses in that order. There must be one in declared and one in
resolved; when none is in closed, a status \`closed\` is added.
`;

function sectionText(key: string, section: Schema, required: boolean): string {
  const each = typeof section.additionalProperties === "object" ? section.additionalProperties : null;
  const about = `${section.description ?? ""} ${required ? "**Required.**" : ""}`.trim();
  const fallback = section.default === undefined ? "" : `\n\nWhen absent: ${code(section.default)}.`;
  const example = `\n\n\`\`\`yaml\n${key}: ${flow(section.examples?.[0])}\n\`\`\``;
  const rows = each === null ? rowsOf("", section) : rowsOf(`<name>`, each);
  return `## ${key}\n\n${about}${fallback}${example}${tableOf(rows)}\n`;
}

function tableOf(rows: readonly string[]): string {
  if (rows.length === 0) return "";
  return `\n\n| key | what | value | when absent |\n|---|---|---|---|\n${rows.join("\n")}`;
}

/** One row for each key that holds a value; mappings and lists of mappings are walked into. */
function rowsOf(path: string, schema: Schema): readonly string[] {
  const variants = (schema.anyOf ?? []).flatMap((variant) => rowsOf(path, variant));
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, field]): readonly string[] => {
    const here = path === "" ? key : `${path}.${key}`;
    const row = rowText(here, field, schema.required?.includes(key) === true);
    return [row, ...insideOf(here, field)];
  });
  return [...variants, ...own];
}

function insideOf(path: string, field: Schema): readonly string[] {
  const each = typeof field.additionalProperties === "object" ? field.additionalProperties : null;
  if (field.items?.properties !== undefined) return rowsOf(`${path}[]`, field.items);
  return each === null || field.properties !== undefined
    ? rowsOf(path, field)
    : rowsOf(`${path}.<name>`, each);
}

function rowText(path: string, field: Schema, required: boolean): string {
  const absent = field.default === undefined ? "" : code(field.default);
  const shape = shapeOf(field);
  const link = shape === null ? "" : ` See [${shape}](#${shape}).`;
  const cells = [
    `\`${path}\``,
    `${field.description ?? ""}${link}`,
    valueText(field),
    required ? "required" : absent,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The name of the shape that a field, or each of its entries, has. */
function shapeOf(field: Schema): string | null {
  const found = [field, ...(field.allOf ?? []), ...(field.anyOf ?? []).flatMap(({ items }) => items ?? [])];
  const reference = [...found, ...(field.items === undefined ? [] : [field.items])].find(({ $ref }) => $ref);
  return reference?.$ref?.split("/").at(-1) ?? null;
}

function valueText(field: Schema): string {
  if (field.enum !== undefined) return field.enum.map((word) => `\`${word}\``).join(", ");
  if (field.type === "boolean") return "`true` or `false`";
  return (field.examples ?? []).map((example) => `e.g. ${code(example)}`).join(", ");
}

function code(value: unknown): string {
  return `\`${flow(value)}\``;
}

/** YAML on one line: as JSON, without the quotes that are not needed. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value !== null && typeof value === "object") {
    if (Object.keys(value).length === 0) return "{}";
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${key}: ${flow(inner)}`)
      .join(", ")} }`;
  }
  const text = String(value);
  return typeof value === "string" && /^[#{@*&]|: |[,[\]]/.test(text) ? JSON.stringify(text) : text;
}

if (import.meta.main) {
  const folder = new URL("./reference/", import.meta.url);
  writeFileSync(new URL("profile.schema.json", folder), profileSchemaText());
  writeFileSync(new URL("profile.md", folder), profileReferenceText());
}
