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
    { name: "Says yes, calls nobody", fault: { vendor: "pagerduty", kind: "accept-and-call-nobody" } },
    { name: "Webhooks lost", fault: { vendor: "pagerduty", kind: "webhooks-lost" } },
    { name: "Webhooks twice", fault: { vendor: "pagerduty", kind: "webhooks-doubled" } },
    { name: "Webhooks out of order", fault: { vendor: "pagerduty", kind: "webhooks-reordered" } },
  ],
  github: [
    { name: "Token refused (401)", fault: { vendor: "github", kind: "error", status: 401 } },
    { name: "Rate limited (429)", fault: { vendor: "github", kind: "rate-limited", retryAfterSeconds: 30 } },
    { name: "Broken (500)", fault: { vendor: "github", kind: "error", status: 500 } },
    {
      name: "Does it, answers 502",
      fault: { vendor: "github", kind: "error", status: 502, afterDoing: true },
    },
    { name: "Does it, drops the answer", fault: { vendor: "github", kind: "drop-after-accepting" } },
    { name: "Never answers", fault: { vendor: "github", kind: "nothing" } },
    { name: "Says yes, does nothing", fault: { vendor: "github", kind: "accept-and-lose" } },
    { name: "Tells no run id (204)", fault: { vendor: "github", kind: "without-run-details" } },
    { name: "Runs unlisted for 30 s", fault: { vendor: "github", kind: "runs-unlisted", slowMs: 30_000 } },
    { name: "Webhooks lost", fault: { vendor: "github", kind: "webhooks-lost" } },
    { name: "Webhooks twice", fault: { vendor: "github", kind: "webhooks-doubled" } },
    { name: "Webhooks out of order", fault: { vendor: "github", kind: "webhooks-reordered" } },
    { name: "Webhooks 20 s late", fault: { vendor: "github", kind: "webhooks-late", slowMs: 20_000 } },
  ],
  sites: [
    { name: "Ill (503)", fault: { vendor: "sites", kind: "error", status: 503 } },
    { name: "Down", fault: { vendor: "sites", kind: "down" } },
    { name: "Never answers", fault: { vendor: "sites", kind: "nothing" } },
  ],
  prometheus: [
    { name: "Everything looks bad", fault: { vendor: "prometheus", kind: "values-bad" } },
    { name: "No data", fault: { vendor: "prometheus", kind: "values-missing" } },
    { name: "Broken (500)", fault: { vendor: "prometheus", kind: "error", status: 500 } },
    { name: "Down", fault: { vendor: "prometheus", kind: "down" } },
  ],
};

const VENDORS: Readonly<Record<Fault["vendor"], string>> = {
  slack: "Slack",
  pagerduty: "PagerDuty",
  github: "GitHub",
  sites: "What is deployed",
  prometheus: "Prometheus",
};

export function vendorName(vendor: Fault["vendor"]): string {
  return VENDORS[vendor];
}

export function isSameFault(one: Fault, other: Fault): boolean {
  return (
    one.vendor === other.vendor &&
    one.kind === other.kind &&
    one.status === other.status &&
    one.error === other.error &&
    one.afterDoing === other.afterDoing
  );
}

/** One sentence for the banner. */
export function describeFault(fault: Fault): string {
  const every = everyOf(fault.kind);
  const calls = fault.call === undefined ? every : `\`${fault.call}\``;
  return `${vendorName(fault.vendor)} ${verb(fault)} ${calls}.`;
}

function everyOf(kind: Fault["kind"]): string {
  if (kind.startsWith("webhooks-")) return "every webhook";
  return kind.startsWith("values-") ? "every query" : "every call of the bot";
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
    case "accept-and-call-nobody":
      return "says yes and shows it, but calls nobody, for";
    case "webhooks-lost":
      return "never sends";
    case "webhooks-doubled":
      return "sends twice";
    case "webhooks-reordered":
      return "lets a later one overtake";
    case "webhooks-late":
      return `waits ${(fault.slowMs ?? 0) / 1_000} s with`;
    case "without-run-details":
      return "starts runs and does not say which, for";
    case "parameter-refused":
      return "does not know `return_run_details` in";
    case "values-bad":
      return "has bad values for";
    case "values-missing":
      return "has no data for";
    case "runs-unlisted":
      return `lists no run for ${(fault.slowMs ?? 0) / 1_000} s after`;
  }
}
