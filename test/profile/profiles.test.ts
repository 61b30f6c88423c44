import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { profileReferenceText, profileSchema, profileSchemaText } from "../../docs/generate-profile.ts";
import { loadProfile } from "../../src/profile/load.ts";

const FIRST_LINE = "# yaml-language-server: $schema=../docs/reference/profile.schema.json";
const shipped = readdirSync("profiles").filter((file) => file.endsWith(".yml"));
const validate = new Ajv({ strict: true, validateFormats: false, allowUnionTypes: true }).compile(
  profileSchema(),
);

describe("every profile that ships", () => {
  it.each(shipped)("%s is valid, for the bot and for an editor", (file) => {
    const text = readFileSync(`profiles/${file}`, "utf8");
    expect(loadProfile(`profiles/${file}`).organisation).not.toBe("");
    expect(text.split("\n")[0]).toBe(FIRST_LINE);
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it("keeps the tutorial at a page, with paging switched on for the worst", () => {
    const profile = loadProfile("profiles/example.yml");
    expect(readFileSync("profiles/example.yml", "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(26);
    expect(profile.severities.filter(({ page }) => page).map(({ rank }) => rank)).toEqual([1]);
    expect(profile.escalation[0]?.steps[0]?.page).toEqual({ kind: "pagerduty", policy: "on-call" });
  });
});

describe("the reference of the profile", () => {
  const CURE = "docs/reference is stale: run `node docs/generate-profile.ts`";

  it("is what the schema says", () => {
    expect(readFileSync("docs/reference/profile.schema.json", "utf8"), CURE).toBe(profileSchemaText());
    expect(readFileSync("docs/reference/profile.md", "utf8"), CURE).toBe(profileReferenceText());
  });

  it("describes every field and shows an example of it", () => {
    const lacking = fieldsOf(profileSchema(), "").filter(
      ([, field]) =>
        field["description"] === undefined ||
        (field["examples"] === undefined && field["enum"] === undefined),
    );
    expect(lacking.map(([path]) => path)).toEqual([]);
  });

  it("shows examples that are valid themselves", () => {
    const sections = Object.entries(
      (profileSchema() as { properties: Record<string, { examples: unknown[] }> }).properties,
    );
    for (const [key, { examples }] of sections) {
      const manual = { organisation: "Example", severities: { P1: {} }, [key]: examples[0] };
      expect(validate(manual), `${key}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });
});

type Field = Record<string, unknown>;

function fieldsOf(node: unknown, path: string): readonly (readonly [string, Field])[] {
  if (node === null || typeof node !== "object") return [];
  const { properties, additionalProperties, items, anyOf, definitions } = node as {
    properties?: Record<string, Field>;
    additionalProperties?: unknown;
    items?: unknown;
    anyOf?: unknown[];
    definitions?: Record<string, Field>;
  };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, field]) => [
      [`${path}.${key}`, field] as const,
      ...fieldsOf(field, `${path}.${key}`),
    ]),
    ...fieldsOf(additionalProperties, `${path}.*`),
    ...fieldsOf(items, `${path}[]`),
    ...(anyOf ?? []).flatMap((variant) => fieldsOf(variant, path)),
    ...Object.entries(definitions ?? {}).flatMap(([key, shape]) => fieldsOf(shape, `#${key}`)),
  ];
}
