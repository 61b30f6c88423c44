import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiView } from "../forms.ts";
import type { Json } from "../json.ts";
import { changeView, checkedView, openView, pushView } from "../modals.ts";
import type { KeptView } from "../records.ts";
import { Refused, refuseArgument } from "../refused.ts";
import type { Methods } from "./method.ts";

/** Modals and the Home tab. */
export const views: Methods = {
  "views.open": { run: open },
  "views.push": { run: push },
  "views.update": { run: update },
  "views.publish": { run: publish },
};

function open(args: Args, ctx: Context): Json {
  const triggerId = args.need("trigger_id");
  const view = checkedView(args.structure("view"), "modal");
  const trigger = ctx.triggers.look(triggerId);
  const opened = openView(ctx, trigger.user, view);
  ctx.triggers.use(triggerId);
  return { view: apiView(ctx, opened) };
}

function push(args: Args, ctx: Context): Json {
  const triggerId = args.need("trigger_id");
  const view = checkedView(args.structure("view"), "modal");
  const trigger = ctx.triggers.look(triggerId);
  const below = trigger.view === null ? undefined : ctx.workspace.views.get(trigger.view);
  const pushed = below === undefined ? openView(ctx, trigger.user, view) : pushView(ctx, below, view);
  ctx.triggers.use(triggerId);
  return { view: apiView(ctx, pushed) };
}

/** By `view_id` or `external_id`; with a `hash` only if nobody changed it meanwhile. */
function update(args: Args, ctx: Context): Json {
  const view = checkedView(args.structure("view"), "modal");
  const kept = named(args, ctx);
  const hash = args.text("hash");
  if (hash !== undefined && hash !== "" && hash !== kept.hash) throw new Refused("hash_conflict");
  return { view: apiView(ctx, changeView(ctx, kept, view)) };
}

function named(args: Args, ctx: Context): KeptView {
  const id = args.text("view_id");
  const externalId = args.text("external_id");
  if (id === undefined && externalId === undefined) refuseArgument("missing required field: view_id");
  const found = ctx.workspace.views
    .all()
    .find((it) => (id === undefined ? it.view["external_id"] === externalId : it.id === id));
  if (found === undefined) throw new Refused("not_found");
  return found;
}

function publish(args: Args, ctx: Context): Json {
  const userId = args.need("user_id");
  const view = checkedView(args.structure("view"), "home");
  const user = ctx.workspace.users.get(userId);
  if (user === undefined || user.isBot) throw new Refused("user_not_found");
  const before = ctx.workspace.homes.get(user.id);
  const hash = args.text("hash");
  if (hash !== undefined && hash !== "" && before !== undefined && hash !== before.hash)
    throw new Refused("hash_conflict");
  const home = {
    id: before?.id ?? ctx.workspace.nextId("V"),
    hash: ctx.workspace.nextId("h"),
    user: user.id,
    view: { ...view, blocks: ctx.workspace.named(view["blocks"]) },
  };
  ctx.workspace.homes.put(user.id, home);
  return { view: apiView(ctx, home) };
}
