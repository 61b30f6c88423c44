import { child, children, type Json, textOf } from "../json.ts";

/** An interactive element with the block it sits in and the JSON pointer to it. */
export type Placed = { readonly block: Json; readonly element: Json; readonly pointer: string };

/** Every block, those inside containers and carousels included, with its pointer. */
export function allBlocks(blocks: readonly Json[], base = "/blocks"): { block: Json; pointer: string }[] {
  return blocks.flatMap((block, index) => {
    const pointer = `${base}/${index}`;
    const inner =
      block["type"] === "container"
        ? allBlocks(children(block, "child_blocks"), `${pointer}/child_blocks`)
        : [];
    const cards =
      block["type"] === "carousel" ? allBlocks(children(block, "elements"), `${pointer}/elements`) : [];
    return [{ block, pointer }, ...inner, ...cards];
  });
}

/** Every element a person can press, pick or fill in, in reading order. */
export function allElements(blocks: readonly Json[]): Placed[] {
  return allBlocks(blocks).flatMap(({ block, pointer }) =>
    elementsOf(block).map(({ element, at }) => ({ block, element, pointer: `${pointer}${at}` })),
  );
}

function elementsOf(block: Json): { element: Json; at: string }[] {
  const numbered = (key: string) =>
    children(block, key).map((element, index) => ({ element, at: `/${key}/${index}` }));
  switch (block["type"]) {
    case "section":
      return interactive(child(block, "accessory"))
        ? [{ element: child(block, "accessory"), at: "/accessory" }]
        : [];
    case "input":
      return [{ element: child(block, "element"), at: "/element" }];
    case "actions":
    case "context_actions":
      return numbered("elements");
    case "card":
      return numbered("actions");
  }
  return [];
}

function interactive(element: Json): boolean {
  return textOf(element, "type") !== null && element["type"] !== "image";
}

/** The element with this action id, in this block when one is named. */
export function findElement(blocks: readonly Json[], actionId: string, blockId?: string): Placed | null {
  return (
    allElements(blocks).find(
      ({ block, element }) =>
        element["action_id"] === actionId && (blockId === undefined || block["block_id"] === blockId),
    ) ?? null
  );
}

/** Characters of all text a person reads in these blocks. */
export function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, member) => sum + countCharacters(member), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, member]) =>
      sum + (key === "text" && typeof member === "string" ? member.length : countCharacters(member)),
    0,
  );
}
