import type { SocketModeClient } from "@slack/socket-mode";
import type { Log } from "./log.ts";

/**
 * Stands between the socket and Slack's library, which reads a frame in a promise that nobody awaits: what it stumbles
 * over ends the process. And it hangs up as soon as Slack asks to connect anew, answers owed or not.
 */

/** `renew`: Slack wants another connection in place of this one. */
export type Goodbye = "renew" | "disabled" | "too-many";

type Hearing = {
  readonly log: Log;
  /** The library hangs up when this resolves. */
  readonly goodbye: (goodbye: Goodbye) => Promise<void>;
};

type Frame = { readonly [field: string]: unknown };
type Listener = (data: unknown, isBinary: boolean) => void;

/** To be called before the client starts. */
export function hearing(client: SocketModeClient, { log, goodbye }: Hearing): void {
  const library = client.listeners("ws_message") as Listener[]; // the only one who emits these passes these
  client.removeAllListeners("ws_message");
  const pass = (data: unknown): void => {
    for (const listener of library) listener(data, false);
  };
  client.on("ws_message", (data: unknown) => {
    const frame = parse(data);
    if (frame === null) return log.warn({}, "a frame on Slack's socket is not JSON and was left out");
    if (frame["type"] === "disconnect")
      return void goodbye(goodbyeOf(frame["reason"])).finally(() => pass(data));
    if (frame["type"] !== "events_api" || hasEvent(frame)) return pass(data);
    log.warn({ envelope: frame["envelope_id"] }, "an envelope of Slack's holds no event");
    // Of a type that the library does not look into: it is acknowledged like any other that nobody listens to.
    pass(JSON.stringify({ ...frame, type: "events_api_without_event" }));
  });
}

function parse(data: unknown): Frame | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return isRecord(value) && typeof value["type"] === "string" ? value : null;
  } catch {
    return null;
  }
}

/** The library reads the type of the event of the payload. */
function hasEvent({ payload }: Frame): boolean {
  return isRecord(payload) && isRecord(payload["event"]) && typeof payload["event"]["type"] === "string";
}

/** Anything else that Slack may say one day is a wish for another connection, too. */
function goodbyeOf(reason: unknown): Goodbye {
  if (reason === "link_disabled") return "disabled";
  return reason === "too_many_websockets" ? "too-many" : "renew";
}

function isRecord(value: unknown): value is Frame {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
