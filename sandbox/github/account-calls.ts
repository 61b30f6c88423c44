import { type Answer, type Asked, json } from "../http.ts";
import { type Access, APP_ID, INSTALLATION_ID } from "./access.ts";
import type { Limits } from "./limits.ts";
import { bodyOf, type Caller, iso, notFound, paged, problem, type Wire } from "./wire.ts";
import { appBody, fullRepository, installationBody, permissionsOf, privateUser } from "./wire-account.ts";
import type { SandboxRepository, SandboxRight, SandboxRights } from "./world.ts";

/** Calls to no repository in particular: who asks, what is left of the hour, and what an app may ask for. */

export type AccountAsk = {
  readonly asked: Asked;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
  readonly key: string;
};

export function accountCalls(
  wire: Wire,
  limits: Limits,
): Readonly<Record<string, (ask: AccountAsk) => Answer>> {
  return {
    "GET /user": ({ caller }) =>
      caller.kind === "token"
        ? json(200, privateUser(wire, caller.who))
        : problem(403, "Resource not accessible by integration", "/users/users#get-the-authenticated-user"),
    "GET /rate_limit": ({ key }) => {
      const core = limits.left(key);
      const search = { limit: 30, used: 0, remaining: 30, reset: core.reset };
      return json(200, { resources: { core, search }, rate: core });
    },
    "GET /installation/repositories": ({ asked, caller }) => {
      if (caller.kind !== "installation")
        return problem(
          403,
          "You must authenticate with an installation access token in order to list repositories.",
        );
      const seen = seenBy(wire, caller);
      const { items, headers } = paged(asked, seen, wire);
      const repositories = items.map((one) => fullRepository(wire, one));
      return json(200, { total_count: seen.length, repository_selection: "all", repositories }, headers);
    },
  };
}

/** What an app asks with its own signature instead of a token. */
export function appCalls(
  wire: Wire,
  access: Access,
): Readonly<Record<string, (ask: Pick<AccountAsk, "asked" | "params">) => Answer>> {
  const installed = { appId: APP_ID, installationId: INSTALLATION_ID };
  const isOurs = ({ params }: Pick<AccountAsk, "params">) =>
    params["installation_id"] === String(INSTALLATION_ID);
  return {
    "GET /app": () => json(200, appBody(wire, APP_ID)),
    "GET /app/installations/{installation_id}": (ask) =>
      isOurs(ask) ? json(200, installationBody(wire, installed)) : notFound(),
    "POST /app/installations/{installation_id}/access_tokens": (ask) =>
      isOurs(ask) ? newToken(wire, access, ask.asked) : notFound(),
  };
}

function newToken(wire: Wire, access: Access, asked: Asked): Answer {
  const body = bodyOf(asked);
  if (body === null) return problem(400, "Problems parsing JSON");
  const granted = wire.repositories.rights();
  const wanted = body["permissions"] as Partial<SandboxRights> | undefined; // each value is looked at below
  if (wanted !== undefined && !isGranted(granted, wanted))
    return problem(422, "The permissions requested are not granted to this installation.");
  const names = body["repositories"] as readonly string[] | undefined; // compared with names only
  const chosen = names?.map((name) => wire.repositories.all().find((one) => one.name.endsWith(`/${name}`)));
  if (chosen?.includes(undefined) === true)
    return problem(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  const repositories = chosen?.flatMap((one) => (one === undefined ? [] : [one])) ?? null;
  const rights = wanted === undefined ? null : onlyThose(wanted);
  const { token, expiresAt } = access.grant({
    rights,
    repositories: repositories?.map(({ name }) => name) ?? null,
  });
  return json(201, {
    token,
    expires_at: iso(expiresAt),
    permissions: permissionsOf({ ...granted, ...rights }),
    repository_selection: repositories === null ? "all" : "selected",
    ...(repositories === null
      ? {}
      : { repositories: repositories.map((one: SandboxRepository) => fullRepository(wire, one)) }),
  });
}

const RANK: Readonly<Record<SandboxRight, number>> = { none: 0, read: 1, write: 2 };
const EVERY: readonly (keyof SandboxRights)[] = [
  "actions",
  "checks",
  "contents",
  "deployments",
  "metadata",
  "statuses",
];

function isGranted(granted: SandboxRights, wanted: Partial<SandboxRights>): boolean {
  return Object.entries(wanted).every(([name, right]) => {
    const own = EVERY.find((one) => one === name);
    return own !== undefined && (RANK[right] ?? 3) <= RANK[granted[own]];
  });
}

/** What is not asked for is not given, but for the metadata that every token may read. */
function onlyThose(wanted: Partial<SandboxRights>): SandboxRights {
  const none = { actions: "none", checks: "none", contents: "none", deployments: "none", statuses: "none" };
  return { metadata: "read", ...none, ...wanted } as SandboxRights; // each was compared with what is granted
}

/** Those that the caller was given. */
export function seenBy(wire: Wire, caller: Caller): readonly SandboxRepository[] {
  return wire.repositories
    .all()
    .filter(
      ({ name }) =>
        wire.repositories.isSeen(name) &&
        (caller.repositories === null || caller.repositories.includes(name)),
    );
}
