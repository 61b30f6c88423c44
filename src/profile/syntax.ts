import type { YAMLError } from "yaml";
import type { Mistake } from "./fault.ts";

type Code = YAMLError["code"];

/** The mistakes people really make in YAML, each with its cure; the parser's own words serve for the rest. */
const CURES: Partial<Record<Code, string>> = {
  TAB_AS_INDENT: "a tab cannot indent YAML; use spaces.",
  BAD_SCALAR_START: "a word cannot begin with @, ` or %; put it in quotes.",
  BLOCK_AS_IMPLICIT_KEY: 'there is a second ": " on this line; put the text in quotes, or begin a new line.',
  MULTILINE_IMPLICIT_KEY:
    'this line has no ": " after its key, or the one above it lacks an end; write "key: value".',
  BAD_INDENT: "this line is indented differently from its neighbours; align it with them.",
  MULTIPLE_DOCS:
    'a profile is one YAML document; remove the line "---" and what follows, or make it a file of its own.',
  RESOURCE_EXHAUSTION: "is nested too deeply.",
};

/** One error of the YAML parser as a sentence with a cure. */
export function syntaxMistake(error: YAMLError, text: string): Mistake {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^:\n]*/.exec(text.slice(error.pos[0]))?.[0].trim() ?? "";
    return { path: [], problem: `${JSON.stringify(unquoted(key))} is written twice here; keep one of them.` };
  }
  const cure = CURES[error.code];
  if (cure !== undefined) return { path: [], problem: `this is not YAML: ${cure}` };
  const [first = ""] = error.message.split("\n");
  return { path: [], problem: `this is not YAML: ${first.replace(/[.:]?$/, "")}.` };
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, "$2");
}
