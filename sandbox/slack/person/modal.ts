import { allElements } from "../block-kit/walk.ts";
import type { Context } from "../context.ts";
import { isEmptyValue, stateValues } from "../element-value.ts";
import { apiView } from "../forms.ts";
import { child, children, isJson, type Json } from "../json.ts";
import { changeView, checkedView, closeAll, closeOne, pushView } from "../modals.ts";
import type { KeptView } from "../records.ts";
import { Refused } from "../refused.ts";
import type { Reply, SlackWorld } from "../world.ts";
import { common, replyOf, someone } from "./asking.ts";

const TROUBLE = "We had some trouble connecting. Try again?";

/** The modal of this person. Throws when they have no such modal open. */
function seen(ctx: Context, user: string, viewId: string): KeptView {
  const kept = ctx.workspace.views.get(viewId);
  if (kept === undefined || kept.user !== user) throw new Error(`view ${viewId} is not open for ${user}`);
  return kept;
}

/** Submits a modal. What Slack's client refuses by itself never reaches the bot: the reply then has status 0. */
export async function submit(ctx: Context, ask: Parameters<SlackWorld["submit"]>[0]): Promise<Reply> {
  const user = someone(ctx, ask.user);
  const kept = seen(ctx, user.id, ask.viewId);
  const values = stateValues(children(kept.view, "blocks"), ask.values);
  const errors = clientErrors(kept, values);
  if (Object.keys(errors).length > 0) {
    showErrors(ctx, kept, errors);
    return { status: 0, body: { response_action: "errors", errors }, tookMs: 0 };
  }
  const delivered = await ctx.outbound.deliver({
    kind: "interactive",
    payload: {
      type: "view_submission",
      ...common(ctx, user),
      trigger_id: ctx.triggers.issue(user.id, kept.id),
      view: apiView(ctx, kept, values),
      response_urls: [],
    },
  });
  if (delivered.failure !== null) showErrors(ctx, kept, { "": TROUBLE });
  else carryOut(ctx, kept, isJson(delivered.body) ? delivered.body : {});
  return replyOf(delivered);
}

/** Errors by block_id; the empty key is for the modal as a whole. */
function showErrors(ctx: Context, kept: KeptView, errors: Readonly<Record<string, string>>): void {
  ctx.workspace.views.put(kept.id, { ...(ctx.workspace.views.get(kept.id) ?? kept), errors });
}

function clientErrors(kept: KeptView, values: Record<string, Json>): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { block, element } of allElements(children(kept.view, "blocks"))) {
    if (block["type"] !== "input") continue;
    const id = String(block["block_id"]);
    const value = values[id]?.[String(element["action_id"])];
    const error = inputError(block, element, value);
    if (error !== null) errors[id] = error;
  }
  return errors;
}

function inputError(block: Json, element: Json, value: unknown): string | null {
  if (isEmptyValue(value)) return block["optional"] === true ? null : "Please complete this required field.";
  const text = isJson(value) && typeof value["value"] === "string" ? value["value"] : "";
  const { min_length: least, max_length: most } = element;
  if (typeof most === "number" && text.length > most)
    return `Please keep this to ${most} characters or fewer.`;
  if (typeof least === "number" && text.length < least) return `Please write at least ${least} characters.`;
  return null;
}

/** Does what the acknowledgement of a submission says; an empty one closes the modal. */
function carryOut(ctx: Context, kept: KeptView, ack: Json): void {
  switch (ack["response_action"]) {
    case undefined:
      closeOne(ctx, kept);
      break;
    case "clear":
      closeAll(ctx, kept.user);
      break;
    case "errors":
      showErrors(ctx, kept, knownErrors(kept, child(ack, "errors")));
      break;
    case "update":
      showNext(ctx, kept, ack["view"], changeView);
      break;
    case "push":
      showNext(ctx, kept, ack["view"], pushView);
      break;
    default:
      showErrors(ctx, kept, { "": TROUBLE });
  }
}

/** A view that Slack would refuse leaves the modal as it was, with the trouble told. */
function showNext(
  ctx: Context,
  kept: KeptView,
  view: unknown,
  show: (ctx: Context, kept: KeptView, view: Json) => KeptView,
): void {
  try {
    show(ctx, kept, checkedView(view, "modal"));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    showErrors(ctx, kept, { "": `${TROUBLE} (${error.error} ${JSON.stringify(error.extra)})` });
  }
}

/** Slack shows errors only beside inputs; any other block id fails the whole answer. */
function knownErrors(kept: KeptView, errors: Json): Record<string, string> {
  const inputs = new Set(
    children(kept.view, "blocks").flatMap((block) =>
      block["type"] === "input" ? [String(block["block_id"])] : [],
    ),
  );
  const entries = Object.entries(errors).map(([id, message]): [string, string] => [id, String(message)]);
  const strange = entries.length === 0 || entries.some(([id]) => !inputs.has(id));
  return strange ? { "": TROUBLE } : Object.fromEntries(entries);
}

/** Closes one modal; the bot hears of it if it asked to. */
export async function closeView(
  ctx: Context,
  ask: { readonly user: string; readonly viewId: string },
): Promise<void> {
  const user = someone(ctx, ask.user);
  const kept = seen(ctx, user.id, ask.viewId);
  if (kept.view["clear_on_close"] === true) closeAll(ctx, user.id);
  else closeOne(ctx, kept);
  if (kept.view["notify_on_close"] !== true) return;
  await ctx.outbound.deliver({
    kind: "interactive",
    payload: {
      type: "view_closed",
      ...common(ctx, user),
      view: apiView(ctx, kept),
      is_cleared: kept.view["clear_on_close"] === true,
    },
  });
}
