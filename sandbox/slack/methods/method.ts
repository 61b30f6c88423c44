import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import type { Json } from "../json.ts";
import type { KeptChannel } from "../records.ts";
import { Refused } from "../refused.ts";

/** One method of the Web API. `run` answers what goes beside `ok: true`, or throws `Refused`. */
export type Method = {
  /** Absent means a bot token. */
  readonly token?: "bot" | "app" | "none";
  /** All are needed; of `a|b` either is enough. */
  readonly scopes?: (args: Args, ctx: Context) => readonly string[];
  readonly run: (args: Args, ctx: Context) => Json;
};

export type Methods = Readonly<Record<string, Method>>;

/** The same scopes for every call of the method. */
export function always(...scopes: readonly string[]): NonNullable<Method["scopes"]> {
  return () => scopes;
}

/** One scope of `family:verb`, by the kind of the channel named in this argument: channels:, groups: or im:. */
export function byKind(argument: string, verb: "history" | "read" | "write"): NonNullable<Method["scopes"]> {
  return (args, ctx) => {
    const kind = ctx.workspace.channel(args.text(argument) ?? "")?.kind;
    if (kind === "private") return [`groups:${verb}`];
    if (kind === "im") return [`im:${verb}`];
    return [verb === "write" ? "channels:manage" : `channels:${verb}`];
  };
}

/** The channel by id, if the bot may know of it. */
export function visibleChannel(ctx: Context, id: string): KeptChannel {
  const channel = ctx.workspace.channels.get(id);
  if (channel === undefined) throw new Refused("channel_not_found");
  if (channel.kind !== "public" && !channel.members.includes(ctx.bot.userId))
    throw new Refused("channel_not_found");
  return channel;
}

/** The channel by id, if the bot is in it. */
export function joinedChannel(ctx: Context, id: string): KeptChannel {
  const channel = visibleChannel(ctx, id);
  if (!channel.members.includes(ctx.bot.userId)) throw new Refused("not_in_channel");
  return channel;
}

/** The channel by id, if the bot is in it and it is not archived. */
export function openChannel(ctx: Context, id: string): KeptChannel {
  const channel = joinedChannel(ctx, id);
  if (channel.archived) throw new Refused("is_archived");
  return channel;
}
