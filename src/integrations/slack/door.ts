import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "./body.ts";
import { type DoorAnswer, type DoorRoute, plain } from "./exchange.ts";
import type { Log } from "./log.ts";
import { type Delivery, slackRoute } from "./slack-route.ts";

/**
 * The one server that faces the network. It exists because Bolt's own receivers buffer four megabytes before they
 * check anything, hold a stalled body, take the same signed request again, and acknowledge events unsaved.
 */

export type DoorOptions = {
  /** Null when Slack is reached by Socket Mode: then nothing is listened to at /slack/events. */
  readonly signingSecret: string | null;
  readonly host: string;
  /** 0 takes a free one; see `port`. */
  readonly port: number;
  readonly bodyLimitBytes?: number;
  readonly bodyDeadlineMs?: number;
  /** From the first byte of a connection to the end of its headers; however slowly they drip. */
  readonly headersDeadlineMs?: number;
  readonly mostConnections?: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** True when this key was not seen during the last `ttlSeconds`. */
  readonly firstTime: (key: string, ttlSeconds: number) => Promise<boolean>;
  /** As if this key had never been seen. */
  readonly forget: (key: string) => Promise<void>;
  /** Hands one verified payload to the bot and resolves after it is dealt with. */
  readonly deliver: (delivery: Delivery) => Promise<DoorAnswer>;
  /** `METHOD /path` → handler. */
  readonly routes: Readonly<Record<string, DoorRoute>>;
  readonly log: Log;
};

export interface Door {
  start(): Promise<void>;
  /** Takes no more requests, finishes those it holds for at most `patienceMs` (5 s), then hangs up. */
  stop(patienceMs?: number): Promise<void>;
  /** The port it really listens at; 0 before `start`. */
  readonly port: number;
}

const ONE_MEBIBYTE = 1024 * 1024;
/** Each costs a few kilobytes and a file handle; Slack and a team's browsers need some dozens. */
const MOST_CONNECTIONS = 2_000;

/** Throws when the signing secret is empty: an empty secret would make every signature easy to compute. */
export function createDoor(options: DoorOptions): Door {
  if (options.signingSecret !== null && options.signingSecret.trim() === "") {
    throw new Error("SLACK_SIGNING_SECRET is empty: copy it from the app's Basic Information page in Slack.");
  }
  const { signingSecret } = options;
  const slack =
    signingSecret === null ? {} : { "POST /slack/events": slackRoute({ ...options, signingSecret }) };
  const routes = new Map(Object.entries<DoorRoute>({ ...options.routes, ...slack }));
  const server = createServer(limitsOf(options), (request, response) => {
    answer(request, routes, options)
      .catch((error: unknown) => {
        options.log.error({ err: error, path: request.url }, "a request failed");
        return plain(500, "Something went wrong inside Tocsin; the log says what.");
      })
      .then((answered) => {
        // Once closing, a connection kept alive would keep the door from closing.
        if (!server.listening) response.setHeader("connection", "close");
        return write(request, response, answered);
      })
      .catch((error: unknown) => options.log.warn({ err: error }, "an answer could not be written"));
  });
  server.maxHeadersCount = 100;
  server.maxConnections = options.mostConnections ?? MOST_CONNECTIONS;
  let port = 0;
  return {
    get port() {
      return port;
    },
    start: async () => {
      port = await listen(server, options);
    },
    stop: (patienceMs = 5_000) => close(server, patienceMs),
  };
}

/** Node looks for connections that are late only every 30 s unless told otherwise. */
function limitsOf({ headersDeadlineMs = 5_000 }: DoorOptions): ServerOptions {
  return {
    headersTimeout: headersDeadlineMs,
    requestTimeout: 15_000,
    connectionsCheckingInterval: Math.min(1_000, headersDeadlineMs),
  };
}

async function answer(
  request: IncomingMessage,
  routes: ReadonlyMap<string, DoorRoute>,
  options: DoorOptions,
): Promise<DoorAnswer> {
  const url = URL.parse(request.url ?? "/", "http://door");
  if (url === null) return hangUp(400, "That is not a path.");
  const method = request.method ?? "GET";
  const route = routes.get(`${method} ${url.pathname}`);
  if (route === undefined) return unknown(url.pathname, routes);
  const body = await readBody(request, {
    limitBytes: options.bodyLimitBytes ?? ONE_MEBIBYTE,
    deadlineMs: options.bodyDeadlineMs ?? 2_000,
  });
  switch (body.kind) {
    case "too-large":
      return hangUp(413, "The body is larger than this server takes.");
    case "too-slow":
      return hangUp(408, "The body did not arrive in time.");
    case "broken-off":
      return hangUp(400, "The body ended early.");
    case "read":
      return await route({
        method,
        path: url.pathname,
        query: url.searchParams,
        headers: request.headers,
        headersDistinct: request.headersDistinct,
        rawBody: body.raw,
      });
  }
}

function unknown(path: string, routes: ReadonlyMap<string, DoorRoute>): DoorAnswer {
  const allowed = [...routes.keys()].flatMap((key) => (key.endsWith(` ${path}`) ? key.split(" ")[0] : []));
  if (allowed.length === 0) return hangUp(404, "There is nothing here.");
  return plain(405, `Only ${allowed.join(" and ")} is answered here.`, {
    allow: allowed.join(", "),
    connection: "close",
  });
}

/** The rest of the request is not read, so the connection cannot be used again. */
function hangUp(status: number, sentence: string): DoorAnswer {
  return plain(status, sentence, { connection: "close" });
}

async function write(
  request: IncomingMessage,
  response: ServerResponse,
  answered: DoorAnswer,
): Promise<void> {
  if (response.destroyed || response.socket === null) return;
  await new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.writeHead(answered.status, answered.headers).end(answered.body, resolve);
  });
  if (!request.complete) request.destroy();
}

function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(at.port, at.host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port); // a TCP server that listens has an address and a port
    });
  });
}

function close(server: Server, patienceMs: number): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
