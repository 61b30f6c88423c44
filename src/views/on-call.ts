import type { Instant, SlackUserId } from "../domain/ids.ts";
import type { EscalationPolicy, EscalationStep, PageTarget, Profile } from "../domain/profile.ts";
import type { RotaSeen } from "../engine/on-call-ports.ts";
import type { PagerPerson, Rota } from "../engine/ports.ts";
import type { Block, Message } from "./blocks.ts";
import { context, message, section, within } from "./blocks.ts";
import { peopleLine } from "./people.ts";
import { whomOf, whomSaid } from "./target-words.ts";
import { date, duration, link, listed, plural, say } from "./text.ts";

/** Who is on call now for each policy of the manual, in which order they are called, and who is next. */
export type OnCallLook = {
  readonly policies: readonly EscalationPolicy[];
  readonly profile: Profile;
  /** By PagerDuty's policy. */
  readonly seen: ReadonlyMap<string, RotaSeen>;
  /** By PagerDuty's schedule. */
  readonly onSchedules: ReadonlyMap<string, readonly PagerPerson[]>;
  readonly membersOf: (group: string) => readonly SlackUserId[] | null;
  readonly now: Instant;
};

export function onCallMessage(look: OnCallLook): Message {
  const first = "*On call*";
  const groups = look.policies.map((policy) => policyBlocks(policy, look));
  const { blocks, left } = within(groups, 8_800);
  const more =
    left === 0
      ? []
      : [
          context(
            `${plural(left, "policy", "policies")} more: \`/ops oncall <policy>\` shows one.`.replace(
              "<policy>",
              "&lt;policy&gt;",
            ),
          ),
        ];
  return message("Who is on call", [section(first), ...blocks, ...more, ...doubts(look)]);
}

function policyBlocks(policy: EscalationPolicy, look: OnCallLook): readonly Block[] {
  const title =
    policy.name === policy.key ? say(policy.key, 60) : `${say(policy.name, 60)} (${say(policy.key, 40)})`;
  const lines = policy.steps.map((step, index) => stepLine(step, index, policy, look));
  const repeat =
    policy.repeat === 0 ? "" : `\nUnanswered, it begins again ${plural(policy.repeat, "time", "times")}.`;
  return [section(`*${title}*\n${lines.join("\n")}${repeat}`)];
}

function stepLine(step: EscalationStep, index: number, policy: EscalationPolicy, look: OnCallLook): string {
  const whom = whomSaid(whomOf(step.page, policy.key, look.profile));
  const wait = policy.runBy === "pagerduty" ? "" : `, ${duration(step.timeoutMs)} to answer`;
  return `${index + 1}. ${whom}${wait}: ${whoNow(step.page, look)}`;
}

function whoNow(target: PageTarget, look: OnCallLook): string {
  switch (target.kind) {
    case "pagerduty":
      return rotaWords(look.seen.get(target.policy), look.now);
    case "schedule":
      return scheduleWords(target.schedule, look);
    case "group":
      return groupWords(target.group, look);
    case "role": {
      const from = look.profile.roles.find(({ key }) => key === target.role)?.from ?? null;
      const held = "whoever holds the role in the incident";
      return from === null ? held : `${held}, else ${groupWords(from, look)}`;
    }
    case "people":
      return listed(target.emails.slice(0, 6).map((email) => say(email, 60)));
    case "user":
      return whomSaid({ kind: "person", user: target.user });
  }
}

function groupWords(group: string, { membersOf, profile }: OnCallLook): string {
  const users = membersOf(group);
  if (users !== null && users.length > 0) return peopleLine(users, 6);
  const written = profile.people.find(({ key }) => key === group);
  const emails = written?.emails ?? [];
  if (emails.length > 0) return listed(emails.slice(0, 6).map((email) => say(email, 60)));
  return written?.slackGroup === null || written === undefined
    ? "*nobody*"
    : `everybody of @${say(written.slackGroup, 40)}`;
}

/** When a schedule changes is known through the policies that use it. */
function scheduleWords(schedule: string, { seen, onSchedules }: OnCallLook): string {
  for (const found of seen.values()) {
    if (found.kind === "unknown" || found.kind === "off") continue;
    const level = found.rota.levels.find(
      ({ schedules }) =>
        schedules.length === 1 && schedules.some(({ id, name }) => id === schedule || name === schedule),
    );
    if (level !== undefined) return levelWords(level);
  }
  const people = onSchedules.get(schedule);
  return people === undefined
    ? "not known now: whoever that schedule of PagerDuty has on call then"
    : `now ${names(people)}`;
}

export function rotaWords(seen: RotaSeen | undefined, now: Instant): string {
  if (seen === undefined) return "not known";
  switch (seen.kind) {
    case "off":
      return "not known, because paging is *off*: the manual is all Tocsin knows";
    case "unknown":
      return `not known: ${say(seen.why, 200)}`;
    case "last-known":
      return `${levelsWords(seen.rota)}\n      _as of ${duration(Math.max(now - seen.at, 1000))} ago_: ${say(seen.why, 200)}`;
    case "fresh":
      return levelsWords(seen.rota);
  }
}

function levelsWords({ levels, url }: Rota): string {
  const [first, ...others] = levels;
  if (first === undefined) return "*nobody*";
  if (others.length === 0) return `${levelWords(first)}${url === null ? "" : ` (${link(url, "PagerDuty")})`}`;
  const shown = levels.slice(0, 8).map((level) => {
    const after =
      level.escalatesAfterMinutes === null ? "" : `, next level after ${level.escalatesAfterMinutes} min`;
    return `\n      level ${level.level}: ${levelWords(level)}${after}`;
  });
  return `${link(url, "PagerDuty")} calls its own levels${shown.join("")}`;
}

/** "now Amara until 18:00, then Ben". */
function levelWords({ people, next }: Rota["levels"][number]): string {
  const now = names(people);
  return next === null ? `now ${now}` : `now ${now} until ${date(next.at)}, then ${names(next.people)}`;
}

export function names(people: readonly PagerPerson[]): string {
  if (people.length === 0) return "*nobody*";
  const shown = people.slice(0, 5).map(({ name }) => say(name, 60));
  return listed(people.length > 5 ? [...shown, `${people.length - 5} more`] : shown);
}

function doubts({ seen }: OnCallLook): readonly Block[] {
  const kinds = new Set([...seen.values()].map(({ kind }) => kind));
  if (kinds.has("off"))
    return [
      context("Paging is *off*: nobody can be paged. PAGERDUTY_TOKEN and PAGERDUTY_FROM switch it on."),
    ];
  const doubtful = kinds.has("unknown") || kinds.has("last-known");
  return doubtful ? [context("PagerDuty did not answer in time. Ask again in a minute.")] : [];
}
