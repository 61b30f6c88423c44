import type { Checked } from "./check.ts";
import type { Mistake } from "./fault.ts";
import { reference } from "./references.ts";

/** Who is on call can be shown only of a policy that PagerDuty knows, and only somewhere. */
export function checkOnCall({ manual, keys, whole }: Checked): readonly Mistake[] {
  const { on_call } = manual;
  if (on_call === undefined) return [];
  const groups = Object.entries(on_call.user_groups ?? {});
  const nowhere = on_call.weekly !== undefined && on_call.channel === undefined && whole("on_call");
  return [
    ...groups.flatMap(([policy]) => checkUserGroup(manual.escalation, policy, keys("escalation"))),
    ...sharedHandles(groups),
    ...(nowhere
      ? [
          {
            path: ["on_call", "weekly"],
            problem:
              'has no channel to be posted in; add on_call.channel, for example "#on-call", or remove this line.',
          },
        ]
      : []),
  ];
}

function checkUserGroup(
  policies: Checked["manual"]["escalation"],
  policy: string,
  known: readonly string[],
): readonly Mistake[] {
  const path = ["on_call", "user_groups", policy];
  const undefinedPolicy = reference(path, policy, known);
  if (undefinedPolicy.length > 0) return undefinedPolicy.map((mistake) => ({ ...mistake, at: "key" }));
  const written = Object.hasOwn(policies ?? {}, policy) ? policies?.[policy] : undefined;
  // The group follows the rota of a whole policy; a schedule by itself is not watched.
  const followed = written?.steps.some(({ page }) => page.pagerduty !== undefined);
  if (followed !== false) return [];
  const problem =
    "no step of this policy names an escalation policy of PagerDuty, and the user group follows nothing else; remove this line.";
  return [{ path, problem, at: "key" }];
}

/** Two policies that keep the same user group would each throw out the other's people. */
function sharedHandles(groups: readonly (readonly [string, string])[]): readonly Mistake[] {
  const first = new Map<string, string>();
  return groups.flatMap(([policy, written]): readonly Mistake[] => {
    const handle = written.replace(/^@/, "");
    const before = first.get(handle);
    if (before === undefined) {
      first.set(handle, policy);
      return [];
    }
    const problem = `the user group ${JSON.stringify(handle)} is kept for ${JSON.stringify(before)} already; give this policy another one.`;
    return [{ path: ["on_call", "user_groups", policy], problem }];
  });
}

export function checkAccess(checked: Checked): readonly Mistake[] {
  return (["page", "deploy", "override"] as const).flatMap((what) => checkAllowed(checked, what));
}

function checkAllowed({ manual, keys }: Checked, what: "page" | "deploy" | "override"): readonly Mistake[] {
  const allowed = manual.access?.[what];
  if (allowed === undefined || allowed === "everyone") return [];
  return allowed.flatMap((group, index): readonly Mistake[] => {
    const path = ["access", what, index];
    const known = keys("people");
    if (group !== "everyone" || known.includes(group)) return reference(path, group, known);
    return [
      { path, problem: `everyone stands alone; write ${what}: everyone, or leave it out of the list.` },
    ];
  });
}
