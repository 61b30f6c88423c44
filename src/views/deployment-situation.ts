import type { Deployment, Step } from "../domain/deployment/deployment.ts";
import { isGlassBroken, isPassable } from "../domain/deployment/gates.ts";
import type { Profile } from "../domain/profile.ts";
import type { DeploymentScene } from "../engine/deployment-ports.ts";
import { endLines } from "./deployment-end.ts";
import {
  commandFor,
  glassOnRecord,
  short,
  stepName,
  stepNow,
  strayLines,
  workflowOf,
} from "./deployment-words.ts";
import { closedLine, GATE_WORDS } from "./gate-lines.ts";
import { actorSaid } from "./people.ts";
import { date, duration, link, listed, person, quote, say, typed, unstopped } from "./text.ts";

// What is to be done now and by whom: the lines right under the headline. Nothing is claimed before its receipt.

/** Mrkdwn, one line each; never empty. */
export function situationLines(scene: DeploymentScene, profile: Profile): readonly string[] {
  const { deployment } = scene;
  switch (deployment.phase) {
    case "looking":
      return [`GitHub is being asked what ${refCode(deployment)} is. Nothing is asked of you yet.`];
    case "waiting":
      return waiting(scene);
    case "queued":
      return queued(deployment);
    case "confirming":
      return [
        ...glassLines(scene),
        "All that must be open is open. GitHub is asked once more whether it still is the same commit; then it starts.",
      ];
    case "running":
    case "undoing":
      return underWay(deployment);
    case "shown":
      return dryRun(scene);
    case "verified":
    case "failed":
    case "cancelled":
    case "rejected":
    case "expired":
    case "superseded":
      return endLines(scene, profile);
  }
}

function refCode({ ref }: Deployment): string {
  return `\`${say(ref.replaceAll("`", "'"), 80)}\``;
}

function waiting(scene: DeploymentScene): readonly string[] {
  const { deployment, gates } = scene;
  const isBroken = isGlassBroken(deployment);
  const closed = gates.filter((gate) => !gate.open && !(isBroken && isPassable(gate)));
  const lines = closed.map((gate) => closedLine(gate, scene));
  const until = `If it does not start by ${date(deployment.approvals.expireAt)}, it expires.`;
  const isSaid = closed.some(({ kind }) => kind === "approvals");
  const open = lines.length === 0 ? ["All gates are open; it goes on in a moment."] : lines;
  return [...glassLines(scene), ...open, ...(isSaid ? [] : [until])];
}

/** Who broke the glass, why, and whom it still needs. */
function glassLines({ deployment: { brokenGlass }, gates }: DeploymentScene): readonly string[] {
  if (brokenGlass === null) return [];
  const { by, why, second, at } = brokenGlass;
  const closed = gates.filter((gate) => !gate.open && isPassable(gate)).map(({ kind }) => GATE_WORDS[kind]);
  const over = closed.length === 0 ? "" : ` It passes over ${listed(closed)}.`;
  if (second !== null)
    return [`🚨 *Glass broken* by ${person(by)} and ${person(second.by)}.${over}\n${quote(why, 300)}`];
  return [
    `🚨 *Glass broken* by ${person(by)} ${date(at)}; *a second person must say so too.*${over}\n${quote(why, 300)}`,
  ];
}

function queued({ queued: place, approvals }: Deployment): readonly string[] {
  if (place === null) return ["It is queued and starts by itself."];
  return [
    `All gates are open. #${place.behind} has the place or stands before it; this one goes on by itself when that is over. Queued since ${date(place.since)}; it expires ${date(approvals.expireAt)}.`,
  ];
}

function underWay(deployment: Deployment): readonly string[] {
  const step = stepNow(deployment);
  const now = step === undefined ? "It goes on in a moment." : stepSituation(step, deployment);
  return [
    ...failedLine(deployment),
    now,
    ...strayLines(
      deployment,
      ({ workflow, id }) =>
        `⚠️ *There are two runs of ${workflow}*: the one that was given up, ${id}, is there after all. Cancel one of them on GitHub.`,
    ),
    ...cancelLine(deployment),
    ...glassOnRecord(deployment),
  ];
}

function failedLine({ phase, steps }: Deployment): readonly string[] {
  if (phase !== "undoing") return [];
  const one = steps.find(({ state }) => state === "failed" || state === "cancelled");
  if (one === undefined) return [];
  const why = one.reason === null ? "" : ` GitHub or the check says: ${unstopped(say(one.reason, 300))}.`;
  return [
    `❌ ${stepName(one)} ${one.state}.${why} What the manual says for that is being done; it is not cancelled halfway.`,
  ];
}

function stepSituation(step: Step, deployment: Deployment): string {
  switch (step.state) {
    case "starting":
      return `GitHub is being asked to start ${workflowOf(step)}. It has not answered yet.`;
    case "doubtful":
      return doubtful(step);
    case "lost":
      return lost(step, deployment);
    case "running":
      return running(step, deployment);
    case "pending":
    case "succeeded":
    case "failed":
    case "cancelled":
    case "skipped":
      return "It goes on in a moment.";
  }
}

function doubtful(step: Step): string {
  const until = step.findBy === null ? "" : ` until ${date(step.findBy)}`;
  const once = "Nothing is started a second time meanwhile.";
  if (step.reason === null)
    return `GitHub accepted ${workflowOf(step)} and did not name its run; I am looking for it${until}. ${once}`;
  return `❓ GitHub did not say whether ${workflowOf(step)} started: ${unstopped(say(step.reason, 300))}. I am looking for its run${until}. ${once}`;
}

function lost(step: Step, { cancelling, phase }: Deployment): string {
  const where = step.does.kind === "run" ? ` of ${say(step.does.repository, 100)}` : "";
  const why = step.reason === null ? "" : ` ${unstopped(say(step.reason, 300))}.`;
  const look = `Look under *Actions*${where} yourself. *Check again* looks once more.`;
  const anyway =
    cancelling !== null && phase === "running"
      ? ""
      : " *Start anyway* asks for another run: if the first is there after all, there are two.";
  return `❓ *I cannot tell whether ${workflowOf(step)} started.*${why} I could not find its run. ${look}${anyway}`;
}

function running(
  { does, name, run, saidSilent, heardAt, begunAt }: Step,
  { phase, cancelling }: Deployment,
): string {
  const since = begunAt === null ? "" : ` since ${date(begunAt)}`;
  if (does.kind === "wait") {
    const until = begunAt === null ? "" : ` until ${date(begunAt + does.ms)}`;
    return `*${say(name, 60)}*: waiting ${duration(does.ms)}${until}.`;
  }
  if (does.kind === "health") {
    const until = begunAt === null ? "" : ` until ${date(begunAt + does.withinMs)}`;
    return `*${say(name, 60)}*: asked every 5 s whether it is healthy,${until || " for a while"}.`;
  }
  const open = run === null ? "" : ` ${link(run.url, "Open the run")}.`;
  if (!saidSilent) return `GitHub started ${workflowOf({ name, does })}; it runs${since}.${open}`;
  const last = heardAt === null ? "" : ` since ${date(heardAt)}`;
  const way =
    phase === "undoing" || cancelling !== null
      ? "Look at it on GitHub; *Cancel* gives it up, and the place is free for others."
      : "*Cancel* asks GitHub to end it.";
  return `🔇 *Nothing was heard of ${workflowOf({ name, does })}${last}.* It may hang, or GitHub does not tell; it is still asked.${open} ${way}`;
}

function cancelLine({ cancelling }: Deployment): readonly string[] {
  if (cancelling === null) return [];
  const why = cancelling.why === null ? "" : `: ${say(cancelling.why, 200)}`;
  return [
    `⏹ ${actorSaid(cancelling.by)} asked to cancel it${why}. It ends when GitHub has ended the run; until then it may still finish.`,
  ];
}

/** What would be in the way. Nothing was started, and nobody was asked. */
function dryRun(scene: DeploymentScene): readonly string[] {
  const { deployment, gates } = scene;
  const closed = gates.filter(({ open }) => !open);
  const sha = deployment.pinned === null ? null : short(deployment.pinned.sha);
  const real = typed(commandFor(deployment, deployment.kind === "deploy" ? sha : null));
  const end = `Nothing was started and nobody was asked. ${real} does it.`;
  if (closed.length === 0) return ["It would start at once: every gate is open.", end];
  return ["It would wait for this:", ...closed.map((gate) => wouldWait(gate, scene)), end];
}

function wouldWait(gate: DeploymentScene["gates"][number], scene: DeploymentScene): string {
  if (gate.kind !== "checklist") return closedLine(gate, scene);
  const items = gate.left.slice(0, 12).map((item) => `      ◻️ ${say(item, 150)}`);
  return ["☑️ These are ticked before it starts:", ...items].join("\n");
}
