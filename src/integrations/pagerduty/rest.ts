import { api } from "@pagerduty/pdjs";
import { type Answer, type PagerCall, retryAfterMs, silent } from "./answer.ts";

/** REST v2 through PagerDuty's own client, with the guards it lacks: a time limit that works, and no trust in a resolved promise. */

type RestAsk = {
  readonly method: "GET" | "POST" | "PUT";
  /** Without the leading slash; ids encoded. */
  readonly path: string;
  /** How the log calls it. */
  readonly call: string;
  readonly query?: Record<string, string | string[]>;
  readonly data?: object;
  readonly timeoutMs?: number;
  /** Another person in whose name it is done, by e-mail address. */
  readonly from?: string;
};

export type Rest = (ask: RestAsk) => Promise<Answer>;

export type RestOptions = {
  readonly token: string;
  readonly from: string | null;
  readonly apiUrl: string;
  readonly timeoutMs: number;
  readonly log: (call: PagerCall) => void;
};

/** On 429 the client repeats three times by itself, whatever the headers say; this keeps that from holding anybody up. */
const CLIENT_RETRY_MS = 50;

export function createRest(options: RestOptions): Rest {
  const base = options.apiUrl.endsWith("/") ? options.apiUrl : `${options.apiUrl}/`;
  return async (ask) => {
    const began = performance.now();
    const answer = await attempt(ask, base, options);
    const status = answer.kind === "answered" ? answer.status : null;
    const why = answer.kind === "silent" ? answer.why : null;
    options.log({ call: ask.call, status, why, tookMs: Math.round(performance.now() - began) });
    return answer;
  };
}

async function attempt(ask: RestAsk, base: string, options: RestOptions): Promise<Answer> {
  const signal = AbortSignal.timeout(ask.timeoutMs ?? options.timeoutMs);
  const from = ask.from ?? options.from;
  try {
    const reply = await api({
      url: base + ask.path,
      method: ask.method,
      token: options.token,
      headers: from === null ? {} : { From: from },
      ...(ask.query === undefined ? {} : { queryParameters: ask.query }),
      ...(ask.data === undefined ? {} : { data: ask.data }),
      signal,
      // Its own time limit never aborts, and keeps the process alive for as long.
      requestTimeout: 0,
      retryTimeout: CLIENT_RETRY_MS,
      // A redirect would carry the token elsewhere and turn a POST into a GET.
      redirect: "manual",
    });
    const body: unknown = reply.data;
    return answered(reply.status, reply.headers, body);
  } catch (thrown) {
    // A body that is no JSON is rejected as the response itself.
    return isReply(thrown) && !signal.aborted
      ? answered(thrown.status, thrown.headers, undefined)
      : silent(thrown, signal);
  }
}

type Reply = { readonly status: number; readonly headers: { get(name: string): string | null } };

function answered(status: number, headers: Reply["headers"], body: unknown): Answer {
  return { kind: "answered", status, body, retryAfterMs: retryAfterMs(headers, Date.now()) };
}

function isReply(thrown: unknown): thrown is Reply {
  return typeof thrown === "object" && thrown !== null && "status" in thrown && "headers" in thrown;
}
