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

/** A duration, read into milliseconds. `limits` say how short and how long makes sense, and why. */
export function duration(words: About, limits: Limits = {}): z.ZodType<number, string> {
  return z
    .string({ error: ({ input }) => unitMissing(input, DURATION_CURE) })
    .regex(DURATION, {
      error: ({ input }) => `${JSON.stringify(input)} is no duration; ${DURATION_CURE}.`,
      abort: true,
    })
    .transform((written, context) => {
      const problem = problemOf(written, limits);
      if (problem === null) return parseDuration(written) ?? z.NEVER;
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    })
    .meta(about(withLimits(words, limits)));
}

/** A duration, or the word `never`, which is null. */
export function durationOrNever(words: About, limits: Limits): z.ZodType<number | null, string> {
  const cure = `${DURATION_CURE}, or never`;
  return z
    .string({ error: ({ input }) => unitMissing(input, cure) })
    .regex(new RegExp(`${DURATION.source}|^never$`), {
      error: ({ input }) => `${JSON.stringify(input)} is no duration; ${cure}.`,
      abort: true,
    })
    .transform((written, context) => {
      const problem = written === "never" ? null : problemOf(written, limits);
      if (problem === null) return parseDuration(written);
      context.addIssue({ code: "custom", message: problem });
      return z.NEVER;
    })
    .meta(about(withLimits(words, limits)));
}

export type Limits = {
  readonly least?: string;
  /** Why nothing shorter makes sense: a clause that ends a sentence. */
  readonly tooShort?: string;
  readonly most?: string;
  readonly tooLong?: string;
};

function withLimits(words: About, { least, most }: Limits): About {
  const bounds = [
    ...(least === undefined ? [] : [`at least ${least}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ].join(", ");
  if (bounds === "") return words;
  return {
    ...words,
    description: `${words.description} ${bounds.charAt(0).toUpperCase()}${bounds.slice(1)}.`,
  };
}

/** The sentence for a duration that is none or makes no sense here; null when it is sound. */
function problemOf(written: string, limits: Limits): string | null {
  const said = JSON.stringify(written);
  const ms = parseDuration(written);
  if (ms === null) return `${said} must be more than zero and at most ten years.`;
  const { least, most } = limits;
  if (least !== undefined && ms < (parseDuration(least) ?? 0))
    return `${said} is under ${least}: ${limits.tooShort ?? "that is too short"}; write at least ${least}.`;
  if (most !== undefined && ms > (parseDuration(most) ?? ms))
    return `${said} is over ${most}: ${limits.tooLong ?? "that is too long"}; write at most ${most}.`;
  return null;
}

/** A Slack channel's name or id, without its `#`. */
export function channel(words: About): z.ZodType<string, string> {
  const example = JSON.stringify(words.examples[0]);
  return z
    .string({
      error: ({ input }) =>
        input === null
          ? `is empty; YAML takes # for a comment, so write the channel in quotes: ${example}.`
          : undefined,
    })
    .regex(/^(?:#?[\p{Ll}\p{Lo}\p{N}_-]{1,80}|[CG][A-Z0-9]{8,})$/u, {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no channel; write its name in small letters, such as ${example}, or its id.`,
    })
    .meta(about(words));
}

/** Handle of a Slack user group; `@` before it is understood. */
export function groupHandle(words: About): z.ZodString {
  return z
    .string()
    .regex(/^@?[\p{Ll}\p{N}._-]{1,80}$/u, {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no handle of a Slack user group; write it as in Slack, for example ${words.examples[0]}.`,
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

/** A web address in full. */
export function webAddress(words: About): z.ZodString {
  return z
    .string()
    .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), {
      error: ({ input }) =>
        `${JSON.stringify(input)} is no web address; write it in full, beginning with https://.`,
    })
    .meta(about(words));
}

/** A whole number between the two. */
export function count(least: number, most: number, words: About): z.ZodInt {
  const problem = `must be a whole number from ${least} to ${most}.`;
  return z.int(problem).min(least, problem).max(most, problem).meta(about(words));
}

const Link = z.strictObject({
  title: text(80, { description: "What the bookmark is called.", examples: ["Dashboard"] }),
  url: webAddress({
    description: "Address, beginning with http:// or https://.",
    examples: ["https://grafana.example.com/d/app"],
  }),
});
