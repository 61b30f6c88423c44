import type { ReactElement } from "react";
import type { Deed } from "../deed.ts";
import type { PageRun } from "../state.ts";
import { Asked } from "./asked.tsx";
import { clock } from "./format.ts";
import { usePage } from "./page-context.ts";

/** The runs of workflows on GitHub, newest first, and what a person there does to them. */
export function Runs(): ReactElement {
  const { state } = usePage();
  return (
    <section aria-label="GitHub">
      <h3>GitHub</h3>
      {state.runs.length === 0 && <p className="strip-empty">No workflow has been started yet.</p>}
      {state.runs.toReversed().map((run) => (
        <RunCard key={run.id} run={run} />
      ))}
      {state.askedOfGitHub.length > 0 && <Asked asked={state.askedOfGitHub} />}
    </section>
  );
}

function RunCard({ run }: { run: PageRun }): ReactElement {
  const { act } = usePage();
  return (
    <article className={`page-card ${run.conclusion ?? run.status}`} aria-label={run.title}>
      <header>
        <span className="page-status">{stateOf(run)}</span>
        <span className="page-policy">
          {run.repository}, {clock(run.createdAt)}
          {run.attempt > 1 && `, attempt ${run.attempt}`}
        </span>
      </header>
      <strong className="page-title">{run.title}</strong>
      {run.steps.length > 0 && (
        <ol className="page-log" aria-label={`Steps of ${run.job ?? "the job"}`}>
          {run.steps.map((step) => (
            <li key={step.number} className={step.status === "queued" ? "later" : ""}>
              <span>{step.name}</span>
              <span>{step.conclusion ?? (step.status === "in_progress" ? "…" : "")}</span>
            </li>
          ))}
        </ol>
      )}
      <div className="run-hands">
        {handsOf(run).map(({ how, name }) => (
          <button
            key={how}
            type="button"
            className="button small"
            onClick={() => void act({ do: "run", id: run.id, how })}
          >
            {name}
          </button>
        ))}
      </div>
    </article>
  );
}

const STATES: Readonly<Record<string, string>> = {
  pending: "Waits for its group",
  queued: "Queued",
  waiting: "Waits for an approval",
  in_progress: "Running",
  success: "Succeeded",
  failure: "Failed",
  cancelled: "Cancelled",
};

function stateOf({ hangs, conclusion, status }: PageRun): string {
  return hangs ? "Hangs" : (STATES[conclusion ?? status] ?? status);
}

type Hand = { readonly how: Extract<Deed, { do: "run" }>["how"]; readonly name: string };

function handsOf({ status, hangs }: PageRun): readonly Hand[] {
  if (status === "completed") return [{ how: "rerun", name: "Run again" }];
  const cancel: Hand = { how: "cancel", name: "Cancel" };
  if (status === "pending") return [cancel];
  const goesOn: Hand =
    status === "waiting"
      ? { how: "approve", name: "Approve" }
      : hangs
        ? { how: "resume", name: "Go on" }
        : { how: "hang", name: "Hang" };
  return [{ how: "succeed", name: "Succeed" }, { how: "fail", name: "Fail" }, goesOn, cancel];
}
