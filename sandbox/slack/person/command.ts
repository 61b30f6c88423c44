import type { Delivered } from "../bot/outbound.ts";
import type { Context } from "../context.ts";
import { isJson } from "../json.ts";
import { escapeTyped } from "../mentions.ts";
import { addMessage } from "../messages.ts";
import { showReply } from "../response-url.ts";
import type { Reply, SlackWorld } from "../world.ts";
import { replyOf, someone, somewhere } from "./asking.ts";

type Typed = Parameters<SlackWorld["command"]>[0];

/** Sends a slash command and shows the person what came back with the acknowledgement. */
export async function typeCommand(ctx: Context, ask: Typed): Promise<Reply> {
  const user = someone(ctx, ask.user);
  const channel = somewhere(ctx, ask.channel, user);
  const delivered = await ctx.outbound.deliver({
    kind: "slash_commands",
    payload: {
      token: ctx.verificationToken,
      team_id: ctx.team.id,
      team_domain: ctx.team.domain,
      channel_id: channel.id,
      channel_name: channel.kind === "private" ? "privategroup" : channel.name,
      user_id: user.id,
      user_name: user.name,
      command: ask.command,
      text: escapeTyped(ask.text, ctx.workspace),
      api_app_id: ctx.bot.appId,
      is_enterprise_install: "false",
      response_url: ctx.responseUrls.issue({ user: user.id, channel: channel.id }),
      trigger_id: ctx.triggers.issue(user.id, null, ask.triggerId),
    },
  });
  const line = failureLine(ask.command, delivered);
  if (line !== null) {
    addMessage(ctx, { channel: channel.id, user: "USLACKBOT", text: line, onlyFor: user.id });
    return { ...replyOf(delivered), body: line };
  }
  const reply = isJson(delivered.body) ? delivered.body : { text: delivered.body };
  if (hasContent(reply)) showReply(ctx, { user: user.id, channel: channel.id }, reply);
  return replyOf(delivered);
}

function hasContent(reply: { readonly text?: unknown; readonly blocks?: unknown }): boolean {
  return (
    (typeof reply.text === "string" && reply.text !== "") ||
    (Array.isArray(reply.blocks) && reply.blocks.length > 0)
  );
}

/** Slack's own line when the app did not acknowledge. */
function failureLine(command: string, delivered: Delivered): string | null {
  switch (delivered.failure) {
    case null:
      return null;
    case "http_timeout":
      return `${command} failed with the error "operation_timeout"`;
    case "http_error":
      return `${command} failed with the error "http_service_error"`;
    case "connection_failed":
      return `${command} failed with the error "dispatch_failed"`;
    case "not_connected":
      return `${command} failed because the app did not respond`;
  }
}
