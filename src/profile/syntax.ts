import { type Document, visit, type YAMLError } from "yaml";

type Code = YAMLError["code"];

/** A mistake in the YAML itself; `offset` counts characters from the beginning of the text. */
export type Slip = { readonly offset: number; readonly problem: string };

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

/**
 * What the YAML gets wrong. A doubled key leaves the rest readable. After anything else the parser stumbles over
 * sound lines too, so only the first is told.
 */
export function slipsOf(document: Document, text: string): { readable: boolean; slips: readonly Slip[] } {
  const doubled = document.errors.filter(({ code }) => code === "DUPLICATE_KEY");
  const [first] = document.errors
    .filter(({ code }) => code !== "DUPLICATE_KEY")
    .sort((a, b) => a.pos[0] - b.pos[0]);
  if (first !== undefined)
    return { readable: false, slips: [{ offset: first.pos[0], problem: sentenceOf(first) }] };
  const aliases = unresolvedAliases(document);
  return {
    readable: aliases.length === 0,
    slips: [...doubled.map((error) => doubledKey(error, text)), ...aliases],
  };
}

function sentenceOf(error: YAMLError): string {
  const [said = ""] = error.message.split("\n");
  const guess = `${said.replace(/[.:]?$/, "")}; look for a quote, bracket or comma missing here or just above.`;
  return `this is not YAML: ${CURES[error.code] ?? guess} Nothing else can be checked before that.`;
}

function doubledKey(error: YAMLError, text: string): Slip {
  const offset = error.pos[0];
  const key = /^[^:\n]*/.exec(text.slice(offset))?.[0].trim() ?? "";
  const unquoted = key.replace(/^(["'])(.*)\1$/, "$2");
  return { offset, problem: `${JSON.stringify(unquoted)} is written twice here; keep one of them.` };
}

/** Reading the value would stop at the first one, without its place. */
function unresolvedAliases(document: Document): readonly Slip[] {
  const found: Slip[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const problem = `*${alias.source} refers to "&${alias.source}", which is nowhere above; define it, or put text that begins with * in quotes.`;
      found.push({ offset: alias.range?.[0] ?? 0, problem });
    },
  });
  return found;
}
