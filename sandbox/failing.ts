import type { Fault, Faults } from "./faults.ts";
import type { Answer, Asked, Handler } from "./http.ts";
import type { Later } from "./pagerduty/world.ts";

const realLater: Later = (afterMs, run) => {
  const timer = setTimeout(run, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
};

/** Puts faults in front of what is only looked at: nothing is done there that could have been done in vain. */
export function failing(options: {
  readonly faults: Faults;
  readonly vendor: Fault["vendor"];
  /** The machine's own time when absent. */
  readonly later: Later | undefined;
  readonly callOf: (asked: Asked) => string;
  readonly handle: (asked: Asked) => Answer;
}): Handler {
  const { later = realLater } = options;
  return (asked) => {
    const fault = options.faults.take(options.vendor, options.callOf(asked));
    if (fault === null) return options.handle(asked);
    switch (fault.kind) {
      case "nothing":
        return null;
      case "slow":
        return new Promise((resolve) => later(fault.slowMs ?? 2_000, () => resolve(options.handle(asked))));
      case "rate-limited":
        return plain(429, "Too Many Requests");
      case "error":
        return plain(fault.status ?? 503, fault.error ?? "Service Unavailable");
      case "garbage":
        return { status: 200, headers: { "content-type": "text/html" }, body: "<html>Bad ga" };
      case "down":
      case "drop-after-accepting":
      case "accept-and-lose":
      case "accept-and-call-nobody":
        asked.raw.socket.destroy();
        return null;
    }
  };
}

export function plain(status: number, text: string): Exclude<Answer, null> {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: `${text}\n` };
}
