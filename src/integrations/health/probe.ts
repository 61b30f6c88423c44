import type { Probe } from "../../engine/measuring.ts";

const TIME_LIMIT_MS = 5_000;

/** Asks once; a redirect is followed, since health pages move behind load balancers. The body is not read. */
export function createProbe(options: { readonly timeoutMs?: number } = {}): Probe {
  const timeoutMs = options.timeoutMs ?? TIME_LIMIT_MS;
  return {
    look: async (url) => {
      try {
        const answer = await fetch(url, {
          signal: AbortSignal.timeout(timeoutMs),
          headers: { "user-agent": "tocsin", "cache-control": "no-cache" },
        });
        await answer.body?.cancel();
        return { healthy: answer.ok, told: `answered ${answer.status}` };
      } catch (error) {
        return { healthy: false, told: reasonOf(error, timeoutMs) };
      }
    },
  };
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `did not answer within ${timeoutMs / 1_000} s`;
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined)?.code : undefined;
  return typeof cause === "string" ? `could not be reached (${cause})` : "could not be reached";
}
