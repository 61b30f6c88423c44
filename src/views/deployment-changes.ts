import type { Deployment, Outlook } from "../domain/deployment/deployment.ts";
import { commitLink, inCode, short } from "./deployment-words.ts";
import { link, listed, plural, say } from "./text.ts";

// What would change: the commits since the last good version there, and what GitHub's checks say of the commit.

type Change = NonNullable<Outlook["change"]>;

/** A deployment, or what would be one. */
type Compared = Pick<Deployment, "kind"> & {
  readonly pinned: object | null;
  readonly outlook: { readonly change: Change | null } | null;
};

const COMMITS_SHOWN = 10;

/** One sentence on what changes there; null where nothing is deployed, or GitHub was not asked yet. */
export function changeSummary({ outlook, pinned, kind }: Compared): string | null {
  if (outlook === null || pinned === null) return null;
  if (outlook.change === null)
    return "No good version is known there yet, so there is nothing to compare it with.";
  return kind === "rollback" ? takenBack(outlook.change) : brought(outlook.change);
}

function brought(change: Change): string {
  const { status, aheadBy, behindBy } = change;
  const good = goodVersion(change);
  switch (status) {
    case "identical":
      return `No change: it is the last good version there, ${base(change)}.`;
    case "ahead":
      return `${plural(aheadBy, "commit", "commits")} since ${good}.`;
    case "behind":
      return `*Older* than ${good}, by ${plural(behindBy, "commit", "commits")}.`;
    case "diverged":
      return `${plural(aheadBy, "commit", "commits")} since ${good}, *and ${behindBy} of that one missing*.`;
  }
}

function takenBack(change: Change): string {
  const { status, aheadBy, behindBy } = change;
  const good = goodVersion(change);
  switch (status) {
    case "identical":
      return `It is the last good version there, ${base(change)}.`;
    case "behind":
      return `Takes back ${plural(behindBy, "commit", "commits")} of ${good}.`;
    case "ahead":
      return `*Newer* than ${good}, by ${plural(aheadBy, "commit", "commits")}.`;
    case "diverged":
      return `Takes back ${plural(behindBy, "commit", "commits")} of ${good} and brings ${aheadBy} others.`;
  }
}

function base(change: Change): string {
  return `\`${say(short(change.base), 10)}\``;
}

function goodVersion(change: Change): string {
  return `the last good version ${base(change)} (${link(change.url, "diff")})`;
}

/** The newest commits with their authors, and how many more there are. */
export function commitLines({ outlook }: Pick<Compared, "outlook">): readonly string[] {
  const change = outlook?.change ?? null;
  if (change === null || change.commits.length === 0) return [];
  const shown = change.commits.slice(0, COMMITS_SHOWN).map((commit) => {
    const title = say(commit.title, 100) || "(no title)";
    return `• ${commitLink(commit)} ${title} · ${say(commit.author, 40)}`;
  });
  const more = Math.max(change.aheadBy, change.commits.length) - shown.length;
  return more > 0 ? [...shown, `and ${more} more (${link(change.url, "diff")})`] : shown;
}

type Checks = Outlook["checks"];

const CHECK_WORDS: readonly (readonly [Checks[number]["state"], string])[] = [
  ["failure", "failed"],
  ["unknown", "not known"],
  ["pending", "not finished"],
  ["success", "green"],
  ["skipped", "skipped"],
];

/** How many are green, and by name those that are not; null where there are none. */
export function checkSummary({ outlook }: Deployment): string | null {
  const checks = outlook?.checks ?? [];
  if (checks.length === 0) return null;
  const parts = CHECK_WORDS.flatMap(([state, word]) => {
    const found = checks.filter((check) => check.state === state);
    if (found.length === 0) return [];
    const isFine = state === "success" || state === "skipped";
    return [`${found.length} ${word}${isFine ? "" : ` (${checkNames(found)})`}`];
  });
  return `Checks on GitHub: ${parts.join(", ")}.`;
}

function checkNames(checks: Checks): string {
  const shown = checks.slice(0, 4).map(({ name }) => inCode(name, 60));
  return listed(checks.length > 4 ? [...shown, `${checks.length - 4} more`] : shown);
}
