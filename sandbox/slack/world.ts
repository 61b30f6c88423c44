/** What the Slack stand-in holds and what a person can do in it. The page, the journeys and the drill use this. */

export type SandboxUser = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly email: string;
  readonly tz: string;
  readonly isBot: boolean;
  readonly canBeInvited: boolean;
};

export type SandboxChannel = {
  readonly id: string;
  readonly name: string;
  readonly kind: "public" | "private" | "im";
  readonly creator: string;
  /** Epoch seconds. */
  readonly created: number;
  readonly topic: string;
  readonly members: readonly string[];
  readonly archived: boolean;
  readonly bookmarks: readonly { readonly id: string; readonly title: string; readonly link: string }[];
  readonly pins: readonly string[];
};

export type SandboxMessage = {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[];
  readonly metadata: { readonly event_type: string; readonly event_payload: Record<string, unknown> } | null;
  readonly files: readonly SandboxFile[];
  readonly edited: boolean;
  /** Set on ephemeral messages: only this user sees it. Ephemerals are kept by the stand-in so that the page can show them. */
  readonly onlyFor: string | null;
};

export type SandboxFile = {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly content: string;
  readonly permalink: string;
};

/** An open modal, as the person sees it. `errors` are the validation errors of the last submit, by block_id. */
export type SandboxView = {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly view: Record<string, unknown>;
  readonly errors: Readonly<Record<string, string>>;
};

/** One call the bot made, for the strip of the page and for expectations. Tokens are left out. */
export type Call = {
  readonly at: number;
  readonly method: string;
  readonly args: Record<string, unknown>;
  readonly status: number;
  readonly answer: unknown;
};

/** What came back to the person from the bot's ack: status 200, an ephemeral reply, or Slack's own error line. */
export type Reply = { readonly status: number; readonly body: unknown; readonly tookMs: number };

export interface SlackWorld {
  /** Value for SLACK_API_URL, with the trailing slash. */
  readonly apiUrl: string;
  readonly botUserId: string;
  users(): readonly SandboxUser[];
  channels(): readonly SandboxChannel[];
  channel(nameOrId: string): SandboxChannel | null;
  /** Oldest first; ephemerals for `viewer` are among them. */
  messages(channel: string, viewer?: string): readonly SandboxMessage[];
  views(user: string): readonly SandboxView[];
  home(user: string): Record<string, unknown> | null;
  calls(): readonly Call[];
  /** Where the bot listens: signed HTTP to `<botUrl>/slack/events`, or null for Socket Mode. */
  connect(
    bot: { readonly url: string; readonly signingSecret: string } | { readonly socketMode: true },
  ): void;
  command(ask: {
    readonly user: string;
    readonly channel: string;
    readonly command: string;
    readonly text: string;
    readonly triggerId?: string;
  }): Promise<Reply>;
  /** Presses a button or picks an option of a message, a view or Home. `value` for buttons is taken from the block. */
  act(ask: {
    readonly user: string;
    readonly actionId: string;
    readonly blockId?: string;
    readonly message?: { readonly channel: string; readonly ts: string };
    readonly viewId?: string;
    readonly home?: boolean;
    readonly state?: unknown;
    readonly selected?: unknown;
  }): Promise<Reply>;
  /** `values` is Block Kit's `view.state.values`. A `response_action: errors` keeps the view open with its errors. */
  submit(ask: {
    readonly user: string;
    readonly viewId: string;
    readonly values: Record<string, Record<string, unknown>>;
  }): Promise<Reply>;
  closeView(ask: { readonly user: string; readonly viewId: string }): Promise<void>;
  messageShortcut(ask: {
    readonly user: string;
    readonly callbackId: string;
    readonly channel: string;
    readonly ts: string;
  }): Promise<Reply>;
  globalShortcut(ask: { readonly user: string; readonly callbackId: string }): Promise<Reply>;
  say(ask: {
    readonly user: string;
    readonly channel: string;
    readonly text: string;
    readonly threadTs?: string;
  }): Promise<SandboxMessage>;
  /** Pins and sends `pin_added` to the bot. */
  pin(ask: { readonly user: string; readonly channel: string; readonly ts: string }): Promise<void>;
  join(ask: { readonly user: string; readonly channel: string }): Promise<void>;
  /** Leaves, or is removed, and sends `member_left_channel` to the bot. */
  leave(ask: { readonly user: string; readonly channel: string }): Promise<void>;
  openHome(user: string): Promise<void>;
  /** Sends an event to the bot as Slack does, with redelivery when it is not answered 2xx within 3 s. */
  sendEvent(
    event: Record<string, unknown>,
    options?: { readonly eventId?: string; readonly retryNum?: number },
  ): Promise<Reply>;
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}
