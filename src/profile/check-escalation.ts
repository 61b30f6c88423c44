import type { Checked } from "./check.ts";
import type { Mistake, Path } from "./fault.ts";
import { ambiguous, isUnheld, reference, rolesOf, type Word } from "./references.ts";
import type { Manual } from "./schema.ts";

/** Chains must lead to somebody, at every hour, and be run by whoever can. */

type Policy = NonNullable<Manual["escalation"]>[string];
type Step = Policy["steps"][number];

export function checkEscalation(checked: Checked): readonly Mistake[] {
  const policies = Object.entries(checked.manual.escalation ?? {});
  return [
    ...policies.flatMap(([key, policy]) => [
      ...policy.steps.flatMap((step, index) => checkStep(checked, ["escalation", key, "steps", index], step)),
      ...checkRunner(checked, key, policy),
      ...checkHours(checked, key, policy),
    ]),
    ...circles(checked),
    ...ambiguous([WAIT, ...checked.keys("escalation").flatMap((key) => words(checked, key))]),
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

/** PagerDuty runs the levels of one policy of its own; what it cannot do must not be written as if it did. */
function checkRunner({ whole }: Checked, key: string, policy: Policy): readonly Mistake[] {
  if (policy.run_by !== "pagerduty" || !whole("escalation")) return [];
  const mistakes: Mistake[] = [];
  const say = (field: keyof Policy, problem: string): number =>
    mistakes.push({ path: ["escalation", key, field], problem });
  const [first] = policy.steps;
  if (policy.steps.length > 1)
    say(
      "run_by",
      "PagerDuty runs the levels of one policy of its own, and here are several steps; keep the one that names it, or write run_by: tocsin.",
    );
  else if (first?.page.pagerduty === undefined)
    say(
      "run_by",
      "PagerDuty runs policies of its own only, and the step names none; write page: { pagerduty: <policy> }, or run_by: tocsin.",
    );
  if ((policy.repeat ?? 0) > 0)
    say(
      "repeat",
      "PagerDuty repeats the levels of its policy by its own settings; remove this line, or write run_by: tocsin.",
    );
  if ((policy.acknowledgements ?? 1) > 1)
    say(
      "acknowledgements",
      "PagerDuty calls nobody else after the first acknowledgement; remove this line, or write run_by: tocsin.",
    );
  return mistakes;
}

function checkHours({ manual, keys, whole }: Checked, key: string, policy: Policy): readonly Mistake[] {
  const { hours, outside_hours } = policy;
  const path = ["escalation", key, "outside_hours"];
  if (outside_hours === undefined) {
    const problem =
      "make no difference without outside_hours; add it with another policy or wait, or remove the hours.";
    return hours === undefined || !whole("escalation")
      ? []
      : [{ path: ["escalation", key, "hours"], problem }];
  }
  const hasHours = hours !== undefined || manual.calendar !== undefined;
  const timeless = !hasHours && whole("escalation") && whole("calendar");
  const problem =
    'needs hours to be outside of; add hours: { business_hours: "Mon-Fri 08:00-17:00" } here, or a calendar to the profile.';
  if (outside_hours === key)
    return [{ path, problem: "is this policy itself; name another one, or write wait." }];
  return [
    ...reference(path, outside_hours, [...keys("escalation").filter((other) => other !== key), "wait"]),
    ...(timeless ? [{ path, problem }] : []),
  ];
}

/** Policies that refer to one another outside their hours, round and round; each circle is told once, where it closes. */
function circles({ manual, keys }: Checked): readonly Mistake[] {
  const order = keys("escalation");
  const next = (key: string): string | undefined =>
    Object.hasOwn(manual.escalation ?? {}, key) ? manual.escalation?.[key]?.outside_hours : undefined;
  return order.flatMap((key): readonly Mistake[] => {
    const through: string[] = [];
    let at = next(key);
    while (at !== undefined && at !== key && !through.includes(at)) {
      through.push(at);
      at = next(at);
    }
    const closesHere = through.every((other) => order.indexOf(other) < order.indexOf(key));
    if (at !== key || through.length === 0 || !closesHere) return [];
    const way = through.map((other) => JSON.stringify(other)).join(" and ");
    const problem = `leads back here by way of ${way}, so at some hour nobody might be paged; let one of them be taken at all hours, or wait.`;
    return [{ path: ["escalation", key, "outside_hours"], problem }];
  });
}

/** Said of the hours, so no policy can go by it. */
const WAIT: Word = { word: "wait", path: [], what: "what outside_hours says to page later" };

/** A policy may be called by its key or its name, and the two may be the same word. */
function words({ manual }: Checked, key: string): readonly Word[] {
  const what = `what the escalation policy ${JSON.stringify(key)} is called`;
  const byKey: Word = { word: key, path: ["escalation", key], what };
  const name = Object.hasOwn(manual.escalation ?? {}, key) ? manual.escalation?.[key]?.name : undefined;
  if (name === undefined || name.toLowerCase() === key.toLowerCase()) return [byKey];
  return [byKey, { word: name, path: ["escalation", key, "name"], what }];
}
