import { problemOf } from "./replies.ts";

/** What came back of one call, after the reads among them were repeated and before anybody judged it. */
export type Answer = Answered | Silent;

export type Answered = {
  readonly kind: "answered";
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly body: unknown;
  /** False: this answers the App's asking for a token, and the call itself was never made. */
  readonly sent: boolean;
};

export type Silent = {
  readonly kind: "silent";
  /** `unusable-key`: nothing could be signed with the App's key. */
  readonly why: "timed-out" | "unreachable" | "broken" | "unusable-key";
  readonly sent: boolean;
};

/** One call to GitHub, for the log: no secret, no text of people. */
export type GitHubCall = {
  /** `GET /repos/{owner}/{repo}/commits/{sha}`, names left out. */
  readonly call: string;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly why: string | null;
  readonly tookMs: number;
};

const MINUTE_MS = 60_000;
/** The quota is counted anew every hour; a header that says later is a mistake. */
const LONGEST_MS = 61 * MINUTE_MS;

/**
 * How long GitHub's rate limit keeps us out, in milliseconds; null when the answer is not GitHub's rate limit. Only its
 * own marks count, its words or a quota of 0: a bare 429 may be a proxy's, which may have passed the call on.
 */
export function limitedForMs({ status, headers, body }: Answered, now: number): number | null {
  if (status !== 403 && status !== 429) return null;
  const words = problemOf(body);
  const isSpent = String(headers["x-ratelimit-remaining"] ?? "") === "0";
  if (!isSpent && !/\brate limit|abuse detection/i.test(words)) return null;
  const isSecondary = /secondary|abuse/i.test(words);
  const said = Number(headers["retry-after"] ?? Number.NaN) * 1_000;
  if (said >= 0) return within(said);
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN) * 1_000 - now;
  // A second more, since both clocks are rounded. Without any time GitHub asks for a minute at least.
  return within(isSpent && !isSecondary && reset >= 0 ? reset + 1_000 : MINUTE_MS);
}

function within(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 1_000), LONGEST_MS);
}

const NEVER_REACHED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** Why there was no answer, from whatever the client throws; it hides the reason two causes deep. */
export function silent(error: unknown, sent: boolean): Silent {
  const causes = causesOf(error);
  if (causes.some(({ name }) => name === "TimeoutError" || name === "AbortError"))
    return { kind: "silent", why: "timed-out", sent };
  const isUnreachable = causes.some((cause) => "code" in cause && NEVER_REACHED.has(String(cause.code)));
  return { kind: "silent", why: isUnreachable ? "unreachable" : "broken", sent };
}

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  for (let at = error; at instanceof Error && causes.length < 5; at = at.cause) causes.push(at);
  return causes;
}
