import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiChannel } from "../forms.ts";
import type { Json } from "../json.ts";
import { pageOf } from "../page.ts";
import type { KeptChannel } from "../records.ts";
import { Refused, refuseArgument } from "../refused.ts";
import { always, byKind, joinedChannel, type Methods, openChannel, visibleChannel } from "./method.ts";

/** Channels: made, found, named, described, closed. */
export const conversations: Methods = {
  "conversations.create": {
    scopes: (args) => [args.flag("is_private") ? "groups:write" : "channels:manage"],
    run: create,
  },
  "conversations.list": { scopes: listScopes, run: list },
  "conversations.info": {
    scopes: byKind("channel", "read"),
    run: (args, ctx) => ({ channel: apiChannel(ctx, visibleChannel(ctx, args.need("channel"))) }),
  },
  "conversations.rename": { scopes: byKind("channel", "write"), run: rename },
  "conversations.setTopic": {
    scopes: always("channels:manage|channels:write.topic|groups:write"),
    run: (args, ctx) => describe(args, ctx, "topic"),
  },
  "conversations.setPurpose": {
    scopes: always("channels:manage|channels:write.topic|groups:write"),
    run: (args, ctx) => describe(args, ctx, "purpose"),
  },
  "conversations.archive": { scopes: byKind("channel", "write"), run: archive },
  "conversations.open": { scopes: always("im:write"), run: open },
};

const NAME_CHARACTERS = 80;
const DESCRIPTION_CHARACTERS = 250;

/** Archived channels keep their names, private ones too. */
function checkedName(ctx: Context, name: string): string {
  if (name === "") throw new Refused("invalid_name_required");
  if (name.length > NAME_CHARACTERS) throw new Refused("invalid_name_maxlength");
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) throw new Refused("invalid_name_specials");
  if (!/[\p{L}\p{N}]/u.test(name)) throw new Refused("invalid_name_punctuation");
  if (ctx.workspace.channel(name) !== null) throw new Refused("name_taken");
  return name;
}

function create(args: Args, ctx: Context): Json {
  const name = checkedName(ctx, args.text("name") ?? "");
  const channel: KeptChannel = {
    id: ctx.workspace.nextId("C"),
    name,
    kind: args.flag("is_private") ? "private" : "public",
    creator: ctx.bot.userId,
    created: Math.floor(ctx.now() / 1000),
    topic: "",
    members: [ctx.bot.userId],
    archived: false,
    bookmarks: [],
    pins: [],
  };
  ctx.workspace.channels.put(channel.id, channel);
  return { channel: apiChannel(ctx, channel) };
}

const KINDS: Readonly<Record<string, KeptChannel["kind"] | "mpim">> = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
  mpim: "mpim",
};
const LIST_SCOPES: Readonly<Record<string, string>> = {
  public_channel: "channels:read",
  private_channel: "groups:read",
  im: "im:read",
  mpim: "mpim:read",
};

function typesOf(args: Args): string[] {
  const types = args.list("types");
  if (types.some((type) => KINDS[type] === undefined)) throw new Refused("invalid_types");
  return types.length > 0 ? types : ["public_channel"];
}

function listScopes(args: Args): string[] {
  return typesOf(args).map((type) => LIST_SCOPES[type] ?? "channels:read");
}

function list(args: Args, ctx: Context): Json {
  const kinds = typesOf(args).map((type) => KINDS[type]);
  const found = ctx.workspace.channels.all().filter((channel) => {
    const known = channel.kind === "public" || channel.members.includes(ctx.bot.userId);
    return known && kinds.includes(channel.kind) && !(args.flag("exclude_archived") && channel.archived);
  });
  const page = pageOf(found, args, { absent: 100, most: 1_000 });
  return {
    channels: page.items.map((channel) => apiChannel(ctx, channel)),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function rename(args: Args, ctx: Context): Json {
  const channel = openChannel(ctx, args.need("channel"));
  const renamed = { ...channel, name: checkedName(ctx, args.text("name") ?? "") };
  ctx.workspace.channels.put(channel.id, renamed);
  return { channel: apiChannel(ctx, renamed) };
}

function describe(args: Args, ctx: Context, what: "topic" | "purpose"): Json {
  const channel = openChannel(ctx, args.need("channel"));
  const words = args.text(what) ?? "";
  if (words.length > DESCRIPTION_CHARACTERS) throw new Refused("too_long");
  const described = { ...channel, [what]: words };
  ctx.workspace.channels.put(channel.id, described);
  return { channel: apiChannel(ctx, described), [what]: words };
}

function archive(args: Args, ctx: Context): Json {
  const channel = joinedChannel(ctx, args.need("channel"));
  if (channel.kind === "im") throw new Refused("method_not_supported_for_channel_type");
  if (channel.name === "general") throw new Refused("cant_archive_general");
  if (channel.archived) throw new Refused("already_archived");
  ctx.workspace.channels.put(channel.id, { ...channel, archived: true });
  return {};
}

/** Direct messages with one person; the stand-in has none with several. */
function open(args: Args, ctx: Context): Json {
  const known = args.text("channel");
  if (known !== undefined)
    return { no_op: true, already_open: true, channel: { id: visibleChannel(ctx, known).id } };
  const [id, ...others] = args.list("users");
  if (id === undefined) return refuseArgument("missing required field: users");
  if (others.length > 0) throw new Refused("method_not_supported_for_channel_type");
  const user = ctx.workspace.users.get(id);
  if (user === undefined) throw new Refused("user_not_found");
  const channel = ctx.workspace.directMessage(ctx.bot.userId, user.id);
  return { channel: args.flag("return_im") ? apiChannel(ctx, channel) : { id: channel.id } };
}
