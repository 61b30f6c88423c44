import { environmentsAt } from "../domain/delivery.ts";
import type { Profile } from "../domain/profile.ts";
import { listed, say } from "../views/text.ts";
import { takeLabel } from "./address.ts";
import { fromSlack, nearest } from "./text.ts";

/** Which service, which environment and which version stand at the beginning of a text; `to`, `on` and `in` mean the same. */

/** Slack's tokens as words. What Slack made a link of by itself, such as the tag `v1.io`, is what was typed. */
export function wordsOf(text: string): string {
  const typed = text.replace(
    /<https?:\/\/([^<>|\s]+)\|([^<>]*)>/g,
    (whole, address: string, shown: string) => (address.replace(/\/$/, "") === shown ? shown : whole),
  );
  return fromSlack(typed);
}

/** Everything the manual deploys, by key. */
export function servicesOf({ delivery }: Profile): readonly string[] {
  return Object.keys(delivery.environments);
}

/** Of one service, or of all of them. */
export function environmentsOf({ delivery }: Profile, service: string | null): readonly string[] {
  const known =
    service === null ? Object.values(delivery.environments).flat() : environmentsAt(delivery, service);
  return [...new Set(known.map(({ key }) => key))];
}

export type TypedService = { readonly service: string; readonly known: boolean; readonly rest: string };

/** A service by its key or its name, which may be several words; else the first word as it was typed. */
export function takeService(text: string, profile: Profile): TypedService {
  const keys = servicesOf(profile);
  const names = profile.services.filter(({ key }) => keys.includes(key));
  const { label, rest } = takeLabel(text, [...keys, ...names.map(({ name }) => name)]);
  const typed = unquoted(label);
  const key =
    sameWord(typed, keys) ?? names.find(({ name }) => name.toLowerCase() === typed.toLowerCase())?.key;
  return { service: key ?? typed, known: key !== undefined, rest };
}

export type Target = {
  readonly ref: string | null;
  readonly environment: string | null;
  readonly rest: string;
};

/**
 * `[ref] [to] <environment>` and what follows. A word that is nearly an environment, or stands where one belongs, is taken
 * as one: the rules then say that there is none of that name. Null is an environment that was not named.
 */
export function takeTarget(text: string, environments: readonly string[]): Target {
  const first = takeWord(text);
  const second = takeWord(first.rest);
  const here = sameWord(first.word, environments);
  const there = sameWord(second.word, environments);
  // A branch may be called like an environment.
  if (here !== null && !(second.led && there !== null))
    return { ref: null, environment: here, rest: first.rest };
  if (there !== null) return { ref: first.word, environment: there, rest: second.rest };
  const isNear = ({ word }: Word) => nearest(word, environments).length > 0;
  if (second.word !== "" && (isNear(second) || (second.led && !first.led)))
    return { ref: first.word, environment: second.word, rest: second.rest };
  if (first.word !== "" && (first.led || isNear(first)))
    return { ref: null, environment: first.word, rest: first.rest };
  return { ref: first.word || null, environment: null, rest: first.rest };
}

export type TypedEnvironment = { readonly environment: string | null; readonly rest: string };

/** `[in] <environment>`; null when the first word is none. */
export function takeEnvironment(text: string, environments: readonly string[]): TypedEnvironment {
  const { word, rest } = takeWord(text);
  const environment = sameWord(word, environments);
  return environment === null ? { environment, rest: text } : { environment, rest: reasonOf(rest) };
}

/** `to v1.4.0` behind the environment. */
export function takeVersion(text: string): { readonly version: string | null; readonly rest: string } {
  const { led, word, rest } = takeWord(text);
  return led && word !== "" ? { version: word, rest } : { version: null, rest: text };
}

type Word = { readonly led: boolean; readonly word: string; readonly rest: string };

/** The next word, quotes around it taken off, and whether `to`, `on` or `in` leads to it. */
function takeWord(text: string): Word {
  const led = /^(?:to|on|in)(?:\s+|$)/i.exec(text)?.[0] ?? "";
  const [whole = ""] = /^(?:"[^"]*"|`[^`]*`|\S+)/.exec(text.slice(led.length)) ?? [];
  const rest = text.slice(led.length + whole.length).trim();
  return { led: led !== "", word: unquoted(whole), rest };
}

/** People put a colon, a dash or a word before a reason. */
export function reasonOf(text: string): string {
  return text
    .replace(/^\s*[:,;]?\s*(?:[-\u2013\u2014]+\s+)?/, "")
    .replace(/^because\s+(?!of\s)/i, "")
    .trim();
}

/** As the manual writes it; null when it does not know it. */
function sameWord(typed: string, known: readonly string[]): string | null {
  return known.find((word) => word.toLowerCase() === typed.toLowerCase()) ?? null;
}

/** Phones quote what they should not, and people quote what they paste. A comma or colon belongs to the sentence. */
function unquoted(text: string): string {
  return text.replace(/^(["'`])(.*)\1$/, "$2").replace(/[,;:]$/, "");
}

/** `What is missing is the service: `api` or `web`.` */
export function missing(what: string, known: readonly string[]): string {
  if (known.length === 0) return `The manual names no ${what}. Add it to the ops profile.`;
  return `What is missing is the ${what}: ${listed(known.slice(0, 12).map(code), "or")}.`;
}

/** There is none of that name; the nearest ones, or all. */
export function noSuch(what: string, typed: string, known: readonly string[]): string {
  const near = nearest(typed, known);
  const first = `The manual has no ${what} ${code(typed)}; nothing was changed.`;
  if (near.length > 0) return `${first} Did you mean ${listed(near.map(code), "or")}?`;
  return known.length === 0
    ? `${first} It names none.`
    : `${first} It has ${listed(known.slice(0, 12).map(code))}.`;
}

export function code(text: string): string {
  return `\`${say(text.replaceAll("`", "'"), 80)}\``;
}
