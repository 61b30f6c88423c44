import { randomUUID } from "node:crypto";
import { createAppAuth } from "@octokit/auth-app";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { Octokit } from "@octokit/rest";
import { type Answer, type Answered, type GitHubCall, silent } from "./answer.ts";

/** Calls to GitHub through its own client, which repeats reads and nothing else. */

export type Credentials = {
  readonly token: string | null;
  readonly app: GitHubApp | null;
};

/** `id` is the App's number or its client id; `privateKey` is PEM. */
type GitHubApp = {
  readonly id: string;
  readonly privateKey: string;
  readonly installationId: string;
};

export type TimeLimits = {
  /** How long one request may take, headers and body; a read has three of them. */
  readonly attemptMs: number;
  /** A read waits this long before its second attempt, and four times as long before its third. */
  readonly retryMs: number;
  /** GitHub asks for a second between two writes; false where it is known not to. */
  readonly paced?: boolean;
};

export type Ask = {
  readonly method: "GET" | "POST";
  /** As GitHub's reference writes it, `/repos/{owner}/{repo}/commits/{ref}`. */
  readonly path: string;
  /** What the braces stand for; the rest is the query of a GET and the body of a POST. */
  readonly with?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Asking = (ask: Ask) => Promise<Answer>;

export type ClientOptions = Credentials & {
  readonly apiUrl: string;
  readonly timeLimits: TimeLimits;
  readonly log: (call: GitHubCall) => void;
};

/** The version in which a run's id is to be asked for; a newer one always tells it, Enterprise Servers know this one. */
const API_VERSION = "2022-11-28";
const READ_RETRIES = 2;
/** A read waits out a rate limit only while a person who clicked would; the caller is told of a longer one. */
const LONGEST_WAIT_SECONDS = 2;

/** In place of the plugin's own limiters, of which it has one for each id; it calls nothing else of them. */
const AT_ONCE = {
  key: () => ({ schedule: (_options: object, job: () => Promise<void>) => job() }),
};

const Client = Octokit.plugin(retry, throttling);
type Client = InstanceType<typeof Client>;

export function createAsking(options: ClientOptions): Asking {
  const client = clientOf(options);
  return async (ask) => {
    const began = performance.now();
    const answer = await attempt(ask, client, options.timeLimits.attemptMs);
    const tookMs = Math.round(performance.now() - began);
    const status = answer.kind === "answered" ? answer.status : null;
    const why = answer.kind === "silent" ? answer.why : null;
    options.log({ call: `${ask.method} ${ask.path}`, status, why, tookMs });
    return answer;
  };
}

function clientOf(options: ClientOptions): Client {
  const { apiUrl, timeLimits } = options;
  const isWorthAWait = (
    seconds: number,
    { method }: { method: string },
    _: unknown,
    waited: number,
  ): boolean => method === "GET" && waited < READ_RETRIES && seconds <= LONGEST_WAIT_SECONDS;
  const client = new Client({
    ...authOf(options),
    baseUrl: apiUrl.replace(/\/+$/, ""),
    userAgent: "tocsin",
    log: SILENT,
    // A redirect is an answer: following it would repeat a POST, or start something in a repository nobody named.
    request: { fetch: limited(timeLimits.attemptMs), redirect: "manual", log: SILENT },
    retry: {
      retries: READ_RETRIES,
      retryAfterBaseValue: timeLimits.retryMs,
      // By itself it would repeat 409, which is how GitHub says that a run is over, and 429.
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
    },
    // Its pace is kept for each name in the process: two clients are two accounts.
    throttle: {
      id: randomUUID(),
      onRateLimit: isWorthAWait,
      onSecondaryRateLimit: isWorthAWait,
      ...(timeLimits.paced === false ? { write: AT_ONCE as never } : {}),
    },
  });
  client.hook.before("request", (request) => {
    request.headers["x-github-api-version"] = API_VERSION;
    // The client would repeat whatever ended in 5xx or nothing: one lost answer was measured to start four runs.
    if (request.method !== "GET") request.request = { ...request.request, retries: 0 };
  });
  return client;
}

function authOf({ token, app }: Credentials): object {
  if (app === null) return { auth: token };
  const { id: appId, privateKey, installationId } = app;
  return { authStrategy: createAppAuth, auth: { appId, privateKey, installationId } };
}

async function attempt(ask: Ask, client: Client, attemptMs: number): Promise<Answer> {
  let sent = false;
  // Asking for the App's token goes by the client's own fetch, so this one tells whether the call itself went out.
  const request = {
    fetch: limited(attemptMs, () => {
      sent = true;
    }),
  };
  try {
    const reply = await client.request(`${ask.method} ${ask.path}`, {
      ...ask.with,
      headers: { ...ask.headers },
      request,
    });
    return { kind: "answered", status: reply.status, headers: reply.headers, body: reply.data, sent: true };
  } catch (thrown) {
    if (isRefusal(thrown)) return { kind: "answered", ...answeredWith(thrown), sent };
    // Signing comes before anything is sent, and fails with neither status nor cause.
    return !sent && !isOfHttp(thrown) ? { kind: "silent", why: "unusable-key", sent } : silent(thrown, sent);
  }
}

/**
 * The limit is set around each attempt: a signal for the whole call would run while the call waits for its turn, and
 * would end every further attempt at once.
 */
function limited(attemptMs: number, onSent = (): void => undefined): typeof fetch {
  return (address, init) => {
    onSent();
    return fetch(address, { ...init, signal: AbortSignal.timeout(attemptMs) });
  };
}

type Refusal = {
  readonly status: number;
  readonly response: { readonly headers: Answered["headers"]; readonly data: unknown };
};

function isRefusal(thrown: unknown): thrown is Refusal {
  return isOfHttp(thrown) && "response" in thrown && thrown.response !== undefined;
}

function isOfHttp(thrown: unknown): thrown is Error & { readonly status: number } {
  return thrown instanceof Error && "status" in thrown;
}

function answeredWith({ status, response }: Refusal): Pick<Answered, "status" | "headers" | "body"> {
  return { status, headers: response.headers, body: response.data };
}

const nothing = (): void => undefined;
/** Each call is logged by us, once; the library would write to the console. */
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
