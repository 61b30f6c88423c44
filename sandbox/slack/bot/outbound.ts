import { createHmac } from "node:crypto";
import { parseJson } from "../json.ts";
import type { Sockets } from "./sockets.ts";

/** Where the bot listens. An empty secret means the app's own. */
export type BotAddress =
  | { readonly url: string; readonly signingSecret: string }
  | { readonly socketMode: true };

/** Something Slack sends to the bot. */
export type Delivery = {
  readonly kind: "slash_commands" | "interactive" | "events_api";
  readonly payload: Readonly<Record<string, unknown>>;
  readonly retry?: { readonly num: number; readonly reason: string };
};

/** What came of it. `status` is 0 when nothing came back. */
export type Delivered = {
  readonly status: number;
  readonly body: unknown;
  readonly tookMs: number;
  readonly failure: "http_timeout" | "http_error" | "connection_failed" | "not_connected" | null;
  /** The bot asked not to be sent this again. */
  readonly noRetry: boolean;
};

/** Sends to the bot as Slack does and waits for its acknowledgement. */
export class Outbound {
  readonly #now: () => number;
  readonly #ackMs: number;
  readonly #sockets: Sockets;
  readonly #signingSecret: string;
  readonly #closing = new AbortController();
  #bot: BotAddress | null = null;

  constructor(options: {
    readonly now: () => number;
    readonly ackMs: number;
    readonly sockets: Sockets;
    readonly signingSecret: string;
  }) {
    this.#now = options.now;
    this.#ackMs = options.ackMs;
    this.#sockets = options.sockets;
    this.#signingSecret = options.signingSecret;
  }

  connect(bot: BotAddress): void {
    this.#bot = bot;
  }

  get connected(): boolean {
    return this.#bot !== null;
  }

  close(): void {
    this.#closing.abort();
  }

  async deliver(delivery: Delivery): Promise<Delivered> {
    const began = performance.now();
    const answered = await this.#send(delivery);
    return { noRetry: false, ...answered, tookMs: performance.now() - began };
  }

  async #send(delivery: Delivery): Promise<Omit<Delivered, "tookMs" | "noRetry"> & { noRetry?: boolean }> {
    const bot = this.#bot;
    if (bot === null) return { status: 0, body: "", failure: "not_connected" };
    if (!("socketMode" in bot)) return this.#post(bot, delivery);
    const ack = await this.#sockets.deliver(delivery, this.#ackMs);
    return ack.failure === null
      ? { status: 200, body: ack.payload ?? "", failure: null }
      : { status: 0, body: "", failure: ack.failure };
  }

  async #post(
    bot: { readonly url: string; readonly signingSecret: string },
    delivery: Delivery,
  ): Promise<Omit<Delivered, "tookMs" | "noRetry"> & { noRetry?: boolean }> {
    const { body, type } = encode(delivery);
    const retry =
      delivery.retry === undefined
        ? {}
        : { "x-slack-retry-num": String(delivery.retry.num), "x-slack-retry-reason": delivery.retry.reason };
    const timeout = AbortSignal.timeout(this.#ackMs);
    try {
      const reply = await fetch(`${bot.url}/slack/events`, {
        method: "POST",
        headers: {
          "content-type": type,
          "user-agent": "Slackbot 1.0",
          ...sign(bot.signingSecret || this.#signingSecret, this.#now(), body),
          ...retry,
        },
        body,
        redirect: "manual",
        signal: AbortSignal.any([timeout, this.#closing.signal]),
      });
      const text = await reply.text();
      const answered = (reply.headers.get("content-type") ?? "").includes("json")
        ? (parseJson(text) ?? text)
        : text;
      return {
        status: reply.status,
        body: answered,
        failure: reply.ok ? null : "http_error",
        noRetry: reply.headers.get("x-slack-no-retry") === "1",
      };
    } catch {
      return { status: 0, body: "", failure: timeout.aborted ? "http_timeout" : "connection_failed" };
    }
  }
}

function encode(delivery: Delivery): { body: string; type: string } {
  const form = "application/x-www-form-urlencoded";
  switch (delivery.kind) {
    case "slash_commands":
      return {
        body: new URLSearchParams(
          Object.entries(delivery.payload).map(([key, value]): [string, string] => [key, String(value)]),
        ).toString(),
        type: form,
      };
    case "interactive":
      return {
        body: new URLSearchParams({ payload: JSON.stringify(delivery.payload) }).toString(),
        type: form,
      };
    case "events_api":
      return { body: JSON.stringify(delivery.payload), type: "application/json" };
  }
}

/** Slack's v0 signature: HMAC-SHA256 over `v0:<seconds>:<body>`. */
function sign(
  secret: string,
  nowMs: number,
  body: string,
): { "x-slack-request-timestamp": string; "x-slack-signature": string } {
  const seconds = String(Math.floor(nowMs / 1000));
  const digest = createHmac("sha256", secret).update(`v0:${seconds}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": seconds, "x-slack-signature": `v0=${digest}` };
}
