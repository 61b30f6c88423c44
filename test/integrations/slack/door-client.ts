import { once } from "node:events";
import { connect } from "node:net";
import { createDoor, type Door, type DoorOptions } from "../../../src/integrations/slack/door.ts";
import { json } from "../../../src/integrations/slack/exchange.ts";
import type { Log } from "../../../src/integrations/slack/log.ts";
import { sign } from "../../../src/integrations/slack/signature.ts";
import type { Delivery } from "../../../src/integrations/slack/slack-route.ts";

export const SECRET = "8f742231b10e8888abcd99yyyzzz85a5";
/** 2026-11-16 09:00 UTC. */
export const NOW = Date.UTC(2026, 10, 16, 9);
export const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

export type OpenDoor = { readonly door: Door; readonly url: string; readonly delivered: Delivery[] };

/** A door on a free port whose deliveries are kept and answered at once, unless told otherwise. */
export async function openDoor(changes: Partial<DoorOptions> = {}): Promise<OpenDoor> {
  const delivered: Delivery[] = [];
  const seen = new Set<string>();
  const door = createDoor({
    signingSecret: SECRET,
    host: "127.0.0.1",
    port: 0,
    now: () => NOW,
    firstTime: (key) => {
      const first = !seen.has(key);
      seen.add(key);
      return Promise.resolve(first);
    },
    forget: async (key) => {
      seen.delete(key);
    },
    deliver: (delivery) => {
      delivered.push(delivery);
      return Promise.resolve(json(200, { ok: true }));
    },
    routes: { "GET /healthz": () => Promise.resolve(json(200, { status: "alive" })) },
    log: SILENT,
    ...changes,
  });
  await door.start();
  return { door, url: `http://127.0.0.1:${door.port}`, delivered };
}

export const FORM = "application/x-www-form-urlencoded";
export const JSON_UTF8 = "application/json; charset=utf-8";

export function signedHeaders(body: string, atMs = NOW, secret = SECRET): Record<string, string> {
  const timestamp = String(Math.floor(atMs / 1000));
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": sign(secret, timestamp, body) };
}

export async function post(
  url: string,
  body: string,
  headers: Record<string, string>,
): Promise<{ readonly status: number; readonly text: string }> {
  const answered = await fetch(`${url}/slack/events`, { method: "POST", body, headers });
  return { status: answered.status, text: await answered.text() };
}

export function postSigned(
  url: string,
  body: string,
  type = FORM,
): Promise<{ readonly status: number; readonly text: string }> {
  return post(url, body, { "content-type": type, ...signedHeaders(body) });
}

/** Bytes as they are, for what an HTTP client would not send; resolves with all that came back. */
export async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let answered = "";
  socket.on("data", (chunk) => {
    answered += chunk.toString();
  });
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return answered;
}
