import type { DeploymentCommand } from "../../src/domain/deployment/command.ts";
import { decide } from "../../src/domain/deployment/decide.ts";
import type { DeploymentFacts } from "../../src/domain/deployment/decision.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import { evolve } from "../../src/domain/deployment/evolve.ts";
import type { SlackUserId } from "../../src/domain/ids.ts";
import type { Allowed, Profile } from "../../src/domain/profile.ts";
import type {
  DeploymentAsk,
  DeploymentDesk,
  DeploymentResult,
  HoldAsk,
  HoldResult,
} from "../../src/engine/deployment-ports.ts";
import type { Hold } from "../../src/engine/deployment-store.ts";
import type { Edge } from "../../src/engine/inbound.ts";
import { NotSaved, type Outcome } from "../../src/engine/ports.ts";
import { aDeployment, deploymentId, factsOf } from "../support/deployment.ts";
import { anEdge } from "../support/edge.ts";
import { NINE } from "../support/incident.ts";
import { aDeployProfile } from "./deploy-words.ts";
import { edgeDouble } from "./edge.ts";

export type DeployGiven = {
  readonly deployments?: readonly Deployment[];
  readonly profile?: Profile;
  readonly facts?: Partial<DeploymentFacts>;
  readonly isOneOf?: (user: SlackUserId, allowed: Allowed) => boolean | null;
  readonly isSame?: (one: SlackUserId, other: SlackUserId) => boolean;
  readonly held?: HoldResult;
  readonly desk?: Partial<DeploymentDesk>;
  readonly opened?: Outcome<null>;
  /** The database does not answer. */
  readonly down?: boolean;
};

/** An edge whose asks about deployments are kept, and decided by the real rules; keys are acted on once. */
export function deployDouble(given: DeployGiven = {}) {
  const asks: DeploymentAsk[] = [];
  const holds: ({ readonly does: string } & HoldAsk)[] = [];
  const delivered = new Set<string>();
  const state = new Map((given.deployments ?? [aDeployment()]).map((one) => [one.number, one]));
  const profile = given.profile ?? aDeployProfile();
  const all = () => [...state.values()];
  const looked = <T>(value: T): Promise<T> =>
    given.down ? Promise.reject(new Error("connect ECONNREFUSED")) : Promise.resolve(value);
  const dispatch = (ask: DeploymentAsk): Promise<DeploymentResult> => {
    if (given.down) return Promise.reject(new NotSaved(true));
    asks.push(ask);
    const { deployment: ref } = ask;
    const before = ref.kind === "id" ? (all().find(({ id }) => id === ref.id) ?? null) : null;
    if (ask.key !== null && delivered.has(ask.key)) return looked({ kind: "quiet", deployment: before });
    if (ask.key !== null) delivered.add(ask.key);
    const number = before?.number ?? Math.max(0, ...state.keys()) + 1;
    const result = decided(ask, before, { number, profile, facts: given.facts ?? {} });
    if (result.kind === "accepted") state.set(number, result.deployment);
    return looked(result);
  };
  const holding =
    (does: string) =>
    (ask: HoldAsk): Promise<HoldResult> => {
      holds.push({ does, ...ask });
      return looked(given.held ?? { kind: "held", hold: aHold(ask), takenFrom: null });
    };
  const desk: DeploymentDesk = {
    find: (number) => looked(state.get(number) ?? null),
    scene: (number) => {
      const deployment = state.get(number);
      return looked(
        deployment === undefined ? null : { deployment, gates: [], behind: null, advice: [], at: NINE },
      );
    },
    standing: () => looked([]),
    history: () => looked(all()),
    diff: () => looked({ kind: "not-deployed-from-here" }),
    open: () => looked(all()),
    backups: () => looked([]),
    good: () => looked([]),
    holds: () => looked([]),
    lock: holding("lock"),
    unlock: holding("unlock"),
    freeze: holding("freeze"),
    thaw: holding("thaw"),
    ...given.desk,
  };
  const usual = edgeDouble({
    profile,
    onCall: { ...anEdge().onCall, zoneOf: async () => "Africa/Johannesburg" },
    deployments: { dispatcher: { dispatch }, desk },
    ...(given.opened === undefined ? {} : { opened: given.opened }),
  });
  const edge: Edge = {
    ...usual.edge,
    people: {
      membersOf: () => null,
      isOneOf: given.isOneOf ?? (() => true),
      isSame: given.isSame ?? ((one, other) => one === other),
    },
  };
  return { edge, asks, holds, views: usual.views, state };
}

/** The commands that were asked for. */
export function commandsOf(asks: readonly DeploymentAsk[]): readonly DeploymentCommand[] {
  return asks.map(({ command }) => command);
}

function decided(
  { command, by, rights }: DeploymentAsk,
  before: Deployment | null,
  given: { readonly number: number; readonly profile: Profile; readonly facts: Partial<DeploymentFacts> },
): DeploymentResult {
  const { number, profile } = given;
  const id = deploymentId(number);
  const facts = factsOf({ nextNumber: before === null ? number : null, ...given.facts });
  const manual = { hash: profile.hash, delivery: profile.delivery };
  const decision = decide(before, { command, by, rights, at: NINE, newId: id }, facts, manual);
  if (decision.kind !== "accepted") return { ...decision, deployment: before };
  const after = decision.events.reduce<Deployment | null>(
    (state, event) => evolve(state, { event, by, at: NINE, id }),
    before,
  );
  return { kind: "accepted", deployment: after ?? aDeployment(), events: decision.events };
}

export function aHold(changes: Partial<Hold> = {}): Hold {
  const { service = "api", environment = "production" } = changes;
  return {
    id: "h1",
    kind: "lock",
    service,
    environment,
    by: changes.by ?? ("U0BEN" as SlackUserId),
    why: changes.why ?? "hotfix",
    since: NINE,
    until: changes.until ?? null,
    naggedAt: null,
  };
}
