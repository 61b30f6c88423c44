import type { Checked } from "./check.ts";
import { groupsOf, type WrittenApprovals } from "./defaults-delivery.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";
import { isUnheld, rolesOf } from "./references.ts";
import { entryOf } from "./written-plan.ts";

/** A rule of approvals must be one that people can satisfy. */
export function checkApprovals(
  checked: Checked,
  path: Path,
  approvals: WrittenApprovals | undefined,
): readonly Mistake[] {
  if (approvals === undefined) return [];
  const isMapping = typeof approvals !== "number";
  const from = isMapping ? (approvals.from ?? []) : [];
  const unknown = from.flatMap((name, index) => checkApprover(checked, [...path, "from", index], name));
  // What is missing may be what is misspelt elsewhere.
  if (unknown.length > 0 || !checked.whole("people") || !checked.whole("roles")) return unknown;
  const count = isMapping ? (approvals.count ?? 1) : approvals;
  const here = isMapping && approvals.count !== undefined ? [...path, "count"] : path;
  return tooFew(checked, here, count, from);
}

function checkApprover(checked: Checked, path: Path, name: string): readonly Mistake[] {
  const [groups, roles] = [checked.keys("people"), rolesOf(checked)];
  const said = JSON.stringify(name);
  if (groups.includes(name)) return [];
  if (!roles.includes(name))
    return [
      { path, problem: `${said} is no people group and no role; ${hint(name, [...groups, ...roles])}.` },
    ];
  if (!isUnheld(checked, name)) return [];
  const problem = `nobody holds the role ${said} at first, so nobody could approve; give it "from: <people group>".`;
  return [{ path, problem }];
}

/** Whoever asks does not count, so it has to be possible to ask and leave enough others. */
function tooFew(checked: Checked, path: Path, count: number, from: readonly string[]): readonly Mistake[] {
  const deployers = peopleOf(checked, checked.manual.access?.deploy);
  const groups = groupsOf(checked.manual, from);
  const approvers = groups.length === 0 ? deployers : peopleOf(checked, groups);
  if (approvers === null) return [];
  const named = groups.map((name) => JSON.stringify(name)).join(" and ");
  const cure = "name more people, or ask for fewer.";
  if (approvers.size < count) {
    const who = groups.length === 0 ? "those who may deploy are" : `${named} can give`;
    const problem = `${people(count)} must agree, and ${who} ${approvers.size} at most; ${cure}`;
    return [{ path, problem }];
  }
  const isOneOfThem = deployers !== null && [...deployers].every((one) => approvers.has(one));
  if (count === 0 || approvers.size > count || !isOneOfThem) return [];
  const where = groups.length === 0 ? "who may deploy" : `in ${named}`;
  const problem = `${people(count)} must agree besides whoever asks, and whoever may ask is one of the ${count} ${where}; ${cure}`;
  return [{ path, problem }];
}

function people(count: number): string {
  return count === 1 ? "1 person" : `${count} people`;
}

/** E-mail addresses and Slack ids of groups; null when a Slack user group or everyone may bring in any number. */
function peopleOf(
  { manual }: Checked,
  groups: "everyone" | readonly string[] | undefined,
): Set<string> | null {
  if (groups === undefined || groups === "everyone") return null;
  const written = groups.map((group) => entryOf(manual.people, group));
  if (written.some((group) => group === undefined || group.slack_group !== undefined)) return null;
  return new Set(
    written.flatMap((group) => [...(group?.emails ?? []), ...(group?.slack_users ?? [])]).map(lower),
  );
}

function lower(text: string): string {
  return text.toLowerCase();
}
