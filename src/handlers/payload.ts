import { z } from "zod";
import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";

/** The parts of Slack's payloads that are used, checked. Ids become ours here and nowhere else. */

const User = z.string().transform((id) => id as SlackUserId); // Slack's own payload names it so
const Channel = z.string().transform((id) => id as SlackChannelId); // the same
/** `1763283600.000100`: seconds, and a counter that makes it a name. */
const Ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);

const Person = z.object({ id: User });

const Action = z.object({
  action_id: z.string(),
  action_ts: z.string().default(""),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

export const BlockActions = z.object({
  user: Person,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: z.object({ id: Channel }).nullish(),
  container: z.object({ message_ts: z.string().optional(), view_id: z.string().optional() }).default({}),
  actions: z.array(Action).min(1),
});
export type BlockActions = z.infer<typeof BlockActions>;

/** Text inputs, selects, check boxes and dates, by what they hold. */
const Field = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  /** Seconds since 1970. */
  selected_date_time: z.number().nullish(),
});

export const Submission = z.object({
  user: Person,
  view: z.object({
    id: z.string(),
    private_metadata: z.string().default(""),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), Field)) }),
  }),
});
export type Submission = z.infer<typeof Submission>;

export const GlobalShortcut = z.object({ user: Person, trigger_id: z.string() });

export const MessageShortcut = z.object({
  user: Person,
  trigger_id: z.string(),
  channel: z.object({ id: Channel }),
  team: z.object({ domain: z.string().optional() }).nullish(),
  message_ts: Ts,
  message: z.object({
    text: z.string().default(""),
    user: User.optional(),
    ts: Ts,
    files: z.array(z.object({ name: z.string().nullish() })).optional(),
  }),
});
export type MessageShortcut = z.infer<typeof MessageShortcut>;

export const PinAdded = z.object({
  event: z.object({
    user: User,
    channel_id: Channel,
    item: z.object({
      message: z
        .object({
          text: z.string().default(""),
          user: User.optional(),
          ts: Ts,
          permalink: z.string().optional(),
          files: z.array(z.object({ name: z.string().nullish() })).optional(),
        })
        .optional(),
    }),
  }),
});

/** Of joining and of leaving. Who is removed leaves; Slack does not say by whom. */
export const Membership = z.object({
  event_id: z.string(),
  event: z.object({ user: User, channel: Channel }),
});

export const Talk = z.object({
  event: z.object({
    channel: Channel,
    user: User.optional(),
    bot_id: z.string().optional(),
    subtype: z.string().optional(),
  }),
});

export const HomeOpened = z.object({ event: z.object({ user: User, tab: z.string().default("home") }) });

/** What a message says; one that is only a file says which. Entities and tokens are Slack's, still. */
export function textOf(message: {
  readonly text: string;
  readonly files?: readonly { readonly name?: string | null | undefined }[] | undefined;
}): string {
  if (message.text.trim() !== "") return message.text;
  const names = message.files?.flatMap(({ name }) => name ?? []) ?? [];
  return names.length === 0 ? "" : `shared ${names.join(", ")}`;
}

/** Epoch milliseconds of a message. */
export function saidAt(ts: string): number {
  return Math.round(Number(ts) * 1000);
}
