import type { App, Receiver } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { z } from "zod";
import { quietLogger } from "./log.ts";
import { type Processing, processPayload } from "./process.ts";
import { endOf, type Link, openLink } from "./socket-link.ts";

/** Socket Mode: Slack is called, not calling. An envelope is acknowledged after the commit, or not at all. */

export type SocketOptions = Processing & {
  readonly appToken: string;
  /** Where `apps.connections.open` is called; with the trailing slash. */
  readonly slackApiUrl: string;
  /** How long Slack may be silent on a connection before it is given up; five seconds. */
  readonly pongWithinMs?: number;
};

export interface SocketReceiver extends Receiver {
  /**
   * Opens one connection; resolves when Slack said hello, rejects with why it could not. `ended` says why it is over;
   * whoever starts it decides when to start the next one.
   */
  start(): Promise<Link>;
  /** Finishes the envelopes it holds, then disconnects. */
  stop(): Promise<void>;
}

type Envelope = {
  readonly body?: unknown;
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
};

/** A connection with what came over it and is not answered yet. */
type Connection = { readonly client: SocketModeClient; readonly held: Set<Promise<void>> };

export function createSocketReceiver(options: SocketOptions): SocketReceiver {
  const open = new Set<Connection>();
  const working = new Set<Promise<void>>();
  let app: App | null = null;
  const take = (envelope: Envelope, { held }: Connection): void => {
    if (app === null) return;
    const work = handle(app, envelope, options).finally(() => {
      held.delete(work);
      working.delete(work);
    });
    held.add(work);
    working.add(work);
  };
  return {
    init: (initialised) => {
      app = initialised;
    },
    start: async () => {
      // A client of its own for each connection: what the last one still says cannot be taken for this one's.
      const connection = { client: createClient(options), held: new Set<Promise<void>>() };
      const { client, held } = connection;
      open.add(connection);
      client.on("disconnected", () => open.delete(connection));
      client.on("slack_event", (envelope: Envelope) => take(envelope, connection));
      return await openLink(client, { log: options.log, answered: () => Promise.allSettled(held) });
    },
    stop: async () => {
      await Promise.allSettled(working);
      await Promise.all([...open].map(({ client }) => endOf(client)));
    },
  };
}

/** The library reconnects in a timer nobody awaits, so that one refusal ends the process; it is told not to. */
function createClient(options: SocketOptions): SocketModeClient {
  return new SocketModeClient({
    appToken: options.appToken,
    autoReconnectEnabled: false,
    // It pings three times as often: a connection that only looks open is found out within seconds.
    clientPingTimeout: options.pongWithinMs ?? 5_000,
    // Its errors are the reasons that `start` and `ended` give.
    logger: { ...quietLogger(options.log), error: () => {} },
    clientOptions: {
      slackApiUrl: options.slackApiUrl,
      timeout: 10_000,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
}

async function handle(app: App, envelope: Envelope, options: Processing): Promise<void> {
  const payload = isRecord(envelope.body) ? envelope.body : {};
  const processed = await processPayload(
    app,
    { payload, retryNum: envelope.retry_num ?? null, retryReason: envelope.retry_reason ?? null },
    options,
  );
  // Unacknowledged, Slack delivers it again.
  if (processed.kind === "send-again") return;
  const answer = processed.kind === "done" ? processed.answer : null;
  try {
    await envelope.ack({ ...answer });
  } catch (err) {
    options.log.warn({ err }, "an envelope could not be acknowledged; Slack may deliver it again");
    tellOtherwise(payload, answer, options);
  }
}

/** A command is not delivered again: who typed it is told by its own address what was said to a dead connection. */
function tellOtherwise(
  { response_url: url }: Record<string, unknown>,
  answer: object | null,
  { respond }: Processing,
): void {
  const said = Said.safeParse(answer);
  if (typeof url === "string" && said.success) respond(url, said.data);
}

const Said = z.object({ text: z.string(), blocks: z.array(z.looseObject({})) });

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
