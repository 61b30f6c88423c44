import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { profileReferenceText, profileSchema, profileSchemaText } from "../../docs/generate-profile.ts";
import { loadProfile } from "../../src/profile/load.ts";

const FIRST_LINE = "# yaml-language-server: $schema=../docs/reference/profile.schema.json";
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
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

  it("keeps the tutorial at twenty lines, with paging switched on for the worst", () => {
    const profile = loadProfile("profiles/example.yml");
    expect(readFileSync("profiles/example.yml", "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(20);
    expect(profile.severities.filter(({ page }) => page).map(({ rank }) => rank)).toEqual([1]);
    expect(profile.escalation[0]?.steps[0]?.page).toEqual({ kind: "pagerduty", policy: "on-call" });
  });
});

describe("the manual of the logistics suite", () => {
  const profile = loadProfile("profiles/sebenza.yml");

  it("has its severities: answer, resolution, and who is woken", () => {
    const rows = profile.severities.map(({ label, name, respond, resolve, page }) => [
      label,
      name,
      respond,
      resolve,
      page,
    ]);
    const within = (ms: number) => ({ kind: "elapsed", ms });
    expect(rows).toEqual([
      ["P1", "Critical", within(15 * MINUTE_MS), within(4 * HOUR_MS), true],
      ["P2", "High", within(30 * MINUTE_MS), within(8 * HOUR_MS), true],
      ["P3", "Medium", within(2 * HOUR_MS), within(24 * HOUR_MS), false],
      ["P4", "Low", within(8 * HOUR_MS), within(72 * HOUR_MS), false],
    ]);
    expect(profile.severities.map(({ criteria }) => criteria.length)).toEqual([3, 3, 3, 2]);
    expect(profile.defaultSeverity).toBe("P3");
  });

  it("has its statuses, objectives and the rule for databases", () => {
    expect(profile.statuses.map(({ label }) => label)).toEqual([
      "open",
      "investigating",
      "identified",
      "monitoring",
      "resolved",
      "closed",
    ]);
    expect(profile.services[0]).toMatchObject({
      rtoMs: 4 * HOUR_MS,
      rpoMs: HOUR_MS,
      pagerDutyService: "Sebenza Logistics Suite",
    });
    expect(profile.escalation[0]?.steps[0]?.page).toEqual({ kind: "pagerduty", policy: "on-call" });
    expect(profile.postmortem.actionRules).toEqual([
      {
        timelineMentions: "database",
        action: "Set up alerts that watch the database",
        owner: "database-team",
        dueMs: 14 * 24 * HOUR_MS,
        priority: "high",
      },
    ]);
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
  const { properties, additionalProperties, items } = node as {
    properties?: Record<string, Field>;
    additionalProperties?: unknown;
    items?: unknown;
  };
  return [
    ...Object.entries(properties ?? {}).flatMap(([key, field]) => [
      [`${path}.${key}`, field] as const,
      ...fieldsOf(field, `${path}.${key}`),
    ]),
    ...fieldsOf(additionalProperties, `${path}.*`),
    ...fieldsOf(items, `${path}[]`),
  ];
}
