import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isJson, parseJson } from "../json.ts";
import type { Delivery } from "./outbound.ts";

const PATH = "/slack/socket";
const CONNECTIONS = 10;
const PING_MS = 5_000;

/** What the bot answered on the socket, or why nothing came. */
export type Ack = {
  readonly payload?: unknown;
  readonly failure: "http_timeout" | "connection_failed" | "not_connected" | null;
};

/** Socket Mode: the bot's WebSockets, at most ten, each opened with a ticket of `apps.connections.open`. */
export class Sockets {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open: WebSocket[] = [];
  /** Those that were asked to come back: what is new goes over another one as soon as there is one. */
  readonly #leaving = new WeakSet<WebSocket>();
  readonly #waiting = new Map<string, (ack: Ack) => void>();
  readonly #url: () => string;
  readonly #appId: string;
  #next = 0;

  constructor(options: { readonly url: () => string; readonly appId: string }) {
    this.#url = options.url;
    this.#appId = options.appId;
  }

  /** An address good for one connection. */
  ticketUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#url().replace(/^http/, "ws")}${PATH}?ticket=${ticket}&app_id=${this.#appId}`;
  }

  get count(): number {
    return this.#open.length;
  }

  attach(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = new URL(request.url ?? "/", "http://stand-in");
      if (url.pathname !== PATH) return;
      if (!this.#tickets.delete(url.searchParams.get("ticket") ?? "")) {
        socket.end("HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n");
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (connected) => this.#welcome(connected));
    });
  }

  #welcome(socket: WebSocket): void {
    if (this.#open.length >= CONNECTIONS) {
      socket.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets" }));
      socket.close();
      return;
    }
    this.#open.push(socket);
    const ping = setInterval(() => socket.ping("sandbox"), PING_MS);
    ping.unref();
    socket.on("message", (data: Buffer) => this.#hear(data.toString("utf8")));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearInterval(ping);
      this.#open.splice(this.#open.indexOf(socket), 1);
    });
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.#open.length,
        debug_info: { host: "sandbox", started: "", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: this.#appId },
      }),
    );
  }

  #hear(text: string): void {
    const said = parseJson(text);
    if (!isJson(said)) return;
    const { envelope_id: id, payload } = said;
    if (typeof id === "string") this.#waiting.get(id)?.({ payload, failure: null });
  }

  /** Hands the delivery to one of the connections, in turn, and waits for its ack. */
  deliver(delivery: Delivery, withinMs: number): Promise<Ack> {
    const staying = this.#open.filter((one) => !this.#leaving.has(one));
    const usable = staying.length > 0 ? staying : this.#open;
    const socket = usable[this.#next++ % Math.max(usable.length, 1)];
    if (socket === undefined) return Promise.resolve({ failure: "not_connected" });
    const id = randomUUID();
    const retry = { retry_attempt: delivery.retry?.num ?? 0, retry_reason: delivery.retry?.reason ?? "" };
    return new Promise<Ack>((resolve) => {
      const settle = (ack: Ack) => {
        clearTimeout(timer);
        socket.off("close", lost);
        this.#waiting.delete(id);
        resolve(ack);
      };
      const lost = () => settle({ failure: "connection_failed" });
      const timer = setTimeout(() => settle({ failure: "http_timeout" }), withinMs);
      this.#waiting.set(id, settle);
      socket.on("close", lost);
      const isEvent = delivery.kind === "events_api";
      socket.send(
        JSON.stringify({
          envelope_id: id,
          type: delivery.kind,
          payload: delivery.payload,
          accepts_response_payload: !isEvent,
          ...(isEvent ? retry : {}),
        }),
      );
    });
  }

  /** Asks every connection to come back on a new address, as Slack does every few hours. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled"): void {
    for (const socket of this.#open) {
      this.#leaving.add(socket);
      socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "sandbox" } }));
    }
  }

  close(): void {
    for (const socket of [...this.#open]) socket.terminate();
    this.#server.close();
  }
}
