import type { SlackUserId } from "../ids.ts";
import type { Profile, Severity } from "../profile.ts";
import { type CommandOf, refuse, tidy, tooLong } from "./answer.ts";
import { promisesFor } from "./clocks.ts";
import type { Asked, DecidedEvent, Decision, Facts, Refusal } from "./decision.ts";
import { add, type Draft, settled } from "./draft.ts";
import { evolve } from "./evolve.ts";
import type { Incident } from "./incident.ts";
import { chainOfPerson, policyFor, routeOf } from "./route.ts";
import { begin } from "./runs.ts";
import { nearest } from "./similar.ts";
import { findComponent, findSeverity, firstStatus } from "./words.ts";

/** Longer titles do not fit a channel topic (250) beside severity and status. */
const TITLE_LIMIT = 200;

type Declaring = {
  readonly asked: Asked;
  readonly command: CommandOf<"declare">;
  readonly facts: Facts;
  readonly profile: Profile;
};

/**
 * One incident begins: `declared`, the message it was declared from, and a page when the severity pages.
 * A drill pages nobody by itself. A repeated declare is refused, and who repeated it is brought into the first one.
 */
export function declare(declaring: Declaring): Decision {
  const { asked, command, facts, profile } = declaring;
  const repeated = repeats(declaring);
  if (repeated !== null) return alreadyDeclared(asked, command, repeated);
  const title = command.title.replaceAll(/\s+/gu, " ").trim();
  const refusal = badTitle(title) ?? tooLong(command.description);
  if (refusal !== null) return refuse(refusal);
  const typed = command.severity ?? profile.defaultSeverity;
  const severity = findSeverity(profile, typed);
  if (severity === null) return refuse(unknownSeverity(profile, typed));
  const place = placeOf(profile, command.component);
  if ("reason" in place) return refuse(place);
  if (facts.nextNumber === null)
    throw new Error("a declare is decided with the next incident number at hand");

  const declared: DecidedEvent = {
    event: {
      type: "declared",
      number: facts.nextNumber,
      profileHash: profile.hash,
      title,
      description: tidy(command.description),
      severity: severity.label,
      rank: severity.rank,
      status: firstStatus(profile, "declared").label,
      ...place,
      private: command.private,
      drill: command.drill,
      declaredIn: command.declaredIn,
      severityChosen: command.severity !== null,
      promises: promisesFor(severity, asked.at, profile),
      updateEveryMs: severity.updateEveryMs,
    },
  };
  const opened = messageDeclaredFrom(command).reduce(
    (draft, { event, ...said }) => add(draft, event, said),
    opening(declaring, declared),
  );
  return settled(pagePerson(pageByRule(opened, severity), command));
}

function opening({ asked, profile }: Declaring, declared: DecidedEvent): Draft {
  const { by, at, newId: id } = asked;
  const incident = evolve(null, { event: declared.event, by, at, id });
  return { incident, events: [declared], by, at, profile };
}

function pageByRule(draft: Draft, severity: Severity): Draft {
  const { incident, profile, at } = draft;
  const policy = policyFor(profile, incident);
  if (!severity.page || incident.drill || policy === null) return draft;
  return begin(draft, {
    ...routeOf(profile, policy, at),
    why: null,
    cause: "declared",
    pagedRank: severity.rank,
  });
}

/** Somebody was named with the declare: they are called whatever the severity says, because a person said so. */
function pagePerson(draft: Draft, { page }: CommandOf<"declare">): Draft {
  if (page === null) return draft;
  const { user, why } = page;
  const run = { policy: user, chain: chainOfPerson(user), startsAt: draft.at };
  return begin(draft, { ...run, why: tidy(why), cause: "asked", pagedRank: null });
}

/**
 * The incident this declare repeats, if it may be said so. A real declare is never swallowed by a drill, and a
 * private incident is not given away to somebody outside it who happens to choose the same title.
 */
function repeats({ asked, command, facts }: Declaring): Incident | null {
  const incident = facts.duplicateOf;
  if (incident === null || (incident.drill && !command.drill)) return null;
  const outside = incident.private && because(command, incident) === "title" && !takesPart(asked, incident);
  return outside ? null : incident;
}

/** Also what a declare inside the incident's own channel is answered with, whoever found the incident. */
export function alreadyDeclared(asked: Asked, command: CommandOf<"declare">, incident: Incident): Decision {
  const refusal: Refusal = { reason: "already-declared", incident, because: because(command, incident) };
  if (asked.by.kind !== "person" || takesPart(asked, incident)) return refuse(refusal);
  return refuse(refusal, [{ event: { type: "declared-again", by: asked.by.user } }]);
}

function because(command: CommandOf<"declare">, incident: Incident): "channel" | "title" {
  return command.declaredIn !== null && command.declaredIn === incident.channel?.id ? "channel" : "title";
}

function takesPart(asked: Asked, incident: Incident): boolean {
  const user: SlackUserId | null = asked.by.kind === "person" ? asked.by.user : null;
  return user !== null && incident.participants.includes(user);
}

function badTitle(title: string): Refusal | null {
  const length = [...title].length;
  if (length === 0) return { reason: "no-title" };
  return length > TITLE_LIMIT ? { reason: "title-too-long", length, limit: TITLE_LIMIT } : null;
}

type Place = { readonly service: string | null; readonly component: string | null };

function placeOf(profile: Profile, typed: string | null): Place | Refusal {
  if (typed === null) return { service: null, component: null };
  return findComponent(profile, typed) ?? unknownComponent(profile, typed);
}

/** A message without text (a file, say) still counts when it can be linked to. */
function messageDeclaredFrom({ from }: CommandOf<"declare">): readonly DecidedEvent[] {
  if (from === null || (tidy(from.text) === null && from.permalink === null)) return [];
  const { author, permalink, saidAt } = from;
  const text = from.text.trim();
  return [{ event: { type: "note-added", text, author, source: "declaration", permalink }, saidAt }];
}

/** The refusal that names the severities nearest to what was typed. */
export function unknownSeverity(profile: Profile, typed: string): Refusal {
  const known = profile.severities.flatMap(({ label, name }) => (name === label ? [label] : [label, name]));
  return { reason: "unknown-severity", typed, nearest: nearest(typed, known) };
}

function unknownComponent(profile: Profile, typed: string): Refusal {
  const known = profile.services.flatMap(({ key, components }) => [key, ...components]);
  return { reason: "unknown-component", typed, nearest: nearest(typed, known) };
}
