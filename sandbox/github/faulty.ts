import type { AnswerFault, Faults } from "../faults.ts";
import { type Answer, type Asked, type Handler, json } from "../http.ts";
import { parameterRefused } from "./dispatch.ts";
import { hourUsedUp, tooMuchAtOnce } from "./limits.ts";
import { DISPATCH } from "./routes.ts";
import type { Runs } from "./runs.ts";
import { bodyOf, problem } from "./wire.ts";
import type { Later } from "./world.ts";

type FaultyOptions = {
  readonly faults: Faults;
  readonly runs: Runs;
  readonly now: () => number;
  readonly later: Later;
  readonly callOf: (asked: Asked) => string;
  readonly handle: (asked: Asked) => Answer;
};

const SLOW_MS = 2_000;
const UNLISTED_MS = 10_000;
const COME_AGAIN_S = 60;

/** Puts the sandbox's faults in front of a handler. `afterDoing` does the thing before the fault answers. */
export function withFaults(options: FaultyOptions): Handler {
  return (asked) => {
    const call = options.callOf(asked);
    const fault = options.faults.take("github", call);
    if (fault !== null) return faulty(options, asked, fault);
    return call === DISPATCH ? dispatchedOddly(options, asked) : options.handle(asked);
  };
}

function faulty(options: FaultyOptions, asked: Asked, fault: AnswerFault): Answer | Promise<Answer> {
  const { handle, later, now, runs } = options;
  if (fault.afterDoing === true) handle(asked);
  switch (fault.kind) {
    case "down":
      return broken(asked);
    case "nothing":
      return null;
    case "slow":
      return new Promise((resolve) => later(fault.slowMs ?? SLOW_MS, () => resolve(handle(asked))));
    case "rate-limited":
      return rateLimited(fault, now());
    case "error":
      return refusal(fault);
    case "garbage":
      return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad ga" };
    case "drop-after-accepting":
      handle(asked);
      return broken(asked);
    // GitHub calls nobody's phone: what it accepts is done, and that is all there is.
    case "accept-and-call-nobody":
      return handle(asked);
    case "accept-and-lose":
      return runs.losing(() => handle(asked));
  }
}

/** What only dispatching meets: servers of another age, and runs that no list shows yet. */
function dispatchedOddly({ faults, handle, runs }: FaultyOptions, asked: Asked): Answer {
  const fault = faults.takeOfDispatch(DISPATCH);
  switch (fault?.kind) {
    case "parameter-refused":
      return bodyOf(asked)?.["return_run_details"] === undefined ? handle(asked) : parameterRefused();
    case "without-run-details": {
      const answer = handle(asked);
      return answer?.status === 200 ? { status: 204, body: "" } : answer;
    }
    case "runs-unlisted":
      return runs.unlisted(fault.slowMs ?? UNLISTED_MS, () => handle(asked));
    case undefined:
      return handle(asked);
  }
}

/** A connection that breaks: from outside, the same as a vendor whose front door is gone. */
function broken(asked: Asked): Answer {
  asked.raw.socket.destroy();
  return null;
}

function rateLimited(fault: AnswerFault, now: number): Answer {
  const afterSeconds = fault.retryAfterSeconds ?? COME_AGAIN_S;
  const status = fault.status ?? 429;
  return fault.secondary === true
    ? tooMuchAtOnce(status, afterSeconds, now)
    : hourUsedUp(status, Math.ceil(now / 1_000) + afterSeconds);
}

const REFUSALS: Readonly<Record<number, string>> = {
  401: "Bad credentials",
  403: "Resource not accessible by personal access token",
  404: "Not Found",
  422: "Validation Failed",
};

/** Above 500 some machine before GitHub answers, and it speaks HTML or nothing. */
function refusal(fault: AnswerFault): Answer {
  const status = fault.status ?? 500;
  if (status > 500)
    return { status, headers: { "content-type": "text/html" }, body: `<html>${status}</html>` };
  const message = fault.error ?? REFUSALS[status];
  return message === undefined ? json(status, { message: "Server Error" }) : problem(status, message);
}
