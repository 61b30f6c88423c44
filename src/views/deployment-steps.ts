import type { PlanBlock, RichTextBlock, TaskCardBlock } from "@slack/types";
import type { Deployment, JobProgress, Step } from "../domain/deployment/deployment.ts";
import type { Block } from "./blocks.ts";
import { roomOf, sections } from "./blocks.ts";
import { date, duration, link, oneLine, plain, plural, say } from "./text.ts";

// How far it is, step by step and job by job: as Slack's plan, and in plain lines where a workspace does not take that.

/** How much is shown, the fullest first: what does not fit into its room is shown in less detail. */
type Detail = { readonly steps: number; readonly jobs: number };
const DETAILS: readonly Detail[] = [
  { steps: 12, jobs: 6 },
  { steps: 12, jobs: 2 },
  { steps: 8, jobs: 0 },
  { steps: 3, jobs: 0 },
];

/** The fullest that fits; nothing where nothing does. */
function fitting(room: number, make: (detail: Detail) => readonly Block[]): readonly Block[] {
  return DETAILS.map(make).find((blocks) => roomOf(blocks) <= room) ?? [];
}

/** In words that claim no more than what is known of it. */
const STEP_WORDS: Readonly<Record<Step["state"], string>> = {
  pending: "not begun",
  starting: "GitHub is being asked to start it",
  doubtful: "not known whether it started",
  lost: "nobody knows whether it started",
  running: "running",
  succeeded: "done",
  failed: "failed",
  cancelled: "cancelled",
  skipped: "not carried out",
};

const STEP_SIGNS: Readonly<Record<Step["state"], string>> = {
  pending: "▫️",
  starting: "⏳",
  doubtful: "❓",
  lost: "❓",
  running: "▶️",
  succeeded: "✅",
  failed: "❌",
  cancelled: "⏹",
  skipped: "➖",
};

const TASK_STATUS: Readonly<Record<Step["state"], TaskCardBlock["status"]>> = {
  pending: "pending",
  starting: "in_progress",
  doubtful: "in_progress",
  lost: "error",
  running: "in_progress",
  succeeded: "complete",
  failed: "error",
  cancelled: "error",
  skipped: "pending",
};

const JOB_SIGNS: Readonly<Record<JobProgress["state"], string>> = {
  queued: "▫️",
  waiting: "⏳",
  running: "▶️",
  succeeded: "✅",
  failed: "❌",
  cancelled: "⏹",
  skipped: "➖",
};

/** The steps of which people should see something: those under way or over, and as many of the others as there is room. */
function shownSteps({ steps }: Deployment, most: number): readonly Step[] {
  if (steps.length <= most) return steps;
  const first = steps.findIndex(({ state }) => state !== "succeeded" && state !== "skipped");
  const from = Math.min(Math.max(0, first - 1), steps.length - most);
  return steps.slice(from, from + most);
}

/** Plain lines, in at most `room` characters. */
export function stepLines(deployment: Deployment, room: number): readonly Block[] {
  return fitting(room, (detail) => {
    const shown = shownSteps(deployment, detail.steps);
    const lines = shown.flatMap((step) => [
      `${STEP_SIGNS[step.state]} ${stepLine(step)}`,
      ...jobLines(step, detail.jobs).map((line) => `      ${line}`),
    ]);
    return sections([...lines, ...left(deployment, shown.length)]);
  });
}

function left({ steps }: Deployment, shown: number): readonly string[] {
  const more = steps.length - shown;
  return more === 0 ? [] : [`_${plural(more, "more step is", "more steps are")} not shown here._`];
}

function stepLine(step: Step): string {
  const { run, name } = step;
  const open = run === null ? "" : ` · ${link(run.url, "run")}`;
  return `${say(name, 80)}: ${STEP_WORDS[step.state]}${times(step, date)}${againWords(step)}${open}`;
}

/** Someone had it run again on GitHub. */
function againWords({ run }: Step): string {
  return run === null || run.attempt < 2 ? "" : ` · attempt ${run.attempt}`;
}

function times({ state, begunAt, endedAt }: Step, write: (at: number) => string): string {
  if (begunAt === null) return "";
  if (endedAt !== null) return `, ${duration(endedAt - begunAt)}`;
  return state === "running" ? ` since ${write(begunAt)}` : "";
}

/** Of what is over well there is nothing to see. */
function jobsOf({ jobs, state }: Step, most: number): readonly JobProgress[] {
  return state === "succeeded" || state === "skipped" ? [] : jobs.slice(0, most);
}

function jobLines(step: Step, most: number): readonly string[] {
  const shown = jobsOf(step, most);
  const more = step.jobs.length - shown.length;
  const lines = shown.map(jobLine);
  return more > 0 && shown.length > 0 ? [...lines, plural(more, "more job", "more jobs")] : lines;
}

function jobLine({ name, state, step, done, of }: JobProgress): string {
  const steps = of === 0 || state === "queued" || state === "skipped" ? "" : ` ${done}/${of}`;
  const at = step === null ? "" : `: ${say(step, 60)}`;
  return `${JOB_SIGNS[state]} ${say(name, 60)}${steps}${at}`;
}

/** The same as a plan of Slack's: one card for each step, opened for its jobs. */
export function stepPlan(deployment: Deployment, room: number): readonly Block[] {
  return fitting(room, (detail) => {
    const { steps } = deployment;
    const shown = shownSteps(deployment, detail.steps);
    const more = steps.length - shown.length;
    const done = steps.filter(({ state }) => state === "succeeded").length;
    const title = `${done} of ${plural(steps.length, "step", "steps")} done${more > 0 ? `, ${more} not shown` : ""}`;
    const plan: PlanBlock = { type: "plan", title, tasks: shown.map((step) => taskOf(step, detail.jobs)) };
    return [plan];
  });
}

function taskOf(step: Step, most: number): TaskCardBlock {
  const { key, name, state, run } = step;
  const took = step.endedAt === null ? "" : times(step, () => "");
  const jobs = jobTexts(step, most);
  return {
    type: "task_card",
    task_id: key,
    title: plain(`${name}: ${STEP_WORDS[state]}${took}${againWords(step)}`, 120),
    status: TASK_STATUS[state],
    ...(jobs.length === 0 ? {} : { details: richText(jobs) }),
    ...(step.reason === null || most === 0 ? {} : { output: richText([plain(step.reason, 150)]) }),
    ...sourceOf(run?.url ?? null),
  };
}

function jobTexts(step: Step, most: number): readonly string[] {
  const shown = jobsOf(step, most);
  const more = step.jobs.length - shown.length;
  const lines = shown.map(({ name, state, step: at, done, of }) => {
    const steps = of === 0 || state === "queued" || state === "skipped" ? "" : ` ${done}/${of}`;
    return plain(`${JOB_SIGNS[state]} ${name}${steps}${at === null ? "" : `: ${oneLine(at)}`}`, 120);
  });
  return more > 0 && shown.length > 0 ? [...lines, plural(more, "more job", "more jobs")] : lines;
}

/** Nothing in it is interpreted. */
function richText(lines: readonly string[]): RichTextBlock {
  const text = lines.join("\n") || "…";
  return {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  };
}

function sourceOf(url: string | null): Pick<TaskCardBlock, "sources"> {
  if (url === null || link(url, "run") === "run") return {};
  return { sources: [{ type: "url", url, text: "The run on GitHub" }] };
}
