import type { Ink } from "./telling-words.ts";
import { oneLine, utcSeconds } from "./text.ts";

// The post-mortem is a Markdown file that people edit and that Slack renders too. So people's text must not become
// a heading, a link with chosen words or a mention in either of the two.

/** People's text inside a paragraph of Markdown. */
export function inMarkdown(text: string): string {
  return text
    .toWellFormed()
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*[\]|]/g, "\\$&")
    .replace(/\]([([:])/g, "] $1")
    .replace(/@(?=(channel|here|everyone)\b)/gi, "@\u2060");
}

/** A line of its own: signs that would make it a heading, a list or a rule are taken literally. */
function lineInMarkdown(line: string): string {
  return inMarkdown(line.trimEnd()).replace(/^(\s*)([#+=~-]|\d+[.)])/, "$1\\$2");
}

/** One line stands in the sentence; more become a quotation under it, inside the list entry, line by line. */
function speech(text: string): string {
  const lines = text.trim().split(/\r?\n/);
  if (lines.length === 1) return inMarkdown(oneLine(text));
  return `\n${lines.map((line) => `  > ${lineInMarkdown(line)}  `).join("\n")}`;
}

/** `@U1`: a view does not know names, and a draft must not call people. */
export function nameInMarkdown(user: string): string {
  return `@${inMarkdown(oneLine(user))}`;
}

function addressInMarkdown(url: string | null): string | null {
  return url !== null && /^https?:\/\/[^\s<>()[\]|\\]+$/.test(url) ? url : null;
}

/** Our own mrkdwn, of which only mentions and links occur, in Markdown. */
function ours(mrkdwn: string): string {
  return mrkdwn
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, "@$1")
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, "#$1")
    .replace(/<(https?:[^|>]+)\|([^>]*)>/g, "$2 ($1)")
    .replaceAll("<", "&lt;");
}

export const MARKDOWN_INK: Ink = {
  bold: (text) => `**${inMarkdown(oneLine(text))}**`,
  words: (text) => inMarkdown(oneLine(text)),
  speech,
  person: nameInMarkdown,
  channel: (id, name) => `#${inMarkdown(name ?? id)}`,
  ours,
  link: (url, shown) => {
    const address = addressInMarkdown(url);
    return address === null ? shown : `[${shown}](${address})`;
  },
  moment: utcSeconds,
};
