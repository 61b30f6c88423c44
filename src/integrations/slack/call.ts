import { type FetchFunction, type Logger, LogLevel, WebAPIRateLimitedError, WebClient } from "@slack/web-api";
import type { ZodType } from "zod";
import type { Outcome } from "../../engine/ports.ts";
import type { Method } from "./methods.ts";
import { errorWord, outcomeOf, RateLimited, Unreadable } from "./outcome.ts";

/** One line per call, written where its outcome is known. `doubt` says that something could not be looked up. */
export type CallEntry = {
  readonly method: string;
  readonly ms: number;
  readonly outcome: Outcome<never>["kind"] | "doubt";
  readonly reason?: string;
  /** What the call tells of Slack itself; absent where it tells nothing. */
  readonly slack?: SlackState;
};
export type CallLog = (entry: CallEntry) => void;

/** Whatever it answered, it answered; it does not let us in any more; it cannot be reached. */
type SlackState = "answers" | "shut-out" | "silent";

/**
 * One call of one method, made once and within the time limit. `shape` says what of the answer is used.
 * `alsoDone` maps error words that are as good as success (`already_pinned`) to what to answer for them.
 */
export type Call = <Shape>(
  method: Method,
  args: Record<string, unknown>,
  shape: ZodType<Shape>,
  alsoDone?: Readonly<Record<string, Shape>>,
) => Promise<Outcome<Shape>>;

export type CallOptions = {
  readonly token: string;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly log: CallLog;
};

/** A client that neither repeats nor waits: the queue does both, and one 429 must not hold up other calls. */
export function createCall(options: CallOptions): Call {
  const client = new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    timeout: options.timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    logger: SILENT,
    fetch: fetchTellingRateLimits,
  });
  return async (method, args, shape, alsoDone = {}) => {
    let slack: SlackState = "answers";
    const log: CallLog = (entry) => options.log({ ...entry, slack });
    return logged(log, method, async () => {
      try {
        const answer = shape.safeParse(await client.apiCall(method, args));
        if (!answer.success) throw new Unreadable();
        return { kind: "done", receipt: answer.data };
      } catch (error) {
        slack = slackStateOf(error);
        const word = errorWord(error);
        const receipt = word !== null && Object.hasOwn(alsoDone, word) ? alsoDone[word] : undefined;
        if (receipt !== undefined) return { kind: "done", receipt };
        return outcomeOf(method, error, options.timeoutMs);
      }
    });
  };
}

/** Words by which every call is refused from now on, whatever it asks for. */
const SHUT_OUT: ReadonlySet<string> = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
]);

function slackStateOf(error: unknown): SlackState {
  const word = errorWord(error);
  if (word !== null) return SHUT_OUT.has(word) ? "shut-out" : "answers";
  return error instanceof WebAPIRateLimitedError || error instanceof RateLimited ? "answers" : "silent";
}

/** Runs one attempt and writes its line, however it ends. */
export async function logged<Shape>(
  log: CallLog,
  method: Method,
  attempt: () => Promise<Outcome<Shape>>,
): Promise<Outcome<Shape>> {
  const started = performance.now();
  const outcome = await attempt();
  const ms = Math.round(performance.now() - started);
  log({ method, ms, outcome: outcome.kind, ...(outcome.kind === "done" ? {} : { reason: outcome.reason }) });
  return outcome;
}

/** The library throws a bare Error for a 429 without a number of seconds; this names it. */
async function fetchTellingRateLimits(...[url, init]: Parameters<FetchFunction>): ReturnType<FetchFunction> {
  // The library's type for a request is a subset of the platform's own, which it passes on unchanged.
  const response = await fetch(url, init as RequestInit);
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  if (response.status === 429 && Number.isNaN(seconds)) {
    await response.body?.cancel();
    throw new RateLimited();
  }
  return response;
}

const nothing = (): void => undefined;
/** The outcome is logged by us, once; the library would write to the console. */
const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
