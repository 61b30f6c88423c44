import { setTimeout } from "node:timers/promises";
import type { AnswerFault } from "../faults.ts";
import type { Answer, Asked } from "../http.ts";
import { json } from "../http.ts";

const SLOW_MS = 5_000;

/** Answers a call through whatever ails Slack: `run` is done or left undone as the fault says. */
export async function answerThroughFault(
  fault: AnswerFault | null,
  asked: Asked,
  run: () => Answer,
): Promise<Answer> {
  if (fault === null) return run();
  switch (fault.kind) {
    case "down":
      asked.raw.socket.destroy();
      return null;
    case "slow":
      await setTimeout(fault.slowMs ?? SLOW_MS, undefined, { ref: false });
      return run();
    case "rate-limited":
      return rateLimited(fault.retryAfterSeconds ?? 1);
    case "error":
      if (fault.afterDoing === true) run();
      return errorAnswer(fault);
    case "nothing":
      if (fault.afterDoing === true) run();
      return null;
    case "garbage":
      if (fault.afterDoing === true) run();
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<html>upstream connect error</html>",
      };
    case "drop-after-accepting":
      run();
      asked.raw.socket.destroy();
      return null;
    // Slack calls nobody's phone: what it accepts is shown, and that is all there is.
    case "accept-and-call-nobody":
      return run();
    case "accept-and-lose":
      return json(200, { ok: true, channel: "C0LOST", ts: "1000000000.000001" });
  }
}

/** Slack's error words come with status 200; a bare status comes with a page of some proxy. */
function errorAnswer(fault: AnswerFault): Answer {
  if (fault.error !== undefined) return json(fault.status ?? 200, { ok: false, error: fault.error });
  return {
    status: fault.status ?? 500,
    headers: { "content-type": "text/html" },
    body: "<html>Server Error</html>",
  };
}

/** Slack's answer to too many calls. */
export function rateLimited(retryAfterSeconds: number): Answer {
  return json(429, { ok: false, error: "ratelimited" }, { "retry-after": String(retryAfterSeconds) });
}
