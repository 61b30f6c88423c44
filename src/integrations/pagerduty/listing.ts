import type { z } from "zod";
import { type Judging, judge, type NotDone } from "./judge.ts";
import { More } from "./replies.ts";
import type { Rest } from "./rest.ts";

/** A list of REST v2, page by page. */

export type Asking = { readonly rest: Rest; readonly judging: Judging };

export type List<Thing> = {
  readonly path: string;
  /** How the log calls it. */
  readonly call: string;
  /** The key under which the reply has it. */
  readonly name: string;
  readonly schema: z.ZodType<Thing>;
  readonly query?: Record<string, string | string[]>;
  /** Five hundred of anything here is more than any account has. */
  readonly mostPages?: number;
};

const PER_PAGE = 100;
const MOST_PAGES = 5;

/** Everything there is, or why it cannot be had: half a list is not handed out as the whole. */
export async function listed<Thing>(
  { rest, judging }: Asking,
  { path, call, name, schema, query = {}, mostPages = MOST_PAGES }: List<Thing>,
): Promise<readonly Thing[] | NotDone> {
  const things: Thing[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const paging = { limit: String(PER_PAGE), offset: String(page * PER_PAGE) };
    const answer = await rest({ method: "GET", path, call, query: { ...paging, ...query } });
    if (answer.kind !== "answered" || answer.status !== 200) return judge(answer, judging);
    const rows = schema
      .array()
      .safeParse((answer.body as Record<string, unknown> | undefined | null)?.[name]);
    if (!rows.success) return judge(answer, judging);
    things.push(...rows.data);
    if (More.safeParse(answer.body).data?.more !== true) break;
  }
  return things;
}
