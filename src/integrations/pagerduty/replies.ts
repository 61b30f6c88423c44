import { z } from "zod";
import { shortened, storable } from "./words.ts";

/** What we read of PagerDuty's replies, and nothing else. */

const text = z.string().transform(storable);
const id = z.string().min(1).transform(storable);

export const PagerDutyIncident = z.object({
  id,
  status: z.string(),
  html_url: text.nullish(),
  incident_key: z.string().nullish(),
});
export type PagerDutyIncident = z.infer<typeof PagerDutyIncident>;

export const IncidentReply = z.object({ incident: PagerDutyIncident });
export const IncidentList = z.object({ incidents: z.array(PagerDutyIncident) });

export const Policy = z.object({ id, name: text, services: z.array(z.object({ id })).default([]) });
export type Policy = z.infer<typeof Policy>;

export const Service = z.object({ id, name: text });
export type Service = z.infer<typeof Service>;

export const More = z.object({ more: z.boolean().default(false) });

export const OnCallList = z.object({
  oncalls: z.array(
    z.object({
      escalation_level: z.number(),
      user: z.object({
        id,
        name: text.nullish(),
        summary: text.nullish(),
        email: text.nullish(),
      }),
    }),
  ),
});

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
