import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiUser } from "../forms.ts";
import type { Json } from "../json.ts";
import { pageOf } from "../page.ts";
import { Refused } from "../refused.ts";
import { always, type Methods } from "./method.ts";

/** Users and user groups. */
export const people: Methods = {
  "users.info": { scopes: always("users:read"), run: info },
  "users.list": { scopes: always("users:read"), run: list },
  "users.lookupByEmail": { scopes: always("users:read.email"), run: lookupByEmail },
  "usergroups.list": { scopes: always("usergroups:read"), run: groups },
  "usergroups.users.list": { scopes: always("usergroups:read"), run: groupUsers },
  "usergroups.users.update": { scopes: always("usergroups:write"), run: setGroupUsers },
};

function info(args: Args, ctx: Context): Json {
  const user = ctx.workspace.users.get(args.need("user"));
  if (user === undefined) throw new Refused("user_not_found");
  return { user: apiUser(ctx, user) };
}

function list(args: Args, ctx: Context): Json {
  const page = pageOf(ctx.workspace.users.all(), args, { absent: 1_000, most: 1_000 });
  return {
    members: page.items.map((user) => apiUser(ctx, user)),
    cache_ts: Math.floor(ctx.now() / 1000),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

function lookupByEmail(args: Args, ctx: Context): Json {
  const email = args.need("email").toLowerCase();
  const user = ctx.workspace.users.all().find((it) => !it.isBot && it.email.toLowerCase() === email);
  if (user === undefined) throw new Refused("users_not_found");
  return { user: apiUser(ctx, user) };
}

function groups(args: Args, ctx: Context): Json {
  const withUsers = args.flag("include_users");
  return {
    usergroups: ctx.workspace.groups.all().map((group) => ({
      id: group.id,
      team_id: ctx.team.id,
      is_usergroup: true,
      is_subteam: true,
      name: group.name,
      handle: group.handle,
      description: "",
      is_external: false,
      date_delete: 0,
      user_count: group.users.length,
      ...(withUsers ? { users: group.users } : {}),
    })),
  };
}

function groupUsers(args: Args, ctx: Context): Json {
  const group = ctx.workspace.groups.get(args.need("usergroup"));
  if (group === undefined) throw new Refused("no_such_subteam");
  return { users: group.users };
}

/** Takes the whole new list; a group cannot be emptied this way. */
function setGroupUsers(args: Args, ctx: Context): Json {
  const group = ctx.workspace.groups.get(args.need("usergroup"));
  if (group === undefined) throw new Refused("no_such_subteam");
  const users = args.list("users");
  if (users.length === 0) throw new Refused("no_users_provided");
  if (users.some((user) => ctx.workspace.users.get(user) === undefined)) throw new Refused("invalid_users");
  ctx.workspace.groups.put(group.id, { ...group, users });
  return { usergroup: { id: group.id, handle: group.handle, users, user_count: users.length } };
}
