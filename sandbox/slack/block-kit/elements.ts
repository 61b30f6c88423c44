import { z } from "zod";
import {
  anyText,
  confirm,
  id,
  option,
  optionGroup,
  overflowOption,
  plain,
  richOption,
  slackFile,
} from "./text.ts";

/** What a person presses, picks or fills in, one schema each. */

const named = { action_id: id.optional() };
const focus = { focus_on_load: z.boolean().optional() };
const picked = { ...named, ...focus, confirm: confirm.optional(), placeholder: plain(150).optional() };
const written = {
  ...named,
  ...focus,
  placeholder: plain(150).optional(),
  dispatch_action_config: z.unknown().optional(),
};
const options = {
  options: z.array(option).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const conversation = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z.unknown().optional(),
};
const many = { max_selected_items: z.number().int().min(1).optional() };

export const button = z.strictObject({
  type: z.literal("button"),
  ...named,
  text: plain(75),
  url: z.string().max(3000).optional(),
  value: z.string().max(2000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
export const image = z.strictObject({
  type: z.literal("image"),
  image_url: z.string().min(1).max(3000).optional(),
  slack_file: slackFile.optional(),
  alt_text: z.string().max(2000),
});
const overflow = z.strictObject({
  type: z.literal("overflow"),
  ...named,
  options: z.array(overflowOption).min(1).max(5),
  confirm: confirm.optional(),
});
const workflowButton = z.strictObject({
  type: z.literal("workflow_button"),
  ...named,
  text: plain(75),
  workflow: z.unknown().optional(),
  style: z.enum(["primary", "danger"]).optional(),
  accessibility_label: z.string().max(75).optional(),
});

const staticSelect = z.strictObject({
  type: z.literal("static_select"),
  ...picked,
  ...options,
  initial_option: option.optional(),
});
const externalSelect = z.strictObject({
  type: z.literal("external_select"),
  ...picked,
  initial_option: option.optional(),
  min_query_length: z.number().int().optional(),
});
const usersSelect = z.strictObject({
  type: z.literal("users_select"),
  ...picked,
  initial_user: z.string().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal("conversations_select"),
  ...picked,
  ...conversation,
  initial_conversation: z.string().optional(),
  response_url_enabled: z.boolean().optional(),
});
const channelsSelect = z.strictObject({
  type: z.literal("channels_select"),
  ...picked,
  initial_channel: z.string().optional(),
  response_url_enabled: z.boolean().optional(),
});

const multiStatic = z.strictObject({
  type: z.literal("multi_static_select"),
  ...picked,
  ...options,
  ...many,
  initial_options: z.array(option).max(100).optional(),
});
const multiExternal = z.strictObject({
  type: z.literal("multi_external_select"),
  ...picked,
  ...many,
  initial_options: z.array(option).max(100).optional(),
  min_query_length: z.number().int().optional(),
});
const multiUsers = z.strictObject({
  type: z.literal("multi_users_select"),
  ...picked,
  ...many,
  initial_users: z.array(z.string()).optional(),
});
const multiConversations = z.strictObject({
  type: z.literal("multi_conversations_select"),
  ...picked,
  ...conversation,
  ...many,
  initial_conversations: z.array(z.string()).optional(),
});
const multiChannels = z.strictObject({
  type: z.literal("multi_channels_select"),
  ...picked,
  ...many,
  initial_channels: z.array(z.string()).optional(),
});

const checkboxes = z.strictObject({
  type: z.literal("checkboxes"),
  ...named,
  ...focus,
  options: z.array(richOption).min(1).max(10),
  initial_options: z.array(richOption).min(1).max(10).optional(),
  confirm: confirm.optional(),
});
const radioButtons = z.strictObject({
  type: z.literal("radio_buttons"),
  ...named,
  ...focus,
  options: z.array(richOption).min(1).max(10),
  initial_option: richOption.optional(),
  confirm: confirm.optional(),
});

const datepicker = z.strictObject({
  type: z.literal("datepicker"),
  ...picked,
  initial_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
});
const timepicker = z.strictObject({
  type: z.literal("timepicker"),
  ...picked,
  initial_time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({
  type: z.literal("datetimepicker"),
  ...named,
  ...focus,
  initial_date_time: z.number().int().optional(),
  confirm: confirm.optional(),
});

const plainTextInput = z.strictObject({
  type: z.literal("plain_text_input"),
  ...written,
  initial_value: z.string().max(3000).optional(),
  multiline: z.boolean().optional(),
  min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(),
});
const emailInput = z.strictObject({
  type: z.literal("email_text_input"),
  ...written,
  initial_value: z.string().optional(),
});
const urlInput = z.strictObject({
  type: z.literal("url_text_input"),
  ...written,
  initial_value: z.string().optional(),
});
const numberInput = z.strictObject({
  type: z.literal("number_input"),
  ...written,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().optional(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
const richTextInput = z.strictObject({
  type: z.literal("rich_text_input"),
  ...written,
  initial_value: z.unknown().optional(),
});
const fileInput = z.strictObject({
  type: z.literal("file_input"),
  ...named,
  filetypes: z.array(z.string()).optional(),
  max_files: z.number().int().min(1).max(10).optional(),
});

const feedbackChoice = z.strictObject({
  text: plain(75),
  accessibility_label: z.string().max(75).optional(),
  value: z.string().max(2000),
});
const feedbackButtons = z.strictObject({
  type: z.literal("feedback_buttons"),
  ...named,
  positive_button: feedbackChoice,
  negative_button: feedbackChoice,
});
const iconButton = z.strictObject({
  type: z.literal("icon_button"),
  ...named,
  icon: z.string(),
  text: plain(75),
  accessibility_label: z.string().max(75).optional(),
  value: z.string().max(2000).optional(),
  visible_to_user_ids: z.array(z.string()).optional(),
  confirm: confirm.optional(),
});

const selects = [staticSelect, externalSelect, usersSelect, conversationsSelect, channelsSelect] as const;
const multiSelects = [multiStatic, multiExternal, multiUsers, multiConversations, multiChannels] as const;
const choices = [checkboxes, radioButtons, datepicker, timepicker] as const;

export const accessory = z.discriminatedUnion("type", [
  button,
  image,
  overflow,
  workflowButton,
  ...selects,
  ...multiSelects,
  ...choices,
]);
export const actionElement = z.discriminatedUnion("type", [
  button,
  overflow,
  workflowButton,
  ...selects,
  ...multiSelects,
  ...choices,
  datetimepicker,
  richTextInput,
]);
export const inputElement = z.discriminatedUnion("type", [
  ...selects,
  ...multiSelects,
  ...choices,
  datetimepicker,
  plainTextInput,
  emailInput,
  urlInput,
  numberInput,
  richTextInput,
  fileInput,
]);
export const contextElement = z.discriminatedUnion("type", [...anyText(3000).options, image]);
export const contextAction = z.discriminatedUnion("type", [feedbackButtons, iconButton]);
