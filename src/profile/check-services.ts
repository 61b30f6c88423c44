import type { Checked } from "./check.ts";
import type { Mistake } from "./fault.ts";
import { ambiguous, reference, type Word } from "./references.ts";

/** Whoever names a part or a service must mean one service. */
export function checkServices({ manual, keys }: Checked): readonly Mistake[] {
  const services = Object.entries(manual.services ?? {});
  const policies = services.flatMap(([key, { escalation }]) =>
    reference(["services", key, "escalation"], escalation, keys("escalation")),
  );
  const names: readonly Word[] = keys("services").map((word) => ({
    word,
    path: ["services", word],
    what: `the service ${JSON.stringify(word)}`,
  }));
  const parts = services.flatMap(([key, { components }]) =>
    (components ?? []).map(
      (word, index): Word => ({
        word,
        path: ["services", key, "components", index],
        what: `a component of ${JSON.stringify(key)}`,
      }),
    ),
  );
  return [...policies, ...ambiguous([...names, ...parts])];
}
