import { environmentOf } from "../domain/delivery.ts";
import type { Profile } from "../domain/profile.ts";
import type { CodeHost } from "./code-host.ts";
import { changeOf, repositoryOf } from "./deployment-look.ts";
import type { Diff } from "./deployment-ports.ts";
import type { DeploymentQueries } from "./deployment-store.ts";

/** What would go out to an environment now: the ref against the last good version there. A person waits for the answer. */

type Asked = { readonly service: string; readonly environment: string; readonly ref: string | null };

export type DiffOptions = {
  readonly queries: Pick<DeploymentQueries, "good">;
  readonly host: Pick<CodeHost, "resolve" | "compare">;
  readonly profile: Profile;
  readonly withinMs?: number;
};

/** Slack forgets the question after three seconds. */
const WITHIN_MS = 2_000;

export async function deploymentDiff(asked: Asked, options: DiffOptions): Promise<Diff> {
  const { withinMs = WITHIN_MS } = options;
  const { promise: late, resolve } = Promise.withResolvers<Diff>();
  const timer = setTimeout(resolve, withinMs, tooSlow(asked, withinMs));
  try {
    return await Promise.race([seen(asked, options), late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow({ service, ref, environment }: Asked, ms: number): Diff {
  return {
    kind: "unseen",
    reason: `GitHub did not answer within ${ms / 1000} s.`,
    cure: `Ask again in a minute, or propose a dry run, which waits for GitHub: /deploy dry-run ${service}${ref === null ? "" : ` ${ref}`} to ${environment}`,
  };
}

async function seen(asked: Asked, { queries, host, profile }: DiffOptions): Promise<Diff> {
  const { service, environment } = asked;
  const described = environmentOf(profile.delivery, asked);
  const repository = described === null ? null : repositoryOf({ steps: described.deploy, service });
  if (described === null || repository === null) return { kind: "not-deployed-from-here" };
  const [[good = null], resolved] = await Promise.all([
    queries.good({ service, environment, named: null, limit: 1 }),
    host.resolve(repository, asked.ref ?? described.ref),
  ]);
  if (resolved.kind !== "done") return { kind: "unseen", reason: resolved.reason, cure: resolved.cure };
  const { ref, sha } = resolved.receipt;
  if (good === null) return { kind: "seen", ref, sha, good, change: null };
  const compared = await host.compare(repository, good.sha, sha);
  return compared.kind === "done"
    ? { kind: "seen", ref, sha, good, change: changeOf(good.sha, compared.receipt) }
    : { kind: "unseen", reason: compared.reason, cure: compared.cure };
}
