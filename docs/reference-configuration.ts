import { readFileSync } from "node:fs";
import { heading, table } from "./markdown.ts";

/** Text of `reference/configuration.md`, from the comments of `.env.example`. */
export function configurationPage(): string {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const rows = rowsOf(example).map(({ name, value, about }) => [
    `\`${name}\``,
    about,
    value === "" ? "" : `\`${value}\``,
  ]);
  return [
    heading("Configuration", ".env.example"),
    INTRODUCTION,
    table(["variable", "what", "when absent"], rows),
    AFTER,
  ].join("\n");
}

type Row = { readonly name: string; readonly value: string; readonly about: string };

/** A comment is about all variables that follow it without another comment in between. */
function rowsOf(example: string): readonly Row[] {
  const rows: Row[] = [];
  let about: string[] = [];
  let fresh = false;
  for (const line of example.split("\n")) {
    const [, name, value = ""] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
    if (line.startsWith("#")) {
      if (!fresh) about = [];
      fresh = true;
      about.push(line.replace(/^#\s*/, ""));
    } else if (name !== undefined) {
      fresh = false;
      rows.push({ name, value, about: about.join(" ") });
    } else {
      fresh = false;
    }
  }
  return rows;
}

const INTRODUCTION = `
The environment is read once, at start, and every fault in it is told at the same time, each with its cure. An empty value
counts as unset. \`npm start\` also reads a file \`.env\`; the container reads its environment only. No secret has a default, and
none is logged.
`;

const AFTER = `
\`npm run doctor\` says what is configured, what is missing, and the cure for each.
How your organisation works is not configuration: it is in the [ops profile](profile.md).
`;
