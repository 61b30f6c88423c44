import type { App, Receiver } from "@slack/bolt";
import { type DoorAnswer, json, plain } from "./exchange.ts";
import { type Processing, processPayload } from "./process.ts";
import type { Delivery } from "./slack-route.ts";

/** Bolt's receiver for HTTP. The door listens; this turns what became of a payload into the answer. */
export interface HttpReceiver extends Receiver {
  deliver(delivery: Delivery): Promise<DoorAnswer>;
}

export function createReceiver(processing: Processing): HttpReceiver {
  let app: App | null = null;
  return {
    init: (initialised) => {
      app = initialised;
    },
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    deliver: async (delivery) => {
      if (app === null) return plain(503, "Tocsin is starting; try again in a moment.");
      const processed = await processPayload(app, delivery, processing);
      switch (processed.kind) {
        case "done":
          return processed.answer === null ? plain(200, "") : json(200, processed.answer);
        case "unknown":
          return plain(400, "Tocsin does not know this kind of payload.");
        case "send-again":
          return plain(500, "This could not be saved; please deliver it again.");
      }
    },
  };
}
