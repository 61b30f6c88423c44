// What does the bot do when this happens? The whole answer, in one place.
// What is said or done once follows the single event; the card follows whether anything of it changed, so one command
// refreshes it at most once.
// Pure: effects are only named here. A run is asked for by `step-begun` and by nothing else.
import { type Environment, environmentOf } from "../delivery.ts";
import type { Actor } from "../incident/incident.ts";
import type { Manual } from "./decision.ts";
import { type Deployment, holdsPlaces } from "./deployment.ts";
import type { DeploymentEffect, DeploymentEffectBody } from "./effect.ts";
import { effectIdOf } from "./effect-id.ts";
import type { DeploymentEvent } from "./event.ts";
import { isOfStep, type StepEvent } from "./evolve-steps.ts";
import { isOfWatch, type WatchEvent } from "./evolve-watch.ts";
import { refreshesCard } from "./refresh.ts";

/** An event with who caused it. */
export type Caused = { readonly event: DeploymentEvent; readonly by: Actor };

type Scene = {
  readonly before: Deployment | null;
  readonly after: Deployment;
  readonly environment: Environment | null;
  readonly by: Actor;
  /** What else the same decision recorded. */
  readonly beside: readonly DeploymentEvent["type"][];
};

type EventOf<T extends DeploymentEvent["type"]> = Extract<DeploymentEvent, { readonly type: T }>;
type Bodies = readonly DeploymentEffectBody[];

/** Effects of one decision; they run in any order, each by itself. */
export function react(
  before: Deployment | null,
  after: Deployment,
  recorded: readonly Caused[],
  manual: Manual,
): readonly DeploymentEffect[] {
  const environment = environmentOf(manual.delivery, after);
  const first = after.version - recorded.length + 1;
  const beside = recorded.map(({ event: { type } }) => type);
  const once = recorded.flatMap(({ event, by }, index) => {
    const scene = { before, after, environment, by, beside };
    return answer(event, scene).map((body) => identified(body, after, first + index));
  });
  const isStale = recorded.some(({ event }) => refreshesCard(event, before, after));
  return isStale ? [...once, identified({ kind: "refresh-card" }, after, after.version)] : once;
}

function answer(event: DeploymentEvent, scene: Scene): Bodies {
  if (isOfStep(event)) return answerStep(event, scene);
  if (isOfWatch(event)) return answerWatch(event, scene);
  switch (event.type) {
    case "look-asked":
      return [{ kind: "look-up", purpose: event.purpose }];
    case "looked-up":
      return isFirstLook(scene) ? [{ kind: "post-card" }] : [];
    case "look-failed":
    case "ref-moved":
    case "stopped-at-gate":
      return [...say(event, scene), ...leavePlace(scene)];
    case "cleared":
      return [{ kind: "free-place" }];
    case "glass-seconded":
      return [...say(event, scene), announce(event, scene), ...tell(event, scene)];
    case "database-chosen":
      return event.withdrawn.length === 0 ? [] : say(event, scene);
    case "cancel-asked":
      return [...say(event, scene), ...cancelRun(scene)];
    case "ended":
      return ended(event, scene);
    case "approvals-lapsed":
    case "glass-broken":
      return say(event, scene);
    case "troubled":
      return isWorthSaying(event, scene) ? say(event, scene) : [];
    case "retried":
      return [{ kind: "retry", effect: event.effect }];
    case "proposed":
    case "ticked":
    case "approved":
    case "queued":
    case "card-posted":
    case "cured":
      return [];
  }
}

function answerStep(event: StepEvent, scene: Scene): Bodies {
  switch (event.type) {
    case "step-begun":
      return begun(event, scene);
    case "start-told":
      return event.started.kind === "doubtful" ? say(event, scene) : cancelRun(scene);
    case "run-found":
      return cancelRun(scene);
    case "run-lost":
    case "run-silent":
    case "stray-run-found":
    case "undoing":
      return say(event, scene);
    case "step-failed":
      return event.cure === null && isToldBeside(scene) ? [] : say(event, scene);
    case "step-cancelled":
      return isToldBeside(scene) ? [] : say(event, scene);
    case "looking-again":
    case "run-progressed":
    case "step-succeeded":
      return [];
  }
}

function answerWatch(event: WatchEvent, scene: Scene): Bodies {
  switch (event.type) {
    case "sample-asked":
      return [{ kind: "sample" }];
    case "watch-inconclusive":
      return say(event, scene);
    case "watch-tripped":
      return [...say(event, scene), ...tell(event, scene), ...rollBack(event)];
    case "sampled":
    case "watch-ended":
      return [];
  }
}

/** In the thread of the card; to whoever asked, while there is none. */
function say(about: DeploymentEvent, { after, by }: Scene): Bodies {
  return [{ kind: "post", to: after.card === null ? "requester" : "channel", about, by }];
}

function announce(about: DeploymentEvent, { by }: Scene): DeploymentEffectBody {
  return { kind: "post", to: "announcements", about, by };
}

function tell(about: DeploymentEvent, { by }: Scene): Bodies {
  return [{ kind: "tell-incidents", about, by }];
}

/** A dry run has no card: what it found is shown to whoever asked. */
function isFirstLook({ before, after }: Scene): boolean {
  return !after.dryRun && before !== null && before.outlook === null;
}

function begun(event: EventOf<"step-begun">, scene: Scene): Bodies {
  const { step, again } = event;
  const does = scene.after.steps.find(({ key }) => key === step)?.does.kind;
  const work: Bodies =
    does === "run"
      ? [{ kind: "start-run", step }]
      : does === "health"
        ? [{ kind: "check-health", step }]
        : [];
  const isFirst = scene.before?.phase === "confirming";
  return [...work, ...(again ? say(event, scene) : []), ...(isFirst ? tell(event, scene) : [])];
}

/** What comes of a step's end tells of that end, too: one message is enough. */
function isToldBeside({ beside }: Scene): boolean {
  return beside.includes("ended") || beside.includes("undoing");
}

/** Asked as soon as there is a run to cancel; what is undone is not cancelled. */
function cancelRun({ after: { cancelling, phase, steps } }: Scene): Bodies {
  if (cancelling === null || phase !== "running") return [];
  return steps.flatMap(({ key: step, state, run }) =>
    state === "running" && run !== null ? [{ kind: "cancel-run", step } as const] : [],
  );
}

function ended(event: EventOf<"ended">, scene: Scene): Bodies {
  const { before, after, environment } = scene;
  const didRun = before?.phase === "running" || before?.phase === "undoing";
  // That GitHub could not be asked was said just before.
  const isSaid = before?.phase === "looking" && event.as === "failed";
  const isLocked =
    event.as === "verified" && after.kind === "rollback" && environment?.lockAfterRollbackMs != null;
  return [
    ...(isSaid ? [] : say(event, scene)),
    ...(didRun ? tell(event, scene) : []),
    ...leavePlace(scene),
    ...(isLocked ? [{ kind: "lock-after-rollback" } as const] : []),
  ];
}

/** Who stood in the queue, or had the place, stands in nobody's way any more. */
function leavePlace({ before }: Scene): Bodies {
  const stood = before !== null && (before.phase === "queued" || holdsPlaces(before.phase));
  return stood ? [{ kind: "free-place" }] : [];
}

function rollBack({ answer: does, why }: EventOf<"watch-tripped">): Bodies {
  return does === "act" ? [{ kind: "roll-back", why }] : [];
}

/** What goes on by itself shows on the card, once there is one. A message about a message would fail like it. */
function isWorthSaying({ kind, state }: EventOf<"troubled">, { after }: Scene): boolean {
  if (kind === "post") return false;
  return state === "failed" || (kind === "look-up" && after.card === null);
}

function identified(
  body: DeploymentEffectBody,
  { id: deployment }: Deployment,
  version: number,
): DeploymentEffect {
  return { id: effectIdOf({ deployment, version, kind: body.kind, what: whatOf(body) }), ...body };
}

/** What tells apart the effects of one kind that one event may cause. */
function whatOf(body: DeploymentEffectBody): string | null {
  switch (body.kind) {
    case "look-up":
      return body.purpose;
    case "start-run":
    case "cancel-run":
    case "check-health":
      return body.step;
    case "post":
      return `${body.to}/${body.about.type}`;
    case "tell-incidents":
      return body.about.type;
    case "sample":
    case "post-card":
    case "refresh-card":
    case "lock-after-rollback":
    case "free-place":
    case "roll-back":
    case "retry":
      return null;
  }
}
