/** Small pieces of Markdown for the generated pages. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(inCell).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---|").join("")}`, ...rows.map(line)].join("\n");
}

function inCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", "<br>");
}

/** Slack's mrkdwn as Markdown: mentions by name, times as they are for who cannot see Slack's, entities undone inside code, where Markdown shows them as they are. */
export function fromMrkdwn(text: string, names: Readonly<Record<string, string>>): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<[@#]([A-Z0-9]+)>/g, (_whole, id: string) => names[id] ?? id)
    .replace(/`[^`]*`/g, (code) =>
      code.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
    )
    .replace(/(^|\s)\*([^*\n]+)\*/g, "$1**$2**");
}

/** The first lines of a generated page. */
export function heading(title: string, source: string): string {
  return `<!-- Written by docs/generate.ts from ${source}. Do not edit by hand: change the source and run \`npm run docs\`. -->\n# ${title}`;
}
