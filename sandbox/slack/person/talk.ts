import type { Context } from "../context.ts";
import { apiView } from "../forms.ts";
import { addMember, removeMember } from "../membership.ts";
import { escapeTyped } from "../mentions.ts";
import { addMessage } from "../messages.ts";
import { pinMessage } from "../pinning.ts";
import type { SandboxMessage, SlackWorld } from "../world.ts";
import { someone, somewhere } from "./asking.ts";

/** Says something in a channel. Mentions in messages carry no name after the id. */
export function say(ctx: Context, ask: Parameters<SlackWorld["say"]>[0]): SandboxMessage {
  const user = someone(ctx, ask.user);
  const channel = somewhere(ctx, ask.channel, user);
  const text = escapeTyped(ask.text, ctx.workspace).replace(/<@(\w+)\|[^>]*>/g, "<@$1>");
  return addMessage(ctx, { channel: channel.id, user: user.id, text, threadTs: ask.threadTs ?? null });
}

/** Pins what a person sees; a second pin does nothing. */
export function pin(ctx: Context, ask: Parameters<SlackWorld["pin"]>[0]): void {
  const user = someone(ctx, ask.user);
  const channel = somewhere(ctx, ask.channel, user);
  const message = ctx.workspace.message(channel.id, ask.ts);
  if (message === null || message.onlyFor !== null)
    throw new Error(`no message ${ask.ts} in #${channel.name} can be pinned`);
  if (!channel.pins.includes(message.ts)) pinMessage(ctx, channel, message, user.id);
}

/** Joins a public channel; private ones need an invitation. */
export function join(ctx: Context, ask: Parameters<SlackWorld["join"]>[0]): void {
  const user = someone(ctx, ask.user);
  const channel = ctx.workspace.channel(ask.channel);
  if (channel === null || (channel.kind !== "public" && !channel.members.includes(user.id)))
    throw new Error(`${user.name} sees no channel "${ask.channel}"`);
  if (channel.archived) throw new Error(`#${channel.name} is archived`);
  addMember(ctx, channel.id, user.id);
}

/** Leaves a channel, or is removed from it: the event is the same. */
export function leave(ctx: Context, ask: Parameters<SlackWorld["leave"]>[0]): void {
  const user = someone(ctx, ask.user);
  removeMember(ctx, somewhere(ctx, ask.channel, user).id, user.id);
}

/** Opens the app's Home tab. */
export function openHome(ctx: Context, nameOrId: string): void {
  const user = someone(ctx, nameOrId);
  const home = ctx.workspace.homes.get(user.id);
  ctx.events.emit("app_home_opened", {
    type: "app_home_opened",
    user: user.id,
    channel: ctx.workspace.directMessage(ctx.bot.userId, user.id).id,
    tab: "home",
    event_ts: ctx.workspace.nextTs(),
    ...(home === undefined ? {} : { view: apiView(ctx, home) }),
  });
}
