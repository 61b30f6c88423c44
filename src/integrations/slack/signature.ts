import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Slack's v0 signature: HMAC-SHA256 over `v0:<timestamp>:<raw body>`. The window has two sides, because a time
 * stamp from the future would stay acceptable, and repeatable, for as long as it is ahead.
 */

export const WINDOW_SECONDS = 5 * 60;

export type Verdict =
  | { readonly kind: "genuine"; readonly signature: string }
  | { readonly kind: "refused"; readonly why: string };

export type Signed = {
  readonly secret: string;
  readonly headers: IncomingMessage["headersDistinct"];
  readonly rawBody: Buffer;
  /** Epoch milliseconds. */
  readonly now: number;
};

/** `why` is one sentence for whoever set the request up; it tells nothing about the secret. */
export function verify(signed: Signed): Verdict {
  const signature = only(signed.headers["x-slack-signature"]);
  const timestamp = only(signed.headers["x-slack-request-timestamp"]);
  if (signature === null || timestamp === null) return refused("The request is not signed exactly once.");
  if (!/^\d{1,12}$/.test(timestamp)) return refused("The time stamp is not a number of seconds.");
  const ageSeconds = Math.abs(signed.now / 1000 - Number(timestamp));
  if (ageSeconds > WINDOW_SECONDS) return refused("The time stamp is more than five minutes away from now.");
  const expected = sign(signed.secret, timestamp, signed.rawBody);
  if (!same(expected, signature)) return refused("The signature does not match.");
  return { kind: "genuine", signature };
}

/** The value of `X-Slack-Signature` for a body. */
export function sign(secret: string, timestamp: string, rawBody: Buffer | string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(rawBody).digest("hex")}`;
}

function refused(why: string): Verdict {
  return { kind: "refused", why };
}

/** A header sent twice could be read differently by two programs; such a request is nobody's. */
function only(values: readonly string[] | undefined): string | null {
  return values?.length === 1 ? (values[0] ?? null) : null;
}

function same(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
