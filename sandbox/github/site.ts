import type { Answer, Asked } from "../http.ts";
import type { Wire } from "./wire.ts";
import type { SandboxJob, SandboxRun } from "./world.ts";

/** The pages that GitHub's links lead to, as plain as can be: a run with its steps, a commit, a log. */

const PREFIX = "/github/";

export function createSite(wire: Wire): (asked: Asked) => Answer {
  return ({ path, query }) => {
    const rest = path.slice(PREFIX.length);
    const run = wire.runs.get(Number(/\/actions\/runs\/(\d+)/.exec(rest)?.[1]));
    if (run !== null) return page(runText(run));
    const job = Number(/^logs\/(\d+)$/.exec(rest)?.[1]);
    if (job > 0) return logOf(wire, job, Number(query.get("until")));
    const [, name = "", sha = ""] = /^([^/]+\/[^/]+)\/commit\/([0-9a-f]{40})$/.exec(rest) ?? [];
    const commit = wire.repositories.find(name)?.commits.find((one) => one.sha === sha);
    if (commit !== undefined) return page(`${name}\n${sha}\n${commit.author}\n\n${commit.message}\n`);
    return page("The sandbox's GitHub has no page here.\n", 404);
  };
}

function page(text: string, status = 200): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8" }, body: text };
}

function runText(run: SandboxRun): string {
  const state = run.conclusion ?? run.status;
  const jobs = run.jobs.flatMap((job) => [
    `\n${job.name}: ${job.conclusion ?? job.status}`,
    ...stepLines(job),
  ]);
  return [`${run.repository}: ${run.title}, attempt ${run.attempt}: ${state}`, ...jobs, ""].join("\n");
}

function stepLines({ steps }: SandboxJob): readonly string[] {
  return steps.map((step) => `  ${step.number}. ${step.name}: ${step.conclusion ?? step.status}`);
}

function logOf({ runs, now }: Wire, id: number, until: number): Answer {
  const jobs = runs.all().flatMap((run) => [...run.earlierJobs, ...run.jobs]);
  const job = jobs.find((one) => one.id === id);
  return job === undefined || !(now() <= until)
    ? page("Not Found\n", 404)
    : page(`${stepLines(job).join("\n")}\n`);
}
