import type { Context } from "../context.ts";
import { apiMessage } from "../forms.ts";
import type { Reply, SlackWorld } from "../world.ts";
import { channelField, common, replyOf, someone, somewhere } from "./asking.ts";

/** Picks a shortcut from the menu of a message. */
export async function messageShortcut(
  ctx: Context,
  ask: Parameters<SlackWorld["messageShortcut"]>[0],
): Promise<Reply> {
  const user = someone(ctx, ask.user);
  const channel = somewhere(ctx, ask.channel, user);
  const message = ctx.workspace.message(channel.id, ask.ts);
  if (message === null || message.onlyFor !== null)
    throw new Error(`no message ${ask.ts} in #${channel.name} has shortcuts`);
  const delivered = await ctx.outbound.deliver({
    kind: "interactive",
    payload: {
      type: "message_action",
      ...common(ctx, user),
      callback_id: ask.callbackId,
      action_ts: ctx.workspace.nextTs(),
      trigger_id: ctx.triggers.issue(user.id),
      response_url: ctx.responseUrls.issue({ user: user.id, channel: channel.id, message: message.ts }),
      message_ts: message.ts,
      channel: channelField(channel),
      message: apiMessage(ctx, message),
    },
  });
  return replyOf(delivered);
}

/** Picks a shortcut from the lightning menu. */
export async function globalShortcut(
  ctx: Context,
  ask: Parameters<SlackWorld["globalShortcut"]>[0],
): Promise<Reply> {
  const user = someone(ctx, ask.user);
  const delivered = await ctx.outbound.deliver({
    kind: "interactive",
    payload: {
      type: "shortcut",
      ...common(ctx, user),
      callback_id: ask.callbackId,
      action_ts: ctx.workspace.nextTs(),
      trigger_id: ctx.triggers.issue(user.id),
    },
  });
  return replyOf(delivered);
}
