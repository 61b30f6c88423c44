import { z } from "zod";
import { BUSINESS_HOURS_CURE, isDay, isTimezone, parseBusinessHours, timezoneCure } from "./calendar.ts";
import { about, channel, count, duration, links, text } from "./fields.ts";
import { Environments, GitHub, Health } from "./schema-delivery.ts";

/** Where and when: time zone, working hours, Slack channels, services. */

const quoted = JSON.stringify;

export const Timezone = z.string().refine(isTimezone, {
  error: ({ input }) => `${quoted(input)} is no time zone; ${timezoneCure(String(input))}`,
});

export const Calendar = z.strictObject({
  business_hours: z
    .string()
    .refine((written) => parseBusinessHours(written) !== null, {
      error: ({ input }) => `${quoted(input)} is not understood; ${BUSINESS_HOURS_CURE}.`,
    })
    .meta(about({ description: "Days and times of work.", examples: ["Mon-Fri 08:00-17:00"] })),
  timezone: Timezone.meta(
    about({
      description: "Where these hours are kept; the profile's time zone if absent.",
      examples: ["Africa/Johannesburg"],
    }),
  ).optional(),
  holidays: z
    .array(
      z
        .string()
        .refine(isDay, { error: ({ input }) => `${quoted(input)} is no day; write it as 2026-12-25.` }),
    )
    .meta(about({ description: "Days off, as year-month-day.", examples: [["2026-12-25"]], default: [] }))
    .optional(),
});

export const Slack = z.strictObject({
  announcements: channel({
    description: "Channel where incidents are announced.",
    examples: ["#incidents"],
    default: "#incidents",
  }).optional(),
  channel_name: text(60, {
    description: "How an incident's channel is named. {number} must be in it, {title} may be.",
    examples: ["inc-{number}-{title}"],
    default: "inc-{number}-{title}",
  }).optional(),
  links: links({
    description: "Bookmarks of every incident channel.",
    examples: [[{ title: "Status page", url: "https://status.example.com" }]],
    default: [],
  }),
});

export const Service = z.strictObject({
  name: text(75, {
    description: "What people call it; its key if absent.",
    examples: ["Logistics suite"],
  }).optional(),
  owner: text(80, {
    description: "Team or person who looks after it.",
    examples: ["DevOps team"],
  }).optional(),
  components: z
    .array(text(75, { description: "A part that can break.", examples: ["database"] }))
    .meta(
      about({
        description: "Its parts. A part belongs to one service only.",
        examples: [["database", "cache"]],
        default: [],
      }),
    )
    .optional(),
  tier: count(1, 9, { description: "How much hangs on it, 1 the most.", examples: [1] }).optional(),
  escalation: z
    .string()
    .meta(about({ description: "Policy paged for it; else the first one.", examples: ["default"] }))
    .optional(),
  rto: duration({ description: "Recovery time objective.", examples: ["4h"] }).optional(),
  rpo: duration({ description: "Recovery point objective.", examples: ["1h"] }).optional(),
  pagerduty_service: text(255, {
    description: "PagerDuty service, by name or id; else the policy's own.",
    examples: ["Logistics suite"],
  }).optional(),
  links: links({
    description: "Bookmarks of this service's incident channels.",
    examples: [[{ title: "App", url: "https://app.example.com" }]],
    default: [],
  }),
  github: GitHub.meta(
    about({
      description: "Where it comes from and what runs there.",
      examples: [{ repository: "sebenza/suite", workflows: { deploy: "deploy.yml" } }],
    }),
  ).optional(),
  health: Health.meta(
    about({
      description: "Health checks by name, for environments that have none of their own.",
      examples: [{ app: "https://app.example.com/health" }],
      default: {},
    }),
  ).optional(),
  environments: Environments.meta(
    about({
      description: "Where it is deployed, by name.",
      examples: [{ staging: {}, production: { approvals: 1, promote_from: "staging" } }],
      default: {},
    }),
  ).optional(),
});
