import type { StepEvent } from "../domain/deployment/evolve-steps.ts";
import {
  because,
  byWhom,
  type EventOf,
  runSaid,
  stepOf,
  stepSaid,
  type Teller,
  type TellersOf,
  whereInRun,
} from "./deployment-telling-words.ts";
import { duration, listed, plural, unstopped } from "./text.ts";

// The steps and their runs. "Started" is said behind GitHub's own word only.

export const RUN_TELLERS: TellersOf<StepEvent["type"]> = {
  "step-begun": begun,
  "start-told": startTold,
  "run-found": (event, teller) =>
    `The run of ${runSaid(teller, event.step)} is found: ${teller.ink.link(event.url, "run")}`,
  "run-lost": (event, teller) =>
    `❓ I cannot tell whether ${runSaid(teller, event.step)} started: I could not find its run. Look under Actions on GitHub; ${teller.ink.bold("Check again")} looks once more, ${teller.ink.bold("Start anyway")} asks for another run`,
  "looking-again": (event, teller) =>
    `🔎 Looking once more for the run of ${runSaid(teller, event.step)}${byWhom(teller)}`,
  "stray-run-found": (event, teller) =>
    `⚠️ There are two runs of ${runSaid(teller, event.step)}: the one that was given up is there after all (${teller.ink.link(event.url, "run")}). Cancel one of them on GitHub`,
  "run-progressed": (event, teller) => {
    const done = event.jobs.filter(({ state }) => state === "succeeded").length;
    const again = event.attempt > 1 ? `, attempt ${event.attempt}` : "";
    return `${runSaid(teller, event.step)}: ${done} of ${plural(event.jobs.length, "job", "jobs")} done${again}`;
  },
  "run-silent": (event, teller) => {
    const url = stepOf(teller, event.step)?.run?.url ?? null;
    const open = url === null ? "" : ` (${teller.ink.link(url, "run")})`;
    return `🔇 Nothing was heard of ${runSaid(teller, event.step)} for ${duration(event.sinceMs)}${open}. It may hang, or GitHub does not tell; it is still asked`;
  },
  "step-succeeded": (event, teller) => {
    const told = event.told.slice(0, 6).map((one) => unstopped(teller.ink.words(one)));
    return `✅ ${stepSaid(teller, event.step)} succeeded${told.length === 0 ? "" : `: ${listed(told)}`}`;
  },
  "step-failed": (event, teller) => {
    const { ink } = teller;
    const cure = event.cure === null ? "" : `. Way out: ${unstopped(ink.speech(event.cure))}`;
    const reason = unstopped(ink.speech(event.reason));
    return `❌ ${stepSaid(teller, event.step)} failed. ${saidBy(teller, event.step)}: ${reason}${cure}${whereInRun(teller, event.step)}`;
  },
  "step-cancelled": (event, teller) =>
    `⏹ ${stepSaid(teller, event.step)} was cancelled${because(event.reason, teller)}${whereInRun(teller, event.step)}`,
  undoing: (event, teller) => {
    const names = event.steps.slice(0, 5).map(({ name }) => teller.ink.bold(name));
    const why = because(stepOf(teller, event.step)?.reason ?? null, teller);
    return `↩️ ${stepSaid(teller, event.step)} did not succeed${why}${whereInRun(teller, event.step)}; what the manual says for that is done now: ${listed(names)}`;
  },
};

function begun(event: EventOf<"step-begun">, teller: Teller): string {
  const { ink, deployment } = teller;
  const step = stepOf(teller, event.step);
  const run = runSaid(teller, event.step);
  if (event.again)
    return `⚠️ Started anyway${byWhom(teller)}: GitHub is asked for another run of ${run}. If the first is there after all, there are two`;
  const sha = deployment.pinned === null ? "" : ` (${ink.words(deployment.pinned.sha.slice(0, 7))})`;
  switch (step?.does.kind) {
    case "run":
      return step.name === step.does.workflow
        ? `▶️ GitHub is asked to start ${run}${sha}`
        : `▶️ ${stepSaid(teller, event.step)} begins: GitHub is asked to start ${run}${sha}`;
    case "health":
      return `▶️ ${stepSaid(teller, event.step)} begins: it is asked whether it is healthy`;
    case "wait":
      return `▶️ ${stepSaid(teller, event.step)} begins: ${duration(step.does.ms)} are waited`;
    case undefined:
      return `▶️ ${stepSaid(teller, event.step)} begins`;
  }
}

function startTold({ step, started }: EventOf<"start-told">, teller: Teller): string {
  const run = runSaid(teller, step);
  const { ink } = teller;
  switch (started.kind) {
    case "started":
      return `▶️ GitHub started ${run} (${ink.link(started.url, "run")})`;
    case "accepted":
      return `▶️ GitHub accepted ${run} and did not name its run; it is being looked for`;
    case "doubtful":
      return `❓ GitHub did not say whether ${run} started: ${unstopped(ink.speech(started.reason))}. I am looking for its run; nothing is started a second time meanwhile`;
    case "refused":
      return `⛔ ${run} was not started: ${unstopped(ink.speech(started.reason))}. Way out: ${unstopped(ink.speech(started.cure))}`;
  }
}

function saidBy(teller: Teller, key: string): string {
  const step = stepOf(teller, key);
  if (step?.does.kind === "health") return "The check says";
  return step?.run == null ? "It was not started" : "GitHub says";
}
