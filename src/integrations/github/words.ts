/** GitHub's words as the database and Slack can keep them: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "");
}

/** At most `limit` characters as people count them, the last one `…` when something was left out. */
export function shortened(text: string, limit: number): string {
  const characters = [...storable(text)];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : characters.join("");
}
