import { Faults } from "../../../sandbox/faults.ts";
import { serve } from "../../../sandbox/http.ts";
import { Journal } from "../../../sandbox/journal.ts";
import { createPagerDutyStandIn } from "../../../sandbox/pagerduty/stand-in.ts";
import type { Later } from "../../../sandbox/pagerduty/world.ts";

export const TOKEN = "rest-key-of-the-sandbox";
export const ROUTING_KEY = "routing-key-of-the-sandbox-00001";
export const SECRET = "webhook-secret-of-the-sandbox";

/** Time that moves only when a test says so. */
export function handClock(start = Date.UTC(2026, 10, 21, 9)) {
  let now = start;
  let waiting: { at: number; run: () => void }[] = [];
  const later: Later = (afterMs, run) => {
    const entry = { at: now + afterMs, run };
    waiting.push(entry);
    return () => {
      waiting = waiting.filter((other) => other !== entry);
    };
  };
  return {
    now: () => now,
    later,
    waiting: () => waiting.length,
    advance(ms: number) {
      const until = now + ms;
      for (;;) {
        const next = waiting.filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((entry) => entry !== next);
        now = next.at;
        next.run();
      }
      now = until;
    },
  };
}

/** A PagerDuty account of its own, served on a free port of this machine. */
export async function startAccount(journal = new Journal(null)) {
  const faults = new Faults();
  const clock = handClock();
  let url = "";
  const world = createPagerDutyStandIn({
    faults,
    journal,
    token: TOKEN,
    routingKey: ROUTING_KEY,
    webhookSecret: SECRET,
    url: () => url,
    now: clock.now,
    later: clock.later,
  });
  const served = await serve(world.routes);
  url = served.url;
  const close = async () => {
    await world.close();
    await served.close();
  };
  return { world, faults, clock, close };
}

export type Account = Awaited<ReturnType<typeof startAccount>>;

/** One call as a careful client makes it; `headers` with an undefined value are left out. */
export async function ask(
  account: Account,
  call: string,
  options: { body?: unknown; headers?: Record<string, string | undefined> } = {},
) {
  const [method = "GET", path = ""] = call.split(" ");
  const wanted: Record<string, string | undefined> = {
    authorization: `Token token=${TOKEN}`,
    accept: "application/vnd.pagerduty+json;version=2",
    "content-type": "application/json",
    from: "amara@example.com",
    ...options.headers,
  };
  const headers = Object.entries(wanted).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const body = options.body === undefined ? {} : { body: JSON.stringify(options.body) };
  const reply = await fetch(account.world.apiUrl + path.slice(1), { method, headers, ...body });
  return {
    status: reply.status,
    headers: reply.headers,
    body: (await reply.json()) as Record<string, unknown>,
  };
}

export function newIncident(more: Record<string, unknown> = {}) {
  return {
    incident: {
      type: "incident",
      title: "Checkout is down",
      service: { id: "PSEBENZ", type: "service_reference" },
      incident_key: "INC-7/1/page",
      ...more,
    },
  };
}
