import { describe, expect, it } from "vitest";
import { seedRepositories } from "../../sandbox/github/seed.ts";
import { seedWorkflows } from "../../sandbox/github/seed-workflows.ts";
import { defaultSeed } from "../../sandbox/slack/seed.ts";
import { loadProfile } from "../../src/profile/load.ts";
import { type Run, runsOf, SHIPPED } from "../support/shipped.ts";

/** The sandbox can play every manual that ships: it has the repositories, workflows, inputs and people they name. */

const REPOSITORIES = seedRepositories(0).map(({ name }) => name);
const OURS = ["deploy_id", "environment", "sha"];

describe("the sandbox", () => {
  it.each(SHIPPED)("has the repositories, workflows and inputs of %s", (file) => {
    const runs = runsOf(file);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.map(({ repository }) => repository).filter((name) => !REPOSITORIES.includes(name))).toEqual(
      [],
    );
    expect(runs.flatMap(refusedBySandbox)).toEqual([]);
  });

  it.each(SHIPPED)("has the people and groups of %s", (file) => {
    const { users, groups } = defaultSeed();
    const { people } = loadProfile(`profiles/${file}`);
    const emails = people.flatMap((group) => group.emails);
    const handles = people.flatMap(({ slackGroup }) => (slackGroup === null ? [] : [slackGroup]));
    expect(emails.filter((email) => !users.some((user) => user.email === email))).toEqual([]);
    expect(handles.filter((handle) => !groups.some((group) => group.handle === handle))).toEqual([]);
  });
});

/** GitHub refuses a workflow that is not there and inputs that it does not declare. */
function refusedBySandbox({ repository, workflow, inputs }: Run): readonly string[] {
  const there = seedWorkflows(repository, 1).find(({ file }) => file === workflow);
  if (there === undefined) return [`${repository} has no ${workflow}`];
  const declared = there.inputs.map(({ name }) => name);
  return [...OURS, ...Object.keys(inputs)]
    .filter((name) => !declared.includes(name))
    .map((name) => `${repository} ${workflow} does not take ${name}`);
}
