import type { Environment } from "../delivery.ts";
import type { Instant, SlackUserId } from "../ids.ts";
import type { Deployment } from "./deployment.ts";

/**
 * What must be so before anything runs. Each gate is open, closed for a reason, or waits for something that is under way;
 * what is not known keeps it closed. The views make a sentence with a way out of each.
 */

export type GateFacts = {
  readonly lock: {
    readonly by: SlackUserId;
    readonly why: string;
    readonly since: Instant;
    readonly until: Instant | null;
  } | null;
  readonly freezes: readonly Freeze[];
  /** Open incidents of the service that the viewer of this card may know of; private ones without their number. */
  readonly incidents: readonly { readonly number: number | null; readonly rank: number }[];
  /** Commits that were verified in the environment to be promoted from; null where that is not asked. */
  readonly promotedAt: Instant | null;
};

export type Freeze = {
  readonly cause: "window" | "person" | "maintenance";
  readonly name: string;
  readonly by: SlackUserId | null;
  readonly until: Instant | null;
};

export type Gate =
  /** GitHub could not be asked the last time. */
  | { readonly kind: "outlook"; readonly open: boolean; readonly reason: string; readonly cure: string }
  | {
      readonly kind: "approvals";
      readonly open: boolean;
      readonly given: number;
      readonly needed: number;
      readonly from: readonly string[];
    }
  | { readonly kind: "checklist"; readonly open: boolean; readonly left: readonly string[] }
  | {
      readonly kind: "checks";
      readonly open: boolean;
      readonly failed: readonly string[];
      readonly pending: readonly string[];
      readonly missing: readonly string[];
    }
  | { readonly kind: "order"; readonly open: boolean; readonly behindBy: number; readonly diverged: boolean }
  | {
      readonly kind: "promotion";
      readonly open: boolean;
      readonly environment: string;
      readonly at: Instant | null;
    }
  | { readonly kind: "lock"; readonly open: boolean; readonly lock: GateFacts["lock"] }
  | { readonly kind: "freeze"; readonly open: boolean; readonly freezes: readonly Freeze[] }
  | { readonly kind: "incident"; readonly open: boolean; readonly incidents: GateFacts["incidents"] }
  | { readonly kind: "database"; readonly open: boolean };

type Asked = {
  readonly deployment: Deployment;
  /** Null where the manual describes none: a backup or a plan has gates all the same. */
  readonly environment: Environment | null;
  readonly facts: GateFacts;
};

/** Every gate that the manual has for this deployment, open ones too, in the order in which people should look at them. */
export function gatesOf(asked: Asked): readonly Gate[] {
  const gates = [
    outlook(asked),
    approvals(asked),
    checklist(asked),
    database(asked),
    checks(asked),
    order(asked),
    promotion(asked),
    lock(asked),
    freeze(asked),
    incident(asked),
  ];
  return gates.filter((gate) => gate !== null);
}

export function isClear(deployment: Deployment, gates: readonly Gate[]): boolean {
  return gates.every((gate) => gate.open || (isGlassBroken(deployment) && isPassable(gate)));
}

/** By two people: one alone changes nothing. */
export function isGlassBroken({ brokenGlass }: Deployment): boolean {
  return brokenGlass !== null && brokenGlass.second !== null;
}

/**
 * A broken glass passes over everything but the database's question, which only a person can answer, and a ref that GitHub
 * could not name, which cannot be deployed.
 */
export function isPassable({ kind }: Gate): boolean {
  return kind !== "database" && kind !== "outlook";
}

/** Checks of which none failed: they finish without telling us. */
export function isUnfinished(gate: Gate): boolean {
  return gate.kind === "checks" && !gate.open && gate.failed.length === 0;
}

function outlook({ deployment: { unseen } }: Asked): Gate | null {
  return unseen === null ? null : { kind: "outlook", open: false, reason: unseen.reason, cure: unseen.cure };
}

function approvals({ deployment }: Asked): Gate | null {
  const { given, needed, from } = deployment.approvals;
  if (needed === 0) return null;
  return { kind: "approvals", open: given.length >= needed, given: given.length, needed, from };
}

function checklist({ deployment }: Asked): Gate | null {
  if (deployment.checklist.length === 0) return null;
  const left = deployment.checklist.filter(({ ticked }) => ticked === null).map(({ text }) => text);
  return { kind: "checklist", open: left.length === 0, left };
}

function database({ deployment, environment }: Asked): Gate | null {
  if (deployment.kind !== "rollback" || environment?.asksAboutDatabase !== true) return null;
  return { kind: "database", open: deployment.database !== null };
}

function checks({ deployment, environment }: Asked): Gate | null {
  // What was verified there before is rolled back to, whatever its checks say today.
  if (deployment.kind !== "deploy" || environment === null || environment.checks === "none") return null;
  const known = deployment.outlook?.checks ?? [];
  const wanted = environment.checks === "all" ? known.map(({ name }) => name) : environment.checks;
  const stateOf = (name: string) => known.find((check) => check.name === name)?.state;
  const missing = wanted.filter((name) => stateOf(name) === undefined);
  const pending = wanted.filter((name) => stateOf(name) === "pending");
  const failed = wanted.filter((name) => stateOf(name) === "failure" || stateOf(name) === "unknown");
  // No check at all is not a green one.
  const open = wanted.length > 0 && missing.length + pending.length + failed.length === 0;
  return { kind: "checks", open, failed, pending, missing };
}

/** An older commit does not overwrite a newer one, unless that is what was asked for. */
function order({ deployment }: Asked): Gate | null {
  const change = deployment.outlook?.change ?? null;
  if (deployment.kind !== "deploy" || change === null) return null;
  const diverged = change.status === "diverged";
  return {
    kind: "order",
    open: !diverged && change.status !== "behind",
    behindBy: change.behindBy,
    diverged,
  };
}

function promotion({ deployment, environment, facts }: Asked): Gate | null {
  const from = environment?.promoteFrom ?? null;
  if (deployment.kind !== "deploy" || from === null) return null;
  return { kind: "promotion", open: facts.promotedAt !== null, environment: from, at: facts.promotedAt };
}

/** Whoever holds the lock may deploy through it. */
function lock({ deployment, facts }: Asked): Gate | null {
  if (facts.lock === null) return null;
  return { kind: "lock", open: facts.lock.by === deployment.requestedBy, lock: facts.lock };
}

function freeze({ deployment, facts }: Asked): Gate | null {
  // A freeze keeps changes out; going back to what was good is how one gets out of trouble.
  if (facts.freezes.length === 0 || deployment.kind !== "deploy") return null;
  return { kind: "freeze", open: false, freezes: facts.freezes };
}

function incident({ deployment, environment, facts }: Asked): Gate | null {
  const limit = environment?.freezeAtRank ?? null;
  if (limit === null || deployment.kind !== "deploy") return null;
  const incidents = facts.incidents.filter(({ rank }) => rank <= limit);
  return { kind: "incident", open: incidents.length === 0, incidents };
}
