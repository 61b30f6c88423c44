import type { Args } from "./args.ts";
import { Refused } from "./refused.ts";

/** One page of a list by Slack's cursors: `next_cursor` is empty at the end. */
export function pageOf<Item>(
  items: readonly Item[],
  args: Args,
  limit: { readonly absent: number; readonly most: number },
): { items: Item[]; nextCursor: string } {
  const wanted = args.number("limit", limit.absent);
  if (!Number.isInteger(wanted) || wanted < 0) throw new Refused("invalid_limit");
  const size = Math.min(wanted === 0 ? limit.absent : wanted, limit.most);
  const from = position(args.text("cursor") ?? "");
  const end = from + size;
  return {
    items: items.slice(from, end),
    nextCursor: end < items.length ? Buffer.from(`next:${end}`).toString("base64") : "",
  };
}

function position(cursor: string): number {
  if (cursor === "") return 0;
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString());
  if (match === null) throw new Refused("invalid_cursor");
  return Number(match[1]);
}
