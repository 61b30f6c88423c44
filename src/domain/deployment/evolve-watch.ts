import type { Instant } from "../ids.ts";
import type { Deployment, Watch } from "./deployment.ts";
import type { DeploymentEvent } from "./event.ts";

/** How the watch after a deployment goes on. */

export type WatchEvent = Extract<DeploymentEvent, { readonly type: `watch-${string}` | `sample${string}` }>;

export function isOfWatch(event: DeploymentEvent): event is WatchEvent {
  return event.type.startsWith("watch-") || event.type.startsWith("sample");
}

export function begunWatch(
  told: Extract<DeploymentEvent, { readonly type: "ended" }>["watch"],
): Watch | null {
  if (told === null) return null;
  const { until, firstAt: nextAt } = told;
  return { until, nextAt, sampledAt: null, bad: {}, measured: {}, tripped: null, inconclusive: false };
}

export function watchChanges(
  watch: Deployment["watch"],
  event: WatchEvent,
  at: Instant,
): Pick<Deployment, "watch"> {
  return { watch: watch === null ? null : watchAfter(watch, event, at) };
}

function watchAfter(watch: Watch, event: WatchEvent, at: Instant): Watch | null {
  switch (event.type) {
    case "sample-asked":
      return { ...watch, nextAt: event.nextAt };
    case "sampled":
      return { ...watch, bad: event.bad, measured: event.measured, sampledAt: event.takenAt };
    case "watch-inconclusive":
      return { ...watch, inconclusive: true };
    case "watch-tripped":
      return { ...watch, tripped: { at, why: event.why }, nextAt: null };
    case "watch-ended":
      return null;
  }
}
