import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from "@slack/web-api";
import { z } from "zod";
import type { Outcome } from "../../engine/ports.ts";
import { DOING, type Method } from "./methods.ts";
import { refusalOf } from "./refusals.ts";

/** What is left of an outcome when it is not done. */
export type NotDone = Exclude<Outcome<never>, { readonly kind: "done" }>;

/** Slack answered, but not in a form we can read: it may have happened. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
/** 429 without a Retry-After we can read; the library has no class for it. */
export class RateLimited extends Error {
  override readonly name = "RateLimited";
}

/** Words after which some of the work may have been done, or will be possible later. */
const AMBIGUOUS: ReadonlySet<string> = new Set([
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "update_failed",
  "timeout",
]);
const SCOPE = z.object({ needed: z.string().min(1) });
const TOO_FAST: ReadonlySet<string> = new Set(["ratelimited", "rate_limited", "too_many_requests"]);

const GOES_ON =
  "Nothing to do: Tocsin looks whether it happened and tries again by itself. Is Slack ill? slack-status.com knows.";
const WAITS = "Nothing to do: Tocsin waits as long as Slack asks, then tries again by itself.";

/** What a thrown error of the web client means for the effect, in sentences for people. */
export function outcomeOf(method: Method, error: unknown, timeoutMs: number): NotDone {
  if (error instanceof WebAPIRateLimitedError) return tooFast(method, error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) return ofPlatform(method, error);
  if (error instanceof WebAPIHTTPError) return ofStatus(method, error.statusCode);
  const cause = error instanceof WebAPIRequestError ? error.original : error;
  if (cause instanceof RateLimited) return tooFast(method, 0);
  // The library stumbles over JSON that is no object; a broken connection has a cause.
  const stumbled = cause instanceof TypeError && cause.cause === undefined;
  if (cause instanceof Unreadable || stumbled) return maybe(method, "answered with something unreadable");
  if (isTimeout(cause)) return maybe(method, `did not answer within ${timeoutMs / 1000} s`);
  return maybe(method, `could not be reached or hung up (${networkWord(cause)})`);
}

/** The error word of an answer with `ok: false`, or null when there is none that could be a word. */
export function errorWord(error: unknown): string | null {
  if (!(error instanceof WebAPIPlatformError)) return null;
  // The library puts the whole body here when it is not JSON.
  const word: unknown = error.data.error;
  return typeof word === "string" && /^[a-z][a-z0-9_]{1,79}$/.test(word) ? word : null;
}

/** An HTTP status other than 200 and 429. */
export function ofStatus(method: Method, status: number): NotDone {
  if (status >= 500 || status < 400 || status === 408 || status === 425)
    return maybe(method, `answered HTTP ${status}`);
  return {
    kind: "failed",
    reason: `Slack would not ${DOING[method]}: it answered HTTP ${status}.`,
    cure: "Check SLACK_API_URL and any proxy between Tocsin and Slack, then try again.",
  };
}

export function tooFast(method: Method, afterMs: number): NotDone {
  const soon = afterMs > 0 ? ` for ${afterMs / 1000} s` : "";
  return {
    kind: "retry",
    afterMs,
    reason: `Slack asked to wait${soon} before it will ${DOING[method]}.`,
    cure: WAITS,
  };
}

function maybe(method: Method, what: string): NotDone {
  return {
    kind: "retry",
    afterMs: 0,
    reason: `Slack ${what} when asked to ${DOING[method]}; it may have happened.`,
    cure: GOES_ON,
  };
}

function ofPlatform(method: Method, error: WebAPIPlatformError): NotDone {
  const word = errorWord(error);
  if (word === null) return maybe(method, "answered with something unreadable");
  if (TOO_FAST.has(word)) return tooFast(method, (error.data.response_metadata?.retryAfter ?? 0) * 1000);
  if (AMBIGUOUS.has(word)) return maybe(method, `answered "${word}"`);
  if (word === "missing_scope") return missingScope(method, error.data);
  const { reason, cure } = refusalOf(word);
  return { kind: "failed", reason: `Slack would not ${DOING[method]}: ${reason}${details(error)}.`, cure };
}

function missingScope(method: Method, data: unknown): NotDone {
  const named = SCOPE.safeParse(data);
  const scope = named.success ? named.data.needed.split(",").join(" or ") : "that manifest.yml lists for it";
  return {
    kind: "failed",
    reason: `Slack would not ${DOING[method]}: the app lacks the scope ${scope} (missing_scope).`,
    cure: `Add the scope ${scope} under "OAuth & Permissions" of the Slack app and reinstall the app.`,
  };
}

/** Slack names the faulty field in its messages: without it nobody can cure `invalid_blocks`. */
function details(error: WebAPIPlatformError): string {
  const messages = error.data.response_metadata?.messages ?? [];
  return messages.length === 0 ? "" : `: ${messages.slice(0, 3).join("; ").slice(0, 300)}`;
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === "TimeoutError" || cause.name === "AbortError");
}

/** `ECONNREFUSED` and its like, from wherever fetch has hidden it. */
function networkWord(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  const code = inner instanceof Error && "code" in inner ? inner.code : undefined;
  if (typeof code === "string") return code;
  return cause instanceof Error ? cause.message : String(cause);
}
