import { type Delivery, environmentsAt } from "../delivery.ts";
import type { Instant } from "../ids.ts";
import type { SuspectDeployment } from "../incident/command.ts";
import type { Deployment } from "./deployment.ts";

/** Deployed so long before an incident it is no longer what changed. */
const SHORTLY_MS = 2 * 3_600_000;
const COMMITS = 5;

/**
 * What was deployed to an incident's service shortly before it was declared, or since; null for nothing. `history` is the
 * service's, newest first. After a rollback nothing is left to go back from.
 */
export function suspectOf(
  history: readonly Deployment[],
  declaredAt: Instant,
  delivery: Pick<Delivery, "environments">,
): SuspectDeployment | null {
  const last = history.filter((one) => isLive(one, delivery)).find(didRun);
  if (last === undefined || last.kind !== "deploy" || last.end === null) return null;
  return last.end.at < declaredAt - SHORTLY_MS ? null : told(last, last.end.at);
}

/** Where things are promoted to is where people are hit; where the manual promotes nothing, that may be anywhere. */
function isLive({ service, environment }: Deployment, delivery: Pick<Delivery, "environments">): boolean {
  const all = environmentsAt(delivery, service);
  const live = all.filter(({ promoteFrom }) => promoteFrom !== null);
  return (live.length === 0 ? all : live).some(({ key }) => key === environment);
}

/** One that failed or was cancelled on its way may have changed something too. */
function didRun({ kind, phase, steps }: Deployment): boolean {
  const changes = kind === "deploy" || kind === "rollback";
  const isOver = phase === "verified" || phase === "failed" || phase === "cancelled";
  return changes && isOver && steps.some(({ run }) => run !== null);
}

function told(
  { number, service, environment, phase, requestedBy, pinned, outlook }: Deployment,
  at: Instant,
): SuspectDeployment {
  const change = outlook?.change ?? null;
  return {
    number,
    service,
    environment,
    at,
    verified: phase === "verified",
    by: requestedBy,
    sha: pinned?.sha ?? "",
    commits: (change?.commits ?? []).slice(0, COMMITS).map(({ title }) => title),
    commitCount: change?.aheadBy ?? null,
    url: change?.url ?? null,
  };
}
