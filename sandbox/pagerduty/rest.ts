import { type Answer, type Asked, json } from "../http.ts";
import type { RestCall } from "./directory.ts";
import { notFound, problem } from "./wire.ts";

/** REST v2's front door: which call it is, who may come in, and how often. */

const PREFIX = "/pagerduty/api/";
const PER_MINUTE = 960;

/** Ids of things that belong to another, by what they are called in the path. */
const INNER: Readonly<Record<string, string>> = { overrides: "{override_id}" };

/** `PUT /incidents/QABC` is `PUT /incidents/{id}` with the id beside it; faults and the page name calls so. */
export function callOf(
  method: string,
  path: string,
): { readonly call: string; readonly id: string; readonly inner: string } {
  const parts = path
    .slice(PREFIX.length)
    .split("/")
    .filter((part) => part !== "");
  const decoded = (part: string | undefined) => (part === undefined ? "" : decodeURIComponent(part));
  const placeholder = (part: string, at: number) =>
    at === 3 ? (INNER[parts[2] ?? ""] ?? part) : at === 1 ? "{id}" : part;
  const template = parts.map(placeholder).join("/");
  return { call: `${method} /${template}`, id: decoded(parts[1]), inner: decoded(parts[3]) };
}

export function createRest(options: {
  readonly token: string;
  readonly now: () => number;
  readonly calls: Readonly<Record<string, RestCall>>;
}): (asked: Asked) => Answer {
  let windowStart = 0;
  let used = 0;
  return (asked) => {
    const refused = unwelcome(asked, options.token);
    if (refused !== null) return refused;
    if (options.now() - windowStart >= 60_000) {
      windowStart = options.now();
      used = 0;
    }
    used += 1;
    const resetSeconds = Math.ceil((windowStart + 60_000 - options.now()) / 1000);
    if (used > PER_MINUTE) return tooMany(resetSeconds);
    const { call, id, inner } = callOf(asked.method, asked.path);
    const answer = (options.calls[call] ?? notFound)(asked, id, inner);
    if (answer === null) return null;
    return { ...answer, headers: { ...answer.headers, ...limits(PER_MINUTE - used, resetSeconds) } };
  };
}

function unwelcome(asked: Asked, token: string): Answer {
  if (asked.headers.authorization !== `Token token=${token}`)
    return problem(401, 2006, "Authentication failed");
  const accept = asked.headers.accept ?? "*/*";
  const welcome = accept.startsWith("application/vnd.pagerduty+json;version=2") || accept.includes("*/*");
  if (!welcome && !accept.includes("application/json"))
    return problem(406, 2015, "Invalid operation", [`cannot answer ${accept}`]);
  return null;
}

export function tooMany(resetSeconds: number): Answer {
  return json(429, { error: { message: "Rate Limit Exceeded", code: 2020 } }, limits(0, resetSeconds));
}

function limits(remaining: number, resetSeconds: number): Record<string, string> {
  return {
    "ratelimit-limit": String(PER_MINUTE),
    "ratelimit-remaining": String(Math.max(0, remaining)),
    "ratelimit-reset": String(resetSeconds),
  };
}
