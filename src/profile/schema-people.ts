import { z } from "zod";
import { about, duration, text } from "./fields.ts";

/** Who is paged, in what order, and how people are found. */

const quoted = JSON.stringify;

const Email = z.email({
  error: ({ input }) => `${quoted(input)} is no e-mail address; write one such as amara@example.com.`,
});

const PageTarget = z
  .strictObject({
    pagerduty: text(255, {
      description: "An escalation policy of PagerDuty, by name or id.",
      examples: ["on-call"],
    }).optional(),
    group: z
      .string()
      .meta(about({ description: "A people group of this profile.", examples: ["operators"] }))
      .optional(),
    role: z
      .string()
      .meta(about({ description: "Whoever holds a role of this profile.", examples: ["incident-commander"] }))
      .optional(),
    people: z
      .array(Email)
      .min(1, "names nobody; write at least one e-mail address.")
      .meta(about({ description: "E-mail addresses.", examples: [["lead@example.com"]] }))
      .optional(),
  })
  .refine(
    (written) => Object.keys(written).length === 1,
    "must name exactly one of pagerduty, group, role, people.",
  )
  .meta({
    ...about({
      description: "Who is paged: exactly one of pagerduty, group, role, people.",
      examples: [{ pagerduty: "on-call" }],
    }),
    minProperties: 1,
    maxProperties: 1,
  });

const EscalationStep = z.strictObject({
  page: PageTarget,
  timeout: duration({
    description: "How long to wait for an answer before the next step.",
    examples: ["5m"],
    default: "5m",
  }).optional(),
});

export const EscalationPolicy = z.strictObject({
  steps: z
    .array(EscalationStep)
    .min(1, "has no step; write at least one, for example { page: { pagerduty: on-call } }.")
    .max(20, "has more than 20 steps.")
    .meta(
      about({
        description: "Who is paged, in order.",
        examples: [[{ page: { pagerduty: "on-call" }, timeout: "5m" }]],
      }),
    ),
  repeat: z
    .int("must be a whole number from 0 to 9.")
    .min(0, "must be a whole number from 0 to 9.")
    .max(9, "must be a whole number from 0 to 9.")
    .meta(
      about({
        description: "How often the steps begin again when nobody answered.",
        examples: [2],
        default: 0,
      }),
    )
    .optional(),
  acknowledge_expires: duration({
    description: "An acknowledgement without further word counts no longer than this.",
    examples: ["30m"],
  }).optional(),
});

export const PeopleGroup = z
  .strictObject({
    emails: z
      .array(Email)
      .meta(
        about({
          description: "E-mail addresses of their Slack accounts.",
          examples: [["amara@example.com"]],
          default: [],
        }),
      )
      .optional(),
    slack_users: z
      .array(
        z.string().regex(/^[UW][A-Z0-9]{2,}$/, {
          error: ({ input }) => `${quoted(input)} is no Slack user id; those begin with U or W.`,
        }),
      )
      .meta(about({ description: "Slack user ids.", examples: [["U0123ABCD"]], default: [] }))
      .optional(),
    slack_group: z
      .string()
      .regex(/^@?[\p{Ll}\p{N}._-]{1,80}$/u, {
        error: ({ input }) =>
          `${quoted(input)} is no handle of a Slack user group; write it as in Slack, for example ops.`,
      })
      .meta(about({ description: "Handle of a Slack user group, without @.", examples: ["ops"] }))
      .optional(),
  })
  .refine(
    (written) => Object.values(written).flat().length > 0,
    "names nobody; write emails, slack_users or slack_group.",
  );
