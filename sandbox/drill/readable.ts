import type { SandboxMessage, SandboxUser } from "../slack/world.ts";

/** The lines of a message as a person reads them: without what can be pressed, and with names and times for Slack's marks. */
export function readable(
  { text = "", blocks = [] }: Partial<Pick<SandboxMessage, "text" | "blocks">>,
  users: readonly SandboxUser[],
): readonly string[] {
  const all = blocks.length === 0 ? [text] : blocks.flatMap(words);
  return all
    .join("\n")
    .replaceAll(/<!date\^\d+\^[^|>]*\|([^>]*)>/gu, "$1")
    .replaceAll(/<@(\w+)>/gu, (mark, id) => `@${users.find((user) => user.id === id)?.name ?? mark}`)
    .replaceAll(/<(?:https?:|#)[^|>]*\|([^>]*)>/gu, "$1")
    .replaceAll(/<!(channel|here)>/gu, "@$1")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** Buttons and lists are for pressing; a transcript says who pressed them. */
function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (typeof value !== "object" || value === null) return [];
  if ("type" in value && value.type === "actions") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : key === "accessory" ? [] : words(inner),
  );
}
