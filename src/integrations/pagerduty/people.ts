import type { NotDone } from "./judge.ts";
import { type Asking, listed } from "./listing.ts";
import { type Found, remembering } from "./remembering.ts";
import { User, UserReply } from "./replies.ts";

/** PagerDuty's users: by e-mail address for whom to call, by id for who did something. */

type Directed = { readonly known: readonly User[]; readonly unknown: readonly string[] };

export type PagerDutyPeople = {
  /** By exact e-mail address, in any case; null when there is nobody. */
  byEmail(email: string): Promise<Found<User | null>>;
  all(emails: readonly string[]): Promise<Found<Directed>>;
  /** Null when it cannot be looked up. */
  emailOf(id: string): Promise<string | null>;
  /** Somebody who may make incidents and is none of these, by e-mail address. */
  somebodyElse(emails: readonly string[]): Promise<string | null>;
  forget(): void;
};

const REMEMBERED_MS = 60 * 60_000;
const MAY_ONLY_LOOK = ["read_only_user", "read_only_limited_user", "restricted_access", "observer"];

export function createPeople(asking: Asking, now: () => number): PagerDutyPeople {
  const how = { now, forMs: REMEMBERED_MS };
  const keeps = (user: User | null) => user !== null;
  const known = remembering((email) => find(email, asking), { ...how, keeps });
  const emails = remembering((id) => lookUpEmail(id, asking), how);
  const users = remembering(() => everybody(asking), how);
  const byEmail = (email: string) => known.get(email.trim().toLowerCase());
  return {
    byEmail,
    all: async (wanted) => {
      const found = await Promise.all(wanted.map(async (email) => ({ email, user: await byEmail(email) })));
      const missed = found.map(({ user }) => user).find((user): user is NotDone => user.kind !== "found");
      // Nobody is left out for want of a lookup without a word: the whole page is tried again.
      return missed ?? { kind: "found", thing: directed(found) };
    },
    emailOf: async (id) => {
      const found = await emails.get(id);
      return found.kind === "found" ? found.thing : null;
    },
    somebodyElse: async (not) => {
      const all = await users.get("");
      const others = all.kind === "found" ? all.thing : [];
      const taken = not.map((email) => email.toLowerCase());
      return others.find(({ email }) => !taken.includes(email.toLowerCase()))?.email ?? null;
    },
    forget: () => known.forget(),
  };
}

function directed(found: readonly { readonly email: string; readonly user: Found<User | null> }[]): Directed {
  const users = found.flatMap(({ user }) =>
    user.kind === "found" && user.thing !== null ? [user.thing] : [],
  );
  const unknown = found.flatMap(({ email, user }) =>
    user.kind === "found" && user.thing === null ? [email] : [],
  );
  return { known: [...new Map(users.map((user) => [user.id, user])).values()], unknown };
}

const USERS = { path: "users", call: "GET /users", name: "users", schema: User } as const;

/** The query finds names and addresses that contain it: only the very address counts. */
async function find(email: string, asking: Asking): Promise<Found<User | null>> {
  const alike = await listed(asking, { ...USERS, query: { query: email } });
  if ("kind" in alike) return alike;
  return {
    kind: "found",
    thing: alike.find((user) => user.email.trim().toLowerCase() === email) ?? null,
  };
}

async function everybody(asking: Asking): Promise<Found<readonly User[]>> {
  const all = await listed(asking, { ...USERS, mostPages: 1 });
  if ("kind" in all) return all;
  return { kind: "found", thing: all.filter(({ role }) => !MAY_ONLY_LOOK.includes(role ?? "")) };
}

async function lookUpEmail(id: string, { rest }: Asking): Promise<Found<string>> {
  const answer = await rest({
    method: "GET",
    path: `users/${encodeURIComponent(id)}`,
    call: "GET /users/{id}",
  });
  const read = answer.kind === "answered" && answer.status === 200 ? UserReply.safeParse(answer.body) : null;
  if (read?.success === true) return { kind: "found", thing: read.data.user.email };
  return { kind: "retry", afterMs: 0, reason: "the address cannot be looked up", cure: "" };
}
