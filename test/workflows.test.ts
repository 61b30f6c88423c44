import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { seedWorkflows } from "../sandbox/github/seed-workflows.ts";
import { inputsOf } from "../src/engine/deployment-inputs.ts";
import { aDeployment, effectOf } from "./support/deployment.ts";
import { runsOf, SHIPPED } from "./support/shipped.ts";

/** The workflows that teams copy: they take what the bot sends, run once for each request, and treat inputs as data. */

const FOLDER = "docs/workflows";
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith(".yml"));
const CLAIM = "Claim the deploy id";
const GITHUB_TAKES = 25;

const Input = z.strictObject({
  description: z.string().min(1),
  required: z.boolean(),
  type: z.enum(["string", "choice"]),
  options: z.array(z.string()).optional(),
  default: z.string().optional(),
});
const Step = z.object({
  name: z.string(),
  run: z.string().optional(),
  uses: z.string().optional(),
  env: z.record(z.string(), z.string()).default({}),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  needs: z.string().optional(),
  "timeout-minutes": z.int().min(1).max(360),
  permissions: z.record(z.string(), z.string()),
  env: z.record(z.string(), z.string()).default({}),
  steps: z.array(Step).min(1),
});
/** Nothing else stands at the top: no other trigger, and no `env` that every job would see. */
const Workflow = z.strictObject({
  name: z.string(),
  "run-name": z.string(),
  on: z.strictObject({ workflow_dispatch: z.strictObject({ inputs: z.record(z.string(), Input) }) }),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean(), queue: z.string() }),
  defaults: z.strictObject({ run: z.strictObject({ shell: z.literal("bash") }) }),
  jobs: z.record(z.string(), Job),
});

type Named = { readonly file: string; readonly text: string; readonly workflow: z.infer<typeof Workflow> };

const ALL: readonly Named[] = FILES.map((file) => {
  const text = readFileSync(`${FOLDER}/${file}`, "utf8");
  return { file, text, workflow: Workflow.parse(parse(text)) };
});
const jobsOf = ({ workflow }: Named) => Object.entries(workflow.jobs);
const inputsTakenBy = ({ workflow }: Named) => workflow.on.workflow_dispatch.inputs;

describe("the workflows to copy", () => {
  it("are those that the shipped profiles run", () => {
    const run = SHIPPED.flatMap(runsOf).map(({ workflow }) => workflow);
    expect(new Set(FILES)).toEqual(new Set(run));
  });

  it.each(ALL)("$file takes every input that the bot sends, and no more than GitHub does", (named) => {
    const declared = inputsTakenBy(named);
    const runs = SHIPPED.flatMap(runsOf).filter(({ workflow }) => workflow === named.file);
    const sent = runs.map((run) => inputsOf(aDeployment(), run, effectOf(12, 7, "start-run/2.1")));
    const refused = sent.flatMap((inputs) =>
      Object.entries(inputs).filter(([name, value]) => !isTaken(declared[name], value)),
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(refused).toEqual([]);
    expect(Object.keys(declared).length).toBeLessThanOrEqual(GITHUB_TAKES);
  });

  it.each(ALL)("$file can be asked for without anything that a profile need not send", (named) => {
    const required = Object.entries(inputsTakenBy(named)).filter(([, { required: is }]) => is);
    expect(required.map(([name]) => name)).toEqual(["deploy_id", "environment"]);
  });

  it.each(ALL)("$file is the one of the sandbox: the same inputs", (named) => {
    const seeded = seedWorkflows("sebenza/suite", 1).find(({ file }) => file === named.file)?.inputs ?? [];
    const declared = Object.entries(inputsTakenBy(named));
    expect(seeded.map(comparable)).toEqual(declared.map(([name, input]) => comparable({ name, ...input })));
  });

  it.each(ALL)("$file has the deploy id in the name of its run, as a word of its own", ({ workflow }) => {
    expect(workflow["run-name"]).toMatch(/(^| )\$\{\{ inputs\.deploy_id \}\}$/);
  });

  it.each(ALL)("$file lets all who wait have their turn, and ends nobody's run", ({ workflow }) => {
    expect(workflow.concurrency).toEqual({
      group: `deploy-\${{ inputs.environment }}`,
      "cancel-in-progress": false,
      queue: "max",
    });
  });

  it.each(ALL)("$file claims the deploy id before anything else", (named) => {
    const [[first, claim] = ["none", null], ...others] = jobsOf(named);
    expect(claim?.needs).toBeUndefined();
    expect(claim?.steps.map(({ name }) => name)).toEqual([CLAIM]);
    expect(claim?.steps[0]?.run).toContain("refs/tocsin/claims/$DEPLOY_ID");
    expect(others.map(([, { needs }]) => needs)).toEqual(others.map(() => first));
    expect(others.length).toBeGreaterThan(0);
  });

  it("claim, check out and verify in the same words", () => {
    expect(ALL.map((named) => named.workflow.jobs["claim"])).toEqual(
      ALL.map(() => ALL[0]?.workflow.jobs["claim"]),
    );
    const guards = ALL.map((named) => workOf(named).steps.filter(({ name }) => GUARDS.includes(name)));
    const texts = guards.map((steps) => steps.map(({ name, run }) => [name, run]));
    expect(texts).toEqual(texts.map(() => texts[0]));
    expect(texts[0]?.map(([name]) => name)).toEqual(GUARDS);
  });

  it.each(ALL)(
    "$file gives each job only what it needs, and the team's commands no right to write",
    (named) => {
      expect(named.workflow.permissions).toEqual({});
      const rights = jobsOf(named).map(([, { permissions }]) => permissions);
      expect(rights).toEqual([{ contents: "write" }, ...rights.slice(1).map(() => ({ contents: "read" }))]);
    },
  );

  it.each(ALL)("$file has no input in the text of a script", (named) => {
    const scripts = jobsOf(named).flatMap(([, { steps }]) => steps.flatMap(({ run }) => run ?? []));
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  it.each(ALL)("$file checks out the commit that was approved, and says when it is another", (named) => {
    const { env, steps } = workOf(named);
    const checkout = steps.find(({ uses }) => uses !== undefined);
    expect(env["SHA"]).toMatch(/^\$\{\{ inputs\.sha( \|\| github\.sha)? \}\}$/);
    expect(checkout?.with).toEqual({ ref: env["SHA"], "fetch-depth": 0, "persist-credentials": false });
    expect(checkout?.uses).toMatch(/^actions\/checkout@[0-9a-f]{40}$/);
    const verify = steps.find(({ name }) => name === "Verify the SHA")?.run;
    expect(verify).toContain(`$(git rev-parse HEAD) != "$SHA"`);
    expect(verify).toContain(`git merge-base --is-ancestor "$SHA" "$GITHUB_SHA"`);
  });

  it.each(["deploy.yml", "rollback.yml"])("%s never takes another commit for the approved one", (file) => {
    const named = ALL.find((one) => one.file === file);
    expect(named?.workflow.jobs[file.replace(".yml", "")]?.env["SHA"]).toBe(`\${{ inputs.sha }}`);
  });

  it.each(ALL)("$file ends with one script of the team, which is given words in quotes", (named) => {
    const script = workOf(named).steps.at(-1)?.run ?? "";
    expect(script).toMatch(new RegExp(`^\\./ops/${named.file.replace(".yml", "")}\\.sh( "\\$[A-Z]+")+$`));
    const given = [...script.matchAll(/\$([A-Z]+)/g)].map(([, word]) => word ?? "");
    expect(given.filter((word) => workOf(named).env[word] === undefined)).toEqual([]);
  });

  it.each(ALL)("$file hands every input on", (named) => {
    const used = jobsOf(named).flatMap(([, { env, steps }]) => [env, ...steps.map((step) => step.env)]);
    const text = used.flatMap((env) => Object.values(env)).join("\n");
    const unused = Object.keys(inputsTakenBy(named)).filter((name) => !text.includes(`inputs.${name} `));
    expect(unused).toEqual([]);
  });
});

const GUARDS = ["Refuse a second attempt", "Check out the commit", "Verify the SHA"];

/** The job that is called as its file. */
function workOf({ file, workflow }: Named): z.infer<typeof Job> {
  const job = workflow.jobs[file.replace(".yml", "")];
  if (job === undefined) throw new Error(`${file} has no job of that name`);
  return job;
}

function isTaken(input: z.infer<typeof Input> | undefined, value: string): boolean {
  return input !== undefined && (input.options === undefined || input.options.includes(value));
}

type Declared = {
  readonly name: string;
  readonly required?: boolean | undefined;
  readonly default?: string | undefined;
  readonly options?: readonly string[] | undefined;
};

/** What is not said is not required, and empty. */
function comparable({ name, required = false, default: usual = "", options }: Declared) {
  return { name, required, default: usual, options };
}
