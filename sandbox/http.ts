import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as a stand-in sees it: path, query, headers, and the body as text. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  readonly raw: IncomingMessage;
  readonly reply: ServerResponse;
};

/** Null says "I have answered `reply` myself" (a stream, or on purpose nothing at all). */
export type Answer = {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: string | Buffer;
} | null;

export type Handler = (asked: Asked) => Promise<Answer> | Answer;

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(body),
  };
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/;

/** False for a foreign Host: that is how a rebound name in somebody's browser reaches a loopback server. */
export function isLoopback(host: string | undefined): boolean {
  return LOOPBACK.test(host ?? "");
}

/** One server for any number of handlers; the longest matching path prefix wins. */
export async function serve(
  routes: Readonly<Record<string, Handler>>,
  port = 0,
  host = "127.0.0.1",
): Promise<{ server: Server; url: string; port: number; close(): Promise<void> }> {
  const prefixes = Object.keys(routes).sort((a, b) => b.length - a.length);
  const server = createServer((raw, reply) => {
    void answer(raw, reply).catch((error: unknown) => {
      if (!reply.headersSent) reply.writeHead(500, { "content-type": "text/plain" });
      reply.end(`stand-in failed: ${String(error)}`);
    });
  });
  async function answer(raw: IncomingMessage, reply: ServerResponse): Promise<void> {
    const url = new URL(raw.url ?? "/", "http://stand-in");
    const prefix = prefixes.find((p) => url.pathname.startsWith(p));
    const handler = prefix === undefined ? undefined : routes[prefix];
    if (handler === undefined) {
      reply.writeHead(404).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of raw) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    const answered = await handler({
      method: raw.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: raw.headers,
      body,
      raw,
      reply,
    });
    if (answered !== null) reply.writeHead(answered.status, answered.headers).end(answered.body);
  }
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    server,
    port: bound,
    url: `http://${host}:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
