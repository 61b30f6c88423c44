import type { Answer, Asked } from "../http.ts";

export type Changes = { announce(): void; subscribe(asked: Asked): Answer };

/** Server-sent events that say only *something changed*: the page then asks for what it shows. */
export function createChanges(isReady: () => boolean): Changes {
  const watchers = new Set<Asked["reply"]>();
  let count = 0;
  let due: NodeJS.Timeout | null = null;
  let watching: NodeJS.Timeout | null = null;
  let wasReady = isReady();

  function send(): void {
    due = null;
    count += 1;
    for (const reply of watchers) reply.write(`data: ${count}\n\n`);
  }
  /** One act of the bot changes many things at once; thirty milliseconds gather them into one look. */
  function announce(): void {
    if (due === null) due = setTimeout(send, 30);
  }
  /** Nobody tells us when the bot has started, so a page that is open looks once a second. */
  function lookAtBot(): void {
    if (isReady() !== wasReady) announce();
    wasReady = isReady();
  }
  function leave(reply: Asked["reply"]): void {
    watchers.delete(reply);
    if (watchers.size > 0 || watching === null) return;
    clearInterval(watching);
    watching = null;
  }
  function subscribe({ reply }: Asked): Answer {
    reply.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    reply.write(`retry: 500\ndata: ${count}\n\n`);
    watchers.add(reply);
    watching ??= setInterval(lookAtBot, 1_000);
    reply.on("close", () => leave(reply));
    return null;
  }
  return { announce, subscribe };
}
