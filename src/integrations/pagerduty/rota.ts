import type { Instant } from "../../domain/ids.ts";
import type { Outcome, PagerPerson, Rota } from "../../engine/ports.ts";
import { everyone, onCallsOf } from "./on-calls.ts";
import type { Parts } from "./parts.ts";
import type { OnCall, Policy } from "./replies.ts";

/** Who is on call for a policy, level by level, and what changes next. */

const FORTNIGHT_MS = 14 * 24 * 3_600_000;

type Level = Rota["levels"][number];

export async function rota(policy: string, parts: Parts): Promise<Outcome<Rota>> {
  const found = await parts.directory.policy(policy);
  if (found.kind !== "found") return found;
  const since = parts.clock();
  const between = { since, until: since + FORTNIGHT_MS };
  const all = await onCallsOf(found.thing.id, parts, between);
  if ("kind" in all) return all;
  const { name, html_url, escalation_rules } = found.thing;
  const levels = escalation_rules.map((_, at) => levelAt(at, found.thing, all, between));
  return { kind: "done", receipt: { policy: name, url: html_url ?? null, levels } };
}

type Between = { readonly since: Instant; readonly until: Instant };

function levelAt(at: number, policy: Policy, all: readonly OnCall[], between: Between): Level {
  const entries = all.filter((entry) => entry.escalation_level === at + 1);
  const rule = policy.escalation_rules[at];
  const isLast = at === policy.escalation_rules.length - 1;
  const targets = rule?.targets ?? [];
  return {
    level: at + 1,
    people: peopleAt(entries, between.since),
    // After the last level nobody is asked, unless the policy begins again.
    escalatesAfterMinutes:
      rule === undefined || (isLast && (policy.num_loops ?? 0) === 0)
        ? null
        : rule.escalation_delay_in_minutes,
    schedules: targets
      .filter(({ type }) => type.startsWith("schedule"))
      .map(({ id, summary }) => ({ id, name: summary ?? id })),
    next: nextChange(entries, between),
  };
}

function peopleAt(entries: readonly OnCall[], at: Instant): readonly PagerPerson[] {
  const on = entries.filter(
    ({ start, end }) => (start ?? Number.NEGATIVE_INFINITY) <= at && at < (end ?? Number.POSITIVE_INFINITY),
  );
  return everyone(on.map(({ user }) => user));
}

/** A shift that ends where another of the same people begins changes nothing; a gap is a change to nobody. */
function nextChange(entries: readonly OnCall[], { since, until }: Between): Level["next"] {
  const now = whoIs(peopleAt(entries, since));
  const edges = entries
    .flatMap(({ start, end }) => [start, end])
    .filter((at): at is Instant => typeof at === "number" && at > since && at < until)
    .sort((a, b) => a - b);
  for (const at of edges) {
    const people = peopleAt(entries, at);
    if (whoIs(people) !== now) return { at, people };
  }
  return null;
}

function whoIs(people: readonly PagerPerson[]): string {
  return JSON.stringify(people.map(({ name, email }) => email ?? name).sort());
}
