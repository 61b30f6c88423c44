import type { AnswerFault, Faults } from "../faults.ts";
import { type Answer, type Asked, type Handler, json } from "../http.ts";
import type { Pages } from "./pages.ts";
import { tooMany } from "./rest.ts";
import { problem } from "./wire.ts";
import type { Later } from "./world.ts";

/** Puts the sandbox's faults in front of a handler. `afterDoing` does the thing before the fault answers. */
export function withFaults(options: {
  readonly faults: Faults;
  readonly pages: Pages;
  readonly later: Later;
  readonly callOf: (asked: Asked) => string;
  readonly handle: (asked: Asked) => Answer;
}): Handler {
  return (asked) => {
    const fault = options.faults.take("pagerduty", options.callOf(asked));
    if (fault === null) return options.handle(asked);
    if (fault.afterDoing === true) options.handle(asked);
    switch (fault.kind) {
      case "down":
        return broken(asked);
      case "nothing":
        return null;
      case "slow":
        return new Promise((resolve) =>
          options.later(fault.slowMs ?? 2_000, () => resolve(options.handle(asked))),
        );
      case "rate-limited":
        return tooMany(fault.retryAfterSeconds ?? 20);
      case "error":
        return refusal(fault);
      case "garbage":
        return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad ga" };
      case "drop-after-accepting":
        options.handle(asked);
        return broken(asked);
      case "accept-and-call-nobody":
        return options.pages.silently(() => options.handle(asked));
      case "accept-and-lose":
        return options.pages.losing(() => options.handle(asked));
    }
  };
}

/** A connection that breaks: from outside, the same as a vendor whose front door is gone. */
function broken(asked: Asked): Answer {
  asked.raw.socket.destroy();
  return null;
}

const REFUSALS: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [2001, "Invalid Input Provided"],
  401: [2006, "Authentication failed"],
  402: [2014, "Missing Account Ability"],
  403: [2010, "Access Denied"],
  404: [2100, "Not Found"],
  408: [2016, "The request took too long to process"],
  500: [2000, "An internal error has occurred. PagerDuty team has been notified."],
};

function refusal(fault: AnswerFault): Answer {
  const status = fault.status ?? 500;
  const [code, message] = REFUSALS[status] ?? [0, fault.error ?? "Error"];
  if (status > 500)
    return { status, headers: { "content-type": "text/html" }, body: `<html>${status}</html>` };
  return code === 0 ? json(status, { error: { message } }) : problem(status, code, fault.error ?? message);
}
