import type { Fault } from "../../faults.ts";

/** One switch of the strip. */
export type FaultKind = { readonly name: string; readonly fault: Fault };

export const FAULT_KINDS: Readonly<Record<Fault["vendor"], readonly FaultKind[]>> = {
  slack: [
    { name: "Rate limited (429)", fault: { vendor: "slack", kind: "rate-limited", retryAfterSeconds: 5 } },
    { name: "Down", fault: { vendor: "slack", kind: "down" } },
    { name: "Slow (4 s)", fault: { vendor: "slack", kind: "slow", slowMs: 4_000 } },
    { name: "Internal error", fault: { vendor: "slack", kind: "error", error: "internal_error" } },
  ],
  pagerduty: [
    { name: "Token refused (401)", fault: { vendor: "pagerduty", kind: "error", status: 401 } },
    {
      name: "Rate limited (429)",
      fault: { vendor: "pagerduty", kind: "rate-limited", retryAfterSeconds: 5 },
    },
    { name: "Broken (500)", fault: { vendor: "pagerduty", kind: "error", status: 500 } },
    { name: "Down", fault: { vendor: "pagerduty", kind: "down" } },
    { name: "Never answers", fault: { vendor: "pagerduty", kind: "nothing" } },
    { name: "Says yes, does nothing", fault: { vendor: "pagerduty", kind: "accept-and-lose" } },
  ],
};

const VENDORS: Readonly<Record<Fault["vendor"], string>> = { slack: "Slack", pagerduty: "PagerDuty" };

export function vendorName(vendor: Fault["vendor"]): string {
  return VENDORS[vendor];
}

export function isSameFault(one: Fault, other: Fault): boolean {
  return (
    one.vendor === other.vendor &&
    one.kind === other.kind &&
    one.status === other.status &&
    one.error === other.error
  );
}

/** One sentence for the banner. */
export function describeFault(fault: Fault): string {
  const calls = fault.call === undefined ? "every call of the bot" : `\`${fault.call}\``;
  return `${vendorName(fault.vendor)} ${verb(fault)} ${calls}.`;
}

function verb(fault: Fault): string {
  switch (fault.kind) {
    case "down":
      return "breaks the connection on";
    case "slow":
      return `takes ${(fault.slowMs ?? 0) / 1_000} s for`;
    case "rate-limited":
      return `answers 429 (try again in ${fault.retryAfterSeconds ?? 1} s) to`;
    case "error":
      return `answers ${fault.status ?? `“${fault.error ?? "error"}”`} to`;
    case "nothing":
      return "never answers";
    case "garbage":
      return "answers rubbish to";
    case "drop-after-accepting":
      return "does, and then drops the connection of,";
    case "accept-and-lose":
      return "says yes and does nothing for";
  }
}
