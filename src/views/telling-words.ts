import type { Instant } from "../domain/ids.ts";
import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import type { Actor, Escalation, Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { NamedPage, Whom } from "./target-words.ts";
import { duration } from "./text.ts";

// What the sentences about events are made with.

/** How one place writes things: Slack's mrkdwn, or the Markdown of the post-mortem. Everything it returns is safe there. */
export type Ink = {
  readonly bold: (text: string) => string;
  /** Short text of people or of the manual, on one line. */
  readonly words: (text: string) => string;
  /** What people wrote, as long as the place allows. Stands after a colon. */
  readonly speech: (text: string) => string;
  readonly person: (user: string) => string;
  readonly channel: (id: string, name: string | null) => string;
  /** Mrkdwn of our own making. */
  readonly ours: (mrkdwn: string) => string;
  readonly link: (url: string | null, shown: string) => string;
  readonly moment: (at: Instant) => string;
};

/** What an event is told about. Without its page known, that goes by its policy's name. */
export type Scene = {
  readonly profile: Profile;
  readonly pages: readonly NamedPage[];
  readonly escalations: readonly Escalation[];
  /** When the event was said; null where a view cannot know. */
  readonly at: Instant | null;
};

/** The scene of an event told by itself, as the incident is now. */
export function sceneNow({ pages, escalations }: Incident, profile: Profile): Scene {
  return { profile, pages, escalations, at: null };
}

/** For events of a timeline, which remembers pages that the state has let go. */
export function sceneOf(
  { pages, escalations }: Incident,
  profile: Profile,
  entries: readonly RecordedEvent[],
): Scene {
  const gone = entries.flatMap(({ event }) => (event.type === "page-requested" ? [event] : []));
  return { profile, pages: [...pages, ...gone], escalations, at: null };
}

/** Who did it is null where a view cannot know; the sentence then leaves it out. */
export type Teller = Scene & { readonly ink: Ink; readonly by: Actor | null };

export type EventOf<Type extends IncidentEvent["type"]> = Extract<IncidentEvent, { readonly type: Type }>;

export type TellersOf<Types extends IncidentEvent["type"]> = {
  readonly [Type in Types]: (event: EventOf<Type>, teller: Teller) => string;
};

/** ` by <@U1>`; nothing for the bot's own doing, which needs no name, and where it is not known. */
export function byWhom({ by, ink }: Pick<Teller, "by" | "ink">): string {
  switch (by?.kind) {
    case "person":
      return ` by ${ink.person(by.user)}`;
    case "pagerduty":
      return ` by ${ink.words(by.name)} in PagerDuty`;
    case "tocsin":
    case undefined:
      return "";
  }
}

export function because(why: string | null, { ink }: Teller, word = ": "): string {
  return why === null || why.trim() === "" ? "" : `${word}${ink.speech(why)}`;
}

export function calling(whom: Whom, ink: Ink): string {
  return whom.kind === "person" ? ink.person(whom.user) : ink.bold(whom.text);
}

/** `, 3 minutes late`; nothing when it came in time. */
export function late(lateMs: number, word = ", "): string {
  return lateMs > 0 ? `${word}${duration(lateMs)} late` : "";
}
