import { z } from "zod";
import { shortened, storable } from "./words.ts";

/** What we read of PagerDuty's replies, and nothing else. */

const text = z.string().transform(storable);
const id = z.string().min(1).transform(storable);

/** PagerDuty writes instants as ISO 8601 with a zone; what is none is not taken for one. */
const instant = z
  .string()
  .transform((written) => Date.parse(written))
  .pipe(z.number());
/** What something is called where it is only pointed at. */
const pointed = z.object({ id, summary: text.nullish() });

export const PagerDutyIncident = z.object({
  id,
  status: z.string(),
  html_url: text.nullish(),
  incident_key: z.string().nullish(),
  escalation_policy: pointed.nullish(),
  assigned_via: z.string().nullish(),
  assignments: z.array(z.object({ assignee: pointed })).nullish(),
  pending_actions: z.array(z.object({ type: z.string(), at: instant })).nullish(),
});
export type PagerDutyIncident = z.infer<typeof PagerDutyIncident>;

export const IncidentReply = z.object({ incident: PagerDutyIncident });
export const IncidentList = z.object({ incidents: z.array(PagerDutyIncident) });

export const LogEntry = z.object({
  type: z.string(),
  created_at: instant,
  /** A person or, when PagerDuty did it by itself, a service. */
  agent: pointed.extend({ type: z.string().nullish() }).nullish(),
  /** Who was notified. */
  user: pointed.nullish(),
  channel: z
    .object({
      type: z.string().nullish(),
      notification: z.object({ type: z.string().nullish(), status: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
export type LogEntry = z.infer<typeof LogEntry>;

export const Policy = z.object({
  id,
  name: text,
  html_url: text.nullish(),
  /** How often it begins again at its first level. */
  num_loops: z.number().nullish(),
  services: z.array(z.object({ id })).default([]),
  escalation_rules: z
    .array(
      z.object({
        escalation_delay_in_minutes: z.number(),
        targets: z.array(pointed.extend({ type: z.string() })).default([]),
      }),
    )
    .default([]),
});
export type Policy = z.infer<typeof Policy>;

export const Service = z.object({ id, name: text });
export type Service = z.infer<typeof Service>;

export const Schedule = z.object({ id, name: text });
export type Schedule = z.infer<typeof Schedule>;

export const User = z.object({ id, name: text, email: text, role: z.string().nullish() });
export type User = z.infer<typeof User>;

export const UserReply = z.object({ user: z.object({ email: text }) });
/** `GET /schedules/{id}/users` leaves out what it does not want to show. */
export const UserList = z.object({
  users: z.array(z.object({ id, name: text.nullish(), summary: text.nullish(), email: text.nullish() })),
});

export const More = z.object({ more: z.boolean().default(false) });

export const OnCall = z.object({
  escalation_level: z.number(),
  user: z.object({ id, name: text.nullish(), summary: text.nullish(), email: text.nullish() }),
  schedule: pointed.nullish(),
  /** Null for somebody who is on call always. */
  start: instant.nullish(),
  end: instant.nullish(),
});
export type OnCall = z.infer<typeof OnCall>;

const Override = z.object({ id, start: instant, end: instant, user: pointed });
export const OverrideList = z.object({ overrides: z.array(Override) });

/** One answer per override that was sent; each has a status of its own. */
export const OverridesMade = z
  .array(
    z.object({
      status: z.number(),
      override: z.object({ id }).nullish(),
      errors: z.array(z.string()).nullish(),
    }),
  )
  .min(1);

export const EventAccepted = z.object({ status: z.literal("success"), dedup_key: z.string().min(1) });

/** REST nests its error, Events v2 does not; both bring a message and a list. */
const Said = z.object({
  code: z.number().optional(),
  message: z.string().optional(),
  errors: z.union([z.array(z.string()), z.string().transform((one) => [one])]).optional(),
});
const Problem = z.union([z.object({ error: Said }).transform(({ error }) => error), Said]);

/** PagerDuty's own words for a refusal, for people and for telling refusals apart. */
export function problemOf(body: unknown): { readonly code: number | null; readonly words: string } {
  const read = Problem.safeParse(body);
  if (!read.success) return { code: null, words: "" };
  const { code = null, message, errors = [] } = read.data;
  const words = [message ?? "", ...errors].filter((part) => part !== "").join(": ");
  return { code, words: shortened(words, 200) };
}
