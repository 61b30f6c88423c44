import type { RepositoryName, Workflow } from "../../engine/code-host.ts";
import type { Outcome } from "../../engine/ports.ts";
import { failed } from "./judge.ts";
import { type Parts, placeOf, read } from "./parts.ts";
import { GitHubWorkflow } from "./replies.ts";

/** That it may be started by hand is seen only when it is: GitHub tells whether it is enabled, not what it runs on. */
export async function workflow(
  repository: RepositoryName,
  file: string,
  parts: Parts,
): Promise<Outcome<Workflow>> {
  const found = await read(
    {
      method: "GET",
      path: "/repos/{owner}/{repo}/actions/workflows/{workflow_id}",
      with: { ...placeOf(repository), workflow_id: file },
    },
    GitHubWorkflow,
    { about: { doing: `read workflow ${file} of ${repository}`, repository, right: "Actions: read" }, parts },
  );
  if (found.kind !== "done") return found;
  const { path, state, html_url: url } = found.receipt;
  if (state === "deleted") {
    return failed(
      `${file} was deleted from ${repository}.`,
      "Put it back on the default branch, where GitHub looks for workflows, or name another one in the profile.",
    );
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  return {
    kind: "done",
    receipt: { file: name, state: state === "active" ? "active" : "disabled", url },
  };
}
