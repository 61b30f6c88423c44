import type { Instant } from "../ids.ts";
import type { Actor } from "../incident/incident.ts";
import type { Deployment, DeploymentId, Pinned } from "./deployment.ts";
import { isSameWork } from "./effect-id.ts";
import type { DeploymentEvent, RecordedDeploymentEvent } from "./event.ts";
import { gateChanges } from "./evolve-gates.ts";
import { heardAnew, isOfStep, skipped, stepChanges } from "./evolve-steps.ts";
import { begunWatch, isOfWatch, watchChanges } from "./evolve-watch.ts";

/** An event with who caused it and when, and the deployment it belongs to. */
export type Happened = {
  readonly event: DeploymentEvent;
  readonly by: Actor;
  readonly at: Instant;
  readonly id: DeploymentId;
};

type EventOf<T extends DeploymentEvent["type"]> = Extract<DeploymentEvent, { readonly type: T }>;

/** The deployment after one more event: a copy, one version on. Throws when the first event is not `proposed`. */
export function evolve(state: Deployment | null, happened: Happened): Deployment {
  const { event } = happened;
  if (event.type === "proposed") return begun(event, happened);
  if (state === null) throw new Error(`a deployment begins with proposed, not with ${event.type}`);
  return { ...state, ...changes(state, event, happened), version: state.version + 1 };
}

/** The deployment as its timeline tells it, equal to the stored state; null for an empty timeline. */
export function fold(timeline: readonly RecordedDeploymentEvent[]): Deployment | null {
  return timeline
    .toSorted((a, b) => a.sequence - b.sequence)
    .reduce<Deployment | null>((state, row) => evolve(state, { ...row, id: row.deployment }), null);
}

function begun(event: EventOf<"proposed">, { at, id }: Happened): Deployment {
  const { type: _, backTo, checklist, needed, from, expireAt, ...proposed } = event;
  return {
    ...proposed,
    ...UNTOUCHED,
    id,
    version: 1,
    requestedAt: at,
    // Until GitHub was asked, the ledger knows no more of the commit.
    pinned: backTo === null ? null : pinnedOf(backTo),
    backTo: backTo?.number ?? null,
    checklist: checklist.map((text) => ({ text, ticked: null })),
    approvals: { needed, from, given: [], expireAt, expireMs: expireAt - at },
  };
}

function pinnedOf({ ref, sha, at }: NonNullable<EventOf<"proposed">["backTo"]>): Pinned {
  return { ref, sha, title: "", author: "", url: "", at };
}

const UNTOUCHED = {
  phase: "looking",
  outlook: null,
  lookedAt: null,
  look: null,
  unseen: null,
  brokenGlass: null,
  queued: null,
  clearedAt: null,
  cancelling: null,
  end: null,
  watch: null,
  card: null,
  troubles: [],
} as const;

function changes(
  state: Deployment,
  event: Exclude<DeploymentEvent, EventOf<"proposed">>,
  happened: Happened,
): Partial<Deployment> {
  const { by, at } = happened;
  if (isOfStep(event)) return stepChanges(state, event, at);
  if (isOfWatch(event)) return watchChanges(state.watch, event, at);
  switch (event.type) {
    case "cancel-asked":
      return { cancelling: { by, why: event.why }, steps: heardAnew(state.steps, at) };
    case "ended":
      return ended(state, event, happened);
    case "card-posted":
      return { card: { channel: event.channel, ts: event.ts } };
    case "troubled":
    case "cured":
    case "retried":
      return { troubles: troublesAfter(state, event, at) };
    case "look-asked":
    case "looked-up":
    case "look-failed":
    case "ref-moved":
    case "approvals-lapsed":
    case "ticked":
    case "database-chosen":
    case "approved":
    case "glass-broken":
    case "glass-seconded":
    case "queued":
    case "cleared":
    case "stopped-at-gate":
      return gateChanges(state, event, at);
  }
}

/** What was not reached is skipped; what is not known stays unknown. */
function ended(
  { steps }: Deployment,
  { as, why, step, watch }: EventOf<"ended">,
  { by, at }: Happened,
): Partial<Deployment> {
  const end = { at, by, why, step };
  return { phase: as, end, look: null, queued: null, steps: skipped(steps), watch: begunWatch(watch) };
}

function troublesAfter(
  { troubles }: Deployment,
  event: EventOf<"troubled" | "cured" | "retried">,
  at: Instant,
): Deployment["troubles"] {
  if (event.type === "retried")
    return troubles.map((open) =>
      // The way out was to try again, so it is used up.
      open.effect === event.effect ? { ...open, state: "retrying", cure: "" } : open,
    );
  if (event.type === "cured") return troubles.filter(({ effect }) => effect !== event.effect);
  const { type: _, ...trouble } = event;
  const since = troubles.find((open) => isSameWork(open, trouble))?.since ?? at;
  return [...troubles.filter((open) => !isSameWork(open, trouble)), { ...trouble, since }];
}
