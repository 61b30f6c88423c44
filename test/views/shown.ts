import type { Message } from "../../src/views/blocks.ts";

// What a person reads of a view, picked out of its blocks.

type Node = { readonly [key: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

/** Every text object and Markdown text in a view, with its kind. */
export function texts(value: unknown): readonly { readonly kind: string; readonly text: string }[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (!isNode(value)) return [];
  const { type, text } = value;
  const own = typeof type === "string" && typeof text === "string" ? [{ kind: type, text }] : [];
  return [...own, ...Object.values(value).flatMap(texts)];
}

/** All that is read in a message, one text a line. */
export function shown({ blocks }: Message): string {
  return texts(blocks)
    .map(({ text }) => text)
    .join("\n");
}

/** Buttons and selects in the order they stand. */
export function elements(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (!isNode(value)) return [];
  const own = typeof value["action_id"] === "string" ? [value] : [];
  return [...own, ...Object.values(value).flatMap(elements)];
}

/** The words on the buttons, in order. */
export function verbs(message: Message): readonly string[] {
  return elements(message.blocks).flatMap((element) =>
    element["type"] === "button" && isNode(element["text"]) ? [String(element["text"]["text"])] : [],
  );
}
