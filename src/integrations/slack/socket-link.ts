import type { SocketModeClient } from "@slack/socket-mode";
import { errorWord } from "./outcome.ts";

/** One connection of Socket Mode, from hello to its end. */
export type Link = { readonly ended: Promise<string> };

const HELLO_WITHIN_MS = 15_000;
const GOODBYE_WITHIN_MS = 2_000;

/** Rejects with an Error whose message tells a person why there is no connection, and leaves none half open. */
export async function openLink(client: SocketModeClient): Promise<Link> {
  const ended = Promise.withResolvers<string>();
  let trouble = "Slack closed the connection";
  client.on("error", (error: Error) => {
    trouble = `The connection to Slack broke${error.message === "" ? "" : `: ${error.message}`}`;
  });
  client.on("disconnected", () => ended.resolve(trouble));
  // Slack asks to come back before it hangs up; the next connection need not wait for the end of this one.
  client.on("ws_message", (data: unknown) => {
    if (isGoodbye(data)) ended.resolve("Slack asked to connect anew");
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

function isGoodbye(data: unknown): boolean {
  if (typeof data !== "string" || !data.includes('"disconnect"')) return false;
  try {
    return (JSON.parse(data) as { type?: unknown }).type === "disconnect";
  } catch {
    return false;
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
