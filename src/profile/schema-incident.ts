import { z } from "zod";
import { about, duration, key, target, text } from "./fields.ts";

/** How incidents are graded, who does what in them, and what follows. */

export const Severity = z.strictObject({
  name: text(40, {
    description: "What people call it; its label if absent.",
    examples: ["Critical"],
  }).optional(),
  criteria: z
    .array(text(200, { description: "One sign of it.", examples: ["complete system outage"] }))
    .meta(
      about({
        description: "Signs of this severity, shown where a person picks one.",
        examples: [["complete system outage"]],
        default: [],
      }),
    )
    .optional(),
  respond: target({
    description: "Somebody answers within this time.",
    examples: ["15m", "next business day"],
  }).optional(),
  resolve: target({
    description: "It is resolved within this time.",
    examples: ["4h", "2 business days"],
  }).optional(),
  page: z
    .boolean()
    .meta(
      about({
        description: "On-call is paged at once. Needs an escalation policy.",
        examples: [true],
        default: false,
      }),
    )
    .optional(),
  escalation: key("an escalation policy")
    .meta(
      about({
        description: "Policy that is paged; else the service's, else the first one.",
        examples: ["default"],
      }),
    )
    .optional(),
  invite: z
    .array(z.string())
    .meta(
      about({
        description: "People groups and roles brought into the channel.",
        examples: [["approvers"]],
        default: [],
      }),
    )
    .optional(),
  update_every: duration({
    description: "How often people are promised an update.",
    examples: ["30m"],
  }).optional(),
  postmortem: z
    .enum(["required", "optional", "none"])
    .meta(
      about({ description: "Whether a post-mortem follows.", examples: ["required"], default: "optional" }),
    )
    .optional(),
  default: z
    .boolean()
    .meta(
      about({
        description:
          "Taken when nobody names a severity. One at most; else the middle one (of four, the third).",
        examples: [true],
        default: false,
      }),
    )
    .optional(),
});

export const Role = z.strictObject({
  name: text(60, {
    description: "What people call it; made from its key if absent.",
    examples: ["Incident commander"],
  }).optional(),
  duty: text(300, {
    description: "What its holder does, said to them when they take it.",
    examples: ["Decides and delegates."],
  }).optional(),
  from: z
    .string()
    .meta(about({ description: "People group that holds it while nobody took it.", examples: ["approvers"] }))
    .optional(),
});

const ActionRule = z.strictObject({
  when: z
    .strictObject({
      timeline_mentions: text(80, {
        description: "A word of the timeline, in any case.",
        examples: ["database"],
      }),
    })
    .meta(about({ description: "When the rule applies.", examples: [{ timeline_mentions: "database" }] })),
  action: text(200, { description: "What is to be done.", examples: ["Set up database monitoring alerts"] }),
  owner: text(80, { description: "Who does it.", examples: ["database-team"] }).optional(),
  due: duration({ description: "By when, after the post-mortem is drafted.", examples: ["14d"] }).optional(),
  priority: z
    .enum(["high", "medium", "low"])
    .meta(about({ description: "How urgent it is.", examples: ["high"], default: "medium" }))
    .optional(),
});

export const Postmortem = z.strictObject({
  due: duration({
    description: "A post-mortem is finished this long after the incident.",
    examples: ["48h"],
    default: "48h",
  }).optional(),
  action_rules: z
    .array(ActionRule)
    .meta(
      about({
        description: "Action items the draft begins with.",
        examples: [[{ when: { timeline_mentions: "database" }, action: "Add alerts" }]],
        default: [],
      }),
    )
    .optional(),
});
