import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Slack and PagerDuty as far as a declare needs them, in a process of their own: quick, forgetful, and never full.
 * Tells its parent when each page has arrived. What Slack answers can be switched: as usual, only 429, or nothing.
 */
export type SlackMood = "fine" | "rate-limited" | "silent";
/** The same, and PagerDuty takes a moment before it answers a page. */
export type Mood = SlackMood | "slow-pager";
export type PageArrived = { readonly paged: string; readonly at: string };

let mood: Mood = "fine";
const PAGER_MOMENT_MS = 150;
let count = 0;

const POLICY = {
  id: "PONCALL",
  type: "escalation_policy",
  name: "on-call",
  services: [{ id: "PSERVIC", type: "service_reference" }],
};

function slack(method: string, form: URLSearchParams): object {
  count += 1;
  const channel = form.get("channel") ?? "C0BENCHINC";
  switch (method) {
    case "auth.test":
      return { ok: true, user_id: "U0TOCSIN", bot_id: "B0TOCSIN", team_id: "T0BENCH001", team: "Bench" };
    case "conversations.create":
      return { ok: true, channel: { id: `C0B${String(count).padStart(8, "0")}`, name: form.get("name") } };
    case "chat.postMessage":
    case "chat.update":
      return {
        ok: true,
        channel: channel.replace("#", "C0"),
        ts: `1700000000.${String(count).padStart(6, "0")}`,
      };
    case "users.lookupByEmail":
      return { ok: true, user: { id: `U0${(form.get("email") ?? "").slice(0, 4).toUpperCase()}` } };
    case "users.info":
      return { ok: true, user: { id: form.get("user"), name: "ben", profile: { email: "ben@example.com" } } };
    case "usergroups.list":
      return { ok: true, usergroups: [{ id: "S0OPS", handle: "ops", users: ["U0BEN"] }] };
    case "usergroups.users.list":
      return { ok: true, users: ["U0BEN"] };
    case "bookmarks.list":
      return { ok: true, bookmarks: [] };
    case "conversations.list":
      return { ok: true, channels: [{ id: "C0INCIDENTS", name: "incidents" }] };
    default:
      return { ok: true };
  }
}

function pagerDuty(method: string, path: string, body: string): readonly [status: number, answer: object] {
  const [plural = "", id] = path.slice("/pagerduty/".length).split("/");
  if (plural === "escalation_policies")
    return [200, { escalation_policies: [POLICY], escalation_policy: POLICY, more: false }];
  if (plural === "services") {
    const service = { id: "PSERVIC", type: "service", name: "Sebenza Logistics Suite" };
    return [200, { services: [service], service, more: false }];
  }
  if (plural === "users")
    return [200, { users: [{ id: "PBEN001", name: "Ben", email: "ben@example.com" }], more: false }];
  if (path.endsWith("/log_entries")) return [200, { log_entries: [], more: false }];
  if (plural === "oncalls")
    return [
      200,
      {
        oncalls: [
          { escalation_level: 1, user: { id: "PAMARA1", name: "Amara", email: "amara@example.com" } },
        ],
        more: false,
      },
    ];
  if (method === "POST") {
    const at = process.hrtime.bigint().toString();
    const { incident } = JSON.parse(body) as { incident: { title: string; incident_key: string } };
    count += 1;
    process.send?.({ paged: incident.title, at } satisfies PageArrived);
    return [201, { incident: made(`Q${count}`, "triggered", incident.incident_key) }];
  }
  const status = /"status":"(\w+)"/.exec(body)?.[1] ?? "triggered";
  return [200, id === undefined ? { incidents: [], more: false } : { incident: made(id, status) }];
}

function made(id: string, status: string, key = "key"): object {
  return { id, type: "incident", status, incident_key: key, html_url: `http://127.0.0.1/incidents/${id}` };
}

async function answer(request: IncomingMessage, reply: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // a request body without an encoding comes as buffers
  const body = Buffer.concat(chunks).toString();
  const path = (request.url ?? "/").split("?")[0] ?? "/";
  if (path.startsWith("/pagerduty/")) {
    const [status, content] = pagerDuty(request.method ?? "GET", path, body);
    if (mood === "slow-pager" && request.method === "POST")
      await new Promise((resolve) => setTimeout(resolve, PAGER_MOMENT_MS));
    send(reply, status, content);
    return;
  }
  const method = path.slice("/slack/".length);
  // Who it is was asked at start; without that answer the bot would rightly say that it is not ready.
  if (mood === "silent" && method !== "auth.test") return;
  if (mood === "rate-limited" && method !== "auth.test") {
    reply.setHeader("retry-after", "30");
    send(reply, 429, { ok: false, error: "ratelimited" });
    return;
  }
  send(reply, 200, slack(method, new URLSearchParams(body)));
}

function send(reply: ServerResponse, status: number, content: object): void {
  reply.statusCode = status;
  reply.setHeader("content-type", "application/json");
  reply.end(JSON.stringify(content));
}

const server = createServer((request, reply) => void answer(request, reply).catch(() => reply.destroy()));
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", (message) => {
  mood = message as Mood; // the only thing the bench ever sends here
});
process.once("disconnect", () => process.exit());
