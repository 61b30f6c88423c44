import type { CodeHost, RunReceipt } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { list, type Parts, placeOf } from "./parts.ts";
import { RunList } from "./replies.ts";

/** GitHub's clock and ours may differ, and an id that nothing else carries is found in a wider list just as well. */
const SLACK_MS = 5 * 60_000;

/** By `deploy_id` in the run's name, which the workflow's `run-name` puts there. Never the newest: that may be anybody's. */
export async function find(
  { repository, workflow, deployId, since }: Parameters<CodeHost["find"]>[0],
  parts: Parts,
): Promise<Outcome<RunReceipt | null>> {
  const listed = await list(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs",
      with: {
        ...placeOf(repository),
        workflow_id: workflow,
        event: "workflow_dispatch",
        created: `>=${new Date(since - SLACK_MS).toISOString().replace(/\.\d+Z$/, "Z")}`,
      },
    },
    RunList,
    {
      about: {
        doing: `look for the run of ${workflow} in ${repository}`,
        repository,
        right: "Actions: read",
      },
      parts,
    },
  );
  if (listed.kind !== "done") return listed;
  // Newest first. Of two with one id the older has claimed it, and the workflow ends the other at its first step.
  const run = listed.receipt.findLast(({ display_title }) => carries(display_title ?? "", deployId));
  return { kind: "done", receipt: run === undefined ? null : { runId: run.id, url: run.html_url } };
}

/** As a word of its own: one id may begin with another. */
function carries(title: string, id: string): boolean {
  for (let at = title.indexOf(id); at >= 0; at = title.indexOf(id, at + 1))
    if (!isOfId(title[at - 1]) && !isOfId(title[at + id.length])) return true;
  return false;
}

function isOfId(character: string | undefined): boolean {
  return character !== undefined && /[\w/-]/.test(character);
}
