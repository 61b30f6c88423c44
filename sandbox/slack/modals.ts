import { validateView } from "./blocks.ts";
import type { Context } from "./context.ts";
import { isJson, type Json } from "./json.ts";
import type { KeptView } from "./records.ts";
import { Refused, refuseArgument, refuseFaults } from "./refused.ts";

/** The stack of modals a person has open. */

const STACK = 3;

/** The view, unless Slack would refuse it. */
export function checkedView(view: unknown, type: "modal" | "home"): Json {
  if (!isJson(view)) return refuseArgument("missing required field: view");
  refuseFaults(validateView(view));
  if (view["type"] !== type) return refuseArgument(`must be one of: ${type} [json-pointer:/view/type]`);
  return view;
}

/** The person's modals, lowest first. */
export function stackOf(ctx: Context, user: string): KeptView[] {
  return ctx.workspace.views.all().filter((it) => it.user === user);
}

/** Opens a modal in place of whatever the person had open. */
export function openView(ctx: Context, user: string, view: Json): KeptView {
  for (const open of stackOf(ctx, user)) ctx.workspace.views.delete(open.id);
  return keep(ctx, user, view, null);
}

/** Puts a modal on top of another. */
export function pushView(ctx: Context, below: KeptView, view: Json): KeptView {
  if (stackOf(ctx, below.user).length >= STACK) throw new Refused("push_limit_reached");
  return keep(ctx, below.user, view, below);
}

function keep(ctx: Context, user: string, view: Json, below: KeptView | null): KeptView {
  const { external_id: externalId } = view;
  const taken =
    typeof externalId === "string" &&
    externalId !== "" &&
    ctx.workspace.views.all().some((it) => it.view["external_id"] === externalId);
  if (taken) throw new Refused("duplicate_external_id");
  const id = ctx.workspace.nextId("V");
  const kept: KeptView = {
    id,
    hash: ctx.workspace.nextId("h"),
    user,
    view: filled(ctx, view),
    errors: {},
    root: below?.root ?? id,
    previous: below?.id ?? null,
  };
  ctx.workspace.views.put(id, kept);
  return kept;
}

/** Shows other content in the same modal. */
export function changeView(ctx: Context, kept: KeptView, view: Json): KeptView {
  const changed: KeptView = { ...kept, hash: ctx.workspace.nextId("h"), view: filled(ctx, view), errors: {} };
  ctx.workspace.views.put(kept.id, changed);
  return changed;
}

function filled(ctx: Context, view: Json): Json {
  return { ...view, blocks: ctx.workspace.named(view["blocks"]) };
}

/** Takes one modal away; the one below is seen again. */
export function closeOne(ctx: Context, kept: KeptView): void {
  ctx.workspace.views.delete(kept.id);
}

/** Takes all of the person's modals away. */
export function closeAll(ctx: Context, user: string): void {
  for (const open of stackOf(ctx, user)) ctx.workspace.views.delete(open.id);
}
