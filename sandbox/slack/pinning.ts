import type { Context } from "./context.ts";
import { apiMessage, permalink } from "./forms.ts";
import type { Json } from "./json.ts";
import type { KeptChannel, KeptMessage } from "./records.ts";

/** Pins a message; the bot is told if it is in the channel. */
export function pinMessage(ctx: Context, channel: KeptChannel, message: KeptMessage, by: string): void {
  const pins = [...channel.pins, message.ts];
  ctx.workspace.channels.put(channel.id, { ...channel, pins });
  if (!channel.members.includes(ctx.bot.userId)) return;
  ctx.events.emit("pin_added", {
    type: "pin_added",
    user: by,
    channel_id: channel.id,
    item: pinnedItem(ctx, message, by),
    item_user: message.user,
    pin_count: pins.length,
    pinned_info: { channel: channel.id, pinned_by: by, pinned_ts: Math.floor(ctx.now() / 1000) },
    event_ts: ctx.workspace.nextTs(),
  });
}

/** A pin as in `pins.list` and in `pin_added`. */
export function pinnedItem(ctx: Context, message: KeptMessage, by: string): Json {
  return {
    type: "message",
    created: Math.floor(ctx.now() / 1000),
    created_by: by,
    channel: message.channel,
    message: {
      ...apiMessage(ctx, message),
      permalink: permalink(ctx, message.channel, message.ts),
      pinned_to: [message.channel],
    },
  };
}
