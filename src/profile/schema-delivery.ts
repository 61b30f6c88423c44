import { z } from "zod";
import { about, count, key, text, webAddress } from "./fields.ts";
import { Approvals, Inputs, LockAfterRollback, RollbackWhen, steps } from "./schema-plan.ts";

/** Where a service comes from, and what its deployments must keep to in each environment. */

const quoted = JSON.stringify;

export const GitHub = z.strictObject({
  repository: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!.*\.git$)[\w.-]{1,100}$/, {
      error: ({ input }) =>
        `${quoted(input)} is no repository; write its owner and its name, for example sebenza/suite.`,
    })
    .meta(about({ description: "Owner and name.", examples: ["sebenza/suite"] })),
  workflows: z
    .record(
      key("a workflow"),
      z.string().regex(/^[\w.-]+\.ya?ml$/, {
        error: ({ input }) =>
          `${quoted(input)} is no file of a workflow; write its name without the folder, for example deploy.yml.`,
      }),
    )
    .meta(
      about({
        description:
          "Files of .github/workflows by a name of yours. What is called deploy deploys, and rollback rolls back, " +
          "where an environment has no steps for that.",
        examples: [{ deploy: "deploy.yml", rollback: "rollback.yml", smoke: "smoke.yml" }],
        default: {},
      }),
    )
    .optional(),
});

const NAME_OF_CHECK = key("a health check");

export const Health = z
  .record(
    NAME_OF_CHECK,
    webAddress({
      description: "Answers with 2xx when all is well.",
      examples: ["https://app.example.com/health"],
    }),
  )
  .refine((written) => Object.keys(written).length <= 10, "has more than 10 health checks.");

const Checks = z
  .union(
    [
      z.literal("all"),
      z.literal("none"),
      z
        .array(text(255, { description: "A check.", examples: ["test"] }))
        .min(1, "names no check; write none."),
    ],
    { error: () => "is not understood; write all, none, or names of checks such as [build, test]." },
  )
  .meta(
    about({
      description:
        "Checks of the commit on GitHub that must be green: all there are, those named, or none. A commit without any " +
        "check is not green.",
      examples: ["all", ["build", "test"]],
      default: "all",
    }),
  );

const Environment = z.strictObject({
  approvals: Approvals.meta(
    about({
      description: "How many people must agree to a deployment there, and who.",
      examples: [1, { count: 2, from: ["approvers"] }],
      default: 0,
    }),
  ).optional(),
  checklist: z
    .string()
    .meta(
      about({
        description: "A checklist of this profile, all of which must be ticked.",
        examples: ["pre-deployment"],
      }),
    )
    .optional(),
  promote_from: z
    .string()
    .meta(
      about({
        description: "Another environment of the service, in which the same commit must be good before.",
        examples: ["staging"],
      }),
    )
    .optional(),
  checks: Checks.optional(),
  backup_first: z
    .string()
    .meta(
      about({
        description: "A backup of this profile that is taken and verified before anything else is done.",
        examples: ["database"],
      }),
    )
    .optional(),
  freeze_when: z
    .strictObject({
      incident_rank: count(1, 20, {
        description: "An open incident of the service, this bad or worse; 1 is the worst severity.",
        examples: [2],
      }),
    })
    .meta(
      about({
        description: "When nothing is deployed there but by a rollback.",
        examples: [{ incident_rank: 2 }],
      }),
    )
    .optional(),
  health: Health.meta(
    about({
      description: "Health checks of this environment, by name, in place of the service's.",
      examples: [{ app: "https://staging.example.com/health" }],
    }),
  ).optional(),
  verify: z
    .array(z.string())
    .max(10, "has more than 10 entries.")
    .meta(
      about({
        description:
          "What must be good at the end of a deployment and of a rollback: health for the health checks, or workflows. " +
          "When absent: health, if there are health checks.",
        examples: [["health", "smoke.yml"]],
      }),
    )
    .optional(),
  deploy: steps({
    description:
      "What a deployment does before it is verified; the workflow called deploy if absent. An empty list: it is not deployed from here.",
    examples: [[{ run: "deploy.yml" }, { check: "health" }]],
  }).optional(),
  rollback: steps({
    description:
      "What a rollback does before it is verified, with the older version. When absent: the workflow called rollback, " +
      "or what a deployment does.",
    examples: [[{ run: "rollback.yml" }]],
  }).optional(),
  inputs: Inputs.meta(
    about({
      description: "Inputs that the service's workflows called deploy and rollback are given there.",
      examples: [{ region: "eu-west-1" }],
      default: {},
    }),
  ).optional(),
  ref: z
    .string()
    .regex(/^[^\s~^:?*[\\]{1,250}$/, {
      error: ({ input }) => `${quoted(input)} is no branch, tag or commit.`,
    })
    .meta(
      about({
        description: "What is deployed when nobody names a version.",
        examples: ["main"],
        default: "main",
      }),
    )
    .optional(),
  rollback_when: RollbackWhen.meta(
    about({
      description:
        "What is watched after a deployment, and what leads to a rollback. Any other word is a metric of this profile, " +
        'with what it must not exceed, such as error_rate: "> 5%".',
      examples: [{ watch: "15m", health: "failing", alert_severity: "critical" }],
    }),
  ).optional(),
  lock_after_rollback: LockAfterRollback.optional(),
  asks_about_database: z
    .boolean()
    .meta(
      about({
        description:
          "Whoever asks for a rollback must say whether the database goes back too. The workflow called rollback is given " +
          "the answer as `database`; steps of your own take it as {database}.",
        examples: [true],
        default: false,
      }),
    )
    .optional(),
});

export const Environments = z
  .record(key("an environment"), Environment)
  .refine((written) => Object.keys(written).length <= 20, "has more than 20 environments.");
