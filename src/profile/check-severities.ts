import type { Checked } from "./check.ts";
import type { WrittenTarget } from "./duration.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";
import { ambiguous, isUnheld, reference, rolesOf, type Word } from "./references.ts";
import type { Manual } from "./schema.ts";

type Severity = Manual["severities"][string];

/** Severities in the order written, with their labels. */
function severitiesOf({ manual, keys }: Checked): readonly (readonly [string, Severity])[] {
  return keys("severities").flatMap((label) => {
    const severity = Object.hasOwn(manual.severities, label) ? manual.severities[label] : undefined;
    return severity === undefined ? [] : [[label, severity] as const];
  });
}

export function checkSeverities(checked: Checked): readonly Mistake[] {
  const severities = severitiesOf(checked);
  return [
    ...severities.flatMap(([label, severity]) => [
      ...checkPaging(checked, label, severity),
      ...checkInvites(checked, label, severity),
      ...checkTimes(checked, label, severity),
    ]),
    ...defaults(severities),
    ...worstFirst(severities),
    ...ambiguous(severities.flatMap(([label, severity]) => words(label, severity))),
  ];
}

function checkPaging({ keys }: Checked, label: string, severity: Severity): readonly Mistake[] {
  const policies = keys("escalation");
  const named = reference(["severities", label, "escalation"], severity.escalation, policies);
  if (severity.page !== true || policies.length > 0) return named;
  const problem =
    'nobody can be paged, because the profile has no escalation policy; add "escalation: { default: { steps: [ { page: { pagerduty: <policy> } } ] } }" or remove this line.';
  return [...named, { path: ["severities", label, "page"], problem }];
}

function checkInvites(checked: Checked, label: string, severity: Severity): readonly Mistake[] {
  const [groups, roles] = [checked.keys("people"), rolesOf(checked)];
  return (severity.invite ?? []).flatMap((name, index): readonly Mistake[] => {
    const path: Path = ["severities", label, "invite", index];
    const written = JSON.stringify(name);
    if (groups.includes(name)) return [];
    if (!roles.includes(name)) {
      const known = [...groups, ...roles];
      return [{ path, problem: `${written} is no people group and no role; ${hint(name, known)}.` }];
    }
    if (!isUnheld(checked, name)) return [];
    return [
      {
        path,
        problem: `nobody holds the role ${written} at first, so nobody would come; give it "from: <people group>".`,
      },
    ];
  });
}

function checkTimes({ manual, whole }: Checked, label: string, severity: Severity): readonly Mistake[] {
  const { respond, resolve } = severity;
  const needsCalendar = (["respond", "resolve"] as const).filter((field) => {
    const target = severity[field];
    return (
      target !== undefined && target.kind !== "elapsed" && manual.calendar === undefined && whole("calendar")
    );
  });
  const mistakes: Mistake[] = needsCalendar.map((field) => ({
    path: ["severities", label, field],
    problem:
      'business time needs a calendar; add the line calendar: { business_hours: "Mon-Fri 08:00-17:00" }.',
  }));
  if (respond !== undefined && resolve !== undefined && longer(respond, resolve))
    mistakes.push({
      path: ["severities", label, "resolve"],
      problem: "is shorter than respond; nothing is resolved before somebody answers.",
    });
  if (severity.update_every !== undefined && severity.update_every < 60_000)
    mistakes.push({
      path: ["severities", label, "update_every"],
      problem: "is under a minute; nobody can write updates that fast.",
    });
  return mistakes;
}

/** Only like is compared with like: a business day may be longer or shorter than eight hours by the clock. */
function longer(a: WrittenTarget, b: WrittenTarget): boolean {
  if (a.kind === "business-days" && b.kind === "business-days") return a.days > b.days;
  return a.kind === b.kind && "ms" in a && "ms" in b && a.ms > b.ms;
}

function defaults(severities: readonly (readonly [string, Severity])[]): readonly Mistake[] {
  const marked = severities.filter(([, severity]) => severity.default === true).map(([label]) => label);
  return marked.slice(1).map((label) => ({
    path: ["severities", label, "default"],
    problem: `${JSON.stringify(marked[0])} is the default already; only one severity can be.`,
  }));
}

function worstFirst(severities: readonly (readonly [string, Severity])[]): readonly Mistake[] {
  return severities.flatMap(([label, { respond }], index): readonly Mistake[] => {
    const above = severities[index - 1];
    if (above?.[1].respond === undefined || respond === undefined || !longer(above[1].respond, respond))
      return [];
    const problem = `is answered sooner than ${JSON.stringify(above[0])} above it; write the severities worst first.`;
    return [{ path: ["severities", label, "respond"], problem }];
  });
}

/** A severity may be called by its label or its name, and the two may be the same word. */
function words(label: string, { name }: Severity): readonly Word[] {
  const what = `what severity ${JSON.stringify(label)} is called`;
  const byLabel: Word = { word: label, path: ["severities", label], what };
  if (name === undefined || name.toLowerCase() === label.toLowerCase()) return [byLabel];
  return [byLabel, { word: name, path: ["severities", label, "name"], what }];
}
