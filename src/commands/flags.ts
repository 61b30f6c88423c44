import { parseArgs } from "node:util";
import { parseArgsStringToArgv } from "string-argv";
import { nearest } from "./text.ts";

/**
 * Flags anywhere among words, as people type them on phones: long dashes, apostrophes that quote nothing, quotes
 * that are part of the sentence. Only a value behind a flag, and a text wrapped as a whole, are unquoted.
 */

type Flag = { readonly takes: "value"; readonly known: readonly string[] } | { readonly takes: "nothing" };
export type Flags = Readonly<Record<string, Flag>>;

export type Parsed = {
  /** Everything that is not a flag, on one line. */
  readonly words: string;
  readonly values: ReadonlyMap<string, string>;
  readonly set: ReadonlySet<string>;
  readonly wrong: Wrong | null;
};

export type Wrong =
  | { readonly kind: "unknown"; readonly typed: string; readonly nearest: readonly string[] }
  | { readonly kind: "no-value"; readonly flag: string; readonly known: readonly string[] };

// Marks for signs that mean nothing here, put back at the end. `normalise` has removed them from what was typed.
const QUOTE = "\ue001";
const DASH = "\ue002";
const APOSTROPHE = "\ue003";

/** `text` is normalised already. Never throws. */
export function parseFlags(text: string, flags: Flags): Parsed {
  const args = parseArgsStringToArgv(protect(text)).map((arg) => asFlag(arg, flags));
  const { tokens } = parseArgs({
    args: joinPhrases(args, flags),
    options: Object.fromEntries(
      Object.entries(flags).map(
        ([name, flag]) => [name, { type: flag.takes === "value" ? "string" : "boolean" }] as const,
      ),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return collect(tokens, flags);
}

type Token = { readonly kind: string; readonly name?: string; readonly value?: string | undefined };

function collect(tokens: readonly Token[], flags: Flags): Parsed {
  const words: string[] = [];
  const values = new Map<string, string>();
  const set = new Set<string>();
  let wrong: Wrong | null = null;
  for (const { kind, name = "", value } of tokens) {
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (kind === "positional") words.push(restore(value ?? ""));
    else if (kind !== "option") continue;
    else if (flag === undefined)
      wrong ??= { kind: "unknown", typed: `--${restore(name)}`, nearest: suggestions(name, flags) };
    else if (flag.takes === "nothing") toggle(set, name, value);
    else if (value === undefined || value.startsWith("--"))
      wrong ??= { kind: "no-value", flag: `--${name}`, known: flag.known };
    else values.set(name, restore(value));
  }
  return { words: unwrap(words.join(" ").trim()), values, set, wrong };
}

function toggle(set: Set<string>, name: string, value: string | undefined): void {
  if (value !== undefined && /^(no|false|off|0)$/i.test(value)) set.delete(name);
  else set.add(name);
}

function suggestions(name: string, flags: Flags): readonly string[] {
  return nearest(name, Object.keys(flags)).map((known) => `--${known}`);
}

const FLAG_BEFORE = /(?:^|\s)[-\u2013\u2014\u2015]{1,3}[a-z][\w-]*(?:\s+|=)$/i;

/** Keeps quotes only where they hold a flag's value together. */
function protect(text: string): string {
  return text
    .replace(/((?:^|\s)[-\u2013\u2014\u2015]{1,3}[a-z][\w-]*[ =])'([^'"]*)'(?=\s|$)/gi, '$1"$2"')
    .replaceAll("'", APOSTROPHE)
    .replace(/"([^"]*)"|"/g, (whole, inner: string | undefined, at: number, all: string) => {
      if (inner === undefined) return QUOTE;
      const holdsValue = FLAG_BEFORE.test(all.slice(Math.max(0, at - 60), at));
      return holdsValue ? whole : `${QUOTE}${inner.replaceAll("-", DASH)}${QUOTE}`;
    });
}

/** `--Severity`, and `—severity` as phones make of it, are flags; `-5`, `--` and `— all users` are words. */
function asFlag(arg: string, flags: Flags): string {
  const match = /^([-\u2013\u2014\u2015]{1,3})([a-z][\w-]*)(=[\s\S]*)?$/i.exec(arg);
  if (match !== null) {
    const [, dashes = "", typed = "", value = ""] = match;
    const name = typed.toLowerCase();
    if (
      dashes === "--" ||
      Object.hasOwn(flags, name) ||
      (dashes !== "-" && nearest(name, Object.keys(flags)).length > 0)
    ) {
      return `--${name}${value}`;
    }
  }
  return arg.startsWith("-") ? `${DASH}${arg.slice(1)}` : arg;
}

/** `--severity Severity 1` without quotes: the words that together are a known value are joined. */
function joinPhrases(args: readonly string[], flags: Flags): string[] {
  const joined: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    joined.push(arg);
    const name = arg.slice(2);
    const flag = arg.startsWith("--") && Object.hasOwn(flags, name) ? flags[name] : undefined;
    if (flag === undefined || flag.takes === "nothing") continue;
    const count = longestPhrase(args.slice(at + 1, at + 9), flag.known);
    if (count > 1) {
      joined.push(args.slice(at + 1, at + 1 + count).join(" "));
      at += count;
    }
  }
  return joined;
}

function longestPhrase(words: readonly string[], known: readonly string[]): number {
  const lower = new Set(known.map((phrase) => phrase.toLowerCase()));
  for (let count = words.length; count > 1; count -= 1) {
    if (lower.has(words.slice(0, count).join(" ").toLowerCase())) return count;
  }
  return 0;
}

function restore(text: string): string {
  return text.replaceAll(QUOTE, '"').replaceAll(DASH, "-").replaceAll(APOSTROPHE, "'");
}

function unwrap(text: string): string {
  const match = /^"([^"]*)"$/.exec(text) ?? /^'([^']*)'$/.exec(text);
  return match?.[1]?.trim() ?? text;
}
