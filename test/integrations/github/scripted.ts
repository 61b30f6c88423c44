import { type Answer, type Asked, type Handler, json, serve } from "../../../sandbox/http.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import type { CodeHost, StartAsk } from "../../../src/engine/code-host.ts";
import { type CodeHostOptions, createCodeHost } from "../../../src/integrations/github/code-host.ts";

/** A GitHub of which every answer is written down in the test. */

export const NOW = Date.UTC(2026, 10, 21, 9);
export const REPOSITORY = "acme/shop";
export const DEPLOY_ID = "0190-7/1/start-deployment" as EffectId;
export const SHA = "1f2e3d4c5b6a79880716253443526170aabbccdd";
export const OTHER_SHA = "aa11bb22cc33dd44ee55ff6677889900aabbccdd";

type Heard = {
  readonly call: string;
  readonly query: URLSearchParams;
  readonly headers: Asked["headers"];
  readonly body: unknown;
};
export type Script = Readonly<Record<string, Handler | object>>;

export type Scripted = {
  readonly host: CodeHost;
  readonly url: string;
  /** What was asked, oldest first, as `GET /repos/acme/shop`. */
  readonly heard: Heard[];
  readonly calls: () => readonly string[];
  readonly of: (call: string) => readonly Heard[];
};

const closing: (() => Promise<void>)[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

/** Calls of the repository leave `/repos/acme/shop` out. An object answers 200; what is not in the script is not there. */
export async function scripted(script: Script, options: Partial<CodeHostOptions> = {}): Promise<Scripted> {
  const heard: Heard[] = [];
  const served = await serve({
    "/": (asked) => {
      const call = `${asked.method} ${asked.path.replace(/^\/repos\/acme\/shop(?=\/)/, "")}`;
      const body: unknown = asked.body === "" ? null : JSON.parse(asked.body);
      heard.push({ call, query: asked.query, headers: asked.headers, body });
      const answer = script[call];
      if (answer === undefined) return notFound(asked);
      return typeof answer === "function" ? (answer as Handler)(asked) : json(200, answer);
    },
  });
  closing.push(served.close);
  const host = createCodeHost({
    token: "t0ken",
    app: null,
    apiUrl: served.url,
    timeLimits: { attemptMs: 1_000, retryMs: 1 },
    clock: () => NOW,
    log: () => undefined,
    ...options,
  });
  return {
    host,
    url: served.url,
    heard,
    calls: () => heard.map(({ call }) => call),
    of: (call) => heard.filter((one) => one.call === call),
  };
}

export function refused(status: number, message: string, headers: Record<string, string> = {}): Handler {
  return () => json(status, { message, documentation_url: "https://docs.github.com/rest" }, headers);
}

const notFound = refused(404, "Not Found");

/** The connection breaks before an answer: it may have been taken. */
export const broken: Handler = (asked) => {
  asked.raw.socket.destroy();
  return null;
};

/** Takes the request and says nothing. */
export const mute: Handler = () => null;

/** The headers of a success, and then the connection breaks in the middle of the body. */
export const cut: Handler = (asked) => {
  asked.reply.writeHead(200, { "content-type": "application/json", "content-length": "400" });
  asked.reply.write('{"workflow_run_id": 7,', () => asked.raw.socket.destroy());
  return null;
};

export function raw(status: number, body: string, headers: Record<string, string> = {}): Handler {
  return (): Answer => ({ status, headers: { "content-type": "application/json", ...headers }, body });
}

/** One answer after the other, the last one for ever. */
export function inTurn(...answers: readonly (Handler | object)[]): Handler {
  let at = 0;
  return (asked) => {
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    return typeof answer === "function" ? (answer as Handler)(asked) : json(200, answer);
  };
}

/** Rows under `name`, a hundred a page. */
export function pages(name: string, rows: readonly object[]): Handler {
  return ({ query }) => {
    const size = Number(query.get("per_page") ?? 30);
    const from = (Number(query.get("page") ?? 1) - 1) * size;
    return json(200, { total_count: rows.length, [name]: rows.slice(from, from + size) });
  };
}

export const ASK: StartAsk = {
  repository: REPOSITORY,
  workflow: "deploy.yml",
  ref: "main",
  inputs: { deploy_id: DEPLOY_ID, sha: SHA },
};

export function commit(sha: string, message = "Fix the cart\n\nIt was empty."): object {
  return {
    sha,
    html_url: `https://github.test/acme/shop/commit/${sha}`,
    commit: {
      message,
      author: { name: "Amara N", date: "2026-11-19T08:00:00Z" },
      committer: { date: "2026-11-20T08:00:00Z" },
    },
    author: { login: "amara" },
  };
}

export function run(more: object = {}): object {
  return {
    id: 4711,
    html_url: "https://github.test/acme/shop/actions/runs/4711",
    display_title: `Deploy production ${DEPLOY_ID}`,
    head_sha: SHA,
    run_attempt: 1,
    status: "in_progress",
    conclusion: null,
    updated_at: "2026-11-21T08:59:00Z",
    ...more,
  };
}
