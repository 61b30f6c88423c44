import { environmentOf } from "../domain/delivery.ts";
import type { DeploymentCommand, StartNews } from "../domain/deployment/command.ts";
import type { DeploymentRefusal } from "../domain/deployment/decision.ts";
import type { Deployment, Step } from "../domain/deployment/deployment.ts";
import type { DeploymentEffect } from "../domain/deployment/effect.ts";
import { isClear } from "../domain/deployment/gates.ts";
import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import { channelAddress } from "./channel-address.ts";
import type { CodeHost, Started } from "./code-host.ts";
import { inputsOf } from "./deployment-inputs.ts";
import { lookUp } from "./deployment-look.ts";
import type { DeploymentScene, DeploymentViews } from "./deployment-ports.ts";
import { sampleOf } from "./deployment-samples.ts";
import type { DeploymentQueries } from "./deployment-store.ts";
import type { Gauges, Probe } from "./measuring.ts";
import type { Attempt, Chat } from "./ports.ts";

/** One attempt at one effect of a deployment: our words in, a call to the outside, our words out. */

export type DeploymentOutside = {
  readonly host: CodeHost;
  readonly chat: Pick<Chat, "post" | "update">;
  readonly probe: Probe;
  readonly gauges: Gauges;
  readonly views: DeploymentViews;
  readonly queries: Pick<DeploymentQueries, "good">;
  readonly scene: (deployment: Deployment) => Promise<DeploymentScene>;
  /** A line on the timeline of the open incidents of the service; done when all have it. */
  readonly tellIncidents: (deployment: Deployment, line: string, attempt: Attempt) => Promise<void>;
  readonly lockAfterRollback: (deployment: Deployment, profile: Profile) => Promise<void>;
  readonly freePlace: (deployment: Deployment) => Promise<void>;
  /** Proposes a rollback for whoever asked for it; once, whatever the number of tries. */
  readonly rollBack: (deployment: Deployment, why: string, attempt: Attempt) => Promise<RolledBack>;
  readonly lapsed: (deployment: Deployment, profile: Profile) => Lapsed;
};

/** `overtaken`: something newer is or runs there by now, so what was measured is of the past. */
type RolledBack = "proposed" | "overtaken" | DeploymentRefusal;

/** Of those who approved or broke the glass: who may not any more, or of whom it is not known. */
export type Lapsed = { readonly users: readonly SlackUserId[]; readonly areAllKnown: boolean };

export type DeploymentDoing = {
  readonly effect: DeploymentEffect;
  readonly deployment: Deployment;
  readonly profile: Profile;
  readonly attempt: Attempt;
  readonly now: Instant;
};

/** `untried`: certainly nothing was done by this attempt, so that the next one is as good as the first. */
export type DeploymentPerformed =
  | { readonly kind: "done"; readonly news: DeploymentCommand | null }
  | { readonly kind: "moot"; readonly why: string }
  | {
      readonly kind: "retry";
      readonly afterMs: number;
      readonly reason: string;
      readonly cure: string;
      readonly untried?: true;
    }
  | { readonly kind: "failed"; readonly reason: string; readonly cure: string };

export async function performDeployment(
  doing: DeploymentDoing,
  outside: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const { effect, deployment } = doing;
  switch (effect.kind) {
    case "look-up":
      return lookUp(doing, outside);
    case "start-run":
      return startRun(doing, effect.step, outside);
    case "cancel-run":
      return cancelRun(doing, effect.step, outside);
    case "check-health":
      return checkHealth(doing, effect.step, outside);
    case "sample":
      return sample(doing, outside);
    case "post-card":
      return postCard(doing, outside);
    case "refresh-card":
      return refreshCard(doing, outside);
    case "post":
      return post(doing, effect, outside);
    case "tell-incidents":
      await outside.tellIncidents(
        deployment,
        outside.views.line({ deployment, event: effect.about, by: effect.by }, doing.profile),
        doing.attempt,
      );
      return DONE;
    case "lock-after-rollback":
      await outside.lockAfterRollback(deployment, doing.profile);
      return DONE;
    case "free-place":
      await outside.freePlace(deployment);
      return DONE;
    case "roll-back":
      return rolledBack(await outside.rollBack(deployment, effect.why, doing.attempt));
    case "retry":
      return { kind: "moot", why: "a retry is carried out by the effect it names" };
  }
}

const DONE: DeploymentPerformed = { kind: "done", news: null };

/** Whoever relies on the way back being taken by itself must read that it was not. */
function rolledBack(said: RolledBack): DeploymentPerformed {
  if (said === "proposed") return DONE;
  if (said === "overtaken") return { kind: "moot", why: "something newer was deployed there" };
  // Somebody was faster.
  if (said.reason === "already-proposed") return DONE;
  return {
    kind: "failed",
    reason: NOT_PROPOSED[said.reason] ?? "The manual does not let it be proposed.",
    cure: "Roll it back by hand, or deploy a version that is right.",
  };
}

/** By why it was refused; the manual may have changed since the deployment. */
const NOT_PROPOSED: { readonly [reason in DeploymentRefusal["reason"]]?: string } = {
  "nothing-to-roll-back-to": "There is no earlier good version to go back to.",
  "no-plan": "The manual does not say how it is rolled back there.",
  "unknown-service": "The manual does not name that service any more.",
  "unknown-environment": "The manual does not name that environment any more.",
};

const LATEST_START_MS = 10 * 60_000;

/**
 * One request for a run and never a second one: whoever finds that a try began before does not know what became of it,
 * so the run is looked for instead.
 */
async function startRun(
  { effect, deployment, attempt, now }: DeploymentDoing,
  key: string,
  { host, scene }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const step = stepOf(deployment, key);
  if (step?.effect !== effect.id || step.state !== "starting" || step.does.kind !== "run")
    return { kind: "moot", why: "it is not to be started any more" };
  if (attempt.number > 1)
    return told(effect, {
      kind: "doubtful",
      reason: "Tocsin was stopped while it asked GitHub to start it.",
    });
  // What is done because of the cancelling itself is done.
  if (deployment.cancelling !== null && deployment.phase === "running")
    return told(effect, {
      kind: "refused",
      reason: "It was cancelled before it was started.",
      cure: "Nothing to do.",
    });
  // The gates were looked at just before it was to begin; much later they would have to be looked at again.
  if (now - (step.begunAt ?? now) > LATEST_START_MS)
    return told(effect, {
      kind: "refused",
      reason: "GitHub's rate limit, or Tocsin itself, held it up for more than ten minutes.",
      cure: "Propose it again.",
    });
  // A rate limit or a dead worker may have held it up since; of what is half done the rest is done.
  const shut = isFirst(deployment, key) ? await shutSince(deployment, scene) : [];
  if (shut.length > 0)
    return told(effect, {
      kind: "refused",
      reason: `Before GitHub could be asked, something closed that was open: ${shut.join(", ")}.`,
      cure: "Propose it again when that is open.",
    });
  const started = await host.start({
    repository: step.does.repository,
    workflow: step.does.workflow,
    ref: deployment.pinned?.ref ?? deployment.ref,
    inputs: inputsOf(deployment, step.does, effect.id),
  });
  if (started.kind === "refused" && started.afterMs !== null) {
    const { afterMs, reason, cure } = started;
    return { kind: "retry", afterMs, reason, cure, untried: true };
  }
  return told(effect, newsOf(started));
}

function isFirst({ steps }: Deployment, key: string): boolean {
  return steps.every((step) => step.key === key || step.state === "pending");
}

async function shutSince(
  deployment: Deployment,
  scene: DeploymentOutside["scene"],
): Promise<readonly string[]> {
  const { gates } = await scene(deployment);
  return isClear(deployment, gates) ? [] : gates.filter(({ open }) => !open).map(({ kind }) => kind);
}

function newsOf(started: Started): StartNews {
  switch (started.kind) {
    case "started":
      return { kind: "started", ...started.run };
    case "accepted":
      return { kind: "accepted" };
    case "unknown":
      return { kind: "doubtful", reason: started.reason };
    case "refused":
      return { kind: "refused", reason: started.reason, cure: started.cure };
  }
}

function told({ id }: DeploymentEffect, started: StartNews): DeploymentPerformed {
  return { kind: "done", news: { type: "record-start", effect: id, started } };
}

async function cancelRun(
  { deployment }: DeploymentDoing,
  key: string,
  { host }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const step = stepOf(deployment, key);
  if (step === undefined || step.does.kind !== "run" || step.run === null)
    return { kind: "moot", why: "there is no run to cancel" };
  const outcome = await host.cancel(step.does.repository, step.run.runId);
  return outcome.kind === "done" ? DONE : outcome;
}

const HEALTH_EVERY_MS = 5_000;

async function checkHealth(
  { effect, deployment, now }: DeploymentDoing,
  key: string,
  { probe }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const step = stepOf(deployment, key);
  if (step?.effect !== effect.id || step.state !== "running" || step.does.kind !== "health")
    return { kind: "moot", why: "its health is not asked for any more" };
  const answers = await Promise.all(
    step.does.checks.map(async ({ name, url }) => ({ name, ...(await probe.look(url)) })),
  );
  const healthy = answers.every((answer) => answer.healthy);
  const lines = answers.map(({ name, told: what }) => `${name} ${what}`);
  const isOver = now >= (step.begunAt ?? now) + step.does.withinMs;
  if (!healthy && !isOver)
    return {
      kind: "retry",
      afterMs: HEALTH_EVERY_MS,
      reason: `Not healthy yet: ${lines.join(", ")}.`,
      cure: "It is asked again every 5 s until its time is over.",
    };
  return { kind: "done", news: { type: "record-health", effect: effect.id, healthy, answers: lines } };
}

async function sample(
  { deployment, profile, now }: DeploymentDoing,
  outside: DeploymentOutside,
): Promise<DeploymentPerformed> {
  if (deployment.watch === null) return { kind: "moot", why: "it is not watched any more" };
  const triggers = environmentOf(profile.delivery, deployment)?.rollbackWhen?.triggers ?? [];
  const samples = await Promise.all(triggers.map((trigger) => sampleOf(trigger, outside)));
  return { kind: "done", news: { type: "record-sample", at: now, samples } };
}

async function postCard(
  { deployment, profile, attempt }: DeploymentDoing,
  { chat, views, scene }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  if (deployment.card !== null) return { kind: "moot", why: "the card is there" };
  const message = views.card(await scene(deployment), profile);
  const posted = await chat.post({ channel: channelOf(deployment, profile), message, attempt });
  if (posted.kind !== "done") return posted;
  return { kind: "done", news: { type: "record-card", ...posted.receipt } };
}

async function refreshCard(
  { deployment, profile }: DeploymentDoing,
  { chat, views, scene }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  if (deployment.card === null)
    return { kind: "moot", why: "there is no card yet; it will show the newest state" };
  const message = views.card(await scene(deployment), profile);
  const updated = await chat.update({ ...deployment.card, message });
  return updated.kind === "done" ? DONE : updated;
}

async function post(
  { deployment, profile, attempt }: DeploymentDoing,
  effect: Extract<DeploymentEffect, { kind: "post" }>,
  { chat, views, scene }: DeploymentOutside,
): Promise<DeploymentPerformed> {
  const about = { deployment, event: effect.about, by: effect.by, to: effect.to };
  const isShown = effect.about.type === "ended" && effect.about.as === "shown";
  const channels = {
    channel: deployment.card?.channel ?? channelOf(deployment, profile),
    requester: deployment.requestedBy,
    announcements: channelAddress(profile.slack.announcements),
  };
  const posted = await chat.post({
    channel: channels[effect.to],
    // A dry run has no card to look at: its message is what the card would show.
    message: isShown ? views.card(await scene(deployment), profile) : views.notice(about, profile),
    attempt,
  });
  return posted.kind === "done" ? DONE : posted;
}

/** Approvers must see it: what was asked for in a direct message is shown where everything is announced. */
function channelOf({ requestedIn }: Deployment, profile: Profile): string {
  return requestedIn === null || requestedIn.startsWith("D")
    ? channelAddress(profile.slack.announcements)
    : requestedIn;
}

function stepOf({ steps }: Deployment, key: string): Step | undefined {
  return steps.find((step) => step.key === key);
}
