import { z } from "zod";
import {
  accessory,
  actionElement,
  button,
  contextAction,
  contextElement,
  image as imageElement,
  inputElement,
} from "./elements.ts";
import { anyText, blockId, mrkdwn, plain, slackFile } from "./text.ts";

/** One schema per block. The newest blocks are held to what is published of them and no further. */

const block = { block_id: blockId };

const section = z
  .strictObject({
    type: z.literal("section"),
    ...block,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((it) => it.text !== undefined || it.fields !== undefined, {
    error: "missing required field: text",
  });
const header = z.strictObject({
  type: z.literal("header"),
  ...block,
  text: plain(150),
  level: z.number().int().min(1).max(4).optional(),
});
const divider = z.strictObject({ type: z.literal("divider"), ...block });
const image = z.strictObject({
  type: z.literal("image"),
  ...block,
  image_url: z.string().min(1).max(3000).optional(),
  slack_file: slackFile.optional(),
  alt_text: z.string().min(1).max(2000),
  title: plain(2000).optional(),
});
const actions = z.strictObject({
  type: z.literal("actions"),
  ...block,
  elements: z.array(actionElement).min(1).max(25),
});
const context = z.strictObject({
  type: z.literal("context"),
  ...block,
  elements: z.array(contextElement).min(1).max(10),
});
const contextActions = z.strictObject({
  type: z.literal("context_actions"),
  ...block,
  elements: z.array(contextAction).min(1).max(5),
});
const input = z.strictObject({
  type: z.literal("input"),
  ...block,
  label: plain(2000),
  element: inputElement,
  dispatch_action: z.boolean().optional(),
  hint: plain(2000).optional(),
  optional: z.boolean().optional(),
});
const file = z.strictObject({
  type: z.literal("file"),
  ...block,
  external_id: z.string(),
  source: z.literal("remote"),
});
const markdown = z.strictObject({
  type: z.literal("markdown"),
  ...block,
  text: z.string().min(1).max(12_000),
});
const richText = z.strictObject({
  type: z.literal("rich_text"),
  ...block,
  elements: z.array(
    z.looseObject({
      type: z.enum(["rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"]),
      elements: z.array(z.looseObject({ type: z.string() })),
    }),
  ),
});
const video = z.looseObject({
  type: z.literal("video"),
  ...block,
  video_url: z.string(),
  thumbnail_url: z.string(),
  alt_text: z.string(),
  title: plain(200),
  author_name: z.string().max(49).optional(),
});

const cell = z.discriminatedUnion("type", [
  richText,
  z.strictObject({ type: z.literal("raw_text"), text: z.string() }),
  z.looseObject({ type: z.literal("raw_number") }),
]);
const table = z.strictObject({
  type: z.literal("table"),
  ...block,
  rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
  column_settings: z.array(z.unknown()).max(20).optional(),
});
const dataTable = z.looseObject({
  type: z.literal("data_table"),
  ...block,
  rows: z.array(z.array(z.looseObject({ type: z.string() }))).min(1),
  caption: z.string(),
  page_size: z.number().int().min(1).max(100).optional(),
});

const alert = z.strictObject({
  type: z.literal("alert"),
  ...block,
  text: anyText(3000),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
});
const card = z
  .strictObject({
    type: z.literal("card"),
    ...block,
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    title: mrkdwn(150).optional(),
    subtitle: mrkdwn(150).optional(),
    body: mrkdwn(200).optional(),
    actions: z.array(button).min(1).optional(),
  })
  .refine(
    (it) =>
      it.hero_image !== undefined ||
      it.title !== undefined ||
      it.actions !== undefined ||
      it.body !== undefined,
    { error: "missing required field: title" },
  );
const carousel = z.strictObject({
  type: z.literal("carousel"),
  ...block,
  elements: z.array(card).min(1).max(10),
});

const taskCard = z.looseObject({
  type: z.literal("task_card"),
  ...block,
  task_id: z.string().min(1),
  title: z.string().min(1),
  details: richText.optional(),
  output: richText.optional(),
  status: z.enum(["pending", "in_progress", "complete", "error"]),
});
const plan = z.strictObject({
  type: z.literal("plan"),
  ...block,
  title: z.string().min(1),
  tasks: z.array(taskCard).optional(),
});

const point = z.looseObject({ label: z.string(), value: z.number() });
const chart = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("pie"), segments: z.array(point).min(1).max(6) }),
  ...(["bar", "area", "line"] as const).map((kind) =>
    z.looseObject({
      type: z.literal(kind),
      series: z
        .array(z.looseObject({ name: z.string(), data: z.array(point).min(1).max(20) }))
        .min(1)
        .max(6),
    }),
  ),
]);
const dataVisualization = z.strictObject({
  type: z.literal("data_visualization"),
  ...block,
  title: z.string().min(1).max(50),
  chart,
});

const child = z.discriminatedUnion("type", [
  actions,
  context,
  divider,
  file,
  header,
  image,
  input,
  richText,
  section,
  table,
  video,
]);
const container = z
  .looseObject({
    type: z.literal("container"),
    ...block,
    title: plain(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z.array(child).min(1).max(10),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
  })
  .refine((it) => it.title !== undefined || it.rich_text_title !== undefined, {
    error: "missing required field: title",
  });

export const anyBlock = z.discriminatedUnion("type", [
  section,
  header,
  divider,
  image,
  actions,
  context,
  contextActions,
  input,
  file,
  markdown,
  richText,
  video,
  table,
  dataTable,
  alert,
  card,
  carousel,
  taskCard,
  plan,
  dataVisualization,
  container,
]);

export const modal = z.strictObject({
  type: z.literal("modal"),
  title: plain(24),
  blocks: z.array(z.unknown()).max(100),
  submit: plain(24).nullish(),
  close: plain(24).nullish(),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});

export const home = z.strictObject({
  type: z.literal("home"),
  blocks: z.array(z.unknown()).max(100),
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: z.string().max(255).optional(),
});
