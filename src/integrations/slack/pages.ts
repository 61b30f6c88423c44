import { type ZodType, z } from "zod";
import type { Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";
import type { Method } from "./methods.ts";

const cursor = z.object({ response_metadata: z.object({ next_cursor: z.string().optional() }).optional() });

/**
 * Walks a list of Slack's page by page until `find` finds something. Done with null says it is not there,
 * or not among the first `most` pages: an attempt has to end before its worker is given up.
 */
export async function findInPages<Page, Found>(
  call: Call,
  ask: {
    readonly method: Method;
    readonly args: Record<string, unknown>;
    readonly page: ZodType<Page>;
    readonly most: number;
  },
  find: (page: Page) => Found | undefined,
): Promise<Outcome<Found | null>> {
  let next = "";
  for (let page = 0; page < ask.most; page += 1) {
    const args = next === "" ? ask.args : { ...ask.args, cursor: next };
    const answer = await call(ask.method, args, z.intersection(ask.page, cursor));
    if (answer.kind !== "done") return answer;
    const found = find(answer.receipt);
    if (found !== undefined) return { kind: "done", receipt: found };
    next = answer.receipt.response_metadata?.next_cursor ?? "";
    if (next === "") break;
  }
  return { kind: "done", receipt: null };
}
