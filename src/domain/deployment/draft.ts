import type { Given } from "./answer.ts";
import type { DeploymentDecision } from "./decision.ts";
import { effectIdOf } from "./effect-id.ts";
import type { DeploymentEvent } from "./event.ts";
import { evolve } from "./evolve.ts";

/** A decision of several events in the making: each rule sees the deployment as those before it leave it. */
export type Draft = Omit<Given, "rights"> & { readonly events: readonly DeploymentEvent[] };

export function draftOf({ rights: _, ...given }: Given): Draft {
  return { ...given, events: [] };
}

export function add(draft: Draft, event: DeploymentEvent): Draft {
  const { deployment, by, at } = draft;
  return {
    ...draft,
    deployment: evolve(deployment, { event, by, at, id: deployment.id }),
    events: [...draft.events, event],
  };
}

/** The id of an effect that the next event causes. */
export function nextEffect(
  { deployment: { id, version } }: Draft,
  kind: Parameters<typeof effectIdOf>[0]["kind"],
  what: string | null,
): ReturnType<typeof effectIdOf> {
  return effectIdOf({ deployment: id, version: version + 1, kind, what });
}

/** Accepted with its events; quiet when there are none. */
export function settled({ events }: Draft): DeploymentDecision {
  return events.length === 0 ? { kind: "quiet" } : { kind: "accepted", events };
}
