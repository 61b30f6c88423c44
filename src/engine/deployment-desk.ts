import { environmentOf, environmentsAt } from "../domain/delivery.ts";
import type { Deployment, DeploymentKind } from "../domain/deployment/deployment.ts";
import { gatesOf } from "../domain/deployment/gates.ts";
import type { Profile } from "../domain/profile.ts";
import { type Advice, adviceOn, usual, type Way } from "../domain/recovery/advice.ts";
import type { CodeHost } from "./code-host.ts";
import { deploymentDiff } from "./deployment-diff.ts";
import { gateFacts } from "./deployment-facts.ts";
import type { DeploymentDesk, DeploymentScene, Standing } from "./deployment-ports.ts";
import type { DeploymentQueries } from "./deployment-store.ts";
import type { Profiles } from "./dispatch.ts";
import type { Holds } from "./holds.ts";
import type { Clock } from "./ports.ts";

/** What people may look at: a deployment with all its card shows, where a service stands, and what holds it back. */
export type DeploymentDeskOptions = {
  readonly queries: DeploymentQueries & { profileBody(hash: string): Promise<string | null> };
  readonly holds: Holds;
  readonly profiles: Profiles;
  readonly host: Pick<CodeHost, "resolve" | "compare">;
  readonly clock: Clock;
};

export function createDeploymentDesk(
  options: DeploymentDeskOptions,
): DeploymentDesk & { sceneOf(deployment: Deployment): Promise<DeploymentScene> } {
  const { queries, holds, clock } = options;
  const sceneOf = (deployment: Deployment) => scene(deployment, options);
  return {
    sceneOf,
    find: (number) => queries.byNumber(number),
    scene: async (number) => {
      const deployment = await queries.byNumber(number);
      return deployment === null ? null : sceneOf(deployment);
    },
    standing: (service) => standing(service, options),
    history: (ask) => queries.history(ask),
    diff: (ask) => deploymentDiff(ask, { ...options, profile: options.profiles.of(null) }),
    open: () => queries.open(),
    backups: () => queries.backups(options.profiles.of(null).delivery.backups.map(({ key }) => key)),
    good: (ask) => queries.good(ask),
    holds: () => queries.holds(clock.now()),
    lock: holds.lock,
    unlock: holds.unlock,
    freeze: holds.freeze,
    thaw: holds.thaw,
  };
}

async function scene(
  deployment: Deployment,
  { queries, profiles, clock }: DeploymentDeskOptions,
): Promise<DeploymentScene> {
  await profiles.load([deployment.profileHash], (hash) => queries.profileBody(hash));
  const profile = profiles.of(deployment.profileHash);
  const at = clock.now();
  const { service, environment } = deployment;
  const about = { service, environment, sha: deployment.pinned?.sha ?? null };
  const facts = await gateFacts(queries, about, { profile, at });
  return {
    deployment,
    gates: gatesOf({ deployment, environment: environmentOf(profile.delivery, deployment), facts }),
    behind: deployment.queued?.behind ?? null,
    advice: await advice(deployment, profile, { queries, at }),
    at,
  };
}

/** Every way back is held against the promises where one of them is about to be taken. */
async function advice(
  deployment: Deployment,
  profile: Profile,
  { queries, at }: { readonly queries: DeploymentQueries; readonly at: number },
): Promise<readonly Advice[]> {
  const { kind, service, environment, restoreTo } = deployment;
  if (kind !== "rollback" && kind !== "restore" && kind !== "failover") return [];
  const { backups, recovery } = profile.delivery;
  const here = <Thing extends { readonly service: string; readonly environment: string }>(thing: Thing) =>
    thing.service === service && thing.environment === environment;
  const took = async (of: DeploymentKind, subject: string | null) =>
    usual(await queries.durations({ kind: of, service, environment, subject }));
  const ways: Way[] = [];
  if (environmentOf(profile.delivery, deployment) !== null)
    ways.push({ kind: "roll-back", usuallyMs: await took("rollback", null) });
  for (const { key } of backups.filter(here).filter(({ restore }) => restore.length > 0))
    ways.push({ kind: "restore", backup: key, to: restoreTo, usuallyMs: await took("restore", key) });
  for (const { key, name } of recovery.filter(here))
    ways.push({ kind: "fail-over", plan: name, usuallyMs: await took("failover", key) });
  const described = profile.services.find(({ key }) => key === service);
  const [incident] = await queries.incidentsOf(service);
  const records = await queries.backups(backups.filter(here).map(({ key }) => key));
  return adviceOn(ways, {
    at,
    rtoMs: described?.rtoMs ?? null,
    rpoMs: described?.rpoMs ?? null,
    since: incident?.declaredAt ?? null,
    backups: records.map(({ backup, reliableAt }) => ({ backup, takenAt: reliableAt })),
  });
}

async function standing(
  service: string,
  { queries, profiles, clock }: DeploymentDeskOptions,
): Promise<readonly Standing[]> {
  const environments = environmentsAt(profiles.of(null).delivery, service);
  const open = (await queries.open()).filter((one) => one.service === service);
  const holds = (await queries.holds(clock.now())).filter(
    (hold) => hold.service === null || hold.service === service,
  );
  return Promise.all(
    environments.map(async ({ key }) => {
      const [good] = await queries.good({ service, environment: key, named: null, limit: 1 });
      return {
        environment: key,
        good: good ?? null,
        open: open.filter((one) => one.environment === key),
        holds: holds.filter((hold) => hold.environment === null || hold.environment === key),
      };
    }),
  );
}
