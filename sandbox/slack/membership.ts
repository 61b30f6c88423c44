import type { Context } from "./context.ts";
import type { KeptChannel } from "./records.ts";

/** Puts a person or the bot into a channel; the bot is told if it is there to see it. */
export function addMember(
  ctx: Context,
  channelId: string,
  user: string,
  inviter?: string,
): KeptChannel | null {
  const channel = ctx.workspace.channels.get(channelId);
  if (channel === undefined || channel.members.includes(user)) return channel ?? null;
  const grown = { ...channel, members: [...channel.members, user] };
  ctx.workspace.channels.put(channel.id, grown);
  if (grown.members.includes(ctx.bot.userId)) {
    ctx.events.emit("member_joined_channel", {
      type: "member_joined_channel",
      user,
      channel: channel.id,
      channel_type: channel.kind === "private" ? "G" : "C",
      team: ctx.team.id,
      ...(inviter === undefined ? {} : { inviter }),
      event_ts: ctx.workspace.nextTs(),
    });
  }
  return grown;
}

/** Takes somebody out of a channel; the bot is told if it is there to see it. */
export function removeMember(ctx: Context, channelId: string, user: string): void {
  const channel = ctx.workspace.channels.get(channelId);
  if (channel === undefined || !channel.members.includes(user)) return;
  const members = channel.members.filter((member) => member !== user);
  ctx.workspace.channels.put(channel.id, { ...channel, members });
  if (!members.includes(ctx.bot.userId)) return;
  ctx.events.emit("member_left_channel", {
    type: "member_left_channel",
    user,
    channel: channel.id,
    channel_type: channel.kind === "private" ? "G" : "C",
    team: ctx.team.id,
    event_ts: ctx.workspace.nextTs(),
  });
}
