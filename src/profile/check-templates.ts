import type { Checked } from "./check.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";

const CHANNEL_WORDS = ["number", "title"];
const UPDATE_WORDS = ["service", "title", "status", "severity", "impact", "eta"];

/** Texts with words in braces that are filled in. */
export function checkTemplates({ manual }: Checked): readonly Mistake[] {
  return [
    ...checkChannelName(manual.slack?.channel_name),
    ...checkBraces(["communication", "update"], manual.communication?.update ?? "", UPDATE_WORDS),
  ];
}

function checkChannelName(name: string | undefined): readonly Mistake[] {
  if (name === undefined) return [];
  const path = ["slack", "channel_name"];
  const illegal = name.replace(/\{[^{}]*\}/g, "").match(/[^a-z0-9_-]/g) ?? [];
  const mistakes = [...checkBraces(path, name, CHANNEL_WORDS)];
  if (!name.includes("{number}"))
    mistakes.push({ path, problem: "must contain {number}, or two incidents could want the same channel." });
  if (illegal.length > 0)
    mistakes.push({
      path,
      problem: `cannot contain ${[...new Set(illegal)].map((c) => JSON.stringify(c)).join(" ")}; Slack takes small letters, digits, "-" and "_".`,
    });
  return mistakes;
}

function checkBraces(path: Path, text: string, words: readonly string[]): readonly Mistake[] {
  const known = words.map((word) => `{${word}}`);
  return [...text.matchAll(/\{([^{}]*)\}/g)]
    .filter(([, word]) => !words.includes(word ?? ""))
    .map(([braces]) => ({ path, problem: `${braces} is not filled in here; ${hint(braces, known)}.` }));
}
