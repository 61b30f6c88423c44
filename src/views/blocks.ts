import type {
  ActionsBlock,
  ActionsBlockElement,
  Button,
  ConfirmationDialog,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  HomeView,
  InputBlock,
  InputBlockElement,
  KnownBlock,
  MarkdownBlock,
  ModalView,
  PlainTextElement,
  PlainTextOption,
  SectionBlock,
} from "@slack/types";
import type { Message } from "../engine/ports.ts";
import { clip, cut, plain } from "./text.ts";

// The engine's word for what a view makes. Every view takes it from here, so that this is the one crossing.
export type { Message } from "../engine/ports.ts";

/** What `views.open` and `views.publish` take. */
export type View = ModalView | HomeView;
export type Block = KnownBlock;

/** Slack refuses a message somewhere above 11,000 characters of blocks, whatever it documents. */
const MESSAGE_ROOM = 9800;
const MESSAGE_BLOCKS = 50;
/** Kept under a section's 3,000 characters. */
const SECTION_ROOM = 2700;

/** How much of a message's room some blocks take, in characters. */
export function roomOf(blocks: readonly Block[]): number {
  return JSON.stringify(blocks).length;
}

/** As many groups, from the first on, as fit into `room` characters. A group is taken whole or not at all. */
export function within(
  groups: readonly (readonly Block[])[],
  room: number,
): { readonly blocks: readonly Block[]; readonly left: number } {
  let free = room;
  const taken = groups.findIndex((group) => {
    free -= roomOf(group);
    return free < 0;
  });
  const count = taken === -1 ? groups.length : taken;
  return { blocks: groups.slice(0, count).flat(), left: groups.length - count };
}

/**
 * A message Slack takes. Views keep within the room by themselves; should one not, its last blocks go and the
 * reader is told, because a refused message would tell nobody anything.
 */
export function message(text: string, blocks: readonly Block[]): Message {
  const short = cut(text, 600);
  if (blocks.length <= MESSAGE_BLOCKS && roomOf(blocks) <= MESSAGE_ROOM) return { text: short, blocks };
  const note = context("_Shortened: the rest does not fit into one Slack message._");
  const each = blocks.slice(0, MESSAGE_BLOCKS - 1).map((block) => [block]);
  return { text: short, blocks: [...within(each, MESSAGE_ROOM - 200).blocks, note] };
}

function label(text: string, limit: number): PlainTextElement {
  return { type: "plain_text", text: plain(text, limit) || "…" };
}

/** A large first line. Plain text: nothing in it is interpreted. */
export function header(text: string): HeaderBlock {
  return { type: "header", text: label(text, 150) };
}

/** Mrkdwn that is escaped already where people wrote it; anything over 2,900 characters is cut between tokens. */
export function section(mrkdwn: string): SectionBlock {
  return { type: "section", text: { type: "mrkdwn", text: cut(mrkdwn, 2900) || "…" } };
}

/** Lines of mrkdwn, as many in each section as it takes without being cut. */
export function sections(lines: readonly string[]): readonly SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + line.length > SECTION_ROOM) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts.map(section);
}

/** Short facts, two beside each other on a wide screen and one under the other on a phone. At most ten. */
export function fields(mrkdwn: readonly string[]): SectionBlock {
  return {
    type: "section",
    fields: mrkdwn.slice(0, 10).map((text) => ({ type: "mrkdwn", text: cut(text, 1900) || "…" })),
  };
}

/** Small grey lines under what matters. */
export function context(...mrkdwn: readonly string[]): ContextBlock {
  const elements = mrkdwn
    .slice(0, 10)
    .map((text) => ({ type: "mrkdwn" as const, text: cut(text, 1900) || "…" }));
  return { type: "context", elements };
}

export function divider(): DividerBlock {
  return { type: "divider" };
}

/** Standard Markdown. At most 12,000 characters, by Slack's rules. */
export function markdown(text: string): MarkdownBlock {
  return { type: "markdown", text: clip(text, 11_900) };
}

export function actions(...elements: readonly ActionsBlockElement[]): ActionsBlock {
  return { type: "actions", elements: elements.slice(0, 25) };
}

export type ButtonLook = {
  readonly style?: "primary" | "danger";
  readonly confirm?: ConfirmationDialog;
};

/** A button says a verb. `value` is what the handler gets; Slack takes up to 2,000 characters of it. */
export function button(verb: string, actionId: string, value: string, look: ButtonLook = {}): Button {
  return { type: "button", text: label(verb, 75), action_id: actionId, value, ...look };
}

/** The question before a dangerous button does anything. */
export function confirm(
  title: string,
  text: string,
  yes: string,
  style: "primary" | "danger" = "danger",
): ConfirmationDialog {
  return {
    title: label(title, 100),
    text: { type: "plain_text", text: plain(text, 300) },
    confirm: label(yes, 30),
    deny: label("Not yet", 30),
    style,
  };
}

export function option(text: string, value: string, description: string | null = null): PlainTextOption {
  const base = { text: label(text, 75), value: clip(value, 150) };
  return description === null || description === "" ? base : { ...base, description: label(description, 75) };
}

export type InputLook = { readonly optional?: boolean; readonly hint?: string };

/** One question of a form. The block and its element carry the same id, which is how the handler finds the answer. */
export function input(
  id: string,
  question: string,
  element: InputBlockElement,
  look: InputLook = {},
): InputBlock {
  const base: InputBlock = {
    type: "input",
    block_id: id,
    label: label(question, 150),
    element: { ...element, action_id: id },
    optional: look.optional ?? false,
  };
  return look.hint === undefined ? base : { ...base, hint: label(look.hint, 150) };
}

export type TextLook = { readonly initial?: string; readonly placeholder?: string; readonly max?: number };

/** A free text of one line or several. `max` and what stands in it already stay within Slack's 3,000 characters. */
export function textInput(lines: "one" | "several", look: TextLook = {}): InputBlockElement {
  const max = Math.min(look.max ?? 3000, 3000);
  return {
    type: "plain_text_input",
    multiline: lines === "several",
    max_length: max,
    ...(look.initial ? { initial_value: clip(look.initial, max) } : {}),
    ...(look.placeholder ? { placeholder: label(look.placeholder, 150) } : {}),
  };
}

export type ModalParts = {
  readonly callback: string;
  readonly title: string;
  readonly submit: string;
  readonly metadata: string;
  readonly blocks: readonly Block[];
};

export function modal(parts: ModalParts): ModalView {
  return {
    type: "modal",
    callback_id: parts.callback,
    title: label(parts.title, 24),
    submit: label(parts.submit, 24),
    close: label("Cancel", 24),
    private_metadata: parts.metadata,
    blocks: [...parts.blocks],
  };
}
