import { type DoorAnswer, type DoorRequest, type DoorRoute, json, plain } from "./exchange.ts";
import type { Log } from "./log.ts";
import { verify, WINDOW_SECONDS } from "./signature.ts";

/** `POST /slack/events`: commands, interactions and events, believed only when Slack signed them, and only once. */

/** A payload that Slack signed. */
export type Delivery = {
  readonly payload: Readonly<Record<string, unknown>>;
  readonly retryNum: number | null;
  readonly retryReason: string | null;
};

export type SlackRouteOptions = {
  readonly signingSecret: string;
  readonly now: () => number;
  readonly firstTime: (key: string, ttlSeconds: number) => Promise<boolean>;
  /** As if this key had never been seen. */
  readonly forget: (key: string) => Promise<void>;
  readonly deliver: (delivery: Delivery) => Promise<DoorAnswer>;
  readonly log: Log;
};

export function slackRoute(options: SlackRouteOptions): DoorRoute {
  return async (request) => {
    if (isBareSslCheck(request)) return plain(200, "");
    const verdict = verify({
      secret: options.signingSecret,
      headers: request.headersDistinct,
      rawBody: request.rawBody,
      now: options.now(),
    });
    if (verdict.kind === "refused") return refuse(verdict.why, options.log);
    if (!(await isFirst(verdict.signature, options)))
      return refuse("This request was received before.", options.log);
    const payload = parse(request);
    if (payload === null)
      return plain(400, "The body is neither JSON nor a form with a payload that can be read.");
    if (payload["ssl_check"] !== undefined) return plain(200, "");
    if (payload["type"] === "url_verification") return challenge(payload);
    const delivery = {
      payload,
      retryNum: number(request.headers["x-slack-retry-num"]),
      retryReason: text(request.headers["x-slack-retry-reason"]),
    };
    return await deliver(delivery, verdict.signature, options);
  };
}

/** Slack signs a redelivery of the same second alike, so what it is asked to send again must not be known. */
async function deliver(
  delivery: Delivery,
  signature: string,
  options: SlackRouteOptions,
): Promise<DoorAnswer> {
  let taken = false;
  try {
    const answer = await options.deliver(delivery);
    taken = answer.status < 500;
    return answer;
  } finally {
    if (!taken) await forget(signature, options);
  }
}

async function forget(signature: string, options: SlackRouteOptions): Promise<void> {
  try {
    await options.forget(keyOf(signature));
  } catch (error) {
    options.log.warn({ err: error }, "the memory of signatures does not answer");
  }
}

function keyOf(signature: string): string {
  return `slack:signature:${signature}`;
}

function refuse(why: string, log: Log): DoorAnswer {
  log.warn({ why }, "a request to /slack/events was refused");
  return plain(401, why);
}

/**
 * The memory is a first filter only: what is acted on once is kept in the database. So when the memory itself
 * fails, the request goes on.
 */
async function isFirst(signature: string, options: SlackRouteOptions): Promise<boolean> {
  try {
    // A stamp from the far edge of the future stays valid for twice the window.
    return await options.firstTime(keyOf(signature), 2 * WINDOW_SECONDS);
  } catch (error) {
    options.log.warn({ err: error }, "the memory of signatures does not answer");
    return true;
  }
}

/** Slack's check of the certificate is not always signed; it is answered when it asks for nothing else. */
function isBareSslCheck(request: DoorRequest): boolean {
  if (!isForm(request)) return false;
  const form = new URLSearchParams(request.rawBody.toString("utf8"));
  return (
    form.get("ssl_check") === "1" && [...form.keys()].every((key) => key === "ssl_check" || key === "token")
  );
}

function challenge(payload: Readonly<Record<string, unknown>>): DoorAnswer {
  const { challenge: word } = payload;
  if (typeof word !== "string") return plain(400, "The challenge is missing.");
  return json(200, { challenge: word });
}

function parse(request: DoorRequest): Readonly<Record<string, unknown>> | null {
  const body = request.rawBody.toString("utf8");
  const type = mediaType(request);
  if (type === "application/json") return parseJson(body);
  if (type !== "application/x-www-form-urlencoded") return null;
  const form = new URLSearchParams(body);
  const payload = form.get("payload");
  if (payload !== null) return parseJson(payload);
  const fields = Object.fromEntries(form);
  return fields["command"] === undefined && fields["ssl_check"] === undefined ? null : fields;
}

function parseJson(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isForm(request: DoorRequest): boolean {
  return mediaType(request) === "application/x-www-form-urlencoded";
}

function mediaType(request: DoorRequest): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

function number(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,3}$/.test(header) ? Number(header) : null;
}

function text(header: string | string[] | undefined): string | null {
  return typeof header === "string" ? header : null;
}
