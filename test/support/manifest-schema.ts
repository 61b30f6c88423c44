/** What Slack's published rules for app manifests say of the parts that ours uses; fetched never, kept here. */

export type Manifest = {
  readonly features: {
    readonly shortcuts: readonly { readonly callback_id: string }[];
    readonly slash_commands: readonly { readonly command: string; readonly should_escape?: boolean }[];
  };
  readonly oauth_config: {
    readonly scopes: { readonly bot: readonly string[]; readonly bot_optional: readonly string[] };
  };
  readonly settings: {
    readonly event_subscriptions: { readonly bot_events: readonly string[] };
    readonly socket_mode_enabled: boolean;
  };
};

type Properties = Readonly<Record<string, object>>;

const flag = { type: "boolean" };
const words = (maxLength: number, minLength = 1) => ({ type: "string", minLength, maxLength });
const list = (items: object, maxItems: number) => ({ type: "array", items, minItems: 1, maxItems });
/** Nothing but these settings; all but the optional ones must be there. */
const only = (properties: Properties, optional: readonly string[] = []) => ({
  type: "object",
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const shortcut = only({
  name: words(24),
  type: { enum: ["message", "global"] },
  callback_id: words(255),
  description: words(150),
});

/** No `url`: in Socket Mode there is none. Slack asks for lower case without spaces after the slash. */
const command = only(
  {
    command: { ...words(32, 2), pattern: "^/[a-z0-9_-]+$" },
    description: words(2000),
    usage_hint: words(1000),
    should_escape: flag,
  },
  ["usage_hint"],
);

/** For ajv. Lengths in characters. */
export const MANIFEST = only({
  display_information: only({
    name: words(35),
    description: words(140),
    background_color: { type: "string", pattern: "^#([0-9a-fA-F]{3}){1,2}$" },
    long_description: words(4000, 175),
  }),
  features: only({
    app_home: only({
      home_tab_enabled: flag,
      messages_tab_enabled: flag,
      messages_tab_read_only_enabled: flag,
    }),
    bot_user: only({
      // Slack allows 80; of these signs only, so that it can be mentioned.
      display_name: { ...words(80), pattern: "^[a-z0-9._-]+$" },
      always_online: flag,
    }),
    shortcuts: list(shortcut, 10),
    slash_commands: list(command, 50),
  }),
  oauth_config: only({
    scopes: only({ bot: list(words(50), 255), bot_optional: list(words(50), 255) }),
  }),
  settings: only({
    event_subscriptions: only({ bot_events: { ...list(words(50), 100), uniqueItems: true } }),
    interactivity: only({ is_enabled: { const: true } }),
    org_deploy_enabled: flag,
    socket_mode_enabled: flag,
    token_rotation_enabled: { const: false },
  }),
});
