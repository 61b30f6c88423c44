import type { App, Receiver } from "@slack/bolt";
import { SocketModeClient } from "@slack/socket-mode";
import { type Log, quietLogger } from "./log.ts";
import { type Processing, processPayload } from "./process.ts";
import { endOf, type Link, openLink } from "./socket-link.ts";

/** Socket Mode: Slack is called, not calling. An envelope is acknowledged after the commit, or not at all. */

export type SocketOptions = Processing & {
  readonly appToken: string;
  /** Where `apps.connections.open` is called; with the trailing slash. */
  readonly slackApiUrl: string;
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
  readonly body: Record<string, unknown>;
  readonly ack: (answer?: Record<string, unknown>) => Promise<void>;
  readonly retry_num?: number;
  readonly retry_reason?: string;
};

export function createSocketReceiver(options: SocketOptions): SocketReceiver {
  const held = new Set<Promise<void>>();
  let app: App | null = null;
  let client: SocketModeClient | null = null;
  const take = (envelope: Envelope): void => {
    if (app === null) return;
    const work = handle(app, envelope, options).finally(() => held.delete(work));
    held.add(work);
  };
  return {
    init: (initialised) => {
      app = initialised;
    },
    start: () => {
      // A client of its own for each connection: what the last one still says cannot be taken for this one's.
      client = createClient(options);
      client.on("slack_event", take);
      return openLink(client);
    },
    stop: async () => {
      await Promise.allSettled(held);
      if (client !== null) await endOf(client);
    },
  };
}

/** The library reconnects in a timer nobody awaits, so that one refusal ends the process; it is told not to. */
function createClient(options: SocketOptions): SocketModeClient {
  return new SocketModeClient({
    appToken: options.appToken,
    autoReconnectEnabled: false,
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
  const processed = await processPayload(
    app,
    {
      payload: envelope.body,
      retryNum: envelope.retry_num ?? null,
      retryReason: envelope.retry_reason ?? null,
    },
    options,
  );
  // Unacknowledged, Slack delivers it again.
  if (processed.kind === "send-again") return;
  const answer = processed.kind === "done" && processed.answer !== null ? { ...processed.answer } : {};
  await acknowledge(envelope, answer, options.log);
}

async function acknowledge(envelope: Envelope, answer: Record<string, unknown>, log: Log): Promise<void> {
  try {
    await envelope.ack(answer);
  } catch (error) {
    log.warn({ err: error }, "an envelope could not be acknowledged; Slack may deliver it again");
  }
}
