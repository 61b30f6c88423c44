import { z } from "zod";
import {
  BUSINESS_TARGET,
  DURATION,
  DURATION_CURE,
  parseDuration,
  parseTarget,
  TARGET_CURE,
} from "./duration.ts";

/** What an editor and the reference page say about a field. `default` is what holds when it is left out. */
export type About = {
  readonly description: string;
  readonly examples: readonly unknown[];
  readonly default?: unknown;
};

/** For `.meta`: zod's own type wants a list it may change. */
export function about(words: About): { description: string; examples: unknown[]; default?: unknown } {
  return { ...words, examples: [...words.examples] };
}

/** One line of text of at most `max` characters. */
export function text(max: number, words: About): z.ZodString {
  return z
    .string()
    .trim()
    .min(1, "is empty; write something or remove the line.")
    .max(max, `is longer than ${max} characters; shorten it.`)
    .regex(/^[^\n]*$/, "must be one line.")
    .meta(about(words));
}

/** The name something is referred to by: `payments-primary`. */
export function key(what: string): z.ZodString {
  return z
    .string()
    .regex(
      /^[A-Za-z0-9][\w.-]{0,59}$/,
      `is not a name for ${what}; use letters, digits, "-", "_" and ".", without spaces, at most 60.`,
    );
}

/** A label of the manual's own, which may have spaces: P1, Severity 1, Critical. */
export function label(what: string): z.ZodString {
  return z
    .string()
    .regex(
      /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/&+-]{0,28}[\p{L}\p{N}])?$/u,
      `is not a label for ${what}; use letters, digits, spaces and "-", at most 30.`,
    );
}

/** A duration, read into milliseconds. */
export function duration(words: About): z.ZodType<number, string> {
  return z
    .string({ error: ({ input }) => unitMissing(input, DURATION_CURE) })
    .regex(DURATION, {
      error: ({ input }) => `${JSON.stringify(input)} is no duration; ${DURATION_CURE}.`,
      abort: true,
    })
    .transform((written, context) => {
      const ms = parseDuration(written);
      if (ms !== null) return ms;
      context.addIssue({
        code: "custom",
        message: `${JSON.stringify(written)} must be more than zero and at most ten years.`,
      });
      return z.NEVER;
    })
    .meta(about(words));
}

/** A duration or business time. */
export function target(words: About): z.ZodType<NonNullable<ReturnType<typeof parseTarget>>, string> {
  return z
    .string({ error: ({ input }) => unitMissing(input, TARGET_CURE) })
    .regex(new RegExp(`${DURATION.source}|${BUSINESS_TARGET.source}`), {
      error: ({ input }) => `${JSON.stringify(input)} is no target; ${TARGET_CURE}.`,
      abort: true,
    })
    .transform((written, context) => {
      const parsed = parseTarget(written);
      if (parsed !== null) return parsed;
      context.addIssue({
        code: "custom",
        message: `${JSON.stringify(written)} must be more than zero and at most ten years.`,
      });
      return z.NEVER;
    })
    .meta(about(words));
}

function unitMissing(input: unknown, cure: string): string {
  if (typeof input === "number") return `${input} has no unit; ${cure}.`;
  return input === undefined ? `is missing; ${cure}.` : `is no duration; ${cure}.`;
}

/** A link shown as a bookmark in Slack. */
export function links(words: About): z.ZodOptional<z.ZodArray<typeof Link>> {
  return z
    .array(Link)
    .max(20, "has more than 20 links; keep the ones needed at night.")
    .meta(about(words))
    .optional();
}

const Link = z.strictObject({
  title: text(80, { description: "What the bookmark is called.", examples: ["Dashboard"] }),
  url: z
    .string()
    .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no web address; write it in full, beginning with https://.`,
    })
    .meta(
      about({
        description: "Address, beginning with http:// or https://.",
        examples: ["https://grafana.example.com/d/app"],
      }),
    ),
});
