import { environmentOf } from "../domain/delivery.ts";
import type { Deployment, Step, Watch } from "../domain/deployment/deployment.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import {
  commandFor,
  commitLink,
  glassOnRecord,
  hasWayBack,
  mayHaveRun,
  NOUN,
  stepName,
  strayLines,
  tookMs,
  undoSteps,
  workflowOf,
} from "./deployment-words.ts";
import { actorSaid } from "./people.ts";
import { date, duration, link, listed, say, typed, unstopped } from "./text.ts";

// How it ended, and the next best action.

/** Mrkdwn, one line each. */
export function endLines({ deployment }: DeploymentScene, profile: Profile): readonly string[] {
  const { phase } = deployment;
  const rest = [...unknownLines(deployment), ...glassOnRecord(deployment)];
  switch (phase) {
    case "verified":
      return [verified(deployment), ...watchLines(deployment), ...lockLine(deployment, profile), ...rest];
    case "failed":
      return [...failed(deployment), ...rest, ...nextBest(deployment)];
    case "cancelled":
      return [cancelled(deployment), ...undone(deployment), ...rest];
    case "rejected":
      return [
        `🚫 Rejected by ${by(deployment)}${why(deployment, ": ")}. Nothing ran. *Propose again* asks anew.`,
      ];
    case "expired":
      return ["⌛ Its time was over before it could start. Nothing ran. *Propose again* asks anew."];
    case "superseded":
      return [superseded(deployment)];
    case "looking":
    case "waiting":
    case "queued":
    case "confirming":
    case "running":
    case "undoing":
    case "shown":
      return rest;
  }
}

function by({ end }: Deployment): string {
  return end === null ? "somebody" : actorSaid(end.by);
}

function why({ end }: Deployment, word: string): string {
  return end?.why == null || end.why.trim() === "" ? "" : `${word}${unstopped(say(end.why, 300))}`;
}

/** `✅ Verified 10:14, after 6 minutes.` */
function verified(deployment: Deployment): string {
  const { kind, end, pinned, service, environment } = deployment;
  const when = end === null ? "" : ` ${date(end.at)}`;
  const took = tookMs(deployment);
  const after = took === null ? "" : `, after ${duration(took)}`;
  if ((kind !== "deploy" && kind !== "rollback") || pinned === null)
    return `✅ The ${NOUN[kind]} is done${when}${after}: every step of it succeeded.`;
  const checks = hasHealth(deployment) ? "its health was checked" : "every step succeeded";
  return `✅ *Verified*${when}${after}: ${say(service, 60)} in ${say(environment, 60)} is ${commitLink(pinned)}, ${checks}.`;
}

function hasHealth({ steps }: Deployment): boolean {
  return steps.some(({ does, state }) => does.kind === "health" && state === "succeeded");
}

function watchLines(deployment: Deployment): readonly string[] {
  const { watch } = deployment;
  if (watch === null) return [];
  const wayOut = hasWayBack(deployment)
    ? "*Roll back* proposes the last good version before it."
    : "No good version before it is known: look yourself, and mend it or deploy a commit that is good.";
  if (watch.tripped !== null)
    return [`⚠️ *It looks bad* since ${date(watch.tripped.at)}: ${say(watch.tripped.why, 400)}. ${wayOut}`];
  const sampled = watch.sampledAt === null ? "nothing measured yet" : samples(watch);
  const doubt = watch.inconclusive ? " Some of it could not be measured: look yourself." : "";
  return [`👀 Watched until ${date(watch.until)}: ${sampled}.${doubt}`];
}

/** The bad ones first: `error rate 7 % (limit 5 %), bad 2 in a row; health healthy`. */
function samples({ bad, measured, sampledAt, inconclusive }: Watch): string {
  const at = sampledAt === null ? "" : ` (measured ${date(sampledAt)})`;
  const count = (name: string) => bad[name] ?? 0;
  const found = Object.entries(measured).toSorted(([one], [other]) => count(other) - count(one));
  const words = found.slice(0, 5).map(([name, what]) => {
    const inARow = count(name) > 0 ? `, *bad ${count(name)} in a row*` : "";
    return `${say(name, 60)} ${say(what, 120)}${inARow}`;
  });
  // Of what was measured before that nothing is claimed: what was bad for a while and is well again is not counted.
  const isFine = !inconclusive && Object.values(bad).every((times) => times === 0);
  return `${isFine ? "nothing bad now: " : ""}${words.join("; ")}${at}`;
}

/** Nobody should be surprised by a lock. */
function lockLine({ kind, service, environment }: Deployment, { delivery }: Profile): readonly string[] {
  const lockMs = environmentOf(delivery, { service, environment })?.lockAfterRollbackMs;
  if (kind !== "rollback" || lockMs == null) return [];
  const unlock = typed(`/deploy unlock ${service} ${environment}`);
  return [`🔒 The manual has it locked for ${duration(lockMs)} after a rollback; ${unlock} opens it sooner.`];
}

function failed(deployment: Deployment): readonly string[] {
  const { steps, end } = deployment;
  const step = steps.find(({ key }) => key === end?.step);
  if (step === undefined)
    return [`❌ *Failed before anything ran*${why(deployment, ": ")}.${cure(deployment)}`];
  const reason = step.reason ?? end?.why ?? null;
  const told = reason === null ? "" : ` ${teller(step)}: ${unstopped(say(reason, 300))}.`;
  return [
    `❌ *Failed at ${say(step.name, 60)}.*${told}${jobWords(step)}${runWords(step)}`,
    ...undone(deployment),
  ];
}

/** The way out that GitHub's answer names. */
function cure({ unseen }: Deployment): string {
  return unseen === null || unseen.cure === "" ? "" : ` ${say(unseen.cure, 300)}`;
}

function teller({ does, run }: Step): string {
  if (does.kind === "health") return "The check says";
  // Then it is certain that nothing began, and the reason may be our own.
  return run === null ? "It was not started" : "GitHub says of the run";
}

/** Where in the run it failed. */
function jobWords({ jobs }: Step): string {
  const bad = jobs.filter(({ state }) => state === "failed").slice(0, 3);
  if (bad.length === 0) return "";
  const words = bad.map(
    ({ name, step }) => `*${say(name, 60)}*${step === null ? "" : ` at “${say(step, 80)}”`}`,
  );
  return ` Job ${listed(words)}.`;
}

function runWords({ run }: Step): string {
  return run === null ? "" : ` ${link(run.url, "Open the run")}.`;
}

/** What was done about a failed step, and whether that went well. */
function undone(deployment: Deployment): readonly string[] {
  const own = undoSteps(deployment);
  if (own.length === 0) return [];
  const bad = own.filter(({ state }) => state !== "succeeded");
  if (bad.length === 0)
    return [`↩️ What the manual says for that was done: ${listed(own.slice(0, 5).map(stepName))}.`];
  return [
    `⛔ *What the manual says for that was not all done*: ${listed(bad.slice(0, 5).map((one) => `${stepName(one)} ${one.state === "lost" ? "nobody knows" : one.state}`))}. Look at it by hand.`,
  ];
}

/** What nobody knows stays said. */
function unknownLines(deployment: Deployment): readonly string[] {
  const lost = deployment.steps.filter(({ state }) => state === "lost");
  return [
    ...lost.map(
      (step) =>
        `❓ *Nobody knows whether ${workflowOf(step)} started.* Look under *Actions* on GitHub before you go on.`,
    ),
    ...strayLines(
      deployment,
      ({ workflow, id }) => `⚠️ *There were two runs of ${workflow}*; ${id} is the one that was given up.`,
    ),
  ];
}

/** The safest way on first. */
function nextBest(deployment: Deployment): readonly string[] {
  const { kind } = deployment;
  if (!mayHaveRun(deployment)) return ["*Next:* mend what is named above, then *Propose again*."];
  const own = undoSteps(deployment);
  if (own.length > 0 && own.every(({ state }) => state === "succeeded"))
    return [
      `*Next:* see whether it serves again as before; then mend it and *Propose again*.${hasWayBack(deployment) ? " If it does not, *Roll back*." : ""}`,
    ];
  if (hasWayBack(deployment))
    return ["*Next:* *Roll back* to the last good version, or mend it and *Propose again*."];
  if (kind === "deploy")
    return [
      "*Next:* mend it and *Propose again*. No good version is known there, so there is nothing to roll back to.",
    ];
  return ["*Next:* look at what it left, then *Propose again*."];
}

function cancelled(deployment: Deployment): string {
  const { end, cancelling } = deployment;
  const who = cancelling === null ? by(deployment) : actorSaid(cancelling.by);
  const ran = mayHaveRun(deployment) ? " What had run is not undone by that." : " Nothing ran.";
  const when = end === null ? "" : ` ${date(end.at)}`;
  return `⏹ Cancelled by ${who}${when}${why(deployment, ": ")}.${ran}`;
}

function superseded(deployment: Deployment): string {
  const other = deployment.end?.why == null ? "a newer one" : say(deployment.end.why, 20);
  const again = typed(commandFor(deployment));
  return `⏭ ${other} was proposed later and had the place first; this one would have overwritten it. Nothing ran; ${again} asks anew.`;
}
