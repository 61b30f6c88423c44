import { readdirSync } from "node:fs";
import type { PlanStep, StepWork } from "../../src/domain/delivery.ts";
import { loadProfile } from "../../src/profile/load.ts";

/** The profiles that ship, and what they have GitHub run. */

export type Run = Extract<StepWork, { kind: "run" }>;

export const SHIPPED: readonly string[] = readdirSync("profiles").filter((file) => file.endsWith(".yml"));

/** Every run that a profile can ask for. */
export function runsOf(file: string): readonly Run[] {
  const { environments, backups, recovery } = loadProfile(`profiles/${file}`).delivery;
  return [
    ...Object.values(environments).flatMap((all) =>
      all.flatMap(({ deploy, rollback }) => [...deploy, ...rollback]),
    ),
    ...backups.flatMap(({ take, verify, restore }) => [...take, ...verify, ...restore]),
    ...recovery.flatMap(({ steps }) => steps),
  ].flatMap(runsIn);
}

function runsIn({ does, onFailure }: PlanStep): readonly Run[] {
  return [...(does.kind === "run" ? [does] : []), ...onFailure.flatMap(runsIn)];
}
