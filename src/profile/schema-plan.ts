import { z } from "zod";
import { type About, about, count, duration, durationOrNever, key, text } from "./fields.ts";
import { THRESHOLD_CURE } from "./threshold.ts";

/** What a deployment does, step by step, and who must agree to it. */

const quoted = JSON.stringify;

/** GitHub takes 25 inputs, and three of them are ours. */
export const MOST_INPUTS = 22;
export const OUR_INPUTS: readonly string[] = ["deploy_id", "environment", "sha"];

export const Approvals = z
  .union(
    [
      count(0, 9, { description: "How many people must agree.", examples: [1] }),
      z.strictObject({
        count: count(0, 9, {
          description: "How many people must agree, never counting whoever asked.",
          examples: [2],
          default: 1,
        }).optional(),
        from: z
          .array(z.string())
          .min(1, "names nobody; write people groups such as [approvers], or remove the line.")
          .meta(
            about({
              description: "People groups, or roles that a group holds; whoever may deploy if absent.",
              examples: [["approvers"]],
            }),
          )
          .optional(),
        expire: duration(
          {
            description: "Approvals, and the waiting for them, are over after this time.",
            examples: ["8h"],
            default: "8h",
          },
          {
            least: "5m",
            tooShort: "nobody can have looked at it by then",
            most: "2w",
            tooLong: "by then it is another deployment",
          },
        ).optional(),
      }),
    ],
    { error: () => "is not understood; write a number such as 1, or { count: 2, from: [approvers] }." },
  )
  .meta({
    id: "approvals",
    ...about({
      description: "How many people must agree, and who: a number, or a mapping.",
      examples: [1, { count: 2, from: ["approvers"], expire: "8h" }],
    }),
  });

export const Inputs = z.record(
  z.string().regex(/^[A-Za-z_][\w-]{0,99}$/, {
    error: ({ input }) =>
      `${quoted(input)} is no name that GitHub takes for an input; begin with a letter or "_" and use letters, digits, "-" and "_".`,
  }),
  z
    .union([z.string().max(1000, "is longer than 1000 characters; shorten it."), z.number(), z.boolean()], {
      error: () => "must be text, a number, true or false.",
    })
    .transform(String),
);

const WORDS = {
  run: z
    .string()
    .meta(
      about({
        description: "A workflow of the service, by its name under `github.workflows` or by its file.",
        examples: ["deploy.yml"],
      }),
    )
    .optional(),
  check: z
    .union(
      [z.literal("health"), z.array(z.string()).min(1, "names no check; write health for all of them.")],
      {
        error: () => "is not understood; write health, or a list of health checks such as [app].",
      },
    )
    .meta(
      about({
        description:
          "`health` for all health checks there, or a list of their names and of addresses: each must answer with 2xx.",
        examples: ["health", ["app", "https://idle.example.com/health"]],
      }),
    )
    .optional(),
  wait: duration(
    { description: "Nothing is done for so long.", examples: ["30s"] },
    { most: "1d", tooLong: "nobody would remember what it waits for" },
  ).optional(),
  name: text(60, {
    description: "What people read on the card; made from the rest if absent.",
    examples: ["Switch the traffic"],
  }).optional(),
  service: key("a service")
    .meta(
      about({
        description:
          "Another service, whose workflow is run or whose health is checked. " +
          "All runs of a deployment or rollback are in one repository.",
        examples: ["event-service"],
      }),
    )
    .optional(),
  environment: key("an environment")
    .meta(about({ description: "Another environment, in which that is done.", examples: ["staging"] }))
    .optional(),
  inputs: Inputs.meta(
    about({
      description:
        "Inputs of the workflow, beside deploy_id, environment and sha, which every run is given. {sha} and {ref} are " +
        "filled in; in a rollback {database}, which is true or false; in a restore {to}, the time to go back to.",
      examples: [{ colour: "idle" }],
    }),
  ).optional(),
  within: duration(
    { description: "A check must succeed within this time.", examples: ["2m"], default: "2m" },
    { most: "1h", tooLong: "nobody would wait for it" },
  ).optional(),
  silent_after: duration(
    {
      description: "A run of which nothing is heard for so long is said to be silent.",
      examples: ["15m"],
      default: "15m",
    },
    {
      least: "1m",
      tooShort: "a run in good health may be silent that long",
      most: "1d",
      tooLong: "a run that hangs must be heard of sooner",
    },
  ).optional(),
};

const STEP_EXAMPLE = { run: "switch.yml", inputs: { to: "idle" } };

/** A step in answer to a failure, which has no answer to its own. */
const Remedy = z.strictObject(WORDS).meta({
  id: "remedy",
  ...about({
    description: "A step in answer to a failure: as a step, without on_failure.",
    examples: [STEP_EXAMPLE],
  }),
});

export const Step = z
  .strictObject({
    ...WORDS,
    on_failure: z
      .array(Remedy)
      .max(10, "has more than 10 steps.")
      .meta(
        about({
          description: "What is done when it fails, before the deployment is said to have failed.",
          examples: [[{ run: "switch.yml", inputs: { to: "previous" } }]],
          default: [],
        }),
      )
      .optional(),
  })
  .meta({
    id: "step",
    ...about({ description: "One step: exactly one of run, check and wait.", examples: [STEP_EXAMPLE] }),
  });
export type Step = z.infer<typeof Step>;

/** The steps of a plan. */
export function steps(words: About): z.ZodType<Step[], z.input<typeof Step>[]> {
  return z.array(Step).max(20, "has more than 20 steps.").meta(about(words));
}

const Threshold = z
  .string({ error: ({ input }) => `${quoted(input)} is no threshold; ${THRESHOLD_CURE}.` })
  .meta(about({ description: "So much is too much.", examples: ["> 5%"] }));

/** Everything that is none of these words is the name of a metric. */
export const RollbackWhen = z
  .strictObject({
    watch: duration(
      {
        description: "For how long after a deployment it is watched.",
        examples: ["15m"],
        default: "15m",
      },
      {
        least: "1m",
        tooShort: "hardly anything shows by then",
        most: "1d",
        tooLong: "by then it is no effect of the deployment",
      },
    ).optional(),
    every: duration(
      { description: "How often it is looked at.", examples: ["1m"], default: "1m" },
      { least: "10s", tooShort: "the metrics are not that fresh" },
    ).optional(),
    bad_samples: count(1, 20, {
      description: "So many bad looks one after another, and it is bad.",
      examples: [3],
      default: 3,
    }).optional(),
    health: z
      .literal("failing")
      .meta(about({ description: "A health check there fails.", examples: ["failing"] }))
      .optional(),
    alert_severity: text(60, {
      description: "An alert of this severity fires for the service.",
      examples: ["critical"],
    }).optional(),
    do: z
      .enum(["propose", "act"])
      .meta(
        about({
          description: "Whether the rollback is proposed with one button, or done.",
          examples: ["propose"],
          default: "propose",
        }),
      )
      .optional(),
  })
  .catchall(Threshold)
  .transform(({ watch, every, bad_samples, health, alert_severity, do: answer, ...metrics }) => ({
    watch,
    every,
    bad_samples,
    health,
    alert_severity,
    answer,
    /** Thresholds by metric, as written. */
    metrics: metrics as Readonly<Record<string, string>>, // what is left is the catchall's
  }));

export const LockAfterRollback = durationOrNever(
  {
    description: "After a rollback it is locked for so long, so that what was bad does not come back.",
    examples: ["2h", "never"],
    default: "2h",
  },
  { least: "5m", tooShort: "what was bad may come back at once", most: "4w", tooLong: "a lock is no rule" },
);
