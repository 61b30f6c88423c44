import type { SandboxInput, SandboxPlannedJob, SandboxScript, SandboxWorkflow } from "./world.ts";

/** The workflows that every seeded repository has. */

const USUAL_SCRIPT: SandboxScript = {
  queuedMs: 2_000,
  stepMs: 2_000,
  failsAt: null,
  hangsAt: null,
  waitsFor: null,
  ignoresCancel: false,
};

/** What every one of docs/workflows takes; a test holds the two together. */
const USUAL_INPUTS: readonly SandboxInput[] = [
  { name: "deploy_id", required: true },
  { name: "environment", required: true },
  { name: "sha" },
  { name: "service" },
];
const BACKUP: SandboxInput = { name: "backup", default: "database" };
const CLAIM = "Claim the deploy id";
const inOneJob = (name: string, ...steps: readonly string[]): readonly SandboxPlannedJob[] => [
  { name, steps: [CLAIM, ...steps] },
];

type Sketch = Pick<SandboxWorkflow, "file" | "name" | "inputs" | "jobs"> &
  Partial<Pick<SandboxWorkflow, "byHand" | "runName" | "concurrency" | "claims">>;

const input = (name: string): string => `\${{ inputs.${name} }}`;
const BY_ENVIRONMENT = {
  group: `deploy-${input("environment")}-${input("service")}`,
  queue: "max",
} as const;
const DATABASE = { group: `database-${input("environment")}`, queue: "one" } as const;

const SKETCHES: readonly Sketch[] = [
  {
    file: "deploy.yml",
    name: "Deploy",
    inputs: [...USUAL_INPUTS, { name: "colour" }],
    concurrency: BY_ENVIRONMENT,
    jobs: [
      { name: "build", steps: [CLAIM, "Check out the commit", "Verify the SHA", "Build"] },
      { name: "deploy", steps: ["Migrate the database", "Roll out", "Health checks"] },
    ],
  },
  {
    file: "rollback.yml",
    name: "Roll back",
    inputs: [...USUAL_INPUTS, { name: "database", default: "false", options: ["false", "true"] }],
    concurrency: BY_ENVIRONMENT,
    jobs: inOneJob("rollback", "Fetch the last good version", "Roll out", "Health checks"),
  },
  {
    file: "switch.yml",
    name: "Switch traffic",
    inputs: [...USUAL_INPUTS, { name: "colour", default: "idle" }],
    concurrency: BY_ENVIRONMENT,
    jobs: inOneJob("switch", "Check the idle colour", "Switch traffic", "Verify"),
  },
  {
    file: "smoke.yml",
    name: "Smoke tests",
    inputs: USUAL_INPUTS,
    jobs: inOneJob("smoke", "Smoke tests"),
  },
  {
    file: "backup.yml",
    name: "Back up",
    inputs: [
      ...USUAL_INPUTS,
      BACKUP,
      { name: "kind", default: "full", options: ["full", "log", "incremental", "wal", "files"] },
    ],
    concurrency: DATABASE,
    jobs: inOneJob("backup", "Dump", "Upload"),
  },
  {
    file: "verify-backup.yml",
    name: "Verify a backup",
    inputs: [...USUAL_INPUTS, BACKUP],
    jobs: inOneJob("verify", "Fetch", "Restore elsewhere", "Compare"),
  },
  {
    file: "restore.yml",
    name: "Restore",
    inputs: [...USUAL_INPUTS, BACKUP, { name: "to" }],
    concurrency: DATABASE,
    jobs: inOneJob("restore", "Stop the application", "Restore", "Start the application", "Smoke tests"),
  },
  {
    file: "failover.yml",
    name: "Fail over",
    inputs: [...USUAL_INPUTS, { name: "plan", default: "failover" }],
    concurrency: DATABASE,
    jobs: inOneJob("failover", "Promote the replica", "Point names at it", "Verify"),
  },
  {
    file: "ci.yml",
    name: "Tests",
    inputs: [],
    byHand: false,
    claims: false,
    runName: "Tests",
    jobs: [{ name: "test", steps: ["Check out the commit", "Test"] }],
  },
];

export function seedWorkflows(repository: string, firstId: number): readonly SandboxWorkflow[] {
  return SKETCHES.map((sketch, at) => ({
    ...workflowOf({ id: firstId + at, repository, file: sketch.file }),
    ...sketch,
    runName: sketch.runName ?? `${sketch.name} ${input("environment")} ${input("deploy_id")}`,
    claims: sketch.claims ?? true,
  }));
}

/** One that takes any moment to write: no inputs, one step. */
export function workflowOf(known: Pick<SandboxWorkflow, "id" | "repository" | "file">): SandboxWorkflow {
  const name = known.file.replace(/\.ya?ml$/, "");
  return {
    ...known,
    name,
    state: "active",
    byHand: true,
    inputs: [],
    runName: name,
    concurrency: null,
    claims: false,
    jobs: [{ name, steps: ["Run"] }],
    script: USUAL_SCRIPT,
  };
}
