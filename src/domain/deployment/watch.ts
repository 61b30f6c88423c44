import { environmentOf } from "../delivery.ts";
import { type CommandOf, type Given, QUIET } from "./answer.ts";
import type { DeploymentDecision } from "./decision.ts";
import type { Watch } from "./deployment.ts";
import { add, type Draft, draftOf, nextEffect, settled } from "./draft.ts";

/** What becomes of a deployment after its end: bad samples one after another mean that it is to be rolled back. */

type Samples = CommandOf<"record-sample">["samples"];

export function recordSample(
  given: Given,
  { at: takenAt, samples }: CommandOf<"record-sample">,
): DeploymentDecision {
  const { watch } = given.deployment;
  if (watch === null || watch.tripped !== null) return QUIET;
  if (takenAt > watch.until || takenAt <= (watch.sampledAt ?? Number.NEGATIVE_INFINITY)) return QUIET;
  const draft = draftOf(given);
  const rule = environmentOf(given.manual.delivery, given.deployment)?.rollbackWhen ?? null;
  if (given.facts.newer !== null || rule === null) return settled(add(draft, { type: "watch-ended" }));
  const bad = counted(watch.bad, samples);
  const measured = Object.fromEntries(samples.map((sample) => [sample.trigger, sample.measured]));
  const sampled = tellUnknown(add(draft, { type: "sampled", bad, measured, takenAt }), watch, samples);
  const why = samples
    .filter(({ trigger }) => (bad[trigger] ?? 0) >= rule.badSamples)
    .map(({ trigger, measured }) => `${trigger}: ${measured}`)
    .join("; ");
  return settled(why === "" ? sampled : add(sampled, { type: "watch-tripped", why, answer: rule.answer }));
}

/** One that is not known says nothing: it is neither bad, nor does it make good what was. */
function counted(before: Watch["bad"], samples: Samples): Watch["bad"] {
  const known = samples.filter(({ bad }) => bad !== null).map(({ trigger }) => trigger);
  const isBad = (wanted: string) => samples.some(({ trigger, bad }) => trigger === wanted && bad === true);
  const counts = known.map((trigger) => [trigger, isBad(trigger) ? (before[trigger] ?? 0) + 1 : 0]);
  return { ...before, ...Object.fromEntries(counts) };
}

function tellUnknown(draft: Draft, { inconclusive }: Watch, samples: Samples): Draft {
  const triggers = samples.filter(({ bad }) => bad === null).map(({ trigger }) => trigger);
  if (inconclusive || triggers.length === 0) return draft;
  return add(draft, { type: "watch-inconclusive", triggers });
}

/** Asks for the next sample, and says when the one after it is due. A long absence asks for one only. */
export function askForSample(draft: Draft): Draft {
  const everyMs = environmentOf(draft.manual.delivery, draft.deployment)?.rollbackWhen?.everyMs ?? null;
  if (everyMs === null || draft.facts.newer !== null) return add(draft, { type: "watch-ended" });
  const effect = nextEffect(draft, "sample", null);
  return add(draft, { type: "sample-asked", effect, nextAt: draft.at + everyMs });
}
