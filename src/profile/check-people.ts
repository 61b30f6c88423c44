import type { Checked } from "./check.ts";
import type { Mistake } from "./fault.ts";
import { ambiguous, reference } from "./references.ts";

export function checkRoles({ manual, keys }: Checked): readonly Mistake[] {
  return Object.entries(manual.roles ?? {}).flatMap(([key, role]) =>
    reference(["roles", key, "from"], role.from, keys("people")),
  );
}

/** An invitation names a group or a role by one word, so the two share their words. */
export function checkPeople({ keys }: Checked): readonly Mistake[] {
  return ambiguous([
    ...keys("roles").map((word) => ({
      word,
      path: ["roles", word],
      what: `the role ${JSON.stringify(word)}`,
    })),
    ...keys("people").map((word) => ({
      word,
      path: ["people", word],
      what: `the people group ${JSON.stringify(word)}`,
    })),
  ]);
}
