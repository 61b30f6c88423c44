import type { Checked } from "./check.ts";
import type { Mistake, Path } from "./fault.ts";
import { ambiguous, isUnheld, reference, rolesOf } from "./references.ts";
import type { Manual } from "./schema.ts";

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

type Step = NonNullable<Manual["escalation"]>[string]["steps"][number];

export function checkEscalation(checked: Checked): readonly Mistake[] {
  const policies = Object.entries(checked.manual.escalation ?? {});
  const words = checked.keys("escalation").map((word) => ({
    word,
    path: ["escalation", word],
    what: `the escalation policy ${JSON.stringify(word)}`,
  }));
  return [
    ...policies.flatMap(([key, policy]) =>
      policy.steps.flatMap((step, index) => checkStep(checked, ["escalation", key, "steps", index], step)),
    ),
    ...ambiguous(words),
  ];
}

function checkStep(checked: Checked, path: Path, { page, timeout }: Step): readonly Mistake[] {
  const unheld = page.role !== undefined && isUnheld(checked, page.role);
  const tooFast = timeout !== undefined && timeout < 10_000;
  return [
    ...reference([...path, "page", "group"], page.group, checked.keys("people")),
    ...reference([...path, "page", "role"], page.role, rolesOf(checked)),
    ...(unheld
      ? [
          {
            path: [...path, "page", "role"],
            problem:
              'nobody holds this role at first, so nobody would be paged; give it "from: <people group>".',
          },
        ]
      : []),
    ...(tooFast
      ? [{ path: [...path, "timeout"], problem: "is under ten seconds; nobody can answer that fast." }]
      : []),
  ];
}
