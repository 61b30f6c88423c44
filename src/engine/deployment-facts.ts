import { environmentOf } from "../domain/delivery.ts";
import type { DeploymentFacts } from "../domain/deployment/decision.ts";
import type { Deployment, DeploymentId, DeploymentKind } from "../domain/deployment/deployment.ts";
import type { Freeze, GateFacts } from "../domain/deployment/gates.ts";
import { wayBack } from "../domain/deployment/way-back.ts";
import { windowsAt } from "../domain/deployment/windows.ts";
import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentTransaction, GoodAsk, Hold } from "./deployment-store.ts";

/** What the rules must know of the world besides the deployment itself: ours, read where the decision is made. */

/** Which deployment it is about, or would be. */
export type About = {
  readonly id: DeploymentId | null;
  readonly number: number | null;
  readonly kind: DeploymentKind;
  readonly service: string;
  readonly environment: string;
  readonly subject: string | null;
  readonly places: readonly string[];
  readonly ref: string | null;
  readonly sha: string | null;
  readonly by: SlackUserId | null;
  readonly restoreTo: Instant | null;
  readonly database: boolean | null;
};

type Reads = Pick<DeploymentTransaction, "good" | "holds" | "incidentsOf">;

/** A second one that says the same within this time is the same. */
const ALIKE_WITHIN_MS = 2 * 60_000;

export async function gateFacts(
  reads: Reads,
  about: Pick<About, "service" | "environment" | "sha">,
  { profile, at }: { readonly profile: Profile; readonly at: Instant },
): Promise<GateFacts> {
  const { service, environment } = about;
  const holds = (await reads.holds(at)).filter((hold) => isFor(hold, about));
  const incidents = await reads.incidentsOf(service);
  const lock = holds.find(({ kind }) => kind === "lock");
  const from = environmentOf(profile.delivery, about)?.promoteFrom ?? null;
  const promoted =
    from === null || about.sha === null
      ? []
      : await reads.good({ service, environment: from, named: about.sha, limit: 1 });
  return {
    lock: lock === undefined ? null : { by: lock.by, why: lock.why, since: lock.since, until: lock.until },
    freezes: [
      ...holds.filter(({ kind }) => kind === "freeze").map(byPerson),
      ...windowsAt(profile.delivery.freezes, environment, at),
    ],
    incidents: incidents.map(({ number, rank, private: isPrivate }) => ({
      number: isPrivate ? null : number,
      rank,
    })),
    promotedAt: promoted[0]?.at ?? null,
  };
}

export async function deploymentFacts(
  tx: DeploymentTransaction,
  about: About,
  given: {
    readonly profile: Profile;
    readonly at: Instant;
    readonly holders: ReadonlyMap<string, DeploymentId | null>;
    readonly nextNumber: number | null;
  },
): Promise<DeploymentFacts> {
  const { service, environment } = about;
  const open = (await tx.openAt(about.places)).filter(({ id }) => id !== about.id);
  const holder = [...given.holders.values()].find((id) => id !== null && id !== about.id);
  const running = open.find(({ id }) => id === holder);
  const good = (named: string | null, limit: number) =>
    tx.good({ service, environment, named, limit } satisfies GoodAsk);
  const versions = about.kind === "rollback" || about.kind === "deploy" ? await good(null, 50) : [];
  const named = about.kind === "rollback" && about.ref !== null ? await good(about.ref, 1) : [];
  return {
    ...(await gateFacts(tx, about, given)),
    nextNumber: given.nextNumber,
    running: running === undefined ? null : short(running),
    ahead: open.filter((one) => one.phase === "queued" && isBefore(one, about)),
    newer:
      about.number === null ? null : await tx.newerCleared({ service, environment, after: about.number }),
    duplicateOf: open.filter((one) => isAlike(one, about, given.at)).map(short)[0] ?? null,
    lastGood: versions[0] ?? null,
    goodBefore: wayBack(versions, await tx.lastRun({ service, environment })),
    goodNamed: named[0] ?? null,
  };
}

function isFor(hold: Hold, { service, environment }: Pick<About, "service" | "environment">): boolean {
  return (
    (hold.service === null || hold.service === service) &&
    (hold.environment === null || hold.environment === environment)
  );
}

function byPerson({ why, by, until }: Hold): Freeze {
  return { cause: "person", name: why, by, until };
}

function short({ id, number }: Deployment): { readonly id: DeploymentId; readonly number: number } {
  return { id, number };
}

function isBefore(one: Deployment, { number }: About): boolean {
  return number === null || one.number < number;
}

function isAlike(one: Deployment, about: About, at: Instant): boolean {
  return (
    about.number === null &&
    one.kind === about.kind &&
    one.service === about.service &&
    one.environment === about.environment &&
    one.subject === about.subject &&
    one.requestedBy === about.by &&
    (about.ref === null || one.ref === about.ref) &&
    one.restoreTo === about.restoreTo &&
    (about.database === null || one.database === about.database) &&
    one.requestedAt > at - ALIKE_WITHIN_MS
  );
}
