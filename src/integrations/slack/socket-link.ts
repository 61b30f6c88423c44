import type { SocketModeClient } from "@slack/socket-mode";
import type { Log } from "./log.ts";
import { errorWord } from "./outcome.ts";
import { type Goodbye, hearing } from "./socket-frames.ts";

/**
 * One connection of Socket Mode, from hello to its end. `ended` resolves with why it is over, or with null when Slack
 * only wants another connection in its place.
 */
export type Link = { readonly ended: Promise<string | null> };

export type LinkOptions = {
  readonly log: Log;
  /** Resolves when nothing that came over this connection waits for its answer any more. */
  readonly answered: () => Promise<unknown>;
};

const HELLO_WITHIN_MS = 15_000;
const GOODBYE_WITHIN_MS = 2_000;
/** Slack keeps a connection it wants to end for some ten seconds, and what it sent before we knew still comes. */
const LINGER_MS = 1_000;
const LAST_ANSWERS_WITHIN_MS = 5_000;
/** One that Slack wants to have renewed at once is no connection: then it is tried with pauses. */
const LIVED_MS = 10_000;

/** Rejects with an Error whose message tells a person why there is no connection, and leaves none half open. */
export async function openLink(client: SocketModeClient, { log, answered }: LinkOptions): Promise<Link> {
  const ended = Promise.withResolvers<string | null>();
  const began = performance.now();
  let trouble = "Slack closed the connection";
  client.on("error", (error: Error) => {
    trouble = `The connection to Slack broke${error.message === "" ? "" : `: ${error.message}`}`;
  });
  client.on("disconnected", () => ended.resolve(trouble));
  hearing(client, {
    log,
    // The next connection need not wait for the end of this one, which still takes the answers it is owed.
    goodbye: async (goodbye) => {
      trouble = sentenceOf(goodbye);
      const renew = goodbye === "renew" && performance.now() - began > LIVED_MS;
      ended.resolve(renew ? null : trouble);
      if (goodbye === "renew") await new Promise((resolve) => setTimeout(resolve, LINGER_MS).unref());
      await within(LAST_ANSWERS_WITHIN_MS, answered()).catch(() => undefined);
    },
  });
  try {
    await within(HELLO_WITHIN_MS, client.start());
  } catch (error) {
    void endOf(client);
    throw new Error(reasonOf(error, trouble));
  }
  return { ended: ended.promise };
}

/** Says goodbye; resolves when Slack did too, or does not in time. */
export async function endOf(client: SocketModeClient): Promise<void> {
  await within(GOODBYE_WITHIN_MS, client.disconnect()).catch(() => undefined);
}

function sentenceOf(goodbye: Goodbye): string {
  switch (goodbye) {
    case "renew":
      return "Slack asked to connect anew";
    case "disabled":
      return "Socket Mode was switched off for the app. Switch it on again under Socket Mode in the app's settings.";
    case "too-many":
      return "Slack takes no further connection of this app: ten are open (too_many_websockets). Stop what else uses SLACK_APP_TOKEN.";
  }
}

/** The library rejects with nothing when the connection ended before hello. */
function reasonOf(error: unknown, trouble: string): string {
  const word = errorWord(error);
  if (word !== null)
    return `Slack would not open the socket (${word}). Check SLACK_APP_TOKEN, and that Socket Mode is on for the app.`;
  return error instanceof Error ? `Slack's socket could not be opened: ${error.message}` : trouble;
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Slack did not answer within ${ms / 1_000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
