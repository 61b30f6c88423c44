import type { Respond } from "./ack.ts";
import type { Log } from "./log.ts";

export type RespondOptions = {
  /** Where Slack's API is; its own answers may be called back there too. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly log: Log;
};

const SLACKS_OWN = "https://hooks.slack.com";

/**
 * Tells the person who clicked by Slack's `response_url`, which works for half an hour and five times.
 * Only for what they see elsewhere too, or may miss: one attempt, a time limit, and nobody waits for it.
 * Whoever learnt the signing secret could name any address in here; only Slack's are called, and no redirect is followed.
 */
export function createRespond(options: RespondOptions): Respond {
  const origins = [SLACKS_OWN, new URL(options.apiUrl).origin];
  return (responseUrl, message) => {
    const origin = URL.parse(responseUrl)?.origin;
    if (origin === undefined || !origins.includes(origin)) {
      options.log.warn({ origin }, "an answer to a click was not sent: its address is not Slack's");
      return;
    }
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
