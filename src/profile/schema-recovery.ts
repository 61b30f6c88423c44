import { z } from "zod";
import { cronProblem } from "./cron.ts";
import { about, duration, text } from "./fields.ts";
import { Timezone } from "./schema-place.ts";
import { Approvals, Step, steps } from "./schema-plan.ts";

/** What deployments are measured by and kept out by, and how data and service are brought back. */

export const Metric = z.strictObject({
  query: z
    .string()
    .trim()
    .min(1, "is empty; write the query.")
    .max(4000, "is longer than 4000 characters; shorten it.")
    .meta(
      about({
        description: "A PromQL query with one value.",
        examples: ['avg(1 - rate(node_cpu_seconds_total{mode="idle"}[5m])) * 100'],
      }),
    ),
  unit: text(10, { description: "What the value counts.", examples: ["%", "s", "ms"] }).optional(),
});

export const Checklist = z
  .array(text(150, { description: "Something to be ticked.", examples: ["All tests are green"] }))
  .min(1, "has no item; write at least one.")
  .max(30, "has more than 30 items; nobody reads that far.");

const Window = z.strictObject({
  name: text(60, { description: "What people call it.", examples: ["weekend"] }),
  cron: z
    .string()
    .superRefine((written, context) => {
      const problem = cronProblem(written);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    })
    .meta(
      about({
        description: "When it begins: minute, hour, day of the month, month, day of the week.",
        examples: ["0 17 * * 5"],
      }),
    ),
  lasts: duration(
    { description: "How long it lasts.", examples: ["63h"] },
    {
      least: "1m",
      tooShort: "nobody would notice",
      most: "13w",
      tooLong: "nothing is frozen by plan that long",
    },
  ),
  timezone: Timezone.meta(
    about({
      description: "Where that is the time; the profile's time zone if absent.",
      examples: ["Africa/Johannesburg"],
    }),
  ).optional(),
  environments: z
    .array(z.string())
    .min(1, "names none; write environments such as [production], or remove the line.")
    .meta(about({ description: "Environments by name; all if absent.", examples: [["production"]] }))
    .optional(),
});

export const Freezes = z.strictObject({
  windows: z
    .array(Window)
    .max(50, "has more than 50 windows.")
    .meta(
      about({
        description: "Times in which nothing is deployed but by a rollback.",
        examples: [[{ name: "weekend", cron: "0 17 * * 5", lasts: "63h", environments: ["production"] }]],
        default: [],
      }),
    )
    .optional(),
});

export const Locks = z.strictObject({
  last: duration(
    { description: "How long a lock lasts when nobody says.", examples: ["2h"], default: "2h" },
    {
      least: "5m",
      tooShort: "it would be over before it is of use",
      most: "4w",
      tooLong: "a lock is no rule",
    },
  ).optional(),
  remind: duration(
    {
      description: "How long before its end its holder is reminded of it.",
      examples: ["15m"],
      default: "15m",
    },
    { least: "1m", tooShort: "nobody can have read it by then" },
  ).optional(),
});

/** A workflow alone, or steps. */
function workflowOrSteps(description: string, example: string): z.ZodType<string | Step[]> {
  return z
    .union([z.string(), z.array(Step).min(1, "has no step.").max(20, "has more than 20 steps.")], {
      error: () => `is not understood; write a workflow such as ${example}, or steps.`,
    })
    .meta(about({ description, examples: [example, [{ run: example }]] }));
}

const service = z
  .string()
  .meta(about({ description: "The service whose workflows are run.", examples: ["app"] }));
const environment = z
  .string()
  .meta(about({ description: "The environment of that service.", examples: ["production"] }));

export const Backup = z.strictObject({
  service,
  environment,
  kind: z
    .enum(["full", "log", "incremental", "wal", "files"])
    .meta(about({ description: "What it holds.", examples: ["full"], default: "full" }))
    .optional(),
  every: duration({ description: "How often it is to be taken.", examples: ["1d"] }).optional(),
  keep: duration({ description: "How long it is kept.", examples: ["30d"] }).optional(),
  workflow: workflowOrSteps("Takes it.", "backup.yml").optional(),
  verify: workflowOrSteps("Says whether the newest one is sound.", "verify-backup.yml").optional(),
  test: z
    .strictObject({
      every: duration({ description: "How often it is restored for a test.", examples: ["7d"] }),
      in: z.string().meta(
        about({
          description:
            "Environment in which it is restored by `restore`, and then verified as a deployment is.",
          examples: ["staging"],
        }),
      ),
    })
    .meta(
      about({
        description: "Restoring it elsewhere, which is part of verifying it by hand.",
        examples: [{ every: "7d", in: "staging" }],
      }),
    )
    .optional(),
  restore: workflowOrSteps(
    "Restores it. A workflow alone is given the time to go back to as `to`, and the health checks follow it.",
    "restore.yml",
  ).optional(),
  approvals: Approvals.meta(
    about({
      description: "How many people must agree to a restore, and who. Taking and verifying need nobody.",
      examples: [1, { count: 2, from: ["approvers"] }],
      default: 1,
    }),
  ).optional(),
});

export const RecoveryPlan = z.strictObject({
  name: text(60, {
    description: "What people call it; its key if absent.",
    examples: ["Fail over to the replica"],
  }).optional(),
  service,
  environment,
  steps: steps({
    description: "What is done, in order.",
    examples: [[{ run: "failover.yml" }, { check: "health" }]],
  }),
  approvals: Approvals.meta(
    about({
      description: "How many people must agree, and who.",
      examples: [1, { count: 2, from: ["approvers"] }],
      default: 1,
    }),
  ).optional(),
});
