import { z } from "zod";
import { isWeekly, WEEKLY_CURE } from "./calendar.ts";
import { type About, about, channel, duration, durationOrNever, groupHandle } from "./fields.ts";

/** What is watched and asked for once somebody is paged, who is on call, and who may page. */

const quoted = JSON.stringify;

export const Proof = z.strictObject({
  accepted: duration(
    {
      description: "PagerDuty accepts a page within this time, or people are told and the next way is tried.",
      examples: ["30s"],
      default: "30s",
    },
    {
      least: "5s",
      tooShort: "a page in good health may take that long",
      most: "5m",
      tooLong: "a page that did not go out must be heard of sooner",
    },
  ).optional(),
  notified: duration(
    {
      description: "After that, somebody is notified within this time, as PagerDuty's log tells.",
      examples: ["90s"],
      default: "90s",
    },
    {
      least: "15s",
      tooShort: "PagerDuty's log may be that late",
      most: "15m",
      tooLong: "a page that wakes nobody must be heard of sooner",
    },
  ).optional(),
});

export const Nudges = z.strictObject({
  commander: durationOrNever(
    {
      description: "After how long without a holder of the first role somebody is asked for.",
      examples: ["10m", "never"],
      default: "10m",
    },
    {
      least: "1m",
      tooShort: "nobody can have read the channel by then",
      most: "1d",
      tooLong: "by then it helps nobody",
    },
  ).optional(),
  severity: durationOrNever(
    {
      description: "After how long the severity is asked for, when nobody chose it.",
      examples: ["10m", "never"],
      default: "10m",
    },
    {
      least: "1m",
      tooShort: "nobody can have read the channel by then",
      most: "1d",
      tooLong: "by then it helps nobody",
    },
  ).optional(),
  quiet: durationOrNever(
    {
      description:
        "After how long without a word or a deed in the channel it is asked whether anybody is there.",
      examples: ["1h", "never"],
      default: "1h",
    },
    {
      least: "5m",
      tooShort: "people who work are silent that long",
      most: "1w",
      tooLong: "by then everybody has forgotten it",
    },
  ).optional(),
});

export const OnCall = z.strictObject({
  channel: channel({
    description: "Channel where changes of on-call and the weekly summary are posted; without it neither is.",
    examples: ["#on-call"],
  }).optional(),
  user_groups: z
    .record(
      z.string(),
      groupHandle({
        description: "Handle of a Slack user group, without @.",
        examples: ["on-call"],
      }),
    )
    .meta(
      about({
        description:
          "Slack user groups by escalation policy, each kept to those on call at the policy's first level.",
        examples: [{ default: "on-call" }],
        default: {},
      }),
    )
    .optional(),
  weekly: z
    .string()
    .refine(isWeekly, {
      error: ({ input }) => `${quoted(input)} is not understood; ${WEEKLY_CURE}.`,
    })
    .meta(
      about({
        description:
          "When the weekly summary is posted, in the profile's time zone. Without it there is none.",
        examples: ["Mon 09:00"],
      }),
    )
    .optional(),
});

export const Access = z.strictObject({
  page: allowed({
    description:
      "Who may page people and policies: everyone in the workspace who is no guest, or people groups.",
    examples: ["everyone", ["operators"]],
    default: "everyone",
  }),
  deploy: allowed({
    description: "Who may ask for deployments, rollbacks, backups and recovery, and hold locks.",
    examples: [["developers", "operators"]],
    default: "everyone",
  }),
  override: allowed({
    description:
      "Who may pass over closed gates, take over a lock and lift a freeze; whoever may deploy if absent.",
    examples: [["leads"]],
  }),
});

function allowed(words: About): z.ZodOptional<z.ZodType<"everyone" | string[]>> {
  const cure = "write everyone, or people groups such as [operators].";
  const list = z.array(z.string()).min(1, `names nobody; ${cure}`);
  return z
    .union([z.literal("everyone"), list], {
      error: ({ input }) => `${input === null ? "is empty" : "is not understood"}; ${cure}`,
    })
    .meta(about(words))
    .optional();
}
