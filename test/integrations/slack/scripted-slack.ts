import type { IncomingHttpHeaders } from "node:http";
import { type Answer, json, serve } from "../../../sandbox/http.ts";
import type { EffectId, SlackChannelId, SlackUserId } from "../../../src/domain/ids.ts";
import type { Attempt, Chat } from "../../../src/engine/ports.ts";
import type { CallLog } from "../../../src/integrations/slack/call.ts";
import { createChat } from "../../../src/integrations/slack/chat.ts";

/** A Slack that answers what a test tells it to, in order, and remembers what it was asked. */
type Asked = {
  readonly method: string;
  readonly args: Readonly<Record<string, string>>;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
};
/** `hang` never answers; `drop` takes the request and breaks the connection. */
export type Reply = Answer | "hang" | "drop" | Record<string, unknown>;

export type ScriptedSlack = {
  readonly chat: Chat;
  readonly asked: readonly Asked[];
  readonly lines: readonly Parameters<CallLog>[0][];
  readonly url: string;
  /** The next answers for a method; the last one stays. */
  on(method: string, ...replies: Reply[]): void;
  advance(ms: number): void;
  methods(): readonly string[];
  close(): Promise<void>;
};

export const CHANNEL = "C0INCIDENT" as SlackChannelId;
export const USER = "U0ADA" as SlackUserId;
export const BOT = "U0TOCSIN";
export const FIRST_TRIED = 1_700_000_000_000;

export function attempt(number: number): Attempt {
  return { effect: "0191-incident/3/post" as EffectId, number, firstTriedAt: FIRST_TRIED };
}

export async function scriptedSlack(options: { readonly timeoutMs?: number } = {}): Promise<ScriptedSlack> {
  const scripts = new Map<string, Reply[]>();
  const asked: Asked[] = [];
  const lines: Parameters<CallLog>[0][] = [];
  let now = 0;
  const server = await serve({
    "/": ({ path, body, headers, raw }) => {
      const method = path.replace(/^\/(api\/)?/, "");
      asked.push({ method, args: Object.fromEntries(new URLSearchParams(body)), body, headers });
      const replies = scripts.get(method) ?? [];
      const reply = replies.length > 1 ? replies.shift() : replies[0];
      if (reply === "hang") return null;
      if (reply === "drop") {
        raw.socket.destroy();
        return null;
      }
      return asAnswer(reply ?? { ok: true });
    },
  });
  const chat = createChat({
    token: "xoxb-test",
    apiUrl: `${server.url}/api/`,
    botUserId: async () => BOT,
    timeoutMs: options.timeoutMs ?? 2_000,
    log: (entry) => lines.push(entry),
    nowMs: () => now,
  });
  return {
    chat,
    asked,
    lines,
    url: server.url,
    on: (method, ...replies) => void scripts.set(method, replies),
    advance: (ms) => {
      now += ms;
    },
    methods: () => asked.map(({ method }) => method),
    close: server.close,
  };
}

function asAnswer(reply: Exclude<Reply, "hang" | "drop">): Answer {
  if (reply === null) return null;
  const { status, body, headers } = reply as {
    status?: unknown;
    body?: unknown;
    headers?: Record<string, string>;
  };
  if (typeof status !== "number" || typeof body !== "string") return json(200, reply);
  return { status, body, headers: headers ?? {} };
}
