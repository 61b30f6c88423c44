import { describe, expect, it } from "vitest";
import { faultLine, validateMessage, validateView } from "../../sandbox/slack/blocks.ts";

const long = (length: number) => "x".repeat(length);
const plain = (text: string) => ({ type: "plain_text", text });
const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
const section = (text: string, more: object = {}) => ({ type: "section", text: mrkdwn(text), ...more });
const button = (id: string, more: object = {}) => ({
  type: "button",
  action_id: id,
  text: plain("Go"),
  ...more,
});
const actions = (...elements: object[]) => ({ type: "actions", elements });
const option = (value: string) => ({ text: plain(value || "x"), value });
const select = (more: object) => ({ type: "static_select", action_id: "s", ...more });
const input = (element: object, more: object = {}) => ({
  type: "input",
  label: plain("Label"),
  element,
  ...more,
});
const modal = (more: object) => ({
  type: "modal",
  title: plain("Title"),
  submit: plain("Go"),
  blocks: [],
  ...more,
});
const linesOf = (blocks: unknown, text?: unknown) =>
  validateMessage(blocks, text).map((fault) => `${fault.error}: ${faultLine(fault)}`);

describe("a message is taken", () => {
  it.each<[string, object[]]>([
    ["with text to the brim", [section(long(3000)), { type: "header", text: plain(long(150)) }]],
    ["with ten fields", [{ type: "section", fields: Array(10).fill(mrkdwn(long(100))) }]],
    [
      "with 25 buttons",
      [
        actions(
          ...Array.from({ length: 25 }, (_, n) => button(`b${n}`, { value: long(2000), style: "danger" })),
        ),
      ],
    ],
    [
      "with a confirmation",
      [
        actions(
          button("a", {
            confirm: {
              title: plain("Sure?"),
              text: plain("It pages."),
              confirm: plain("Page"),
              deny: plain("No"),
            },
          }),
        ),
      ],
    ],
    ["with 50 blocks", Array(50).fill({ type: "divider" })],
    [
      "with context and an image",
      [
        {
          type: "context",
          elements: [mrkdwn("a"), { type: "image", image_url: "http://127.0.0.1/x.png", alt_text: "x" }],
        },
      ],
    ],
    [
      "with a picked option",
      [
        section("x", {
          accessory: select({ options: [option("P1"), option("P2")], initial_option: option("P2") }),
        }),
      ],
    ],
    ["with the same action id in two blocks", [actions(button("a")), actions(button("a"))]],
    ["with a table", [{ type: "table", rows: [[{ type: "raw_text", text: "a" }]] }]],
    [
      "with a container",
      [{ type: "container", title: plain("Timeline"), is_collapsible: true, child_blocks: [section("a")] }],
    ],
    [
      "with a plan",
      [
        {
          type: "plan",
          title: "Deploy",
          tasks: [{ type: "task_card", task_id: "1", title: "Build", status: "complete" }],
        },
      ],
    ],
    [
      "with a chart",
      [
        {
          type: "data_visualization",
          title: "p95",
          chart: {
            type: "line",
            series: [{ name: "p95", data: [{ label: "1", value: 2 }] }],
            axis_config: {},
          },
        },
      ],
    ],
    [
      "with rich text",
      [
        {
          type: "rich_text",
          elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "x" }] }],
        },
      ],
    ],
  ])("%s", (_what, blocks) => {
    expect(linesOf(blocks, "fallback")).toEqual([]);
  });
});

describe("a message is refused", () => {
  it.each<[string, unknown, string]>([
    [
      "a long section",
      [section(long(3001))],
      "invalid_blocks: must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
    [
      "an empty section",
      [section("")],
      "invalid_blocks: must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ],
    [
      "a section of nothing",
      [{ type: "section" }],
      "invalid_blocks: missing required field: text [json-pointer:/blocks/0]",
    ],
    [
      "bare text",
      [{ type: "section", text: "x" }],
      "invalid_blocks: must provide a valid object [json-pointer:/blocks/0/text]",
    ],
    [
      "eleven fields",
      [{ type: "section", fields: Array(11).fill(plain("x")) }],
      "invalid_blocks: no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    [
      "a long field",
      [{ type: "section", fields: [mrkdwn(long(2001))] }],
      "invalid_blocks: must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
    [
      "a long header",
      [{ type: "header", text: plain(long(151)) }],
      "invalid_blocks: must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ],
    [
      "mrkdwn in a header",
      [{ type: "header", text: mrkdwn("x") }],
      "invalid_blocks: must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ],
    [
      "26 buttons",
      [actions(...Array.from({ length: 26 }, (_, n) => button(`b${n}`)))],
      "invalid_blocks: no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "no buttons",
      [actions()],
      "invalid_blocks: no less than 1 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "eleven things in a context",
      [{ type: "context", elements: Array(11).fill(mrkdwn("x")) }],
      "invalid_blocks: no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "a long button",
      [actions(button("a", { text: plain(long(76)) }))],
      "invalid_blocks: must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ],
    [
      "a heavy button",
      [actions(button("a", { value: long(2001) }))],
      "invalid_blocks: must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ],
    [
      "a long action id",
      [actions(button(long(256)))],
      "invalid_blocks: must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
    ],
    [
      "a long block id",
      [section("x", { block_id: long(256) })],
      "invalid_blocks: must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    ],
    [
      "101 options",
      [actions(select({ options: Array.from({ length: 101 }, (_, n) => option(`${n}`)) }))],
      "invalid_blocks: no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ],
    [
      "a long option",
      [actions(select({ options: [{ text: plain(long(76)), value: "v" }] }))],
      "invalid_blocks: must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
    ],
    [
      "a heavy option",
      [actions(select({ options: [{ text: plain("x"), value: long(151) }] }))],
      "invalid_blocks: must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ],
    [
      "an initial option of its own",
      [actions(select({ options: [option("a")], initial_option: option("b") }))],
      "invalid_blocks: must be one of the provided options [json-pointer:/blocks/0/elements/0/initial_option]",
    ],
    [
      "a block id twice",
      [section("a", { block_id: "x" }), section("b", { block_id: "x" })],
      "invalid_blocks: `block_id` x already exists [json-pointer:/blocks/1/block_id]",
    ],
    [
      "an action id twice in one block",
      [actions(button("a"), button("a"))],
      "invalid_blocks: `action_id` a already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ],
    [
      "an unknown block",
      [{ type: "sektion" }],
      "invalid_blocks: unsupported type: sektion [json-pointer:/blocks/0/type]",
    ],
    [
      "a field Slack does not know",
      [section("x", { colour: "red" })],
      "invalid_blocks: invalid additional property: colour [json-pointer:/blocks/0]",
    ],
    [
      "51 blocks",
      Array(51).fill({ type: "divider" }),
      "invalid_blocks: no more than 50 items allowed [json-pointer:/blocks]",
    ],
    ["no list", "x", "invalid_blocks_format: must be a list of blocks [json-pointer:/blocks]"],
    [
      "too much in all",
      Array(5).fill(section(long(2500))),
      "msg_blocks_too_long: 12500 characters in all blocks, about 12000 are taken [json-pointer:/blocks]",
    ],
  ])("for %s", (_what, blocks, line) => {
    expect(linesOf(blocks, "fallback")).toEqual([line]);
  });

  it("for saying nothing, or too much", () => {
    expect(validateMessage(undefined, "")[0]?.error).toBe("no_text");
    expect(validateMessage([], long(40_001))[0]?.error).toBe("msg_too_long");
  });
});

describe("a view", () => {
  const select100 = Array.from({ length: 100 }, (_, n) => option(`${n}`));
  it.each<[string, object]>([
    [
      "with inputs of every kind",
      modal({
        blocks: [
          input({ type: "plain_text_input", multiline: true, max_length: 3000 }),
          input(select({ options: select100 })),
          input({ type: "users_select" }),
          input({ type: "checkboxes", options: [option("a")] }),
          input({ type: "datetimepicker" }),
          input({ type: "number_input", is_decimal_allowed: false }),
        ],
      }),
    ],
    ["with 100 blocks", modal({ blocks: Array(100).fill({ type: "divider" }) })],
    [
      "without a submit when nothing is filled in",
      { type: "modal", title: plain("T"), blocks: [section("x")] },
    ],
    ["as Home", { type: "home", blocks: [section("x")], private_metadata: long(3000) }],
  ])("is taken %s", (_what, view) => {
    expect(validateView(view)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      "a long title",
      modal({ title: plain(long(25)) }),
      "must be less than 25 characters [json-pointer:/view/title/text]",
    ],
    [
      "a long submit",
      modal({ submit: plain(long(25)) }),
      "must be less than 25 characters [json-pointer:/view/submit/text]",
    ],
    [
      "heavy metadata",
      modal({ private_metadata: long(3001) }),
      "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ],
    [
      "a long callback id",
      modal({ callback_id: long(256) }),
      "must be less than 256 characters [json-pointer:/view/callback_id]",
    ],
    [
      "101 blocks",
      modal({ blocks: Array(101).fill({ type: "divider" }) }),
      "no more than 100 items allowed [json-pointer:/view/blocks]",
    ],
    [
      "inputs without a submit",
      modal({ submit: undefined, blocks: [input({ type: "users_select" })] }),
      "`submit` is required when an `input` block is within the `blocks` array [json-pointer:/view/submit]",
    ],
    [
      "a long input",
      modal({ blocks: [input({ type: "plain_text_input", max_length: 3001 })] }),
      "must be less than 3001 [json-pointer:/view/blocks/0/element/max_length]",
    ],
    [
      "a button as an input",
      modal({ blocks: [input(button("a"))] }),
      "unsupported type: button [json-pointer:/view/blocks/0/element/type]",
    ],
    ["no title", { type: "modal", blocks: [] }, "missing required field: title [json-pointer:/view]"],
    ["no object", "x", "must provide an object [json-pointer:/view]"],
  ])("is refused for %s", (_what, view, line) => {
    expect(validateView(view).map(faultLine)).toEqual([line]);
  });
});
