import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiMessage } from "../forms.ts";
import type { Json } from "../json.ts";
import { pageOf } from "../page.ts";
import type { KeptMessage } from "../records.ts";
import { Refused } from "../refused.ts";
import { byKind, joinedChannel, type Methods } from "./method.ts";

/** Reading what was said. Ephemeral messages are never among it. */
export const history: Methods = {
  "conversations.history": { scopes: byKind("channel", "history"), run: newestFirst },
  "conversations.replies": { scopes: byKind("channel", "history"), run: thread },
};

function newestFirst(args: Args, ctx: Context): Json {
  const channel = joinedChannel(ctx, args.need("channel"));
  const said = ctx.workspace
    .messages(channel.id)
    .filter((it) => it.onlyFor === null && it.threadTs === null && within(args, it));
  const page = pageOf(said.reverse(), args, { absent: 100, most: 999 });
  return { messages: shown(args, ctx, page.items), pin_count: channel.pins.length, ...more(page.nextCursor) };
}

function thread(args: Args, ctx: Context): Json {
  const channel = joinedChannel(ctx, args.need("channel"));
  const named = ctx.workspace.message(channel.id, args.need("ts"));
  if (named === null || named.onlyFor !== null) throw new Refused("thread_not_found");
  const parent = named.threadTs ?? named.ts;
  const said = ctx.workspace
    .messages(channel.id)
    .filter(
      (it) => it.onlyFor === null && (it.ts === parent || (it.threadTs === parent && within(args, it))),
    );
  const page = pageOf(said, args, { absent: 1_000, most: 1_000 });
  return { messages: shown(args, ctx, page.items), ...more(page.nextCursor) };
}

function shown(args: Args, ctx: Context, messages: readonly KeptMessage[]): Json[] {
  const metadata = args.flag("include_all_metadata");
  return messages.map((message) => apiMessage(ctx, message, { metadata }));
}

/** Bounds are excluded unless `inclusive`. */
function within(args: Args, message: KeptMessage): boolean {
  const oldest = Number(args.text("oldest") ?? 0);
  const latest = Number(args.text("latest") ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(oldest)) throw new Refused("invalid_ts_oldest");
  if (Number.isNaN(latest)) throw new Refused("invalid_ts_latest");
  const ts = Number(message.ts);
  return args.flag("inclusive") ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
}

function more(nextCursor: string): Json {
  return nextCursor === ""
    ? { has_more: false }
    : { has_more: true, response_metadata: { next_cursor: nextCursor } };
}
