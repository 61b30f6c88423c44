import type { StepWork } from "../domain/delivery.ts";
import type { Deployment } from "../domain/deployment/deployment.ts";
import type { EffectId } from "../domain/ids.ts";

type Run = Extract<StepWork, { readonly kind: "run" }>;

/** Exactly what GitHub is sent with the request for a run: the card shows the same. Values are data, never program text. */
export function inputsOf(
  { pinned, ref, database, restoreTo }: Deployment,
  { environment, inputs }: Run,
  deployId: EffectId,
): Readonly<Record<string, string>> {
  const words: Readonly<Record<string, string>> = {
    sha: pinned?.sha ?? "",
    ref: pinned?.ref ?? ref,
    database: String(database === true),
    to: restoreTo === null ? "" : new Date(restoreTo).toISOString(),
  };
  const filled = Object.entries(inputs).map(([name, value]) => [
    name,
    value.replaceAll(/\{(sha|ref|database|to)\}/gu, (_, word: string) => words[word] ?? ""),
  ]);
  const commit = pinned === null ? {} : { sha: pinned.sha };
  return { ...Object.fromEntries(filled), ...commit, deploy_id: deployId, environment };
}
