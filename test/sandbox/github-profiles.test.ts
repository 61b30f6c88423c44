import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { Repositories } from "../../sandbox/github/repositories.ts";
import { Journal } from "../../sandbox/journal.ts";

/** The manuals that ship can be run in the sandbox: its GitHub has what they name. */

const FOLDER = new URL("../../profiles/", import.meta.url);
const manuals = readdirSync(FOLDER).filter((file) => file.endsWith(".yml"));
const github = new Repositories(new Journal(null), Date.now);

type Found = { readonly repositories: Set<string>; readonly workflows: Map<string, Set<string>> };

/** Repositories, and workflows with the inputs they are given, wherever they stand in the manual. */
function named(part: unknown, found: Found): Found {
  if (typeof part === "string" && part.endsWith(".yml") && !found.workflows.has(part))
    found.workflows.set(part, new Set());
  if (typeof part !== "object" || part === null) return found;
  const { repository, run, inputs } = part as Record<string, unknown>;
  if (typeof repository === "string") found.repositories.add(repository);
  for (const one of Object.values(part)) named(one, found);
  if (typeof run === "string")
    for (const input of Object.keys(inputs ?? {})) found.workflows.get(run)?.add(input);
  return found;
}

/** What the bot adds to every run by itself. */
const ALWAYS = ["deploy_id", "environment", "sha"];

describe.each(manuals)("%s", (manual) => {
  const text = readFileSync(new URL(manual, FOLDER), "utf8");
  const { repositories, workflows } = named(parse(text), { repositories: new Set(), workflows: new Map() });

  it("names repositories, workflows and inputs that are there", () => {
    expect(repositories.size).toBeGreaterThan(0);
    for (const repository of repositories)
      for (const [file, inputs] of workflows) {
        const declared = github.workflow(repository, file)?.inputs.map(({ name }) => name);
        expect([repository, file, declared]).toEqual([
          repository,
          file,
          expect.arrayContaining([...ALWAYS, ...inputs]),
        ]);
      }
  });
});
