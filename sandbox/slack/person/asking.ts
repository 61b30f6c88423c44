import type { Delivered } from "../bot/outbound.ts";
import type { Context } from "../context.ts";
import type { Json } from "../json.ts";
import type { KeptChannel } from "../records.ts";
import type { Reply, SandboxUser } from "../world.ts";

/** What every thing a person does has in common: who, where, and the fields Slack sends along. */

/** By id or name. Throws on a person who does not exist, as a test's mistake. */
export function someone(ctx: Context, nameOrId: string): SandboxUser {
  const user = ctx.workspace.user(nameOrId);
  if (user === null) throw new Error(`the sandbox has no user "${nameOrId}"`);
  return user;
}

/** By id or name, with the person in it. Throws where Slack's client would not let them type. */
export function somewhere(ctx: Context, nameOrId: string, user: SandboxUser): KeptChannel {
  const channel = ctx.workspace.channel(nameOrId);
  if (channel === null) throw new Error(`the sandbox has no channel "${nameOrId}"`);
  if (!channel.members.includes(user.id))
    throw new Error(`${user.name} is not in #${channel.name}: join first`);
  if (channel.archived) throw new Error(`#${channel.name} is archived`);
  return channel;
}

/** Fields of every interactive payload. */
export function common(ctx: Context, user: SandboxUser): Json {
  return {
    token: ctx.verificationToken,
    api_app_id: ctx.bot.appId,
    team: { id: ctx.team.id, domain: ctx.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user.id, username: user.name, name: user.name, team_id: ctx.team.id },
  };
}

/** A channel as payloads name it. */
export function channelField(channel: KeptChannel): Json {
  return { id: channel.id, name: channel.kind === "private" ? "privategroup" : channel.name };
}

export function replyOf(delivered: Delivered): Reply {
  return { status: delivered.status, body: delivered.body, tookMs: delivered.tookMs };
}
