import type { Journal } from "../journal.ts";
import type { Named } from "./history.ts";
import type { Repositories } from "./repositories.ts";
import {
  advanced,
  begun,
  ended,
  type Happening,
  type MoveContext,
  type Moved,
  succeeded,
} from "./run-moves.ts";
import type { Later, SandboxRun, SandboxWorkflow } from "./world.ts";

/** The runs of every workflow: they are asked for, wait for their group, move on by the clock, and end. */

export type RunAsk = {
  readonly workflow: SandboxWorkflow;
  readonly ref: Named<"branch" | "tag">;
  readonly inputs: Readonly<Record<string, string>>;
  readonly actor: string;
};

type RunsOptions = {
  readonly journal: Journal;
  readonly repositories: Repositories;
  readonly now: () => number;
  readonly later: Later;
  readonly onHappening: (run: SandboxRun, happening: Happening) => void;
  /** A run is not as it was, though GitHub may tell nobody: it says nothing of single steps. */
  readonly onMove: () => void;
};

const RUN = "github:run:";
const CLAIM = "github:claim:";
const NUMBER = "github:run-number:";
/** From asked for until the runner has stopped. */
const CANCEL_MS = 3_000;
const MOST_PENDING = 100;

export class Runs {
  readonly #options: RunsOptions;
  readonly #waiting = new Set<() => void>();
  #losing = false;
  #unlistedMs = 0;

  constructor(options: RunsOptions) {
    this.#options = options;
    for (const run of this.all()) this.#arm(run);
  }

  /** Oldest first. */
  all(): readonly SandboxRun[] {
    return this.#options.journal.all<SandboxRun>(RUN).toSorted((one, other) => one.id - other.id);
  }

  get(id: number): SandboxRun | null {
    return this.#options.journal.get<SandboxRun>(RUN + id) ?? null;
  }

  /** What is asked for meanwhile is answered as if it were there, and is not. */
  losing<T>(ask: () => T): T {
    this.#losing = true;
    try {
      return ask();
    } finally {
      this.#losing = false;
    }
  }

  /** What is asked for meanwhile is there, but no list shows it for so long. */
  unlisted<T>(forMs: number, ask: () => T): T {
    this.#unlistedMs = forMs;
    try {
      return ask();
    } finally {
      this.#unlistedMs = 0;
    }
  }

  start(ask: RunAsk): SandboxRun {
    const run = this.#newRun(ask);
    if (this.#losing) return run;
    this.#options.onHappening(run, { event: "workflow_run", action: "requested" });
    this.#admit(run);
    return this.get(run.id) ?? run;
  }

  cancel(run: SandboxRun): void {
    const { now } = this.#options;
    const isHeeded = !run.script.ignoresCancel;
    if (isHeeded && run.status === "pending") this.#keep(ended(run, "cancelled", this.#context()));
    else this.#put({ ...run, cancelAsked: true, nextAt: isHeeded ? now() + CANCEL_MS : run.nextAt });
  }

  forceCancel(run: SandboxRun): void {
    this.#keep(ended(run, "cancelled", this.#context()));
  }

  /** The same commit and inputs again; what succeeded is left alone when only the failed jobs are asked for. */
  rerun(run: SandboxRun, which: "all" | "failed"): void {
    const kept = which === "failed" ? run.jobs.filter(({ conclusion }) => conclusion === "success") : [];
    const { now } = this.#options;
    this.#admit({
      ...run,
      attempt: run.attempt + 1,
      status: "queued",
      conclusion: null,
      startedAt: now(),
      updatedAt: now(),
      jobs: kept,
      earlierJobs: [...run.earlierJobs, ...run.jobs.filter((job) => !kept.includes(job))],
      approved: false,
      cancelAsked: false,
    });
  }

  succeed(run: SandboxRun): void {
    this.#keep(succeeded(run, this.#context()));
  }

  fail(run: SandboxRun): void {
    this.#keep(ended(run, "failure", this.#context()));
  }

  hang(run: SandboxRun): void {
    this.#put({ ...run, nextAt: null });
  }

  resume(run: SandboxRun): void {
    const script = { ...run.script, hangsAt: null };
    this.#put({ ...run, script, nextAt: this.#options.now() + script.stepMs });
  }

  approve(run: SandboxRun): void {
    const status = run.jobs.length === 1 ? "queued" : "in_progress";
    this.#put({ ...run, status, approved: true, nextAt: this.#options.now() + run.script.queuedMs });
  }

  close(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }

  #newRun({ workflow, ref, inputs, actor }: RunAsk): SandboxRun {
    const { journal, now, repositories } = this.#options;
    const number = (journal.get<number>(NUMBER + workflow.id) ?? 0) + 1;
    if (!this.#losing) journal.put(NUMBER + workflow.id, number);
    const at = now();
    return {
      id: repositories.nextId(),
      number,
      repository: workflow.repository,
      workflow: workflow.id,
      title: filledIn(workflow.runName, inputs),
      ref: { name: ref.name, kind: ref.kind },
      headSha: ref.sha,
      inputs,
      actor,
      attempt: 1,
      status: "queued",
      conclusion: null,
      createdAt: at,
      startedAt: at,
      updatedAt: at,
      group: workflow.concurrency === null ? null : filledIn(workflow.concurrency.group, inputs),
      plan: workflow.jobs,
      claims: workflow.claims,
      script: workflow.script,
      jobs: [],
      earlierJobs: [],
      approved: false,
      cancelAsked: false,
      nextAt: null,
      moves: 0,
      listedFrom: at + this.#unlistedMs,
    };
  }

  /** Begins it, unless its group is busy: then it waits, and by default takes the place of whoever waited. */
  #admit(run: SandboxRun): void {
    const others = this.#inGroup(run);
    if (!others.some(({ status }) => status !== "pending")) {
      this.#keep(begun(run, this.#context()));
      return;
    }
    this.#put({ ...run, status: "pending", nextAt: null });
    const isDeep = this.#queueOf(run) === "max";
    const places = isDeep ? MOST_PENDING - 1 : 0;
    const pending = others.filter(({ status }) => status === "pending");
    for (const one of pending.slice(0, Math.max(0, pending.length - places)))
      this.#keep(ended(one, "cancelled", this.#context()));
  }

  #queueOf(run: SandboxRun): "one" | "max" {
    return this.#options.repositories.workflow(run.repository, run.workflow)?.concurrency?.queue ?? "one";
  }

  #inGroup(run: SandboxRun): readonly SandboxRun[] {
    if (run.group === null) return [];
    return this.all().filter(
      (other) =>
        other.id !== run.id &&
        other.repository === run.repository &&
        other.group === run.group &&
        other.status !== "completed",
    );
  }

  #keep({ run, happened }: Moved): void {
    this.#put(run);
    for (const happening of happened) this.#options.onHappening(run, happening);
    if (run.status !== "completed") return;
    const others = this.#inGroup(run);
    const next = others.find(({ status }) => status === "pending");
    if (next !== undefined && others.every(({ status }) => status === "pending"))
      this.#keep(begun(next, this.#context()));
  }

  #put(run: SandboxRun): void {
    const moved = { ...run, moves: run.moves + 1 };
    this.#options.journal.put(RUN + run.id, moved);
    this.#arm(moved);
    this.#options.onMove();
  }

  #arm({ id, moves, nextAt, status }: SandboxRun): void {
    if (nextAt === null || status === "completed") return;
    const cancel = this.#options.later(Math.max(0, nextAt - this.#options.now()), () => {
      this.#waiting.delete(cancel);
      const run = this.get(id);
      if (run?.moves === moves) this.#keep(advanced(run, this.#context()));
    });
    this.#waiting.add(cancel);
  }

  #context(): MoveContext {
    const { now, repositories } = this.#options;
    return {
      now: now(),
      newId: () => repositories.nextId(),
      claimRefused: (run) => !this.#claims(run),
    };
  }

  /** Atomic, as making a ref is on GitHub: the first one has it for good. */
  #claims(run: SandboxRun): boolean {
    const { journal } = this.#options;
    const key = `${CLAIM}${run.repository}/${run.inputs["deploy_id"] ?? ""}`;
    const holder = journal.get<number>(key);
    if (holder === undefined) journal.put(key, run.id);
    return holder === undefined || holder === run.id;
  }
}

function filledIn(template: string, inputs: Readonly<Record<string, string>>): string {
  return template
    .replace(/\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g, (_, name: string) => inputs[name] ?? "")
    .trim();
}
