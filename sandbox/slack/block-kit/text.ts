import { z } from "zod";

/** Text and the small objects that blocks are made of, with Slack's limits in characters. */

export const id = z.string().min(1).max(255);
export const blockId = z.string().min(1).max(255).optional();

/** `plain_text` of at most `max` characters. */
export function plain(max: number) {
  return z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
}

/** `mrkdwn` of at most `max` characters. */
export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal("mrkdwn"),
    text: z.string().min(1).max(max),
    verbatim: z.boolean().optional(),
  });
}

/** Either kind of text of at most `max` characters. */
export function anyText(max: number) {
  return z.discriminatedUnion("type", [plain(max), mrkdwn(max)]);
}

export const confirm = z.strictObject({
  title: plain(100),
  text: anyText(300),
  confirm: plain(30),
  deny: plain(30),
  style: z.enum(["primary", "danger"]).optional(),
});

/** An option of a select: its text is plain. */
export const option = z.strictObject({
  text: plain(75),
  value: z.string().max(150),
  description: plain(75).optional(),
});

/** Options of overflow menus may carry a link. */
export const overflowOption = option.extend({ url: z.string().max(3000).optional() });

/** Options of radio buttons and checkboxes may be written in mrkdwn. */
export const richOption = z.strictObject({
  text: anyText(75),
  value: z.string().max(150),
  description: anyText(75).optional(),
});

export const optionGroup = z.strictObject({
  label: plain(75),
  options: z.array(option).min(1).max(100),
});

export const slackFile = z.strictObject({ id: z.string().optional(), url: z.string().optional() });
