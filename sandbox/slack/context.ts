import type { Events } from "./bot/events.ts";
import type { Outbound } from "./bot/outbound.ts";
import type { Sockets } from "./bot/sockets.ts";
import type { Calls } from "./calls.ts";
import type { ResponseUrls } from "./response-url.ts";
import type { Seed } from "./seed.ts";
import type { Triggers } from "./triggers.ts";
import type { Workspace } from "./workspace.ts";

/** What every part of the stand-in shares. */
export type Context = {
  readonly workspace: Workspace;
  readonly team: Seed["team"];
  readonly bot: Seed["bot"];
  readonly tokens: { readonly bot: string; readonly app: string };
  /** The value of the `token` field of what is sent to the bot; long deprecated, still sent. */
  readonly verificationToken: string;
  readonly scopes: readonly string[];
  readonly now: () => number;
  /** Where the stand-in is served, without a trailing slash. */
  readonly url: () => string;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly outbound: Outbound;
  readonly sockets: Sockets;
  readonly events: Events;
  readonly calls: Calls;
};
