/** What came back of one call, before anybody judged it. */
export type Answer =
  /** `body` is undefined when it was no JSON. */
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs: number;
    }
  | { readonly kind: "silent"; readonly why: "timed-out" | "unreachable" | "broken" };

/** One call to PagerDuty, for the log: no secret, no text of people. */
export type PagerCall = {
  /** `POST /incidents`, ids left out. */
  readonly call: string;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly why: string | null;
  readonly tookMs: number;
};

/** PagerDuty counts by the minute; a header that asks for more is a mistake, and a page must not sleep over it. */
const LONGEST_MS = 60_000;

/** How long the vendor wants us to wait: `ratelimit-reset` or `Retry-After`, in seconds or as a date; 0 when it said nothing readable. */
export function retryAfterMs(headers: { get(name: string): string | null }, now: number): number {
  const said = headers.get("ratelimit-reset") ?? headers.get("retry-after");
  if (said === null || said.trim() === "") return 0;
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(Math.ceil(ms), LONGEST_MS) : 0;
}

/** Why there was no answer, from whatever the two HTTP clients throw. */
export function silent(error: unknown, signal: AbortSignal): Answer {
  if (signal.aborted) return { kind: "silent", why: "timed-out" };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const neverReached = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(
    code,
  );
  return { kind: "silent", why: neverReached ? "unreachable" : "broken" };
}
