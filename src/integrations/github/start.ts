import type { StartAsk, Started } from "../../engine/code-host.ts";
import { type Answer, type Answered, limitedForMs } from "./answer.ts";
import { isRefusal, judge } from "./judge.ts";
import { type About, judgingOf, type Parts, placeOf } from "./parts.ts";
import { problemOf, RunDetails } from "./replies.ts";

/**
 * Asks for a run, once. GitHub has no key by which it would know a second request for the same run, so whatever leaves
 * a doubt is said to be unknown and never sent again; the run is then looked for by its name.
 */
export async function start(ask: StartAsk, parts: Parts): Promise<Started> {
  const answer = await post(ask, parts);
  if (!complainsOfDetails(answer)) return judged(answer, ask, parts);
  // An Enterprise Server that does not know the parameter refuses the whole request before it makes a run.
  parts.takes.runDetails = false;
  return judged(await post(ask, parts), ask, parts);
}

function post({ repository, workflow, ref, inputs }: StartAsk, parts: Parts): Promise<Answer> {
  return parts.ask({
    method: "POST",
    path: "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches",
    with: {
      ...placeOf(repository),
      workflow_id: workflow,
      ref,
      inputs,
      ...(parts.takes.runDetails ? { return_run_details: true } : {}),
    },
  });
}

function complainsOfDetails(answer: Answer): boolean {
  if (answer.kind !== "answered" || !answer.sent || (answer.status !== 400 && answer.status !== 422))
    return false;
  return /\breturn_run_details\b/.test(problemOf(answer.body));
}

function judged(answer: Answer, ask: StartAsk, parts: Parts): Started {
  if (answer.kind === "answered") {
    if (answer.status === 204) return { kind: "accepted" };
    const details = answer.status === 200 ? RunDetails.safeParse(answer.body) : null;
    if (details?.success === true) {
      const { workflow_run_id: runId, html_url: url } = details.data;
      return { kind: "started", run: { runId, url } };
    }
  }
  if (isCertain(answer, parts)) return refused(answer, ask, parts);
  const { reason } = judge(answer, judgingOf(aboutOf(ask, "; it may have been started"), parts));
  return { kind: "unknown", reason };
}

/**
 * Certainly not started: nothing was sent, nobody was there, GitHub refused, or its rate limit turned the request away.
 * Both limits, the hourly quota and the secondary one, are counted before a request is carried out, and what they answer
 * is documented as the request's refusal. A 429 that does not carry GitHub's own marks may be a proxy's, behind
 * which anything may have happened; so may 5xx, 408, a time-out, a broken connection and a success that cannot be read.
 */
function isCertain(answer: Answer, { now }: Parts): boolean {
  if (!answer.sent) return true;
  if (answer.kind === "silent") return answer.why === "unreachable";
  return isRefusal(answer.status) || limitedForMs(answer, now()) !== null;
}

function aboutOf({ repository, workflow }: StartAsk, doubt: string): About {
  return { doing: `start ${workflow} of ${repository}`, repository, right: "Actions: write", doubt };
}

function refused(answer: Answer, ask: StartAsk, parts: Parts): Started {
  const why = judge(answer, judgingOf(aboutOf(ask, "; nothing was started"), parts));
  const cure = answer.kind === "answered" && answer.status === 422 ? cureOf(answer, ask) : why.cure;
  const afterMs = why.kind === "retry" && why.afterMs > 0 ? why.afterMs : null;
  return { kind: "refused", reason: why.reason, cure, afterMs };
}

/** GitHub's words for what is wrong with a request that it understood. */
function cureOf({ body }: Answered, { workflow, ref }: StartAsk): string {
  const words = problemOf(body);
  if (/no ref found/i.test(words))
    return `Check that the branch or tag "${ref}" is still there, and start it again.`;
  if (/disabled/i.test(words)) return `Enable ${workflow} under Actions on GitHub, and start it again.`;
  if (/'workflow_dispatch' trigger/i.test(words))
    return `Add workflow_dispatch to "on:" in ${workflow} on ${ref}, and start it again.`;
  if (/input/i.test(words))
    return `Let the inputs that ${workflow} declares under workflow_dispatch on ${ref} be those that the profile names, and start it again.`;
  return "Put right what GitHub says, and start it again.";
}
