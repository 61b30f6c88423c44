import { z } from "zod";
import type { SlackUserId } from "../../domain/ids.ts";
import type { AboutPerson, Workspace } from "../../engine/on-call-ports.ts";
import type { Chat, Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";
import { channelByName } from "./channels.ts";
import { groupByHandle } from "./people.ts";

/** Who a person is, whether a channel is there, and who is in a user group. */

const PERSON = z.object({
  user: z.object({
    tz: z.string().optional(),
    is_admin: z.boolean().optional(),
    is_owner: z.boolean().optional(),
    profile: z.object({ email: z.string().optional() }).optional(),
  }),
});
const NOTHING = z.unknown().transform(() => null);
const KEEP_MS = 5 * 60_000;
const MOST_KEPT = 1_000;
const BY_HAND = "keep the group by hand, or take it out of on_call.user_groups in the profile.";

/** `nowMs` is any clock that only moves forward. */
export function createWorkspace(call: Call, nowMs: () => number): Workspace & Pick<Chat, "emailOf"> {
  const kept = new Map<SlackUserId, { readonly about: AboutPerson; readonly until: number }>();
  const about = async (user: SlackUserId): Promise<Outcome<AboutPerson>> => {
    const known = kept.get(user);
    if (known !== undefined && nowMs() < known.until) return { kind: "done", receipt: known.about };
    const found = await lookUp(call, user);
    if (found.kind !== "done") return found;
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(user, { about: found.receipt, until: nowMs() + KEEP_MS });
    return found;
  };
  return {
    about,
    emailOf: async (user) => {
      const found = await about(user);
      return found.kind === "done" ? { kind: "done", receipt: found.receipt.email } : found;
    },
    channel: (named) => channelByName(call, named),
    setUserGroup: (handle, users) => setUserGroup(call, handle, users),
  };
}

async function lookUp(call: Call, user: SlackUserId): Promise<Outcome<AboutPerson>> {
  const found = await call("users.info", { user }, PERSON);
  if (found.kind !== "done") return found;
  const { tz, is_admin: admin, is_owner: owner, profile } = found.receipt.user;
  return {
    kind: "done",
    receipt: {
      email: profile?.email || null,
      timezone: tz || null,
      admin: admin === true || owner === true,
    },
  };
}

/** Repeating it changes nothing, so there is nothing to look for. */
async function setUserGroup(
  call: Call,
  handle: string,
  users: readonly SlackUserId[],
): Promise<Outcome<null>> {
  const group = await groupByHandle(call, handle);
  const set =
    group.kind === "done"
      ? await call("usergroups.users.update", { usergroup: group.receipt, users: users.join(",") }, NOTHING)
      : group;
  return set.kind === "failed" ? { ...set, cure: `${set.cure} Until then ${BY_HAND}` } : set;
}
