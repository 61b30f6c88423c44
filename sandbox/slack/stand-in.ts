import type { Server } from "node:http";
import type { Faults } from "../faults.ts";
import type { Handler } from "../http.ts";
import type { Journal } from "../journal.ts";
import { Events, SLACK_RETRIES_MS } from "./bot/events.ts";
import { Outbound } from "./bot/outbound.ts";
import { Sockets } from "./bot/sockets.ts";
import { Calls } from "./calls.ts";
import type { Context } from "./context.ts";
import { ALL_SCOPES } from "./methods/table.ts";
import { stackOf } from "./modals.ts";
import { act } from "./person/act.ts";
import { typeCommand } from "./person/command.ts";
import { closeView, submit } from "./person/modal.ts";
import { globalShortcut, messageShortcut } from "./person/shortcut.ts";
import { join, leave, openHome, pin, say } from "./person/talk.ts";
import { createResponseRoute, ResponseUrls } from "./response-url.ts";
import { defaultSeed, type Seed } from "./seed.ts";
import { Triggers } from "./triggers.ts";
import { createFilesRoute, createUploadRoute } from "./uploads.ts";
import { createWebApi } from "./web-api.ts";
import { Workspace } from "./workspace.ts";
import type { SlackWorld } from "./world.ts";

export type SlackStandInOptions = {
  readonly faults: Faults;
  readonly journal: Journal;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** Epoch milliseconds; signatures, time stamps and trigger ids go by it. */
  readonly now?: () => number;
  /** Where the routes are served, without a trailing slash; asked when it is needed, not before. */
  readonly url: () => string;
  readonly seed?: Seed;
  /** Scopes granted to the app; all the stand-in knows unless given. */
  readonly scopes?: readonly string[];
  /** Events the app is subscribed to, by Slack's names: `message.channels`, `pin_added`… */
  readonly subscribed?: readonly string[];
  /** How long the bot has to acknowledge; Slack's is 3000. Real time, whatever `now` says. */
  readonly ackMs?: number;
  /** Delays before each redelivery of an event. */
  readonly eventRetriesMs?: readonly number[];
  /** Refuses a second message to one channel within a second. */
  readonly strictPace?: boolean;
};

export interface SlackStandIn extends SlackWorld {
  /** To be mounted in `serve()`. */
  readonly routes: Readonly<Record<string, Handler>>;
  /** Serves Socket Mode on this server, at `/slack/socket`. */
  attachSocket(server: Server): void;
  /** Socket Mode connections that are open. */
  socketCount(): number;
  disconnectSockets(reason: "warning" | "refresh_requested" | "link_disabled"): void;
  /** Resolves when no event is on its way to the bot; redeliveries that are not due are not waited for. */
  eventsSettled(): Promise<void>;
}

const SUBSCRIBED = [
  "app_home_opened",
  "member_joined_channel",
  "member_left_channel",
  "message.channels",
  "message.groups",
  "pin_added",
];

/** A Slack workspace with one app installed in it, over HTTP and WebSocket, remembered in the journal. */
export function createSlackStandIn(options: SlackStandInOptions): SlackStandIn {
  const ctx = createContext(options);
  const world = createWorld(ctx);
  return {
    ...world,
    get apiUrl() {
      return `${options.url()}/slack/api/`;
    },
    routes: {
      "/slack/api/": createWebApi(ctx, options.faults, { strictPace: options.strictPace ?? false }),
      "/slack/response/": createResponseRoute(ctx, options.faults),
      "/slack/upload/": createUploadRoute(ctx, options.faults),
      "/slack/files/": createFilesRoute(ctx),
    },
    attachSocket: (server) => ctx.sockets.attach(server),
    socketCount: () => ctx.sockets.count,
    disconnectSockets: (reason) => ctx.sockets.disconnect(reason),
    eventsSettled: () => ctx.events.settled(),
  };
}

function createContext(options: SlackStandInOptions): Context {
  const now = options.now ?? Date.now;
  const seed = options.seed ?? defaultSeed();
  const verificationToken = "sandbox-verification-token";
  const workspace = new Workspace(options.journal, now, seed);
  const sockets = new Sockets({ url: options.url, appId: seed.bot.appId });
  const outbound = new Outbound({
    now,
    ackMs: options.ackMs ?? 3_000,
    sockets,
    signingSecret: options.signingSecret,
  });
  const subscribed = options.subscribed ?? SUBSCRIBED;
  const retriesMs = options.eventRetriesMs ?? SLACK_RETRIES_MS;
  return {
    workspace,
    team: seed.team,
    bot: seed.bot,
    tokens: { bot: options.botToken, app: options.appToken },
    verificationToken,
    scopes: options.scopes ?? ALL_SCOPES,
    now,
    url: options.url,
    triggers: new Triggers(now),
    responseUrls: new ResponseUrls(workspace, now, options.url),
    outbound,
    sockets,
    events: new Events({ workspace, outbound, seed, verificationToken, subscribed, retriesMs, now }),
    calls: new Calls(() => workspace.changed()),
  };
}

function createWorld(ctx: Context): Omit<SlackWorld, "apiUrl"> {
  return {
    botUserId: ctx.bot.userId,
    users: () => ctx.workspace.users.all(),
    channels: () => ctx.workspace.channels.all(),
    channel: (nameOrId) => ctx.workspace.channel(nameOrId),
    messages: (channel, viewer) =>
      ctx.workspace
        .messages(ctx.workspace.channel(channel)?.id ?? channel)
        .filter((it) => it.onlyFor === null || it.onlyFor === viewer),
    views: (user) => stackOf(ctx, ctx.workspace.user(user)?.id ?? user),
    home: (user) => ctx.workspace.homes.get(ctx.workspace.user(user)?.id ?? user)?.view ?? null,
    calls: () => ctx.calls.all(),
    connect: (bot) => ctx.outbound.connect(bot),
    command: (ask) => typeCommand(ctx, ask),
    act: (ask) => act(ctx, ask),
    submit: (ask) => submit(ctx, ask),
    closeView: (ask) => closeView(ctx, ask),
    messageShortcut: (ask) => messageShortcut(ctx, ask),
    globalShortcut: (ask) => globalShortcut(ctx, ask),
    say: async (ask) => say(ctx, ask),
    pin: async (ask) => pin(ctx, ask),
    join: async (ask) => join(ctx, ask),
    leave: async (ask) => leave(ctx, ask),
    openHome: async (user) => openHome(ctx, user),
    sendEvent: (event, how) => ctx.events.send(event, how),
    onChange: (listener) => ctx.workspace.onChange(listener),
    close: async () => {
      ctx.outbound.close();
      ctx.sockets.close();
      await ctx.events.close();
    },
  };
}
