import type { Context } from "./context.ts";
import type { Json } from "./json.ts";
import type { KeptChannel, KeptFile, KeptMessage, KeptView } from "./records.ts";
import type { SandboxUser } from "./world.ts";

/** Users, channels, messages, files and views in the shapes Slack sends them. */

export function apiUser(ctx: Context, user: SandboxUser): Json {
  const email = user.isBot || !ctx.scopes.includes("users:read.email") ? {} : { email: user.email };
  return {
    id: user.id,
    team_id: ctx.team.id,
    name: user.name,
    deleted: false,
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.isBot ? "" : user.name,
      team: ctx.team.id,
      ...email,
    },
    is_admin: false,
    is_owner: false,
    is_restricted: !user.canBeInvited,
    is_ultra_restricted: false,
    is_bot: user.isBot,
    is_app_user: false,
    updated: 0,
  };
}

export function apiChannel(ctx: Context, channel: KeptChannel): Json {
  const common = {
    id: channel.id,
    created: channel.created,
    creator: channel.creator,
    is_archived: channel.archived,
    context_team_id: ctx.team.id,
  };
  if (channel.kind === "im") {
    const user = channel.members.find((member) => member !== ctx.bot.userId) ?? ctx.bot.userId;
    return { ...common, is_im: true, user, is_user_deleted: false, priority: 0 };
  }
  return {
    ...common,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === "public",
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === "private",
    is_general: channel.name === "general",
    is_shared: false,
    is_ext_shared: false,
    is_member: channel.members.includes(ctx.bot.userId),
    topic: { value: channel.topic, creator: "", last_set: 0 },
    purpose: { value: channel.purpose ?? "", creator: "", last_set: 0 },
    previous_names: [],
    num_members: channel.members.length,
  };
}

/** `metadata` goes along only where Slack shows it. */
export function apiMessage(
  ctx: Context,
  message: KeptMessage,
  show: { readonly metadata: boolean } = { metadata: false },
): Json {
  const byBot = message.user === ctx.bot.userId ? { bot_id: ctx.bot.botId, app_id: ctx.bot.appId } : {};
  return {
    type: "message",
    user: message.user,
    ...byBot,
    text: message.text,
    ts: message.ts,
    team: ctx.team.id,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.files.length > 0 ? { files: message.files.map((file) => apiFile(ctx, file.id)) } : {}),
    ...(message.reactions === undefined
      ? {}
      : { reactions: message.reactions.map((it) => ({ ...it, count: it.users.length })) }),
    ...(show.metadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...threadCounts(ctx, message),
  };
}

function threadCounts(ctx: Context, message: KeptMessage): Json {
  if (message.threadTs !== null) return {};
  const replies = ctx.workspace
    .messages(message.channel)
    .filter((it) => it.threadTs === message.ts && it.onlyFor === null);
  const latest = replies.at(-1);
  if (latest === undefined) return {};
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map((it) => it.user))],
    latest_reply: latest.ts,
  };
}

export function apiFile(ctx: Context, id: string): Json {
  const file: KeptFile | undefined = ctx.workspace.files.get(id);
  if (file === undefined) return { id, mode: "tombstone" };
  const address = `${ctx.url()}/slack/files/${file.id}/${encodeURIComponent(file.name)}`;
  const shares = Object.fromEntries(file.shares.map(({ channel, ts }) => [channel, [{ ts }]]));
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: "text/plain",
    filetype: file.name.split(".").at(-1) ?? "text",
    user: file.user,
    size: Buffer.byteLength(file.content),
    mode: "hosted",
    is_external: false,
    is_public: true,
    permalink: file.permalink,
    url_private: address,
    url_private_download: address,
    channels: file.shares.map(({ channel }) => channel),
    shares: { public: shares },
  };
}

/** A view as in answers and payloads. `values` is what the person has filled in so far. */
export function apiView(
  ctx: Context,
  kept: Pick<KeptView, "id" | "hash" | "view"> & Partial<KeptView>,
  values: Json = {},
): Json {
  return {
    id: kept.id,
    team_id: ctx.team.id,
    callback_id: "",
    private_metadata: "",
    external_id: "",
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...kept.view,
    state: { values },
    hash: kept.hash,
    root_view_id: kept.root ?? kept.id,
    previous_view_id: kept.previous ?? null,
    app_id: ctx.bot.appId,
    app_installed_team_id: ctx.team.id,
    bot_id: ctx.bot.botId,
  };
}

/** A link to a message, on this stand-in. */
export function permalink(ctx: Context, channel: string, ts: string): string {
  return `${ctx.url()}/slack/archives/${channel}/p${ts.replace(".", "")}`;
}
