import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiMessage, permalink } from "../forms.ts";
import type { Json } from "../json.ts";
import { addMessage, checkMessage } from "../messages.ts";
import type { KeptChannel, KeptMessage } from "../records.ts";
import { Refused } from "../refused.ts";
import { always, type Methods, visibleChannel } from "./method.ts";

/** Messages of the bot. */
export const chat: Methods = {
  "chat.postMessage": { scopes: always("chat:write"), run: postMessage },
  "chat.postEphemeral": { scopes: always("chat:write"), run: postEphemeral },
  "chat.update": { scopes: always("chat:write"), run: update },
  "chat.delete": { scopes: always("chat:write"), run: remove },
  "chat.getPermalink": { run: getPermalink },
};

/** By channel id, by name, or by a person's id for the direct message. Outside its channels the bot needs chat:write.public. */
function addressee(args: Args, ctx: Context): KeptChannel {
  const wanted = args.need("channel");
  const user = ctx.workspace.users.get(wanted);
  if (user !== undefined && !user.isBot) return ctx.workspace.directMessage(ctx.bot.userId, user.id);
  const found = ctx.workspace.channel(wanted);
  if (found === null) throw new Refused("channel_not_found");
  const channel = visibleChannel(ctx, found.id);
  if (channel.archived) throw new Refused("is_archived");
  if (!channel.members.includes(ctx.bot.userId) && !ctx.scopes.includes("chat:write.public"))
    throw new Refused("not_in_channel");
  return channel;
}

function contentOf(args: Args): { text: string; blocks: KeptMessage["blocks"] } {
  const blocks = args.structure("blocks");
  const attachments = args.structure("attachments");
  const text = args.text("text") ?? "";
  if (!(Array.isArray(attachments) && attachments.length > 0)) checkMessage(blocks, text);
  return { text, blocks: Array.isArray(blocks) ? (blocks as Json[]) : [] };
}

function metadataOf(args: Args): KeptMessage["metadata"] {
  const given = args.structure("metadata");
  if (given === undefined) return null;
  const { event_type: type, event_payload: payload } = args.object("metadata") ?? {};
  if (typeof type !== "string" || typeof payload !== "object" || payload === null)
    throw new Refused("invalid_metadata_format");
  return { event_type: type, event_payload: payload as Json };
}

function threadOf(args: Args, ctx: Context, channel: KeptChannel): string | null {
  const ts = args.text("thread_ts");
  if (ts === undefined || ts === "") return null;
  const parent = ctx.workspace.message(channel.id, ts);
  if (parent === null || parent.onlyFor !== null) throw new Refused("cannot_reply_to_message");
  return parent.threadTs ?? parent.ts;
}

function postMessage(args: Args, ctx: Context): Json {
  const channel = addressee(args, ctx);
  const message = addMessage(ctx, {
    channel: channel.id,
    user: ctx.bot.userId,
    ...contentOf(args),
    metadata: metadataOf(args),
    threadTs: threadOf(args, ctx, channel),
  });
  return { channel: channel.id, ts: message.ts, message: apiMessage(ctx, message, { metadata: true }) };
}

function postEphemeral(args: Args, ctx: Context): Json {
  const channel = addressee(args, ctx);
  const user = args.need("user");
  if (!channel.members.includes(user)) throw new Refused("user_not_in_channel");
  const message = addMessage(ctx, {
    channel: channel.id,
    user: ctx.bot.userId,
    ...contentOf(args),
    onlyFor: user,
    threadTs: threadOf(args, ctx, channel),
  });
  return { message_ts: message.ts };
}

function ownMessage(args: Args, ctx: Context, refusal: string): KeptMessage {
  const channel = visibleChannel(ctx, args.need("channel"));
  const message = ctx.workspace.message(channel.id, args.need("ts"));
  if (message === null || message.onlyFor !== null) throw new Refused("message_not_found");
  if (message.user !== ctx.bot.userId) throw new Refused(refusal);
  return message;
}

/** Blocks and metadata that are not given stay; an empty list or object takes them away. */
function update(args: Args, ctx: Context): Json {
  const message = ownMessage(args, ctx, "cant_update_message");
  if (ctx.workspace.channels.get(message.channel)?.archived === true) throw new Refused("is_archived");
  const blocks = args.structure("blocks");
  const text = args.text("text") ?? (blocks === undefined ? "" : message.text);
  checkMessage(blocks, text);
  const cleared = Object.keys(args.object("metadata") ?? { kept: true }).length === 0;
  const metadata = cleared ? null : (metadataOf(args) ?? message.metadata);
  const changed = ctx.workspace.putMessage({
    ...message,
    text,
    metadata,
    edited: true,
    blocks: blocks === undefined ? message.blocks : ctx.workspace.named(blocks),
  });
  return {
    channel: message.channel,
    ts: message.ts,
    text,
    message: apiMessage(ctx, changed, { metadata: true }),
  };
}

function remove(args: Args, ctx: Context): Json {
  const message = ownMessage(args, ctx, "cant_delete_message");
  ctx.workspace.deleteMessage(message);
  return { channel: message.channel, ts: message.ts };
}

function getPermalink(args: Args, ctx: Context): Json {
  const channel = visibleChannel(ctx, args.need("channel"));
  const ts = args.need("message_ts");
  if (ctx.workspace.message(channel.id, ts) === null) throw new Refused("message_not_found");
  return { channel: channel.id, permalink: permalink(ctx, channel.id, ts) };
}
