import { listed, say } from "../views/text.ts";
import { nearest } from "./text.ts";

/**
 * Flags among the words of `/deploy`, as phones type them: `--why a whole sentence`, `—for 2h`. A flag's value is what
 * follows up to the next one, so a time and a reason need no quotes.
 */

/** `value` takes what follows; `nothing` leaves it to the words. */
type Kinds = Readonly<Record<string, "value" | "nothing">>;

export type Flagged = {
  readonly words: string;
  readonly values: ReadonlyMap<string, string>;
  readonly set: ReadonlySet<string>;
  /** Why it is not understood, as mrkdwn of ours; null when it is. */
  readonly fault: string | null;
};

const FLAG = /(?<=^|\s)([-\u2013\u2014\u2015]{1,3})([a-z][\w-]*)(?==|\s|$)=?\s*/gi;

type Found = { readonly name: string; readonly at: number; readonly end: number };

/** `text` is normalised already. Never throws. */
export function takeFlags(text: string, kinds: Kinds): Flagged {
  const quotes = [...text.matchAll(/"[^"]*"/g)].map(({ index, 0: { length } }) => [index, index + length]);
  const isQuoted = (at: number) => quotes.some(([from = 0, to = 0]) => at > from && at < to);
  const found: Found[] = [];
  for (const { index: at, 0: whole, 1: dashes = "", 2: typed = "" } of text.matchAll(FLAG)) {
    if (isQuoted(at)) continue;
    const name = typed.toLowerCase();
    if (Object.hasOwn(kinds, name)) found.push({ name, at, end: at + whole.length });
    else if (isMeant(dashes, name, { kinds, inside: found.at(-1)?.name })) return unknown(typed, kinds);
  }
  return collect(text, found, kinds);
}

/** What nearly is one of ours was meant as such; anything else with two dashes too, unless it belongs to a reason. */
function isMeant(
  dashes: string,
  name: string,
  { kinds, inside }: { readonly kinds: Kinds; readonly inside: string | undefined },
): boolean {
  if (dashes !== "-" && nearest(name, Object.keys(kinds)).length > 0) return true;
  return dashes === "--" && inside !== "why";
}

function collect(text: string, found: readonly Found[], kinds: Kinds): Flagged {
  const words = [text.slice(0, found[0]?.at ?? text.length)];
  const values = new Map<string, string>();
  const set = new Set<string>();
  for (const [index, { name, end }] of found.entries()) {
    const after = text.slice(end, found[index + 1]?.at ?? text.length).trim();
    if (kinds[name] === "nothing") {
      set.add(name);
      words.push(after);
    } else if (after === "") return faulty(`\`--${name}\` needs something behind it.`);
    else values.set(name, unwrapped(after));
  }
  return { words: words.join(" ").trim(), values, set, fault: null };
}

function faulty(fault: string): Flagged {
  return { words: "", values: new Map(), set: new Set(), fault };
}

/** Quotes that hold a value together are not part of it. */
function unwrapped(value: string): string {
  const match = /^(["'])(.*?)\1(?=\s|$)\s*(.*)$/s.exec(value);
  return match === null ? value : `${match[2]} ${match[3]}`.trim();
}

function unknown(typed: string, kinds: Kinds): Flagged {
  const near = nearest(typed, Object.keys(kinds)).map((name) => `\`--${name}\``);
  const meant = near.length === 0 ? "" : ` Did you mean ${listed(near, "or")}?`;
  const shown = say(typed.replaceAll("`", "'"), 60);
  return faulty(`\`--${shown}\` is no option of this command; nothing was changed.${meant}`);
}
