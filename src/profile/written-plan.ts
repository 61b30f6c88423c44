import type { Manual } from "./schema.ts";
import type { Step } from "./schema-plan.ts";

/** What a manual says of services, environments and their steps, with the steps it leaves to be understood. */

export type WrittenService = NonNullable<Manual["services"]>[string];
export type WrittenEnvironment = NonNullable<WrittenService["environments"]>[string];
export type WrittenBackup = NonNullable<Manual["backups"]>[string];

/** Where the steps take place that name no other service or environment. */
export type Ground = { readonly manual: Manual; readonly service: string; readonly environment: string };

export function serviceOf(manual: Manual, key: string): WrittenService | undefined {
  return entryOf(manual.services, key);
}

function environmentOf({ manual, service, environment }: Ground): WrittenEnvironment | undefined {
  return entryOf(serviceOf(manual, service)?.environments, environment);
}

/** Keys are people's words, so that `constructor` must not find what every object has. */
export function entryOf<Value>(
  section: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined {
  return section !== undefined && Object.hasOwn(section, key) ? section[key] : undefined;
}

/** The ground of a step: its own words, else those of its plan. */
export function groundOf(ground: Ground, step: Step): Ground {
  return {
    manual: ground.manual,
    service: step.service ?? ground.service,
    environment: step.environment ?? ground.environment,
  };
}

/** The file of a workflow that is named by its name or its file; null when the service has none such. */
export function workflowFile(service: WrittenService | undefined, named: string): string | null {
  const workflows = service?.github?.workflows;
  const file = entryOf(workflows, named);
  if (file !== undefined) return file;
  return Object.values(workflows ?? {}).includes(named) ? named : null;
}

/** Addresses of the health checks there, by name. */
export function healthOf(ground: Ground): Readonly<Record<string, string>> {
  return environmentOf(ground)?.health ?? serviceOf(ground.manual, ground.service)?.health ?? {};
}

/** A health check of a step may be written as its address, where it is of no use elsewhere. */
export function isAddress(written: string): boolean {
  return /^https?:\/\//.test(written) && URL.canParse(written);
}

/** What a run is given beside what every run is given. */
export function inputsOf(ground: Ground, step: Step): Readonly<Record<string, string>> {
  const there = groundOf(ground, step);
  const service = serviceOf(there.manual, there.service);
  const file = workflowFile(service, step.run ?? "");
  const isOwn =
    file !== null && [workflowFile(service, "deploy"), workflowFile(service, "rollback")].includes(file);
  return { ...(isOwn ? environmentOf(there)?.inputs : {}), ...step.inputs };
}

export function deploySteps(ground: Ground): readonly Step[] {
  return environmentOf(ground)?.deploy ?? [{ run: "deploy" }];
}

export function rollbackSteps(ground: Ground): readonly Step[] {
  const written = environmentOf(ground);
  if (written?.rollback !== undefined) return written.rollback;
  if (workflowFile(serviceOf(ground.manual, ground.service), "rollback") === null) return deploySteps(ground);
  const inputs = written?.asks_about_database === true ? { database: "{database}" } : {};
  return [{ run: "rollback", inputs }];
}

/** What must be good at the end of a deployment and of a rollback. */
export function verifySteps(ground: Ground): readonly Step[] {
  const fallback = Object.keys(healthOf(ground)).length > 0 ? ["health"] : [];
  return (environmentOf(ground)?.verify ?? fallback).map(stepOfWord);
}

/** `health`, or a workflow. */
export function stepOfWord(word: string): Step {
  return word === "health" ? { check: "health" } : { run: word };
}

/** A workflow alone is one step that runs it. */
export function stepsOf(written: string | readonly Step[] | undefined): readonly Step[] {
  return typeof written === "string" ? [{ run: written }] : (written ?? []);
}

/** A workflow alone is told the time to go back to. */
export function restoreSteps({ restore }: WrittenBackup): readonly Step[] {
  return typeof restore === "string" ? [{ run: restore, inputs: { to: "{to}" } }] : stepsOf(restore);
}
