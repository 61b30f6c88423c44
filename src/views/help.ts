import type { Block, Message } from "./blocks.ts";
import { message, section } from "./blocks.ts";
import { clip, listed, say } from "./text.ts";

export type HelpEntry = { readonly name: string; readonly usage: string; readonly summary: string };

/** The sub-commands, and before them the nearest ones when what was typed is none of them. */
export function help(
  command: "/incident",
  entries: readonly HelpEntry[],
  unknown?: { readonly typed: string; readonly nearest: readonly string[] },
): Message {
  const first = unknown === undefined ? `*${command}*: what can be typed` : notKnown(command, unknown);
  const lines = entries.map((entry) => `\`${code(entry.usage)}\`  ${say(entry.summary, 200)}`);
  return message(first, [section(first), ...inSections(lines)]);
}

function notKnown(
  command: string,
  unknown: { readonly typed: string; readonly nearest: readonly string[] },
): string {
  const nearest = unknown.nearest.slice(0, 5).map((name) => `\`${command} ${code(name)}\``);
  const meant = nearest.length === 0 ? "" : ` Did you mean ${listed(nearest, "or")}?`;
  return `\`${command} ${clip(code(unknown.typed), 80)}\` is nothing I know; nothing was changed.${meant}`;
}

function code(text: string): string {
  return say(text.replaceAll("`", "'"), 200);
}

function inSections(lines: readonly string[]): readonly Block[] {
  const size = 12;
  const count = Math.ceil(lines.length / size);
  return Array.from({ length: count }, (_, index) =>
    section(lines.slice(index * size, (index + 1) * size).join("\n")),
  );
}
