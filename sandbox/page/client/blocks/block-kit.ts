/** Block Kit as far as the page looks into it. Everything else in a block goes to the display library untouched. */

export type TextObject = { readonly type: "plain_text" | "mrkdwn"; readonly text: string };

export type Confirm = {
  readonly title: TextObject;
  readonly text: TextObject;
  readonly confirm: TextObject;
  readonly deny: TextObject;
  readonly style?: "primary" | "danger";
};

export type Option = {
  readonly text: TextObject;
  readonly value?: string;
  readonly description?: TextObject;
  readonly url?: string;
};

export type Element = {
  readonly type: string;
  readonly action_id?: string;
  readonly text?: TextObject;
  readonly value?: string;
  readonly url?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: Confirm;
  readonly placeholder?: TextObject;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly label: TextObject; readonly options: readonly Option[] }[];
  readonly multiline?: boolean;
  readonly min_length?: number;
  readonly max_length?: number;
  readonly min_value?: string;
  readonly max_value?: string;
  readonly is_decimal_allowed?: boolean;
  readonly focus_on_load?: boolean;
  readonly accessibility_label?: string;
  readonly initial_option?: Option;
  readonly initial_options?: readonly Option[];
  readonly initial_value?: string;
  readonly initial_user?: string;
  readonly initial_users?: readonly string[];
  readonly initial_channel?: string;
  readonly initial_channels?: readonly string[];
  readonly initial_conversation?: string;
  readonly initial_conversations?: readonly string[];
  readonly initial_date?: string;
  readonly initial_time?: string;
  readonly initial_date_time?: number;
};

export type Block = {
  readonly type: string;
  readonly block_id?: string;
  readonly text?: TextObject;
  readonly accessory?: Element;
  readonly elements?: readonly Element[];
  readonly element?: Element;
  readonly label?: TextObject;
  readonly hint?: TextObject;
  readonly optional?: boolean;
  readonly dispatch_action?: boolean;
};

export type View = {
  readonly type: "modal" | "home";
  readonly title?: TextObject;
  readonly submit?: TextObject;
  readonly close?: TextObject;
  readonly blocks?: readonly Block[];
};

/** The stand-in has validated every block it accepted, so their shape is known though their type is not. */
export function asBlocks(blocks: unknown): readonly Block[] {
  return Array.isArray(blocks) ? (blocks as readonly Block[]) : [];
}

export function asView(view: Readonly<Record<string, unknown>>): View {
  return view as unknown as View; // validated by the stand-in, see above
}

/** Slack invents missing block ids; the stand-in may leave them out, so a place in the list stands in for one. */
export function blockKey(block: Block, index: number): string {
  return block.block_id ?? `block-${index}`;
}
