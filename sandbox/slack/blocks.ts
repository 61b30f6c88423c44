import { type BlockFault, schemaFaults } from "./block-kit/fault.ts";
import { anyBlock, home, modal } from "./block-kit/layout.ts";
import { allBlocks, allElements, countCharacters } from "./block-kit/walk.ts";
import { children, isJson, type Json } from "./json.ts";

export type { BlockFault } from "./block-kit/fault.ts";
export { faultLine } from "./block-kit/fault.ts";

const MESSAGE_BLOCKS = 50;
const TEXT_CHARACTERS = 40_000;
/** Undocumented: messages have been refused from about here, summed over all blocks. */
const MESSAGE_CHARACTERS = 12_000;
const VIEW_BYTES = 250_000;

/** What Slack would refuse about a message; empty when it would take it. */
export function validateMessage(blocks: unknown, text: unknown): readonly BlockFault[] {
  if (blocks !== undefined && blocks !== null && !Array.isArray(blocks))
    return [{ error: "invalid_blocks_format", pointer: "/blocks", message: "must be a list of blocks" }];
  const given: unknown[] = Array.isArray(blocks) ? blocks : [];
  const written = typeof text === "string" ? text : "";
  if (given.length === 0 && written === "")
    return [{ error: "no_text", pointer: "/text", message: "no text and no blocks" }];
  if (written.length > TEXT_CHARACTERS)
    return [
      {
        error: "msg_too_long",
        pointer: "/text",
        message: `must be less than ${TEXT_CHARACTERS + 1} characters`,
      },
    ];
  if (given.length > MESSAGE_BLOCKS)
    return [
      {
        error: "invalid_blocks",
        pointer: "/blocks",
        message: `no more than ${MESSAGE_BLOCKS} items allowed`,
      },
    ];
  const faults = blockFaults(given, "invalid_blocks");
  const characters = countCharacters(given);
  if (faults.length > 0 || characters <= MESSAGE_CHARACTERS) return faults;
  return [
    {
      error: "msg_blocks_too_long",
      pointer: "/blocks",
      message: `${characters} characters in all blocks, about ${MESSAGE_CHARACTERS} are taken`,
    },
  ];
}

/** What Slack would refuse about a modal or a Home tab; empty when it would take it. */
export function validateView(view: unknown): readonly BlockFault[] {
  const error = "invalid_arguments";
  if (!isJson(view)) return [{ error, pointer: "/view", message: "must provide an object" }];
  const frame = schemaFaults(view["type"] === "home" ? home : modal, view, "/view", error);
  const blocks: unknown[] = Array.isArray(view["blocks"]) ? view["blocks"] : [];
  const inner = blockFaults(blocks, error).map((fault) => ({ ...fault, pointer: `/view${fault.pointer}` }));
  return [...frame, ...inner, ...submitFaults(view), ...sizeFaults(view)];
}

function blockFaults(blocks: readonly unknown[], error: string): BlockFault[] {
  const shape = blocks.flatMap((block, index) => schemaFaults(anyBlock, block, `/blocks/${index}`, error));
  const known = blocks.filter(isJson);
  return [
    ...shape,
    ...(known.length === blocks.length
      ? [
          ...repeatedBlockIds(known, error),
          ...repeatedActionIds(known, error),
          ...strangeInitials(known, error),
        ]
      : []),
  ];
}

function repeatedBlockIds(blocks: readonly Json[], error: string): BlockFault[] {
  const seen = new Set<unknown>();
  return allBlocks(blocks).flatMap(({ block, pointer }) => {
    const { block_id: id } = block;
    if (id === undefined) return [];
    const fault = seen.has(id)
      ? [{ error, pointer: `${pointer}/block_id`, message: `\`block_id\` ${String(id)} already exists` }]
      : [];
    seen.add(id);
    return fault;
  });
}

function repeatedActionIds(blocks: readonly Json[], error: string): BlockFault[] {
  const seen = new Map<Json, Set<unknown>>();
  return allElements(blocks).flatMap(({ block, element, pointer }) => {
    const { action_id: id } = element;
    if (id === undefined) return [];
    const ids = seen.get(block) ?? new Set();
    seen.set(block, ids);
    const fault = ids.has(id)
      ? [{ error, pointer: `${pointer}/action_id`, message: `\`action_id\` ${String(id)} already exists` }]
      : [];
    ids.add(id);
    return fault;
  });
}

/** Slack takes an initial option only if it is one of the options, word for word. */
function strangeInitials(blocks: readonly Json[], error: string): BlockFault[] {
  return allElements(blocks).flatMap(({ element, pointer }) => {
    const offered = [
      ...children(element, "options"),
      ...children(element, "option_groups").flatMap((group) => children(group, "options")),
    ];
    const { initial_option: one, type } = element;
    if (type === "external_select" || type === "multi_external_select") return [];
    const initial = isJson(one) ? [one] : children(element, "initial_options");
    const strange = initial.some((chosen) => !offered.some((each) => sameOption(each, chosen)));
    return strange
      ? [{ error, pointer: `${pointer}/initial_option`, message: "must be one of the provided options" }]
      : [];
  });
}

function sameOption(a: Json, b: Json): boolean {
  return a["value"] === b["value"] && JSON.stringify(a["text"]) === JSON.stringify(b["text"]);
}

function submitFaults(view: Json): BlockFault[] {
  if (view["type"] !== "modal" || isJson(view["submit"])) return [];
  if (!allBlocks(children(view, "blocks")).some(({ block }) => block["type"] === "input")) return [];
  return [
    {
      error: "invalid_arguments",
      pointer: "/view/submit",
      message: "`submit` is required when an `input` block is within the `blocks` array",
    },
  ];
}

function sizeFaults(view: Json): BlockFault[] {
  return Buffer.byteLength(JSON.stringify(view)) <= VIEW_BYTES
    ? []
    : [{ error: "view_too_large", pointer: "/view", message: `must be less than ${VIEW_BYTES + 1} bytes` }];
}
