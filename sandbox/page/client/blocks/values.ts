import type { Block, Element, Option } from "./block-kit.ts";
import { blockKey } from "./block-kit.ts";

/** One element's part of `view.state.values`: its type and what was chosen, under Slack's own field name. */
export type Value = { readonly type: string; readonly [field: string]: unknown };
/** By block id, then by action id. */
export type Values = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** The field that carries an element's value; null for elements that keep none, such as buttons. */
function valueField(type: string): string | null {
  switch (type) {
    case "plain_text_input":
    case "number_input":
    case "email_text_input":
    case "url_text_input":
      return "value";
    case "rich_text_input":
      return "rich_text_value";
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return "selected_option";
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return "selected_options";
    case "users_select":
      return "selected_user";
    case "multi_users_select":
      return "selected_users";
    case "channels_select":
      return "selected_channel";
    case "multi_channels_select":
      return "selected_channels";
    case "conversations_select":
      return "selected_conversation";
    case "multi_conversations_select":
      return "selected_conversations";
    case "datepicker":
      return "selected_date";
    case "timepicker":
      return "selected_time";
    case "datetimepicker":
      return "selected_date_time";
    default: // Slack's list of elements grows; what we do not know keeps no value
      return null;
  }
}

export function valueWith(element: Element, chosen: unknown): Value {
  return { type: element.type, [valueField(element.type) ?? "value"]: chosen };
}

/** What was chosen, without the wrapping. */
export function chosenOf(value: Value): unknown {
  return value[valueField(value.type) ?? "value"];
}

export function initialValue(element: Element): Value {
  const several = element.type.startsWith("multi_") || element.type === "checkboxes";
  const initial =
    element.initial_options ??
    element.initial_users ??
    element.initial_channels ??
    element.initial_conversations ??
    element.initial_option ??
    element.initial_value ??
    element.initial_user ??
    element.initial_channel ??
    element.initial_conversation ??
    element.initial_date ??
    element.initial_time ??
    element.initial_date_time ??
    (several ? [] : null);
  return valueWith(element, initial);
}

/** Every stateful element of the blocks, with what the person chose or else its initial value. */
export function allValues(blocks: readonly Block[], edits: Values): Values {
  const values: Record<string, Record<string, Value>> = {};
  for (const [index, block] of blocks.entries()) {
    const key = blockKey(block, index);
    for (const element of elementsOf(block)) {
      if (element.action_id === undefined || valueField(element.type) === null) continue;
      values[key] = {
        ...values[key],
        [element.action_id]: edits[key]?.[element.action_id] ?? initialValue(element),
      };
    }
  }
  return values;
}

function elementsOf(block: Block): readonly Element[] {
  if (block.type === "input") return block.element === undefined ? [] : [block.element];
  if (block.type === "actions") return block.elements ?? [];
  return block.accessory === undefined ? [] : [block.accessory];
}

function isEmpty(value: Value): boolean {
  const chosen = chosenOf(value);
  return (
    chosen === null || chosen === undefined || chosen === "" || (Array.isArray(chosen) && chosen.length === 0)
  );
}

/** Slack's own complaints, by block key: those it makes itself, before the app is asked. */
export function complaints(blocks: readonly Block[], values: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [index, block] of blocks.entries()) {
    if (block.type !== "input" || block.element?.action_id === undefined) continue;
    const key = blockKey(block, index);
    const value = values[key]?.[block.element.action_id] ?? initialValue(block.element);
    const complaint = complaintAbout(block, block.element, value);
    if (complaint !== null) found[key] = complaint;
  }
  return found;
}

function complaintAbout(block: Block, element: Element, value: Value): string | null {
  if (isEmpty(value)) return block.optional === true ? null : "Please complete this required field.";
  const chosen = chosenOf(value);
  if (typeof chosen !== "string") return null;
  if (element.min_length !== undefined && chosen.length < element.min_length) {
    return `Please write at least ${element.min_length} characters.`;
  }
  if (element.type === "number_input" && Number.isNaN(Number(chosen))) return "Please write a number.";
  return null;
}

export function isSameOption(one: Option, other: Option): boolean {
  return one.value === other.value && one.text.text === other.text.text;
}
