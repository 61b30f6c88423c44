import type { App } from "@slack/bolt";
import type { Message } from "../../engine/ports.ts";
import { failureAnswer, type Respond } from "./ack.ts";
import type { Log } from "./log.ts";
import type { Delivery } from "./slack-route.ts";

/**
 * Hands a payload to Bolt and waits until its listeners are through. Bolt acknowledges events before it calls any
 * listener; the `ack` given to it here only takes note, so that nothing is answered before the commit.
 */

export type Processed =
  /** `answer` is what goes back to Slack; null is an empty answer. */
  | { readonly kind: "done"; readonly answer: object | null }
  /** Nobody listens to this kind of payload. */
  | { readonly kind: "unknown" }
  /** Not dealt with, and Slack will send it again when it is told so. */
  | { readonly kind: "send-again" };

/** The sentences for a person whose request failed: certainly not saved, or not known. */
type FailureTexts = { readonly nothingSaved: () => Message; readonly cannotTell: () => Message };

export type Processing = { readonly texts: FailureTexts; readonly respond: Respond; readonly log: Log };

export async function processPayload(
  app: App,
  delivery: Delivery,
  processing: Processing,
): Promise<Processed> {
  const acks: unknown[] = [];
  try {
    await app.processEvent({
      body: { ...delivery.payload },
      ...(delivery.retryNum === null ? {} : { retryNum: delivery.retryNum }),
      ...(delivery.retryReason === null ? {} : { retryReason: delivery.retryReason }),
      ack: async (answer?: unknown) => {
        acks.push(answer);
      },
    });
  } catch (error) {
    return failed(delivery.payload, error, processing);
  }
  if (acks.length === 0) return { kind: "unknown" };
  const answer = acks.at(-1);
  return { kind: "done", answer: typeof answer === "object" ? answer : null };
}

function failed(
  payload: Delivery["payload"],
  error: unknown,
  { texts, respond, log }: Processing,
): Processed {
  const cause = original(error);
  log.error(
    { err: cause, kind: payload["type"] ?? payload["command"] },
    "a request of Slack's was not dealt with",
  );
  // A payload that cannot be read would be as unreadable the next time.
  if (payload["event"] !== undefined)
    return isUnreadable(cause) ? { kind: "done", answer: null } : { kind: "send-again" };
  const message = isNotSaved(cause) ? texts.nothingSaved() : texts.cannotTell();
  return { kind: "done", answer: failureAnswer(payload, message, respond) };
}

/** Bolt wraps what a listener threw. */
function original(error: unknown): unknown {
  return error instanceof Error && "original" in error ? error.original : error;
}

/** `NotSaved` of the engine, known by its name: what happened is certain only when it says so. */
function isNotSaved(error: unknown): boolean {
  return error instanceof Error && error.name === "NotSaved" && "certain" in error && error.certain === true;
}

/** zod's error, known by its name: the payload was not what Slack documents. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && error.name === "ZodError";
}
