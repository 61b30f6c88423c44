import { app } from "./app.ts";
import { chat } from "./chat.ts";
import { conversations } from "./conversations.ts";
import { files } from "./files.ts";
import { history } from "./history.ts";
import { marks } from "./marks.ts";
import { members } from "./members.ts";
import type { Methods } from "./method.ts";
import { people } from "./people.ts";
import { views } from "./views.ts";

/** Every method the stand-in knows; any other is answered `unknown_method`. */
export const METHODS: Methods = {
  ...app,
  ...chat,
  ...conversations,
  ...files,
  ...history,
  ...marks,
  ...members,
  ...people,
  ...views,
};

/** Scopes an app has unless told otherwise: all that any method here asks for. */
export const ALL_SCOPES: readonly string[] = [
  "bookmarks:read",
  "bookmarks:write",
  "channels:history",
  "channels:join",
  "channels:manage",
  "channels:read",
  "chat:write",
  "chat:write.public",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "groups:write",
  "im:history",
  "im:read",
  "im:write",
  "pins:read",
  "pins:write",
  "reactions:write",
  "team:read",
  "usergroups:read",
  "usergroups:write",
  "users:read",
  "users:read.email",
];
