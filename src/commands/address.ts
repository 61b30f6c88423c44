/** Which incident, and which words of the manual, stand at the beginning of a text. */

/** Nine digits are more incidents than anybody has, and fit every integer on the way. */
const NAMED = /^INC-?(\d{1,9})(?=$|[\s:,.;])[:,.;]?\s*/i;

export type Addressed = { readonly named: number | null; readonly rest: string };

/** `INC-7 the rest`. Without a leading `INC-7` the incident is the channel's. */
export function takeIncident(text: string): Addressed {
  const match = NAMED.exec(text);
  return match === null
    ? { named: null, rest: text }
    : { named: Number(match[1]), rest: text.slice(match[0].length) };
}

/** The whole text is `INC-7`, `#7` or `7`; null when it is something else. An empty text names none. */
export function wholeIncident(text: string): { readonly named: number | null } | null {
  if (text === "") return { named: null };
  const match = /^(?:INC-?|#)?(\d{1,9})$/i.exec(text);
  return match === null ? null : { named: Number(match[1]) };
}

export type Labelled = { readonly label: string; readonly rest: string };

/**
 * A label and what follows: quoted, or the longest of the known ones ("Severity 1 everything is down"),
 * or the first word, which the rules may then find unknown.
 */
export function takeLabel(text: string, known: readonly string[]): Labelled {
  const quoted = /^"([^"]+)"\s*/.exec(text) ?? /^'([^']+)'(?=\s|$)\s*/.exec(text);
  if (quoted !== null) return { label: quoted[1]?.trim() ?? "", rest: after(text.slice(quoted[0].length)) };
  const lower = text.toLowerCase();
  const found = known
    .filter(
      (label) =>
        lower.startsWith(label.toLowerCase()) && /^($|[\s:,;\u2013\u2014-])/.test(text.slice(label.length)),
    )
    .sort((a, b) => b.length - a.length)[0];
  const label = found === undefined ? (/^[^\s:,;]+/.exec(text)?.[0] ?? "") : text.slice(0, found.length);
  return { label, rest: after(text.slice(label.length)) };
}

/** People put a colon or a dash between the label and the words. */
function after(text: string): string {
  return text.replace(/^\s*[:,;]?\s*(?:[-\u2013\u2014]+\s+)?/, "").trim();
}
