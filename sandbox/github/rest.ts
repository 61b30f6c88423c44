import { createHash } from "node:crypto";
import type { Answer, Asked } from "../http.ts";
import type { Access, Visitor } from "./access.ts";
import { type AccountAsk, seenBy } from "./account-calls.ts";
import { hourUsedUp, type Limits, limitHeaders } from "./limits.ts";
import type { Routed } from "./routes.ts";
import { type Caller, notFound, problem, type RepositoryCall, type Wire } from "./wire.ts";

/** The front door: versions, who may come in and how often, and what has not changed since last time. */

const VERSIONS = ["2022-11-28", "2026-03-10"];
const RANK = { none: 0, read: 1, write: 2 } as const;

type RestOptions = {
  readonly wire: Wire;
  readonly access: Access;
  readonly limits: Limits;
  readonly route: (asked: Asked) => Routed | null;
  readonly repositoryCalls: Readonly<Record<string, RepositoryCall>>;
  readonly accountCalls: Readonly<Record<string, (ask: AccountAsk) => Answer>>;
  readonly appCalls: Readonly<Record<string, (ask: Pick<AccountAsk, "asked" | "params">) => Answer>>;
};

export function createRest(options: RestOptions): (asked: Asked) => Answer {
  return (asked) => {
    const version = String(asked.headers["x-github-api-version"] ?? VERSIONS[0]);
    const answer = unwelcome(asked, version) ?? inside(options, asked, version);
    if (answer === null) return null;
    const date = new Date(options.wire.now()).toUTCString();
    const told = { date, "x-github-api-version-selected": version, "x-github-request-id": requestId(asked) };
    return { ...answer, headers: { ...told, ...answer.headers } };
  };
}

function unwelcome(asked: Asked, version: string): Answer {
  if ((asked.headers["user-agent"] ?? "") === "")
    return problem(
      403,
      "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.",
    );
  return VERSIONS.includes(version)
    ? null
    : problem(
        400,
        `Unsupported 'X-GitHub-Api-Version' header: ${version}`,
        "/about-the-rest-api/api-versions",
      );
}

function inside(options: RestOptions, asked: Asked, version: string): Answer {
  const { access, limits } = options;
  const visitor = access.visitor(asked);
  if (visitor.kind === "refused") return problem(401, visitor.message);
  const routed = options.route(asked);
  const ofApp = options.appCalls[routed?.call ?? ""];
  if (routed !== null && ofApp !== undefined) return asApp(visitor, () => ofApp({ asked, ...routed }));
  if (visitor.kind !== "caller") return asNobody(asked);
  const { key, caller } = visitor;
  // Asking what is left costs nothing.
  const isFree = routed?.call === "GET /rate_limit";
  if (!isFree && !limits.take(key)) return hourUsedUp(403, limits.left(key).reset);
  const answer = routed === null ? notFound() : answered(options, { asked, routed, caller, key, version });
  const unchanged = ifChanged(asked, answer);
  if (!isFree && unchanged?.status === 304) limits.giveBack(key);
  return unchanged === null
    ? null
    : { ...unchanged, headers: { ...limitHeaders(limits.left(key)), ...unchanged.headers } };
}

function asApp(visitor: Visitor, answer: () => Answer): Answer {
  return visitor.kind === "app" ? answer() : problem(401, "A JSON web token could not be decoded");
}

/** What is private is not there for strangers; who they are cannot be told either. */
function asNobody({ path }: Asked): Answer {
  return path.includes("/repos/") ? notFound() : problem(401, "Requires authentication");
}

function answered(
  { wire, repositoryCalls, accountCalls }: RestOptions,
  ask: {
    readonly asked: Asked;
    readonly routed: Routed;
    readonly caller: Caller;
    readonly key: string;
    readonly version: string;
  },
): Answer {
  const { asked, caller, key, version } = ask;
  const { call, params } = ask.routed;
  const ofAccount = accountCalls[call];
  if (ofAccount !== undefined) return ofAccount({ asked, params, caller, key });
  const ofRepository = repositoryCalls[call];
  const name = `${params["owner"]}/${params["repo"]}`.toLowerCase();
  const repository = seenBy(wire, caller).find((one) => one.name.toLowerCase() === name);
  if (ofRepository === undefined || repository === undefined) return notFound();
  const [right, least] = ofRepository.needs;
  if (RANK[caller.rights[right]] < RANK[least]) return forbidden(caller, `${right}=${least}`);
  return ofRepository.answer({ asked, repository, params, caller, version });
}

function forbidden({ kind }: Caller, accepted: string): Answer {
  const by = kind === "token" ? "personal access token" : "integration";
  const headers = { "x-accepted-github-permissions": accepted };
  return problem(403, `Resource not accessible by ${by}`, "", headers);
}

/** A weak tag of what is answered; who has it already is answered nothing. */
function ifChanged(asked: Asked, answer: Answer): Answer {
  if (answer === null || asked.method !== "GET" || answer.status !== 200) return answer;
  const etag = `W/"${createHash("sha256").update(answer.body).digest("hex")}"`;
  const headers = { ...answer.headers, etag, "cache-control": "private, max-age=60, s-maxage=60" };
  return asked.headers["if-none-match"] === etag
    ? { status: 304, headers: { etag }, body: "" }
    : { ...answer, headers };
}

function requestId({ method, path }: Asked): string {
  const digest = createHash("sha256").update(`${method} ${path}`).digest("hex").toUpperCase();
  return [digest.slice(0, 4), digest.slice(4, 10), digest.slice(10, 16), digest.slice(16, 24)].join(":");
}
