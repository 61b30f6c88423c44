import type { Respond } from "./ack.ts";
import type { Log } from "./log.ts";

/**
 * Tells the person who clicked by Slack's `response_url`, which works for half an hour and five times.
 * Only for what they see elsewhere too, or may miss: one attempt, a time limit, and nobody waits for it.
 */
export function createRespond(options: { readonly timeoutMs: number; readonly log: Log }): Respond {
  return (responseUrl, message) => {
    fetch(responseUrl, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ response_type: "ephemeral", replace_original: false, ...message }),
      signal: AbortSignal.timeout(options.timeoutMs),
      redirect: "error",
    }).then(
      (answered) => {
        if (!answered.ok) options.log.warn({ status: answered.status }, "an answer to a click was not taken");
      },
      (error: unknown) => options.log.warn({ err: error }, "an answer to a click was not delivered"),
    );
  };
}
