import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import type { Json } from "../json.ts";
import { pinMessage, pinnedItem } from "../pinning.ts";
import type { KeptChannel, KeptMessage } from "../records.ts";
import { Refused } from "../refused.ts";
import { always, type Methods, openChannel } from "./method.ts";

/** Bookmarks, pins and reactions. */
export const marks: Methods = {
  "bookmarks.add": { scopes: always("bookmarks:write"), run: addBookmark },
  "bookmarks.edit": { scopes: always("bookmarks:write"), run: editBookmark },
  "bookmarks.list": { scopes: always("bookmarks:read"), run: listBookmarks },
  "pins.add": { scopes: always("pins:write"), run: addPin },
  "pins.list": { scopes: always("pins:read"), run: listPins },
  "pins.remove": { scopes: always("pins:write"), run: removePin },
  "reactions.add": { scopes: always("reactions:write"), run: addReaction },
};

const BOOKMARKS = 100;

function apiBookmark(channel: string, bookmark: KeptChannel["bookmarks"][number]): Json {
  return { ...bookmark, channel_id: channel, type: "link", emoji: "", icon_url: null, entity_id: null };
}

function addBookmark(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel_id"));
  const title = args.need("title");
  if (args.need("type") !== "link") throw new Refused("invalid_bookmark_type");
  const link = args.text("link") ?? "";
  if (!URL.canParse(link)) throw new Refused("invalid_link");
  if (channel.bookmarks.length >= BOOKMARKS) throw new Refused("too_many_bookmarks");
  const bookmark = { id: ctx.workspace.nextId("Bk"), title, link };
  ctx.workspace.channels.put(channel.id, { ...channel, bookmarks: [...channel.bookmarks, bookmark] });
  return { bookmark: apiBookmark(channel.id, bookmark) };
}

function editBookmark(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel_id"));
  const old = channel.bookmarks.find(({ id }) => id === args.need("bookmark_id"));
  if (old === undefined) throw new Refused("not_found");
  const bookmark = {
    id: old.id,
    title: args.text("title") ?? old.title,
    link: args.text("link") ?? old.link,
  };
  if (!URL.canParse(bookmark.link)) throw new Refused("invalid_link");
  ctx.workspace.channels.put(channel.id, {
    ...channel,
    bookmarks: channel.bookmarks.map((it) => (it.id === old.id ? bookmark : it)),
  });
  return { bookmark: apiBookmark(channel.id, bookmark) };
}

function listBookmarks(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel_id"));
  return { bookmarks: channel.bookmarks.map((bookmark) => apiBookmark(channel.id, bookmark)) };
}

function target(args: Args, ctx: Context): { channel: KeptChannel; message: KeptMessage } {
  const channel = openChannel(ctx, args.need("channel"));
  const ts = args.text("timestamp");
  if (ts === undefined || ts === "") throw new Refused("no_item_specified");
  const message = ctx.workspace.message(channel.id, ts);
  if (message === null || message.onlyFor !== null) throw new Refused("message_not_found");
  return { channel, message };
}

function addPin(args: Args, ctx: Context): Json {
  const { channel, message } = target(args, ctx);
  if (channel.pins.includes(message.ts)) throw new Refused("already_pinned");
  pinMessage(ctx, channel, message, ctx.bot.userId);
  return {};
}

function listPins(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel"));
  const messages = channel.pins.flatMap((ts) => ctx.workspace.message(channel.id, ts) ?? []);
  return { items: messages.map((message) => pinnedItem(ctx, message, ctx.bot.userId)) };
}

function removePin(args: Args, ctx: Context): Json {
  const { channel, message } = target(args, ctx);
  if (!channel.pins.includes(message.ts)) throw new Refused("no_pin");
  ctx.workspace.channels.put(channel.id, {
    ...channel,
    pins: channel.pins.filter((ts) => ts !== message.ts),
  });
  return {};
}

function addReaction(args: Args, ctx: Context): Json {
  const { message } = target(args, ctx);
  const name = args.need("name");
  if (!/^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name)) throw new Refused("invalid_name");
  const reactions = message.reactions ?? [];
  const same = reactions.find((it) => it.name === name);
  if (same?.users.includes(ctx.bot.userId) === true) throw new Refused("already_reacted");
  const grown = { name, users: [...(same?.users ?? []), ctx.bot.userId] };
  ctx.workspace.putMessage({ ...message, reactions: [...reactions.filter((it) => it.name !== name), grown] });
  return {};
}
