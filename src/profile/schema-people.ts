import { z } from "zod";
import { about, duration, groupHandle, text } from "./fields.ts";
import { Calendar } from "./schema-place.ts";

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
    schedule: text(255, {
      description: "A schedule of PagerDuty, by name or id: whoever it has on call at that moment.",
      examples: ["Primary"],
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
    "must name exactly one of pagerduty, schedule, group, role, people.",
  )
  .meta({
    ...about({
      description: "Who is paged: exactly one of pagerduty, schedule, group, role, people.",
      examples: [{ pagerduty: "on-call" }],
    }),
    minProperties: 1,
    maxProperties: 1,
  });

const EscalationStep = z.strictObject({
  page: PageTarget,
  timeout: duration(
    {
      description: "How long to wait for an answer before the next step.",
      examples: ["5m"],
      default: "5m",
    },
    { most: "1d", tooLong: "nobody would be left to wait for the next step" },
  ).optional(),
});

export const EscalationPolicy = z.strictObject({
  name: text(60, {
    description: "What people call it; its key if absent.",
    examples: ["Database on-call"],
  }).optional(),
  run_by: z
    .enum(["tocsin", "pagerduty"])
    .meta(
      about({
        description:
          "Who calls the next person: Tocsin, step by step, or PagerDuty, by the levels of its own policy. " +
          "When absent: pagerduty for a single step that is a PagerDuty policy, without repeat and with " +
          "one acknowledgement; else tocsin.",
        examples: ["tocsin"],
      }),
    )
    .optional(),
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
  acknowledgements: z
    .int("must be a whole number from 1 to 5.")
    .min(1, "must be a whole number from 1 to 5.")
    .max(5, "must be a whole number from 1 to 5.")
    .meta(
      about({
        description: "How many different people must acknowledge before nobody else is paged.",
        examples: [2],
        default: 1,
      }),
    )
    .optional(),
  acknowledge_expires: duration(
    {
      description: "An acknowledgement without further word counts no longer than this.",
      examples: ["30m"],
    },
    {
      least: "1m",
      tooShort: "whoever acknowledged would be paged again at once",
      most: "1w",
      tooLong: "nobody would be paged again in time",
    },
  ).optional(),
  hours: Calendar.meta(
    about({
      description: "Hours in which it is taken as it stands; the profile's calendar if absent.",
      examples: [{ business_hours: "Mon-Fri 08:00-17:00", timezone: "Africa/Johannesburg" }],
    }),
  ).optional(),
  outside_hours: z
    .string()
    .meta(
      about({
        description:
          "What holds outside those hours: another policy, or wait, which pages when they begin. " +
          "When absent it is taken at all hours.",
        examples: ["wait", "nights"],
      }),
    )
    .optional(),
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
    slack_group: groupHandle({
      description: "Handle of a Slack user group, without @.",
      examples: ["ops"],
    }).optional(),
  })
  .refine(
    (written) => Object.values(written).flat().length > 0,
    "names nobody; write emails, slack_users or slack_group.",
  );
