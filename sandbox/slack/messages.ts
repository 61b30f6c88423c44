import { validateMessage } from "./blocks.ts";
import type { Context } from "./context.ts";
import { apiMessage } from "./forms.ts";
import type { KeptChannel, KeptMessage } from "./records.ts";
import { refuseFaults } from "./refused.ts";

/** What a new message needs; the rest is filled in. */
export type Draft = Pick<KeptMessage, "channel" | "user" | "text"> & Partial<KeptMessage>;

/** Keeps a message; the bot is told of it if it is in the channel and subscribed. */
export function addMessage(ctx: Context, draft: Draft): KeptMessage {
  const message = ctx.workspace.putMessage({
    ts: ctx.workspace.nextTs(),
    threadTs: null,
    metadata: null,
    files: [],
    edited: false,
    onlyFor: null,
    ...draft,
    blocks: ctx.workspace.named(draft.blocks),
  });
  const channel = ctx.workspace.channels.get(message.channel);
  if (message.onlyFor === null && channel?.members.includes(ctx.bot.userId)) tell(ctx, channel, message);
  return message;
}

const SUBSCRIPTIONS = { public: "message.channels", private: "message.groups", im: "message.im" } as const;
const CHANNEL_TYPES = { public: "channel", private: "group", im: "im" } as const;

function tell(ctx: Context, channel: KeptChannel, message: KeptMessage): void {
  const event = { ...apiMessage(ctx, message), channel: channel.id, event_ts: message.ts };
  ctx.events.emit(SUBSCRIPTIONS[channel.kind], { ...event, channel_type: CHANNEL_TYPES[channel.kind] });
  if (message.text.includes(`<@${ctx.bot.userId}>`))
    ctx.events.emit("app_mention", { ...event, type: "app_mention" });
}

/** Refuses blocks and text that Slack would not take. */
export function checkMessage(blocks: unknown, text: unknown): void {
  refuseFaults(validateMessage(blocks, text));
}
