import { allElements } from "./block-kit/walk.ts";
import { child, children, isJson, type Json } from "./json.ts";

/**
 * What an element holds, in the words of `state.values` and of an action. `given` is what a person chose: the bare
 * value (an option's value, a user id, a date, a text, or a list of them), or the finished object with its `type`.
 */
export function elementValue(element: Json, given: unknown): Json {
  const { type } = element;
  if (
    isJson(given) &&
    ("type" in given || Object.keys(given).some((key) => key.startsWith("selected_") || key === "value"))
  )
    return { type, ...given };
  const field = FIELDS[String(type)];
  if (field === undefined) return { type };
  return { type, [field.name]: field.options ? pick(element, given) : (given ?? null) };
}

/** Where each kind of element puts what was chosen, and where it takes its initial value from. */
const FIELDS: Readonly<
  Record<string, { readonly name: string; readonly initial: string; readonly options?: boolean }>
> = {
  plain_text_input: { name: "value", initial: "initial_value" },
  email_text_input: { name: "value", initial: "initial_value" },
  url_text_input: { name: "value", initial: "initial_value" },
  number_input: { name: "value", initial: "initial_value" },
  rich_text_input: { name: "rich_text_value", initial: "initial_value" },
  file_input: { name: "files", initial: "" },
  static_select: { name: "selected_option", initial: "initial_option", options: true },
  external_select: { name: "selected_option", initial: "initial_option", options: true },
  radio_buttons: { name: "selected_option", initial: "initial_option", options: true },
  overflow: { name: "selected_option", initial: "", options: true },
  users_select: { name: "selected_user", initial: "initial_user" },
  conversations_select: { name: "selected_conversation", initial: "initial_conversation" },
  channels_select: { name: "selected_channel", initial: "initial_channel" },
  multi_static_select: { name: "selected_options", initial: "initial_options", options: true },
  multi_external_select: { name: "selected_options", initial: "initial_options", options: true },
  checkboxes: { name: "selected_options", initial: "initial_options", options: true },
  multi_users_select: { name: "selected_users", initial: "initial_users" },
  multi_conversations_select: { name: "selected_conversations", initial: "initial_conversations" },
  multi_channels_select: { name: "selected_channels", initial: "initial_channels" },
  datepicker: { name: "selected_date", initial: "initial_date" },
  timepicker: { name: "selected_time", initial: "initial_time" },
  datetimepicker: { name: "selected_date_time", initial: "initial_date_time" },
};

function pick(element: Json, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((each) => pick(element, each));
  if (given === null || given === undefined) return null;
  if (isJson(given)) return given;
  const offered = [
    ...children(element, "options"),
    ...children(element, "option_groups").flatMap((group) => children(group, "options")),
  ];
  const found = offered.find((option) => option["value"] === given);
  if (found === undefined)
    throw new Error(
      `no option "${String(given)}" here (there are: ${offered.map((option) => String(option["value"])).join(", ")})`,
    );
  return found;
}

/** `state.values` of these blocks: what the person filled in, and the initial values elsewhere. */
export function stateValues(blocks: readonly Json[], filled: Json): Record<string, Json> {
  const values: Record<string, Json> = {};
  for (const { block, element } of allElements(blocks)) {
    const field = FIELDS[String(element["type"])];
    if (field === undefined || element["type"] === "overflow") continue;
    const [blockId, actionId] = [String(block["block_id"]), String(element["action_id"])];
    const given = child(filled, blockId)[actionId];
    const value = given === undefined ? initialValue(element, field) : elementValue(element, given);
    values[blockId] = { ...values[blockId], [actionId]: value };
  }
  return values;
}

function initialValue(element: Json, field: { readonly name: string; readonly initial: string }): Json {
  const empty = field.name.endsWith("s") ? [] : null;
  return { type: element["type"], [field.name]: element[field.initial] ?? empty };
}

/** True when nothing was filled in or chosen. */
export function isEmptyValue(value: unknown): boolean {
  if (!isJson(value)) return true;
  const { type: _type, ...held } = value;
  return Object.values(held).every(
    (it) => it === null || it === undefined || it === "" || (Array.isArray(it) && it.length === 0),
  );
}
