import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { json, serve } from "../../../sandbox/http.ts";
import { NOTHING, type Route, type Routes } from "../../../src/engine/inbound.ts";
import { type Message, NotSaved } from "../../../src/engine/ports.ts";
import { createSlackApp } from "../../../src/integrations/slack/app.ts";
import { createSocketReceiver, type SocketReceiver } from "../../../src/integrations/slack/socket.ts";
import { SILENT } from "./door-client.ts";

const said = (text: string) => ({ text, blocks: [] });
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const OPTIONS = {
  appToken: "xapp-1-test",
  texts: { nothingSaved: () => said("Nothing was saved."), cannotTell: () => said("Tocsin cannot tell.") },
  respond: () => {},
  log: SILENT,
};

type Ack = { readonly envelope_id: string; readonly payload: Record<string, unknown> };

/** Slack's two halves of Socket Mode on loopback: `apps.connections.open`, and the socket it names. */
async function slack(way: { readonly pongs?: boolean; readonly hello?: object } = {}): Promise<{
  apiUrl: string;
  opened: string[];
  connected: Promise<WebSocket>;
  connections: WebSocket[];
  acks: Ack[];
  nextAck(): Promise<Ack>;
}> {
  const acks: Ack[] = [];
  const connections: WebSocket[] = [];
  const opened: string[] = [];
  const waiting: ((ack: Ack) => void)[] = [];
  const connected = Promise.withResolvers<WebSocket>();
  const http = await serve({
    "/api/apps.connections.open": ({ headers }) => {
      opened.push(headers.authorization ?? "");
      return json(200, { ok: true, url: `ws://127.0.0.1:${http.port}/link` });
    },
  });
  const sockets = new WebSocketServer({ server: http.server, autoPong: way.pongs ?? true });
  sockets.on("connection", (socket) => {
    socket.on("message", (data) => {
      const ack = JSON.parse(String(data)) as Ack;
      const waiter = waiting.shift();
      if (waiter === undefined) acks.push(ack);
      else waiter(ack);
    });
    socket.send(JSON.stringify(way.hello ?? { type: "hello" }));
    connections.push(socket);
    connected.resolve(socket);
  });
  closers.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await http.close();
  });
  const nextAck = (): Promise<Ack> => {
    const ack = acks.shift();
    return ack === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ack);
  };
  return { apiUrl: `${http.url}/api/`, opened, connected: connected.promise, connections, acks, nextAck };
}

async function connect(
  routes: Partial<Routes>,
  more: Parameters<typeof slack>[0] & { readonly respond?: (url: string, said: Message) => void } = {},
): Promise<
  Awaited<ReturnType<typeof slack>> & {
    socket: WebSocket;
    receiver: SocketReceiver;
    link: Awaited<ReturnType<SocketReceiver["start"]>>;
    stop(): Promise<void>;
  }
> {
  const workspace = await slack(more);
  const receiver = createSocketReceiver({
    ...OPTIONS,
    respond: more.respond ?? OPTIONS.respond,
    pongWithinMs: more.pongs === false ? 90 : 5_000,
    slackApiUrl: workspace.apiUrl,
  });
  const empty: Routes = {
    commands: new Map(),
    actions: new Map(),
    forms: new Map(),
    shortcuts: new Map(),
    events: new Map(),
  };
  createSlackApp({
    receiver,
    botIdentity: { botUserId: "U0BOT", botId: "B0BOT" },
    routes: { ...empty, ...routes },
    respond: () => {},
    log: SILENT,
  });
  const link = await receiver.start();
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= receiver.stop();
    return stopped;
  };
  closers.push(stop);
  return { ...workspace, socket: await workspace.connected, receiver, link, stop };
}

function event(envelope: string, retry = 0): string {
  return JSON.stringify({
    type: "events_api",
    envelope_id: envelope,
    accepts_response_payload: false,
    retry_attempt: retry,
    payload: {
      type: "event_callback",
      team_id: "T1",
      event_id: "Ev1",
      event: { type: "pin_added", user: "U0ANN" },
    },
  });
}

function command(envelope: string): string {
  return JSON.stringify({
    type: "slash_commands",
    envelope_id: envelope,
    accepts_response_payload: true,
    payload: { command: "/incident", text: "list", user_id: "U0ANN", channel_id: "C1", team_id: "T1" },
  });
}

describe("Socket Mode", () => {
  it("asks the configured address for the socket", async () => {
    const { opened } = await connect({});
    expect(opened).toEqual(["Bearer xapp-1-test"]);
  });

  it("acknowledges an event after the commit and not before", async () => {
    const begun = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const slow: Route = async () => {
      begun.resolve();
      await finished.promise;
      return NOTHING;
    };
    const list: Route = () => Promise.resolve({ kind: "message", message: said("None.") });
    const { socket, nextAck } = await connect({
      events: new Map([["pin_added", slow]]),
      commands: new Map([["/incident", list]]),
    });
    socket.send(event("slow"));
    await begun.promise;
    socket.send(command("fast"));
    // The later envelope is acknowledged first, so the earlier one was not acknowledged on arrival.
    expect(await nextAck()).toEqual({
      envelope_id: "fast",
      payload: { response_type: "ephemeral", text: "None.", blocks: [] },
    });
    finished.resolve();
    expect(await nextAck()).toEqual({ envelope_id: "slow", payload: {} });
  });

  it("leaves an event that was not saved unacknowledged, and tells the person of a command", async () => {
    const fails: Route = () => Promise.reject(new NotSaved(true));
    const { socket, nextAck } = await connect({
      events: new Map([["pin_added", fails]]),
      commands: new Map([["/incident", fails]]),
    });
    socket.send(event("lost"));
    socket.send(command("told"));
    expect(await nextAck()).toMatchObject({ envelope_id: "told", payload: { text: "Nothing was saved." } });
  });

  it("does not acknowledge what it held when the connection broke, and takes it on the next one", async () => {
    const begun = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const slow: Route = async () => {
      begun.resolve();
      await finished.promise;
      return NOTHING;
    };
    const { socket, receiver, link, acks, connections, nextAck } = await connect({
      events: new Map([["pin_added", slow]]),
    });
    socket.send(event("cut"));
    await begun.promise;
    socket.terminate();
    expect(await link.ended).toBe("The connection to Slack broke");
    await receiver.start();
    finished.resolve();
    connections.at(-1)?.send(event("again", 1));
    expect(await nextAck()).toEqual({ envelope_id: "again", payload: {} });
    expect(acks).toEqual([]);
  });

  it("ends as soon as Slack asks to connect anew", async () => {
    const { socket, link } = await connect({});
    socket.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
    expect(await link.ended).toBe("Slack asked to connect anew");
  });

  it.each([
    ["account_inactive", /^Slack would not open the socket \(account_inactive\)\. Check SLACK_APP_TOKEN/],
    [null, /^Slack's socket could not be opened: /],
  ])("refused with %s, says why, once, and does not try by itself", async (error, sentence) => {
    const http = await serve({
      "/api/apps.connections.open": ({ raw }) => {
        if (error !== null) return json(200, { ok: false, error });
        raw.socket.destroy();
        return null;
      },
    });
    closers.push(http.close);
    const receiver = createSocketReceiver({ ...OPTIONS, slackApiUrl: `${http.url}/api/` });
    await expect(receiver.start()).rejects.toThrow(sentence);
    await receiver.stop();
  });

  it("finishes what it holds before it disconnects", async () => {
    const begun = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const slow: Route = async () => {
      begun.resolve();
      await finished.promise;
      return NOTHING;
    };
    const { socket, nextAck, stop } = await connect({ events: new Map([["pin_added", slow]]) });
    const gone = once(socket, "close");
    socket.send(event("held"));
    await begun.promise;
    const stopped = stop();
    finished.resolve();
    expect(await nextAck()).toEqual({ envelope_id: "held", payload: {} });
    await Promise.all([stopped, gone]);
  });

  it("gives up a connection that answers no ping, and takes what was not acknowledged on the next one", async () => {
    const { link, receiver, connections, nextAck } = await connect(
      { events: new Map([["pin_added", () => Promise.resolve(NOTHING)]]) },
      { pongs: false },
    );
    expect(await link.ended).toBe("Slack closed the connection");
    await receiver.start();
    connections.at(-1)?.send(event("again", 1));
    expect(await nextAck()).toEqual({ envelope_id: "again", payload: {} });
  });

  it("says that ten connections are open, when Slack will not have another", async () => {
    const hello = { type: "disconnect", reason: "too_many_websockets" };
    const { apiUrl } = await slack({ hello });
    const receiver = createSocketReceiver({ ...OPTIONS, slackApiUrl: apiUrl });
    await expect(receiver.start()).rejects.toThrow(
      /^Slack takes no further connection .*too_many_websockets/,
    );
    await receiver.stop();
  });

  it.each(["refresh_requested", "warning"])(
    "still takes the answers it is owed on the old connection after a %s, and then hangs up",
    async (reason) => {
      const begun = Promise.withResolvers<void>();
      const finished = Promise.withResolvers<void>();
      const slow: Route = async () => {
        begun.resolve();
        await finished.promise;
        return { kind: "message", message: said("Declared.") };
      };
      const { socket, link, receiver, opened, nextAck } = await connect({
        commands: new Map([["/incident", slow]]),
      });
      const gone = once(socket, "close");
      socket.send(command("under way"));
      await begun.promise;
      socket.send(JSON.stringify({ type: "disconnect", reason }));
      await link.ended;
      await receiver.start();
      expect(opened).toHaveLength(2);
      finished.resolve();
      expect(await nextAck()).toMatchObject({ envelope_id: "under way", payload: { text: "Declared." } });
      await gone;
    },
  );

  it("tells who typed a command by its own address when the connection broke before the answer", async () => {
    const begun = Promise.withResolvers<void>();
    const finished = Promise.withResolvers<void>();
    const slow: Route = async () => {
      begun.resolve();
      await finished.promise;
      return { kind: "message", message: said("Declared.") };
    };
    const told = Promise.withResolvers<string>();
    const { socket, link } = await connect(
      { commands: new Map([["/incident", slow]]) },
      { respond: (url, { text }) => told.resolve(`${url}: ${text}`) },
    );
    const { payload, ...envelope } = JSON.parse(command("cut off")) as { payload: object };
    socket.send(
      JSON.stringify({ ...envelope, payload: { ...payload, response_url: "http://slack.test/r" } }),
    );
    await begun.promise;
    socket.terminate();
    await link.ended;
    finished.resolve();
    expect(await told.promise).toBe("http://slack.test/r: Declared.");
  });

  it.each([
    ["an envelope without an event", { type: "events_api", envelope_id: "odd", payload: {} }],
    ["one without a payload", { type: "events_api", envelope_id: "odd" }],
    ["one with an event without a type", { type: "events_api", envelope_id: "odd", payload: { event: {} } }],
  ])("survives %s, and acknowledges it, since it would be as odd the next time", async (_what, odd) => {
    const { socket, nextAck } = await connect({});
    socket.send("[1]");
    socket.send("not JSON");
    socket.send(JSON.stringify({ payload: null }));
    socket.send(JSON.stringify(odd));
    expect(await nextAck()).toEqual({ envelope_id: "odd", payload: {} });
  });
});
