import type { EscalationPolicy, Profile } from "../domain/profile.ts";
import { onCallMessage } from "../views/on-call.ts";
import { coverAnswer } from "../views/on-call-cover.ts";
import { escaped, listed } from "../views/text.ts";
import type { OpsCommand, OpsTyped } from "./ops-command.ts";
import { parseUntil } from "./ops-time.ts";
import { fromSlack, nearest } from "./text.ts";
import { saying } from "./told.ts";

/** Who is on call, and who covers whom. */

const ONCALL: OpsCommand = {
  name: "oncall",
  usage: "/ops oncall [policy]",
  summary: "Who is on call now for each escalation policy, and who is next.",
  run: async ({ text }, edge) => {
    const profile = edge.profile();
    const policies = chosen(fromSlack(text).trim(), profile);
    if (policies.length === 0) return saying(unknownPolicy(fromSlack(text).trim(), profile));
    const pages = policies.flatMap(({ steps }) => steps.map(({ page }) => page));
    const asked = new Set(pages.flatMap((page) => (page.kind === "pagerduty" ? [page.policy] : [])));
    const schedules = new Set(pages.flatMap((page) => (page.kind === "schedule" ? [page.schedule] : [])));
    const [seen, onSchedules] = await Promise.all([
      edge.onCall.rotas([...asked]),
      edge.onCall.onSchedules([...schedules]),
    ]);
    return onCallMessage({
      policies,
      profile,
      seen,
      onSchedules,
      membersOf: edge.people.membersOf,
      now: edge.clock.now(),
    });
  },
};

const COVER: OpsCommand = {
  name: "cover",
  usage: "/ops cover me|@somebody until <time>|for <duration> [policy]",
  summary: "Asks who covers you on call, or puts somebody on call in your place.",
  run: async (typed, edge) => {
    const whom = coverWhom(typed);
    if (whom === null) return saying(WHO);
    const zone = (await edge.onCall.zoneOf(typed.by)) ?? edge.profile().timezone;
    const until = parseUntil(whom.rest, edge.clock.now(), zone);
    if (until.kind === "wrong")
      return saying(`${until.sentence}\nType it like this: \`${escaped(COVER.usage)}\``);
    const answer = await edge.onCall.cover({
      id: typed.triggerId,
      by: typed.by,
      who: whom.who,
      until: until.until,
      place: unquoted(fromSlack(until.rest)) || null,
      channel: typed.channel,
    });
    return coverAnswer(answer, COVER.usage);
  },
};

export const ON_CALL: readonly OpsCommand[] = [ONCALL, COVER];

const WHO =
  "Who covers? `/ops cover me until 18:00` asks who would; `/ops cover @somebody until 18:00` puts that person on call in your place. Pick the name from the list Slack shows after `@`, so that it is certain who is meant.";

/** The first word is `me`, or somebody picked from Slack's list. */
function coverWhom({
  text,
  by,
}: OpsTyped): { readonly who: OpsTyped["by"] | null; readonly rest: string } | null {
  const me = /^me\b\s*/i.exec(text);
  if (me !== null) return { who: null, rest: text.slice(me[0].length) };
  const picked = /^<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>\s*/.exec(text);
  if (picked === null) return null;
  const who = picked[1] as OpsTyped["by"]; // the pattern is Slack's form of an id
  // Who names themselves means what `me` means.
  return { who: who === by ? null : who, rest: text.slice(picked[0].length) };
}

function chosen(typed: string, { escalation }: Profile): readonly EscalationPolicy[] {
  const wanted = unquoted(typed).toLowerCase();
  if (wanted === "") return escalation;
  return escalation.filter(
    ({ key, name, steps }) =>
      key.toLowerCase() === wanted ||
      name.toLowerCase() === wanted ||
      steps.some(({ page }) => page.kind === "pagerduty" && page.policy.toLowerCase() === wanted),
  );
}

function unknownPolicy(typed: string, { escalation }: Profile): string {
  if (escalation.length === 0)
    return "The manual names no escalation policy, so nobody is on call. Add `escalation` to the ops profile.";
  const keys = escalation.map(({ key }) => key);
  const near = nearest(typed, keys);
  const known = (near.length > 0 ? near : keys).map((key) => `\`${escaped(key)}\``);
  return `The manual has no escalation policy "${escaped(typed)}". ${near.length > 0 ? "Did you mean" : "It has"} ${listed(known, near.length > 0 ? "or" : "and")}${near.length > 0 ? "?" : "."}`;
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2]?.trim() ?? text;
}
