import { findElement } from "../block-kit/walk.ts";
import type { Context } from "../context.ts";
import { elementValue, stateValues } from "../element-value.ts";
import { apiMessage, apiView } from "../forms.ts";
import { children, isJson, type Json } from "../json.ts";
import type { Reply, SandboxUser, SlackWorld } from "../world.ts";
import { channelField, common, replyOf, someone, somewhere } from "./asking.ts";

type Act = Parameters<SlackWorld["act"]>[0];

/** Where an element was found, and what its payload says of the place. */
type Place = { readonly blocks: readonly Json[]; readonly viewId: string | null; fields(values: Json): Json };

/** Presses a button or picks an option. Throws when there is no such element to be pressed. */
export async function act(ctx: Context, ask: Act): Promise<Reply> {
  const user = someone(ctx, ask.user);
  const place = placeOf(ctx, ask, user);
  const found = findElement(place.blocks, ask.actionId, ask.blockId);
  if (found === null) throw new Error(`nothing here has the action id "${ask.actionId}"`);
  const { block, element } = found;
  const chosen = chosenBy(element, ask.selected);
  const filled: Json = isJson(ask.state) ? ask.state : {};
  const blockId = String(block["block_id"]);
  const kept = isJson(filled[blockId]) ? filled[blockId] : {};
  const withThis = isButton(element) ? filled : { ...filled, [blockId]: { ...kept, [ask.actionId]: chosen } };
  const delivered = await ctx.outbound.deliver({
    kind: "interactive",
    payload: {
      type: "block_actions",
      ...common(ctx, user),
      trigger_id: ctx.triggers.issue(user.id, place.viewId),
      ...place.fields(stateValues(place.blocks, withThis)),
      actions: [{ action_id: ask.actionId, block_id: blockId, ...chosen, action_ts: ctx.workspace.nextTs() }],
    },
  });
  return replyOf(delivered);
}

function isButton(element: Json): boolean {
  return (
    element["type"] === "button" ||
    element["type"] === "workflow_button" ||
    element["type"] === "icon_button" ||
    element["type"] === "overflow"
  );
}

function chosenBy(element: Json, selected: unknown): Json {
  const { type, text, value } = element;
  if (type === "button" || type === "icon_button")
    return {
      type,
      text,
      ...(value === undefined ? {} : { value }),
      ...(element["style"] === undefined ? {} : { style: element["style"] }),
    };
  return elementValue(element, selected);
}

function placeOf(ctx: Context, ask: Act, user: SandboxUser): Place {
  if (ask.message !== undefined) return inMessage(ctx, ask.message, user);
  const kept =
    ask.home === true ? ctx.workspace.homes.get(user.id) : ctx.workspace.views.get(ask.viewId ?? "");
  if (kept === undefined || kept.user !== user.id) throw new Error(`${user.name} sees no such view`);
  return {
    blocks: children(kept.view, "blocks"),
    viewId: ask.home === true ? null : kept.id,
    fields: (values) => ({ container: { type: "view", view_id: kept.id }, view: apiView(ctx, kept, values) }),
  };
}

/** Slack leaves the message out of the payload when it is ephemeral. */
function inMessage(
  ctx: Context,
  at: { readonly channel: string; readonly ts: string },
  user: SandboxUser,
): Place {
  const channel = somewhere(ctx, at.channel, user);
  const message = ctx.workspace.message(channel.id, at.ts);
  if (message === null || (message.onlyFor !== null && message.onlyFor !== user.id))
    throw new Error(`${user.name} sees no message ${at.ts} in #${channel.name}`);
  const ephemeral = message.onlyFor !== null;
  return {
    blocks: message.blocks,
    viewId: null,
    fields: (values) => ({
      container: { type: "message", message_ts: message.ts, channel_id: channel.id, is_ephemeral: ephemeral },
      channel: channelField(channel),
      ...(ephemeral ? {} : { message: apiMessage(ctx, message) }),
      state: { values },
      response_url: ctx.responseUrls.issue({ user: user.id, channel: channel.id, message: message.ts }),
    }),
  };
}
