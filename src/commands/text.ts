import { distance } from "fastest-levenshtein";
import type { SlackUserId } from "../domain/ids.ts";

/** What phones and Slack do to typed text, undone. */

/** Used as marks while parsing, so nobody may type them. */
const PRIVATE_USE = /[\ue000-\uf8ff]/g;
const ZERO_WIDTH = /[\u200b-\u200d\u2060\ufeff]/g;

/** Without what PostgreSQL refuses to store: NUL, and halves of a surrogate pair. Applied to every text that is kept. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}

/** Straight quotes, plain spaces; dashes stay, since only flags need them changed. */
export function normalise(text: string): string {
  return storable(text)
    .replace(PRIVATE_USE, "")
    .replace(ZERO_WIDTH, "")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b\u2032]/g, "'")
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " ")
    .replace(/\r\n?/g, "\n")
    .trim();
}

const TOKEN = /<([@#!])?([^<>|]+)(?:\|([^<>]*))?>/g;

/** Slack's mentions, links and entities as the words a person would read. Meant for texts that are kept. */
export function fromSlack(text: string): string {
  return text
    .replace(TOKEN, (_whole, sign: string | undefined, id: string, shown: string | undefined) =>
      words(sign, id, shown),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}

function words(sign: string | undefined, id: string, shown: string | undefined): string {
  if (sign === "@" || sign === "#") return `${sign}${shown || id}`;
  if (sign === "!")
    return id.startsWith("date^")
      ? (shown ?? "")
      : `@${shown?.replace(/^@/, "") || (id.split("^")[0] ?? "")}`;
  if (id.startsWith("mailto:")) return shown || id.slice("mailto:".length);
  // The address stays in sight: shown words could promise another place.
  return shown && !id.endsWith(shown) ? `${shown} (${id})` : id;
}

const MENTION = /<@([UW][A-Z0-9]{1,30})(?:\|[^<>]*)?>/g;

export type Mentioned = {
  readonly users: readonly SlackUserId[] /** The text without them. */;
  readonly rest: string;
};

/** People picked from Slack's list. A typed `@anna` is a word: who is meant would be a guess. */
export function takeMentions(text: string): Mentioned {
  const users = [...text.matchAll(MENTION)].map((match) => match[1] as SlackUserId); // the pattern is Slack's form of an id
  return { users, rest: text.replace(MENTION, " ").replace(/\s+/g, " ").trim() };
}

/** The first word and what follows it, line breaks kept. */
export function firstWord(text: string): { readonly word: string; readonly rest: string } {
  const [word = ""] = text.match(/^\S+/) ?? [];
  return { word, rest: text.slice(word.length).trim() };
}

/** At most three of the known words that a slip of the finger, or stopping early, makes of `typed`; nearest first. */
export function nearest(typed: string, known: readonly string[]): readonly string[] {
  const lower = typed.toLowerCase().slice(0, 60);
  if (lower === "") return [];
  return known
    .map((word) => ({
      word,
      steps: lower.length > 1 && word.startsWith(lower) ? 0 : distance(lower, word.toLowerCase()),
    }))
    .filter(({ word, steps }) => steps <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ word }) => word);
}
