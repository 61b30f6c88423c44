import { environmentOf } from "../domain/delivery.ts";
import { approversOf } from "../domain/deployment/approvers.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { DeliveryKey, SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentEngine } from "./deployment-dispatch.ts";
import type { DeploymentOutside, Lapsed } from "./deployment-perform.ts";
import type { DeploymentStore } from "./deployment-store.ts";
import type { Holds } from "./holds.ts";
import type { Attempt, Clock, Dispatcher, People } from "./ports.ts";

/** What a deployment does to the rest of the bot: to incidents, locks, and the deployments that wait for it. */

export type Neighbours = {
  readonly store: DeploymentStore;
  readonly engine: Pick<DeploymentEngine, "dispatch">;
  readonly holds: Holds;
  /** Incidents, on whose timelines deployments are told. */
  readonly incidents: Dispatcher;
  readonly people: People;
  readonly clock: Clock;
};

type Acts = Pick<
  DeploymentOutside,
  "tellIncidents" | "lockAfterRollback" | "freePlace" | "rollBack" | "lapsed"
>;

export function towardsNeighbours(neighbours: Neighbours): Acts {
  return {
    tellIncidents: (deployment, line, attempt) => tellIncidents({ deployment, line, attempt }, neighbours),
    lockAfterRollback: (deployment, profile) => lockAfterRollback(deployment, profile, neighbours),
    freePlace: ({ id, places }) =>
      lookAgainAll(neighbours, (one) => one.id !== id && one.places.some((place) => places.includes(place))),
    rollBack: (deployment, why, attempt) => rollBack({ deployment, why, attempt }, neighbours),
    lapsed: (deployment, profile) => lapsed(deployment, profile, neighbours.people),
  };
}

async function rollBack(
  {
    deployment,
    why,
    attempt,
  }: { readonly deployment: Deployment; readonly why: string; readonly attempt: Attempt },
  { store, engine }: Neighbours,
): ReturnType<Acts["rollBack"]> {
  const { number, service, environment, requestedBy, requestedIn } = deployment;
  // A retry may come hours later: what went out since must not be taken back for what was measured before it.
  if ((await store.newerCleared({ service, environment, after: number })) !== null) return "overtaken";
  const result = await engine.dispatch({
    command: {
      type: "propose",
      kind: "rollback",
      service,
      environment,
      subject: null,
      ref: null,
      why,
      dryRun: false,
      database: null,
      restoreTo: null,
      requestedIn,
      for: requestedBy,
    },
    by: { kind: "tocsin" },
    rights: null,
    deployment: { kind: "new" },
    key: keyOf(attempt, "roll-back"),
  });
  return result.kind === "refused" ? result.refusal : "proposed";
}

/** Whoever waited for a place or a lock is looked at again; what is not open yet stays where it is. */
export async function lookAgainAll(
  { store, engine }: Pick<Neighbours, "store" | "engine">,
  concerns: (deployment: Deployment) => boolean,
): Promise<void> {
  for (const one of await store.open()) {
    if (!concerns(one) || (one.phase !== "waiting" && one.phase !== "queued")) continue;
    await engine.dispatch({
      command: { type: "look-again" },
      by: { kind: "tocsin" },
      rights: null,
      deployment: { kind: "id", id: one.id },
      key: null,
    });
  }
}

/** Once for each incident, however often it is tried. */
async function tellIncidents(
  {
    deployment,
    line,
    attempt,
  }: { readonly deployment: Deployment; readonly line: string; readonly attempt: Attempt },
  { store, incidents, clock }: Neighbours,
): Promise<void> {
  for (const { id } of await store.incidentsOf(deployment.service))
    await incidents.dispatch({
      command: {
        type: "add-note",
        text: line,
        author: null,
        saidAt: clock.now(),
        source: "deployment",
        permalink: null,
      },
      by: { kind: "tocsin" },
      incident: { kind: "id", id },
      key: keyOf(attempt, id),
    });
}

async function lockAfterRollback(
  { number, service, environment, requestedBy }: Deployment,
  profile: Profile,
  { holds, clock }: Neighbours,
): Promise<void> {
  const ms = environmentOf(profile.delivery, { service, environment })?.lockAfterRollbackMs ?? null;
  if (ms === null) return;
  await holds.lock({
    service,
    environment,
    by: requestedBy,
    why: `#${number} rolled it back`,
    until: clock.now() + ms,
    // Whoever has the lock already keeps it.
    steal: false,
    // The manual has it locked, whoever asked for the rollback.
    mayDeploy: true,
    mayOverride: false,
  });
}

/**
 * Approvals count as long as who gave them may give them; what is not known any more does not count. Nor does another
 * account of who asked or approved already: whose they are may not have been known when they were given.
 */
function lapsed(
  { approvals, brokenGlass, requestedBy }: Deployment,
  profile: Profile,
  people: People,
): Lapsed {
  const may = (user: SlackUserId) => people.isOneOf(user, approversOf({ approvals }, profile.delivery));
  const mayOverride = (user: SlackUserId) =>
    eitherOf(people.isOneOf(user, profile.delivery.mayOverride), may(user));
  const given = approvals.given.map(({ by }) => ({ user: by, may: may(by) }));
  const broken = [brokenGlass?.by, brokenGlass?.second?.by].flatMap((user) =>
    user === undefined ? [] : [{ user, may: mayOverride(user) }],
  );
  const all = [...given, ...broken];
  const again = [
    ...repeated([requestedBy, ...given.map(({ user }) => user)], people),
    ...repeated(
      broken.map(({ user }) => user),
      people,
    ),
  ];
  return {
    users: [...all.filter((one) => one.may !== true).map(({ user }) => user), ...again],
    areAllKnown: all.every((one) => one.may !== null),
  };
}

/** Those who are a person that stands before them. */
function repeated(users: readonly SlackUserId[], { isSame }: People): readonly SlackUserId[] {
  return users.filter((user, index) => users.slice(0, index).some((before) => isSame(before, user)));
}

function eitherOf(one: boolean | null, other: boolean | null): boolean | null {
  if (one === true || other === true) return true;
  return one === null || other === null ? null : false;
}

function keyOf({ effect }: Attempt, what: string): DeliveryKey {
  return `effect:${effect}:${what}` as DeliveryKey; // one effect, one request
}
