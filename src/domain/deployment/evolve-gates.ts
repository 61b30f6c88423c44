import type { Instant } from "../ids.ts";
import type { Deployment } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";

/** How a deployment stands at its gates, from the first look at GitHub to the place. */

type EventOf<T extends DeploymentEvent["type"]> = Extract<DeploymentEvent, { readonly type: T }>;

type GateEvent = EventOf<
  | "look-asked"
  | "looked-up"
  | "look-failed"
  | "ref-moved"
  | "approvals-lapsed"
  | "ticked"
  | "database-chosen"
  | "approved"
  | "glass-broken"
  | "glass-seconded"
  | "queued"
  | "cleared"
  | "stopped-at-gate"
>;

export function gateChanges(state: Deployment, event: GateEvent, at: Instant): Partial<Deployment> {
  const { approvals } = state;
  switch (event.type) {
    case "look-asked":
      return { look: { effect: event.effect, purpose: event.purpose } };
    case "looked-up":
      return { ...seen(event, at), phase: state.phase === "looking" ? "waiting" : state.phase };
    case "look-failed":
      return { ...sentBack(state), look: null, unseen: { at, reason: event.reason, cure: event.cure } };
    case "ref-moved":
      return moved(state, event, at);
    case "approvals-lapsed":
      return lapsed(state, event);
    case "ticked":
      return { checklist: ticked(state.checklist, event, at) };
    case "database-chosen":
      return { database: event.back, approvals: { ...approvals, given: [] } };
    case "approved":
      return { approvals: { ...approvals, given: [...approvals.given, { by: event.user, at }] } };
    case "glass-broken": {
      const { user: by, isRequester, why } = event;
      return { brokenGlass: { by, isRequester, at, why, second: null } };
    }
    case "glass-seconded":
      return { brokenGlass: state.brokenGlass && { ...state.brokenGlass, second: { by: event.user, at } } };
    case "queued":
      return { phase: "queued", queued: { behind: event.behind, since: state.queued?.since ?? at } };
    case "cleared":
      return { phase: "confirming", queued: null, clearedAt: at };
    case "stopped-at-gate":
      return sentBack(state);
  }
}

/** While GitHub is asked for the first time there is nothing to go back to. */
function sentBack({ phase }: Deployment): Partial<Deployment> {
  return phase === "looking" ? {} : { phase: "waiting", queued: null, clearedAt: null };
}

function seen(
  { pinned, outlook }: Pick<EventOf<"looked-up">, "pinned" | "outlook">,
  at: Instant,
): Partial<Deployment> {
  return { pinned, outlook, lookedAt: at, look: null, unseen: null };
}

/** Who approved, approved something else. What was ticked is of the work, and stays. */
function moved(state: Deployment, { to, outlook }: EventOf<"ref-moved">, at: Instant): Partial<Deployment> {
  const { approvals } = state;
  return {
    ...seen({ pinned: to, outlook }, at),
    ...sentBack(state),
    approvals: { ...approvals, given: [], expireAt: at + approvals.expireMs },
    brokenGlass: null,
  };
}

function lapsed(
  { approvals, brokenGlass }: Deployment,
  { users }: EventOf<"approvals-lapsed">,
): Partial<Deployment> {
  const given = approvals.given.filter(({ by }) => !users.includes(by));
  const second = brokenGlass?.second ?? null;
  const isLeft = brokenGlass !== null && !users.includes(brokenGlass.by);
  return {
    approvals: { ...approvals, given },
    brokenGlass: isLeft
      ? { ...brokenGlass, second: second !== null && users.includes(second.by) ? null : second }
      : null,
  };
}

function ticked(
  checklist: Deployment["checklist"],
  { item, on, user: by }: EventOf<"ticked">,
  at: Instant,
): Deployment["checklist"] {
  return checklist.map((one, index) => (index === item ? { ...one, ticked: on ? { by, at } : null } : one));
}
