import { z } from "zod";
import type { SlackUserId } from "../../domain/ids.ts";
import type { Chat, Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";

/** Who is meant by an e-mail address or a user group's handle. Asked again and again, so kept for five minutes. */

const KEEP_MS = 5 * 60_000;
const MOST_KEPT = 1_000;
const userId = z
  .string()
  .min(1)
  .transform((id) => id as SlackUserId);
/** A draft is not worth waiting for a hundred names. */
const MOST_NAMED = 50;
const PERSON = z.object({
  user: z.object({
    name: z.string(),
    real_name: z.string().optional(),
    profile: z.object({ display_name: z.string().optional(), email: z.string().optional() }).optional(),
  }),
});
const USER = z.object({ user: z.object({ id: userId }) });
const GROUPS = z.object({ usergroups: z.array(z.object({ id: z.string(), handle: z.string() })) });
const MEMBERS = z.object({ users: z.array(userId) });

/** `nowMs` is any clock that only moves forward. */
export function createPeople(
  call: Call,
  nowMs: () => number,
): Pick<Chat, "userByEmail" | "emailOf" | "groupMembers" | "names"> {
  const called = remembered<string>(nowMs);
  const emails = remembered<SlackUserId>(nowMs);
  const addresses = remembered<string | null>(nowMs);
  const groups = remembered<readonly SlackUserId[]>(nowMs);
  return {
    userByEmail: (email) => {
      const address = email.trim().toLowerCase();
      return emails(address, () => lookUp(call, address));
    },
    emailOf: (user) => addresses(user, () => addressOf(call, user)),
    names: async (users) => {
      const names = new Map<string, string>();
      for (const user of users.slice(0, MOST_NAMED)) {
        const name = await called(user, () => nameOf(call, user));
        if (name.kind === "done") names.set(user, name.receipt);
        else if (name.kind === "retry") break;
      }
      return names;
    },
    groupMembers: (handle) => {
      const bare = handle.trim().replace(/^@/, "").toLowerCase();
      return groups(bare, () => membersOf(call, bare));
    },
  };
}

async function lookUp(call: Call, email: string): Promise<Outcome<SlackUserId>> {
  const found = await call("users.lookupByEmail", { email }, USER);
  if (found.kind === "done") return { kind: "done", receipt: found.receipt.user.id };
  return found.kind === "failed" ? { ...found, reason: `${email}: ${found.reason}` } : found;
}

async function nameOf(call: Call, user: SlackUserId): Promise<Outcome<string>> {
  const found = await call("users.info", { user }, PERSON);
  if (found.kind !== "done") return found;
  const { name, real_name: realName, profile } = found.receipt.user;
  return {
    kind: "done",
    receipt: [profile?.display_name, realName, name].find((one) => one !== undefined && one !== "") ?? name,
  };
}

async function addressOf(call: Call, user: SlackUserId): Promise<Outcome<string | null>> {
  const found = await call("users.info", { user }, PERSON);
  if (found.kind !== "done") return found;
  return { kind: "done", receipt: found.receipt.user.profile?.email || null };
}

async function membersOf(call: Call, handle: string): Promise<Outcome<readonly SlackUserId[]>> {
  const group = await groupByHandle(call, handle);
  if (group.kind !== "done") return group;
  const members = await call("usergroups.users.list", { usergroup: group.receipt }, MEMBERS);
  return members.kind === "done" ? { kind: "done", receipt: members.receipt.users } : members;
}

/** The id of a user group. */
export async function groupByHandle(call: Call, typed: string): Promise<Outcome<string>> {
  const handle = typed.trim().replace(/^@/, "").toLowerCase();
  const groups = await call("usergroups.list", { include_disabled: false }, GROUPS);
  if (groups.kind !== "done") return groups;
  const group = groups.receipt.usergroups.find((candidate) => candidate.handle.toLowerCase() === handle);
  if (group === undefined) {
    return {
      kind: "failed",
      reason: `There is no user group @${handle} in this workspace, or it is disabled.`,
      cure: "Correct the handle in the profile, or make the user group in Slack.",
    };
  }
  return { kind: "done", receipt: group.id };
}

/** Only what was found is kept: a corrected address has to work at once. */
function remembered<Value>(
  nowMs: () => number,
): (key: string, ask: () => Promise<Outcome<Value>>) => Promise<Outcome<Value>> {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  return async (key, ask) => {
    const hit = kept.get(key);
    if (hit !== undefined && nowMs() < hit.until) return { kind: "done", receipt: hit.value };
    const answer = await ask();
    kept.delete(key);
    if (answer.kind !== "done") return answer;
    kept.set(key, { value: answer.receipt, until: nowMs() + KEEP_MS });
    const oldest = kept.keys().next();
    if (kept.size > MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
    return answer;
  };
}
