import type { PlanStep } from "../domain/delivery.ts";
import { environmentOf } from "../domain/delivery.ts";
import type { DeploymentCommand } from "../domain/deployment/command.ts";
import type { Deployment, Outlook, Pinned } from "../domain/deployment/deployment.ts";
import type { CodeHost, Comparison, ResolvedRef } from "./code-host.ts";
import type { DeploymentDoing, DeploymentOutside, DeploymentPerformed } from "./deployment-perform.ts";
import type { Outcome } from "./ports.ts";

/** About half a minute. Then whatever is not known counts as no. */
const TRIES_WITHOUT_PEOPLE = 6;

/** A bot that has just begun knows nobody yet; nobody's approval must be lost for that. */
const NOBODY_KNOWN: DeploymentPerformed = {
  kind: "retry",
  afterMs: 1_000,
  reason: "Slack has not told yet who may approve.",
  cure: "It is asked again in a moment.",
};

/** Asks GitHub what a ref is, how it stands to what runs there, and what its checks say. */
export async function lookUp(
  doing: DeploymentDoing,
  outside: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const { effect, deployment, profile, attempt, now } = doing;
  const lapsed = outside.lapsed(deployment, profile);
  if (!lapsed.areAllKnown && attempt.number < TRIES_WITHOUT_PEOPLE) return NOBODY_KNOWN;
  const about = { type: "record-outlook", effect: effect.id, lapsed: lapsed.users } as const;
  const repository = repositoryOf(deployment);
  if (repository === null || !hasCommit(deployment))
    return { kind: "done", news: { ...about, pinned: null, outlook: { at: now, change: null, checks: [] } } };
  const { pinned, kind, ref } = deployment;
  // It was the repository's own when it went out, and a rollback must not fail for a branch that was deleted since.
  const back = kind === "rollback" ? pinned : null;
  const resolved = await outside.host.resolve(repository, back?.sha ?? ref, back !== null);
  if (resolved.kind !== "done") return notSeen(doing, resolved);
  const outlook = await outlookOf(doing, { repository, sha: resolved.receipt.sha }, outside);
  if (outlook.kind !== "done") return notSeen(doing, outlook);
  const usual = environmentOf(profile.delivery, deployment)?.ref ?? "main";
  const workflowRef =
    back === null
      ? ({ kind: "done", receipt: pinned?.ref ?? usual } as const)
      : await refStillThere(repository, { ref: back.ref, usual }, outside.host);
  if (workflowRef.kind !== "done") return notSeen(doing, workflowRef);
  return {
    kind: "done",
    news: { ...about, pinned: pinnedOf(resolved.receipt, workflowRef.receipt), outlook: outlook.receipt },
  };
}

/** GitHub starts no run on a branch that was deleted since; then the manual's own has to do, and the commit stays. */
async function refStillThere(
  repository: string,
  { ref, usual }: { readonly ref: string; readonly usual: string },
  host: CodeHost,
): Promise<Outcome<string>> {
  if (ref === usual) return { kind: "done", receipt: ref };
  const found = await host.resolve(repository, ref);
  if (found.kind === "retry") return found;
  return { kind: "done", receipt: found.kind === "done" ? ref : usual };
}

function hasCommit({ kind }: Deployment): boolean {
  return kind === "deploy" || kind === "rollback";
}

/** Where its own service's first step runs. */
export function repositoryOf({
  steps,
  service,
}: {
  readonly steps: readonly PlanStep[];
  readonly service: string;
}): string | null {
  const works = steps.flatMap(({ does }) => (does.kind === "run" ? [does] : []));
  return (works.find((work) => work.service === service) ?? works[0])?.repository ?? null;
}

async function outlookOf(
  { deployment: { service, environment }, now }: DeploymentDoing,
  { repository, sha }: { readonly repository: string; readonly sha: string },
  { host, queries }: { readonly host: CodeHost; readonly queries: DeploymentOutside["queries"] },
): Promise<Outcome<Outlook>> {
  const [good] = await queries.good({ service, environment, named: null, limit: 1 });
  const compared = good === undefined ? null : await host.compare(repository, good.sha, sha);
  if (compared !== null && compared.kind !== "done") return compared;
  const checks = await host.checks(repository, sha);
  if (checks.kind !== "done") return checks;
  return {
    kind: "done",
    receipt: {
      at: now,
      change: compared === null || good === undefined ? null : changeOf(good.sha, compared.receipt),
      checks: checks.receipt.map(({ name, state }) => ({ name, state })),
    },
  };
}

export function changeOf(
  base: string,
  { status, aheadBy, behindBy, commits, url }: Comparison,
): Outlook["change"] {
  return {
    base,
    status,
    aheadBy,
    behindBy,
    commits: commits.map(({ sha, title, author, url: link }) => ({
      sha,
      title,
      author: author.login ?? author.name,
      url: link,
    })),
    url,
  };
}

/** GitHub runs a branch or a tag, never a commit: for a commit it is the manual's branch, and the commit goes as an input. */
function pinnedOf({ kind, ref, sha, commit }: ResolvedRef, workflowRef: string): Pinned {
  return {
    ref: kind === "commit" ? workflowRef : ref,
    sha,
    title: commit.title,
    author: commit.author.login ?? commit.author.name,
    url: commit.url,
    at: commit.at,
  };
}

/** What GitHub refuses is told; what it could not answer is asked again. */
function notSeen(
  { effect }: DeploymentDoing,
  outcome: Exclude<Outcome<never>, { readonly kind: "done" }>,
): DeploymentPerformed {
  if (outcome.kind === "retry") return outcome;
  const { reason, cure } = outcome;
  const news: DeploymentCommand = { type: "record-no-outlook", effect: effect.id, reason, cure };
  return { kind: "done", news };
}
