import type { Outcome } from "../../engine/ports.ts";
import type { Answered } from "./answer.ts";
import { type CodeHostOptions, TIME_LIMITS } from "./code-host.ts";
import { judge, type Right } from "./judge.ts";
import { type About, judgingOf, type Parts, partsOf } from "./parts.ts";
import { GitHubUser, Installation, problemOf } from "./replies.ts";

/** Who Tocsin is on GitHub, and what it may do there; for `doctor`. */
export type Account = {
  readonly name: string;
  /** Rights, or scopes of a classic token, that it lacks; null where GitHub does not tell what it has. */
  readonly missing: readonly string[] | null;
  /** Of this hour's quota; null where there is none. */
  readonly requestsLeft: { readonly left: number; readonly of: number } | null;
};

export async function accountOf(options: CodeHostOptions): Promise<Outcome<Account>> {
  const { timeLimits = TIME_LIMITS, clock: now = Date.now } = options;
  const parts = partsOf({ ...options, timeLimits, now });
  return options.app === null ? byToken(parts) : byApp(options.app.installationId, parts);
}

const ABOUT: About = { doing: "say who Tocsin is", repository: null, right: "Actions: read" };

async function byToken(parts: Parts): Promise<Outcome<Account>> {
  const answer = await parts.ask({ method: "GET", path: "/user" });
  if (answer.kind === "answered") {
    const user = answer.status === 200 ? GitHubUser.safeParse(answer.body) : null;
    if (user?.success === true) return account(user.data.login, missingScopes(answer), answer);
    // A token of an App, which a workflow has too, is valid and nobody's.
    if (answer.status === 403 && /by integration/i.test(problemOf(answer.body)))
      return account("an App's token", null, answer);
  }
  return judge(answer, judgingOf(ABOUT, parts));
}

async function byApp(installationId: string, parts: Parts): Promise<Outcome<Account>> {
  const path = "/app/installations/{installation_id}";
  const answer = await parts.ask({ method: "GET", path, with: { installation_id: installationId } });
  const isThere = answer.kind === "answered" && answer.status === 200;
  const installation = isThere ? Installation.safeParse(answer.body) : null;
  if (installation?.success !== true) {
    // Asked as the App itself, so what is wrong is wrong with the App, not with something it asked for.
    const ofApp = answer.kind === "answered" ? { ...answer, sent: false } : answer;
    return judge(ofApp, judgingOf(ABOUT, parts));
  }
  // Asked with the installation's token, which is thereby tried too.
  const quota = await parts.ask({ method: "GET", path: "/rate_limit" });
  // An Enterprise Server without rate limits has no such page.
  const isTaken = quota.kind === "answered" && quota.sent && (quota.status === 200 || quota.status === 404);
  if (!isTaken) return judge(quota, judgingOf(ABOUT, parts));
  const { app_slug, account: holder, permissions } = installation.data;
  const name = `${app_slug}[bot] for ${holder?.login ?? holder?.slug ?? "its installation"}`;
  return account(name, missingRights(permissions), quota);
}

function account(name: string, missing: Account["missing"], { headers }: Answered): Outcome<Account> {
  const left = Number(headers["x-ratelimit-remaining"] ?? Number.NaN);
  const of = Number(headers["x-ratelimit-limit"] ?? Number.NaN);
  const requestsLeft = Number.isFinite(left) && Number.isFinite(of) ? { left, of } : null;
  return { kind: "done", receipt: { name, missing, requestsLeft } };
}

/** GitHub tells a classic token's scopes with every answer, and those of a fine-grained one never. */
function missingScopes({ headers }: Answered): Account["missing"] {
  const said = headers["x-oauth-scopes"];
  if (typeof said !== "string") return null;
  return said.split(",").some((scope) => scope.trim() === "repo") ? [] : ["repo"];
}

const NEEDED: readonly { readonly permission: string; readonly isWrite: boolean; readonly right: Right }[] = [
  { permission: "actions", isWrite: true, right: "Actions: write" },
  { permission: "contents", isWrite: false, right: "Contents: read" },
  { permission: "checks", isWrite: false, right: "Checks: read" },
  { permission: "statuses", isWrite: false, right: "Commit statuses: read" },
];

function missingRights(granted: Readonly<Record<string, string>>): readonly Right[] {
  return NEEDED.filter(({ permission, isWrite }) => {
    const level = granted[permission];
    return level === undefined || (isWrite && level === "read");
  }).map(({ right }) => right);
}
