import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiChannel } from "../forms.ts";
import type { Json } from "../json.ts";
import { addMember } from "../membership.ts";
import { pageOf } from "../page.ts";
import type { KeptChannel } from "../records.ts";
import { Refused, refuseArgument } from "../refused.ts";
import { always, byKind, type Methods, openChannel, visibleChannel } from "./method.ts";

/** Who is in a channel. */
export const members: Methods = {
  "conversations.members": { scopes: byKind("channel", "read"), run: list },
  "conversations.invite": {
    scopes: always("channels:manage|channels:write.invites|groups:write|groups:write.invites"),
    run: invite,
  },
  "conversations.join": { scopes: always("channels:join"), run: join },
};

function list(args: Args, ctx: Context): Json {
  const channel = visibleChannel(ctx, args.need("channel"));
  const page = pageOf(channel.members, args, { absent: 100, most: 1_000 });
  return { members: page.items, response_metadata: { next_cursor: page.nextCursor } };
}

/** One that cannot be invited keeps all others out, unless `force` is given. */
function invite(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel"));
  if (channel.kind === "im") throw new Refused("method_not_supported_for_channel_type");
  const users = args.list("users");
  if (users.length === 0) refuseArgument("missing required field: users");
  if (users.length > 1_000) throw new Refused("too_many_users");
  const errors = users.flatMap((user) => {
    const error = refusal(ctx, channel, user);
    return error === null ? [] : [{ user, ok: false, error }];
  });
  const first = errors[0];
  if (first !== undefined && (!args.flag("force") || errors.length === users.length))
    throw new Refused(first.error, { errors });
  for (const user of users)
    if (!errors.some((it) => it.user === user)) addMember(ctx, channel.id, user, ctx.bot.userId);
  const grown = ctx.workspace.channels.get(channel.id) ?? channel;
  return { channel: apiChannel(ctx, grown), ...(errors.length > 0 ? { errors } : {}) };
}

function refusal(ctx: Context, channel: KeptChannel, id: string): string | null {
  const user = ctx.workspace.users.get(id);
  if (user === undefined) return "user_not_found";
  if (id === ctx.bot.userId) return "cant_invite_self";
  if (channel.members.includes(id)) return "already_in_channel";
  return user.canBeInvited ? null : "cant_invite";
}

function join(args: Args, ctx: Context): Json {
  const channel = visibleChannel(ctx, args.need("channel"));
  if (channel.kind !== "public") throw new Refused("method_not_supported_for_channel_type");
  if (channel.archived) throw new Refused("is_archived");
  if (channel.members.includes(ctx.bot.userId))
    return {
      channel: apiChannel(ctx, channel),
      warning: "already_in_channel",
      response_metadata: { warnings: ["already_in_channel"] },
    };
  return { channel: apiChannel(ctx, addMember(ctx, channel.id, ctx.bot.userId) ?? channel) };
}
