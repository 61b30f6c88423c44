import { type Asked, isLoopback } from "../http.ts";

/**
 * Null when the request may pass, else one sentence saying why not. A foreign Host is how a rebound name
 * reaches a loopback server; a foreign Origin is how another site's page would press our buttons.
 */
export function refused(asked: Pick<Asked, "method" | "headers">): string | null {
  const { host } = asked.headers;
  if (!isLoopback(host))
    return "The sandbox answers on this machine only: open it at http://127.0.0.1 or http://localhost.";
  if (asked.method === "GET" || asked.method === "HEAD") return null;
  if (asked.headers.origin !== `http://${host}`) return "Only the sandbox's own page may do this.";
  if (!(asked.headers["content-type"] ?? "").startsWith("application/json"))
    return "The body must be application/json.";
  return null;
}
