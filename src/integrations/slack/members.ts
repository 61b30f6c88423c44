import { z } from "zod";
import type { SlackUserId } from "../../domain/ids.ts";
import type { Members, Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";
import { findInPages } from "./pages.ts";

const MEMBERS = z.object({
  members: z.array(
    z.object({
      id: z
        .string()
        .min(1)
        .transform((id) => id as SlackUserId),
      is_restricted: z.boolean().optional(),
      is_ultra_restricted: z.boolean().optional(),
      profile: z.object({ email: z.string().nullish() }).optional(),
    }),
  ),
});
/** The most Slack gives at once; more than so many pages are cut off, since it takes some twenty in a minute. */
const PER_PAGE = 1_000;
const MOST_PAGES = 20;

/** Who is in the workspace: which of them are guests, and by which address each is known. */
export async function readMembers(call: Call): Promise<Outcome<Members>> {
  const guests: SlackUserId[] = [];
  const emails = new Map<SlackUserId, string>();
  const read = await findInPages(
    call,
    { method: "users.list", args: { limit: PER_PAGE }, page: MEMBERS, most: MOST_PAGES },
    ({ members }) => {
      for (const { id, profile, is_restricted, is_ultra_restricted } of members) {
        if (is_restricted === true || is_ultra_restricted === true) guests.push(id);
        if (profile?.email) emails.set(id, profile.email);
      }
      return undefined;
    },
  );
  return read.kind === "done" ? { kind: "done", receipt: { guests, emails } } : read;
}
