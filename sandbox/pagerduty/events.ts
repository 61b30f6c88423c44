import { type Answer, type Asked, json } from "../http.ts";
import type { Account } from "./account.ts";
import { newId } from "./new-id.ts";
import type { Pages } from "./pages.ts";
import type { SandboxPage, SandboxService } from "./world.ts";

/** Events v2: one integration key of the account's first service; events with one key fold into one open incident. */

/** What the bot sent, believed only once looked at. */
type Fields = {
  readonly routing_key?: unknown;
  readonly event_action?: unknown;
  readonly dedup_key?: unknown;
  readonly payload?: {
    readonly summary?: unknown;
    readonly source?: unknown;
    readonly severity?: unknown;
    readonly custom_details?: unknown;
  };
};

const ACTIONS = ["trigger", "acknowledge", "resolve"];
const SEVERITIES = ["critical", "error", "warning", "info"];
const MAX_BYTES = 512 * 1024;

export function createEvents(options: {
  readonly routingKey: string;
  readonly account: Account;
  readonly pages: Pages;
}): (asked: Asked) => Answer {
  return (asked) => {
    if (asked.method !== "POST" || !asked.path.endsWith("/v2/enqueue"))
      return json(404, { status: "not found" });
    if (Buffer.byteLength(asked.body) > MAX_BYTES) return json(413, { status: "payload too large" });
    const event = parsed(asked.body);
    if (event === null) return refused("Event object is invalid", ["Event object must be valid JSON"]);
    const faults = faultsOf(event, options.routingKey);
    if (faults.length > 0) return refused("Event object is invalid", faults);
    const service = options.account.services()[0];
    if (service === undefined) return refused("Event object is invalid", ["Invalid routing key"]);
    const dedupKey = String(event.dedup_key ?? newId("", 32).toLowerCase());
    process(options, { event, dedupKey, service });
    return json(202, { status: "success", message: "Event processed", dedup_key: dedupKey });
  };
}

function refused(message: string, errors: readonly string[]): Answer {
  return json(400, { status: "invalid event", message, errors });
}

function parsed(body: string): Fields | null {
  try {
    const event: unknown = JSON.parse(body);
    return typeof event === "object" && event !== null ? (event as Fields) : null;
  } catch {
    return null;
  }
}

function faultsOf(event: Fields, routingKey: string): string[] {
  const faults: string[] = [];
  const action = String(event.event_action);
  const payload = event.payload;
  if (event.routing_key !== routingKey) faults.push("Invalid routing key");
  if (!ACTIONS.includes(action)) faults.push("'event_action' is missing or invalid");
  if (action !== "trigger" && event.dedup_key === undefined) faults.push("'dedup_key' is missing or blank");
  if (String(event.dedup_key ?? "").length > 255)
    faults.push("Length of 'dedup_key' is incorrect (should be at most 255 characters)");
  if (action !== "trigger") return faults;
  const summary = payload?.summary;
  if (typeof summary !== "string" || summary === "") faults.push("'payload.summary' is missing or blank");
  else if (summary.length > 1024) faults.push("'payload.summary' is too long (maximum is 1024 characters)");
  if (typeof payload?.source !== "string") faults.push("'payload.source' is missing or blank");
  if (!SEVERITIES.includes(String(payload?.severity)))
    faults.push("'payload.severity' is missing or invalid");
  return faults;
}

/**
 * The API is asynchronous and has answered by then, so what comes to nothing was accepted all the same: an event for a
 * key nobody knows, and a trigger when nobody is on call.
 */
function process(
  { pages, account }: { readonly pages: Pages; readonly account: Account },
  ask: { event: Fields; dedupKey: string; service: SandboxService },
): void {
  const { event, dedupKey, service } = ask;
  const open = pages.open(dedupKey, service.id);
  if (event.event_action === "trigger") {
    const staffed = account.nextStaffed(service.policy, 0) !== null;
    if (open === null && staffed) pages.trigger(newPage(event, dedupKey, service));
  } else if (open !== null && event.event_action === "resolve") pages.resolve(open, null);
  else if (open?.status === "triggered") pages.acknowledge(open, null);
}

function newPage(
  event: Fields,
  incidentKey: string,
  service: SandboxService,
): Parameters<Pages["trigger"]>[0] {
  const payload = event.payload ?? {};
  const details = payload.custom_details;
  const urgency: SandboxPage["urgency"] = ["critical", "error"].includes(String(payload.severity))
    ? "high"
    : "low";
  return {
    title: String(payload.summary),
    details: details === undefined ? null : JSON.stringify(details),
    urgency,
    incidentKey,
    service: service.id,
    policy: service.policy,
    via: "events",
    by: null,
  };
}
