import { z } from "zod";
import type { Handler } from "../../sandbox/http.ts";
import type { ChildBot } from "./child-bot.ts";
import { EVENT_TYPE_HEADER } from "./event-type-header.ts";

/** One try of PagerDuty's to tell the bot something; no status when it was not there, or died over it. */
export type Delivery = { readonly id: string; readonly type: string; readonly status: number | null };

const Told = z.object({ event: z.object({ id: z.string(), event_type: z.string() }) });

/** Stands between PagerDuty and the bots: hands on to whichever lives, and keeps a record. */
export function createRelay(alive: () => ChildBot | null): {
  readonly handler: Handler;
  readonly deliveries: () => readonly Delivery[];
} {
  const deliveries: Delivery[] = [];
  return {
    deliveries: () => [...deliveries],
    handler: async ({ headers, body, raw }) => {
      const { id, event_type: type } = Told.parse(JSON.parse(body)).event;
      const signature = String(headers["x-pagerduty-signature"]);
      const bot = alive();
      const answered =
        bot === null
          ? null
          : await fetch(`${bot.url}/webhooks/pagerduty`, {
              method: "POST",
              headers: { "x-pagerduty-signature": signature, [EVENT_TYPE_HEADER]: type },
              body,
            }).catch(() => null);
      deliveries.push({ id, type, status: answered?.status ?? null });
      if (answered !== null) return { status: answered.status, body: await answered.text() };
      raw.socket.destroy();
      return null;
    },
  };
}
