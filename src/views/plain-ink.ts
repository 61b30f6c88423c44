import type { Ink } from "./telling-words.ts";
import { clip, oneLine, utc } from "./text.ts";

/** `<@U1>`, `<#C1>` and links as words: what reads this escapes it like anybody's text. */
function ours(mrkdwn: string): string {
  return mrkdwn
    .replace(/<@([A-Z0-9]+)>/g, "@$1")
    .replace(/<#([A-Z0-9]+)>/g, "#$1")
    .replace(/<(?:https?:[^|>]+)\|([^>]*)>/g, "$1")
    .replaceAll("*", "");
}

/** Words alone, unescaped: for a line that is kept as text and shown elsewhere. */
export const PLAIN_INK: Ink = {
  bold: (text) => clip(oneLine(text), 80),
  words: (text) => clip(oneLine(text), 200),
  speech: (text) => clip(oneLine(text), 500),
  person: (user) => `@${user}`,
  channel: (id, name) => `#${name ?? id}`,
  ours: (mrkdwn) => clip(ours(mrkdwn), 300),
  // An address would only be in the way of reading, and the card has it.
  link: (_url, shown) => shown,
  moment: utc,
};
