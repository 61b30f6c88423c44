import type { PlanStep } from "../domain/delivery.ts";
import type { Deployment, Step } from "../domain/deployment/deployment.ts";
import type { EffectId } from "../domain/ids.ts";
import { inputsOf } from "../engine/deployment-inputs.ts";
import { inCode } from "./deployment-words.ts";
import { duration, plural, say } from "./text.ts";

// Exactly what will be done: each step, and what GitHub is given with each run.

const INPUTS_SHOWN = 25;
const STEPS_SHOWN = 10;

/** A line for each step of the plan, and under it what is done when it fails. */
export function inputLines(deployment: Deployment, undecided: readonly string[] = []): readonly string[] {
  const { steps } = deployment;
  const lines = steps.slice(0, STEPS_SHOWN).map((step) => stepLine(step, deployment, undecided));
  const more = steps.length - STEPS_SHOWN;
  return more > 0 ? [...lines, `and ${plural(more, "more step", "more steps")}`] : lines;
}

function stepLine(step: Step, deployment: Deployment, undecided: readonly string[]): string {
  const undone = step.onFailure.map(({ name }) => say(name, 60)).slice(0, 4);
  const onFailure = undone.length === 0 ? "" : `; if it fails: ${undone.join(", ")}`;
  const isNamed = step.does.kind !== "run" || step.name !== step.does.workflow;
  const name = isNamed ? `${say(step.name, 80)}: ` : "";
  return `${step.key}. ${name}${workWords(step, deployment, undecided)}${onFailure}`;
}

function workWords(
  { does, effect }: PlanStep & Pick<Step, "effect">,
  deployment: Deployment,
  undecided: readonly string[],
): string {
  switch (does.kind) {
    case "wait":
      return `wait ${duration(does.ms)}`;
    case "health": {
      const names = does.checks.slice(0, 6).map(({ name }) => say(name, 40));
      const more = does.checks.length > names.length ? ` and ${does.checks.length - names.length} more` : "";
      return `${names.join(", ")}${more} must answer within ${duration(does.withinMs)}`;
    }
    case "run": {
      // Its id is made when it begins.
      const inputs = inputsOf(deployment, does, effect ?? ("(its own)" as EffectId));
      const given = Object.entries(inputs).map(
        ([name, value]) =>
          `\`${inCode(name, 60)}=${undecided.includes(name) ? "(not chosen yet)" : inCode(value, 120)}\``,
      );
      const more = given.length > INPUTS_SHOWN ? ` and ${given.length - INPUTS_SHOWN} more` : "";
      const where = `\`${inCode(does.workflow, 60)}\` of ${say(does.repository, 100)}`;
      const ref = inCode(deployment.pinned?.ref ?? deployment.ref, 80);
      return `${where} on \`${ref}\` with ${given.slice(0, INPUTS_SHOWN).join(" ")}${more}`;
    }
  }
}
