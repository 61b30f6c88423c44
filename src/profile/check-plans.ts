import type { Checked } from "./check.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";
import { reference } from "./references.ts";
import { MOST_INPUTS, OUR_INPUTS, type Step } from "./schema-plan.ts";
import {
  type Ground,
  groundOf,
  healthOf,
  inputsOf,
  isAddress,
  serviceOf,
  workflowFile,
} from "./written-plan.ts";

/** Steps must say one thing each, and name what there is. */

export type Plan = {
  readonly ground: Ground;
  /** What inputs may have filled in: `sha`. */
  readonly words: readonly string[];
};

/** A step of a list; or one that a single word stands for, at whose place everything is said. */
type Placed = { readonly step: Step; readonly path: Path; readonly isWord: boolean };

export function checkSteps(
  checked: Checked,
  plan: Plan,
  path: Path,
  steps: readonly Step[],
): readonly Mistake[] {
  return steps.flatMap((step, index) =>
    checkStep(checked, plan, { step, path: [...path, index], isWord: false }),
  );
}

export function checkWord(checked: Checked, plan: Plan, path: Path, step: Step): readonly Mistake[] {
  return checkStep(checked, plan, { step, path, isWord: true });
}

/** A field that may be a workflow alone or a list of steps. */
export function checkWritten(
  checked: Checked,
  plan: Plan,
  path: Path,
  written: string | readonly Step[] | undefined,
): readonly Mistake[] {
  if (typeof written === "string") return checkWord(checked, plan, path, { run: written });
  return checkSteps(checked, plan, path, written ?? []);
}

/** Health checks and waiting do nothing by themselves. */
export function runsNothing(path: Path, written: string | readonly Step[] | undefined): readonly Mistake[] {
  if (written === undefined || typeof written === "string") return [];
  if (written.some(({ run }) => run !== undefined)) return [];
  return [
    { path, problem: "runs no workflow, so nothing would be done; add a step such as { run: deploy.yml }." },
  ];
}

const KINDS = ["run", "check", "wait"] as const;

/** The kinds of step that a word makes sense in. */
const FITTING = {
  inputs: ["run"],
  silent_after: ["run"],
  within: ["check"],
  service: ["run", "check"],
  environment: ["run", "check"],
} as const;

function checkStep(checked: Checked, plan: Plan, placed: Placed): readonly Mistake[] {
  const { step, path } = placed;
  const kinds = KINDS.filter((kind) => step[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1)
    return [{ path, problem: "must be exactly one of run, check and wait." }];
  return [
    ...misplaced(placed, kind),
    ...checkGround(checked, plan.ground, placed),
    ...checkRun(checked, plan.ground, placed),
    ...checkHealth(checked, plan.ground, placed),
    ...(placed.isWord || step.inputs === undefined
      ? []
      : checkInputs(checked, [...path, "inputs"], step.inputs, plan.words)),
    ...tooMany(plan.ground, placed),
    ...checkSteps(checked, plan, [...path, "on_failure"], step.on_failure ?? []),
  ];
}

function misplaced({ step, path }: Placed, kind: (typeof KINDS)[number]): readonly Mistake[] {
  return Object.entries(FITTING)
    .filter(([word, kinds]) => word in step && !kinds.some((one) => one === kind))
    .map(([word, kinds]) => ({
      path: [...path, word],
      problem: `means nothing in a step that says ${kind}, only in one that says ${kinds.join(" or ")}; remove it.`,
      at: "key",
    }));
}

function checkGround(checked: Checked, ground: Ground, { step, path }: Placed): readonly Mistake[] {
  const there = groundOf(ground, step);
  const unknown = reference([...path, "service"], step.service, checked.keys("services"));
  if (unknown.length > 0 || step.environment === undefined) return unknown;
  const known = checked.keysAt(["services", there.service, "environments"]);
  return reference([...path, "environment"], step.environment, known);
}

function checkRun(checked: Checked, ground: Ground, { step, path, isWord }: Placed): readonly Mistake[] {
  const { service } = groundOf(ground, step);
  const github = ["services", service, "github"];
  const isUnsure = checked.isLost(github) || checked.isLost([...github, "workflows"]);
  if (step.run === undefined || isUnsure || !checked.keys("services").includes(service)) return [];
  const written = serviceOf(checked.manual, service);
  if (written === undefined || workflowFile(written, step.run) !== null) return [];
  const known = [...new Set(Object.values(written.github?.workflows ?? {}))];
  const said = `${JSON.stringify(step.run)} is no workflow of ${JSON.stringify(service)}`;
  const cure =
    known.length === 0
      ? 'it has none yet; add them under its github, for example workflows: { deploy: "deploy.yml" }'
      : hint(step.run, known);
  return [{ path: isWord ? path : [...path, "run"], problem: `${said}; ${cure}.` }];
}

function checkHealth(checked: Checked, ground: Ground, { step, path, isWord }: Placed): readonly Mistake[] {
  const there = groundOf(ground, step);
  const service = ["services", there.service];
  const isUnsure =
    checked.isLost([...service, "health"]) ||
    checked.isLost([...service, "environments", there.environment, "health"]);
  if (step.check === undefined || isUnsure || serviceOf(checked.manual, there.service) === undefined)
    return [];
  const known = Object.keys(healthOf(there));
  const here = isWord ? path : [...path, "check"];
  if (step.check !== "health")
    return step.check.flatMap((name, index) =>
      isAddress(name) ? [] : reference([...here, index], name, known),
    );
  if (known.length > 0) return [];
  const problem = `${JSON.stringify(there.service)} has no health check in ${JSON.stringify(there.environment)}; add one, for example health: { app: "https://app.example.com/health" }.`;
  return [{ path: here, problem }];
}

/** Inputs that GitHub or we would not take; `words` may be filled in. */
export function checkInputs(
  checked: Checked,
  path: Path,
  inputs: Readonly<Record<string, string>>,
  words: readonly string[],
): readonly Mistake[] {
  const known = words.map((word) => `{${word}}`);
  return checked.keysAt(path).flatMap((name): readonly Mistake[] => {
    if (OUR_INPUTS.includes(name.toLowerCase())) {
      const problem = `every run is given ${JSON.stringify(name.toLowerCase())} already; remove it, or call yours something else.`;
      return [{ path: [...path, name], problem, at: "key" }];
    }
    return [...(inputs[name] ?? "").matchAll(/\{([a-z_]+)\}/g)]
      .filter(([, word]) => !words.includes(word ?? ""))
      .map(([braces]) => ({
        path: [...path, name],
        problem: `${braces} is not filled in here; ${hint(braces, known)}.`,
      }));
  });
}

/** The steps that are understood, at the inputs of the environment, which are all they have to be given too many of. */
export function tooManyUnderstood(ground: Ground, path: Path, steps: readonly Step[]): readonly Mistake[] {
  return steps.flatMap((step) => tooMany(ground, { step, path, isWord: true })).slice(0, 1);
}

function tooMany(ground: Ground, { step, path, isWord }: Placed): readonly Mistake[] {
  const count = step.run === undefined ? 0 : Object.keys(inputsOf(ground, step)).length;
  if (count <= MOST_INPUTS) return [];
  const problem = `would have ${count} inputs of its own, with those of the environment; GitHub takes 25, and ${OUR_INPUTS.join(", ")} are among them, so keep ${MOST_INPUTS} at most.`;
  return [{ path: isWord ? path : [...path, "run"], problem }];
}
