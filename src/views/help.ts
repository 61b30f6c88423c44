import type { Block, Message } from "./blocks.ts";
import { context, message, section } from "./blocks.ts";
import { clip, listed, say } from "./text.ts";

export type HelpEntry = { readonly name: string; readonly usage: string; readonly summary: string };

/** The sub-commands; when what was typed is none of them the nearest ones first. */
export function help(
  command: "/incident" | "/deploy" | "/ops",
  entries: readonly HelpEntry[],
  unknown?: { readonly typed: string; readonly nearest: readonly string[] },
): Message {
  if (unknown !== undefined) return notKnown(command, entries, unknown);
  const first = `*${command}*: what can be typed`;
  return message(first, [section(first), ...inSections(entries.map(line))]);
}

function line({ usage, summary }: HelpEntry): string {
  return `\`${code(usage)}\`  ${say(summary, 200)}`;
}

function notKnown(
  command: string,
  entries: readonly HelpEntry[],
  unknown: { readonly typed: string; readonly nearest: readonly string[] },
): Message {
  const nearest = unknown.nearest.slice(0, 5);
  const meant =
    nearest.length === 0
      ? ""
      : ` Did you mean ${listed(
          nearest.map((name) => `\`${command} ${code(name)}\``),
          "or",
        )}?`;
  const first = `\`${command} ${clip(code(unknown.typed), 80)}\` is nothing I know; nothing was changed.${meant}`;
  const meantOnes = entries.filter(({ name }) => nearest.includes(name)).map(line);
  const others = entries.filter(({ name }) => !nearest.includes(name)).map(line);
  const all = `\`${command} help\` lists everything that can be typed.`;
  // What was probably meant stands first: on a telephone the rest is below the edge.
  return message(`${first} ${all}`, [
    section(first),
    ...inSections(meantOnes),
    context("Everything that can be typed:"),
    ...inSections(others),
  ]);
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
