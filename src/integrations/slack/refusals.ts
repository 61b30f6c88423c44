/**
 * Slack's error words that mean "no, and asking again alone will not help", as sentences for people.
 * The reason is read after "Slack would not <do this>: "; the cure stands alone.
 */
type Sentences = readonly [reason: string, cure: string];

const ADMIN = "Ask a Slack admin to allow it for this app, or do it by hand in Slack.";
const REINSTALL = "Reinstall the Slack app, put the new bot token into SLACK_BOT_TOKEN and restart Tocsin.";
const INVITE_BOT = "Invite the bot to the channel with `/invite`, then try again.";
const UNARCHIVE = "Unarchive the channel in Slack, then try again.";
const ASK_US = "This is a fault of Tocsin: report it with the text above; meanwhile do it by hand in Slack.";
const BY_HAND = "Do it by hand in Slack.";
const FIX_EMAIL = "Correct the e-mail address or id in the profile, or invite the person by hand.";
const FREE_PLAN = "Name the people in the profile by e-mail or Slack id instead of by user group.";
const CLICK_AGAIN = "Click or type it again.";
const SHORTER = "Shorten the text and try again.";

const ACCESS: Readonly<Record<string, Sentences>> = {
  not_authed: ["no token was sent", "Set SLACK_BOT_TOKEN and restart Tocsin."],
  invalid_auth: ["it does not know the bot token, or does not allow this address to use it", REINSTALL],
  token_revoked: ["the bot token was revoked", REINSTALL],
  token_expired: ["the bot token has expired", REINSTALL],
  account_inactive: ["the app was removed from the workspace, or its bot user was deactivated", REINSTALL],
  not_allowed_token_type: [
    "this kind of token may not do it",
    "SLACK_BOT_TOKEN must be a bot token: it begins with xoxb-.",
  ],
  no_permission: [
    "the app lacks the permission",
    "Compare the app's scopes with manifest.yml, add what is missing and reinstall the app.",
  ],
  permission_denied: ["the app lacks the permission", ADMIN],
  access_denied: ["the app has no access to it", ADMIN],
  app_access_restricted: ["the workspace does not allow this app to be used here", ADMIN],
  ekm_access_denied: ["the workspace's key management has suspended it", ADMIN],
  accesslimited: [
    "the workspace does not allow calls from this network",
    "Ask a Slack admin to allow the address Tocsin runs at.",
  ],
  enterprise_is_restricted: [
    "an Enterprise organisation's token may not do it",
    "Install the app in the workspace itself and use that bot token.",
  ],
  org_login_required: [
    "the workspace is being moved to an Enterprise organisation",
    "Wait until the move is over, then reinstall the app.",
  ],
  team_access_not_granted: [
    "the app is not installed in that workspace",
    "Install the app in the workspace and use that bot token.",
  ],
  team_not_found: [
    "it does not know the workspace of this channel",
    "Give the channel's id (C…) in the profile instead of its name.",
  ],
  two_factor_setup_required: ["two-factor authentication has to be set up first", ADMIN],
  restricted_action: ["a workspace setting forbids it", ADMIN],
  user_is_restricted: [
    "guests may not be there",
    "Make the person a full member of the workspace, or go on without them.",
  ],
  user_is_bot: ["a bot may not do it", BY_HAND],
  paid_teams_only: ["user groups exist only on paid plans", FREE_PLAN],
  plan_upgrade_required: ["user groups exist only on paid plans", FREE_PLAN],
};

const CHANNELS: Readonly<Record<string, Sentences>> = {
  channel_not_found: [
    "there is no such channel, or it is private and the bot is not in it",
    "Check the channel in the profile; if it is private, invite the bot to it with `/invite`.",
  ],
  invalid_channel: [
    "there is no such channel, or it is private and the bot is not in it",
    "Check the channel, and invite the bot to it with `/invite`.",
  ],
  not_in_channel: ["the bot is not in the channel", INVITE_BOT],
  is_archived: ["the channel is archived", UNARCHIVE],
  is_inactive: ["the channel is archived, frozen or deleted", UNARCHIVE],
  cannot_create_channel: [
    "it does not allow this channel",
    "Make the channel by hand and say in it which incident it is for.",
  ],
  no_channel: ["the name is empty", "Check slack.channel_name in the profile."],
  invalid_name: ["the name is not one Slack allows", "Check slack.channel_name in the profile."],
  invalid_name_required: ["the name is empty", "Check slack.channel_name in the profile."],
  invalid_name_punctuation: ["the name has only punctuation", "Check slack.channel_name in the profile."],
  invalid_name_maxlength: [
    "the name is longer than 80 characters",
    "Check slack.channel_name in the profile.",
  ],
  invalid_name_specials: [
    "the name has characters Slack does not allow",
    "Check slack.channel_name in the profile.",
  ],
  method_not_supported_for_channel_type: [
    "it cannot be done in this kind of conversation",
    "Use a public or private channel.",
  ],
  channel_is_limited_access: ["access to the channel is limited", ADMIN],
  external_channel_migrating: [
    "the channel is being moved between workspaces",
    "Wait until Slack has moved the channel, then try again.",
  ],
  too_long: ["the topic is longer than 250 characters", ASK_US],
  too_many_convos_for_team: [
    "the workspace has as many channels as Slack allows",
    "Archive channels nobody needs, then try again.",
  ],
};

const PEOPLE: Readonly<Record<string, Sentences>> = {
  user_not_found: ["there is no such person in this workspace", FIX_EMAIL],
  users_not_found: ["nobody in this workspace has that e-mail address", FIX_EMAIL],
  no_user: ["no person was named", ASK_US],
  cant_invite: [
    "this person cannot be invited: deactivated, an app, or not allowed here",
    "Ask somebody else, or invite the person by hand.",
  ],
  user_disabled: [
    "this person's account is deactivated",
    "Take the person out of the profile, or ask somebody else.",
  ],
  user_not_visible: ["the bot may not see this person", ADMIN],
  app_cannot_join_channel: ["this app cannot be invited there", BY_HAND],
  invitee_cant_see_channel: [
    "the person's workspace does not share this channel",
    "Share the channel with that workspace, or ask somebody else.",
  ],
  org_user_not_in_team: [
    "the person belongs to the organisation but not to this workspace",
    "Add the person to this workspace, or ask somebody else.",
  ],
  no_external_invite_permission: [
    "the person is outside the company, and the bot may not invite outsiders",
    "Invite the person by hand.",
  ],
  ura_max_channels: [
    "a single-channel guest cannot be in one more channel",
    "Make the person a full member, or ask somebody else.",
  ],
  too_many_users: [
    "the channel has as many members as Slack allows",
    "Ask those who are not needed to leave, then try again.",
  ],
  cannot_dm_bot: ["a bot cannot be sent direct messages", "Name a person instead."],
  invalid_user_combination: [
    "this person is outside the company and shares no channel with the bot",
    "Invite both to one channel first.",
  ],
  no_such_subteam: [
    "there is no such user group, or it is disabled",
    "Correct the user group's handle in the profile.",
  ],
};

const MESSAGES: Readonly<Record<string, Sentences>> = {
  message_not_found: ["the message is gone", "Somebody deleted it; what it said is in the timeline."],
  cant_update_message: [
    "it is not a message of this bot",
    "The message was posted by another installation; a new one is needed.",
  ],
  edit_window_closed: [
    "the workspace allows edits only for a while",
    "Ask a Slack admin to let this app edit its messages at any time.",
  ],
  block_mismatch: ["the new text has another form than the old one", ASK_US],
  streaming_state_conflict: ["the message is still being written", "Try again in a minute."],
  msg_too_long: ["the text is too long", SHORTER],
  msg_blocks_too_long: ["the text is too long in sum", SHORTER],
  no_text: ["the message is empty", ASK_US],
  invalid_blocks: ["a part of the message or form has a form Slack does not accept", ASK_US],
  invalid_blocks_format: ["the message is not well-formed", ASK_US],
  invalid_attachments: ["the message is not well-formed", ASK_US],
  invalid_metadata_format: ["the bot's own mark on the message is not well-formed", ASK_US],
  invalid_metadata_schema: ["the bot's own mark on the message is not well-formed", ASK_US],
  metadata_too_large: ["the bot's own mark on the message is too large", ASK_US],
  metadata_must_be_sent_from_app: [
    "only an app's token may mark messages",
    "SLACK_BOT_TOKEN must be a bot token: it begins with xoxb-.",
  ],
  message_limit_exceeded: [
    "the workspace has sent more messages than its plan allows",
    "Ask a Slack admin about the plan's limit.",
  ],
  messages_tab_disabled: [
    "the app's Messages tab is switched off",
    "Switch the Messages tab on in the app's settings (App Home).",
  ],
  restricted_action_read_only_channel: [
    "only some people may post in this channel",
    "Let the app post there, or name another channel in the profile.",
  ],
  restricted_action_thread_only_channel: [
    "only replies are allowed in this channel",
    "Name another channel in the profile.",
  ],
  restricted_action_non_threadable_channel: [
    "this channel has no threads",
    "Name another channel in the profile.",
  ],
  restricted_action_thread_locked: ["the thread is locked", "Ask a Slack admin to unlock the thread."],
  cannot_reply_to_message: ["one cannot reply to that message", BY_HAND],
  too_many_attachments: ["the message has too many parts", ASK_US],
  too_many_contact_cards: ["the message has too many contact cards", ASK_US],
  not_pinnable: ["this kind of message cannot be pinned", "Pin another message."],
  bad_timestamp: ["it does not know the message", ASK_US],
  no_item_specified: ["no message was named", ASK_US],
  too_many_pins: ["the channel has as many pins as Slack allows", "Unpin something, then try again."],
};

const BOOKMARKS_FILES_VIEWS: Readonly<Record<string, Sentences>> = {
  too_many_bookmarks: [
    "the channel has as many bookmarks as Slack allows",
    "Remove a bookmark, then try again.",
  ],
  too_many_tabs: ["the channel has as many tabs as Slack allows", "Remove a tab, then try again."],
  invalid_link: ["the link does not begin with http:// or https://", "Correct the link in the profile."],
  invalid_bookmark_type: ["the bookmark is not well-formed", ASK_US],
  not_implemented: ["it is not available in this workspace", BY_HAND],
  file_not_found: ["the uploaded file is gone", "Try again."],
  file_update_failed: ["the uploaded file could not be shared", "Try again."],
  file_type_not_allowed: ["the workspace does not allow this type of file", ADMIN],
  blocked_file_type: ["the workspace does not allow this type of file", ADMIN],
  slack_connect_blocked_file_type: ["files of this type may not be shared with other companies", ADMIN],
  slack_connect_file_upload_sharing_blocked: ["files may not be shared with other companies", ADMIN],
  file_uploads_disabled: ["the workspace has switched uploads off", ADMIN],
  file_uploads_except_images_disabled: ["the workspace allows only images", ADMIN],
  file_upload_size_restricted: ["the file is larger than the workspace allows", ADMIN],
  snippet_too_large: ["the file is larger than 1 MB", SHORTER],
  storage_limit_reached: [
    "the workspace's file storage is full",
    "Delete old files or upgrade the plan, then try again.",
  ],
  posting_to_channel_denied: ["the bot may not share files in this channel", ADMIN],
  channels_limit_exceeded: ["too many channels were named", ASK_US],
  user_is_external_guest: ["outside guests may not share files", BY_HAND],
  expired_trigger_id: ["more than three seconds passed since the click", CLICK_AGAIN],
  trigger_expired: ["more than three seconds passed since the click", CLICK_AGAIN],
  exchanged_trigger_id: ["this click has already opened a form", CLICK_AGAIN],
  trigger_exchanged: ["this click has already opened a form", CLICK_AGAIN],
  invalid_trigger_id: ["it does not know this click", CLICK_AGAIN],
  invalid_trigger: ["it does not know this click", CLICK_AGAIN],
  view_too_large: ["the form is too large", ASK_US],
  duplicate_external_id: [
    "a form with the same id is already open",
    "Close the open form, then click again.",
  ],
  hash_conflict: ["somebody changed it at the same moment", CLICK_AGAIN],
  push_limit_reached: ["three forms lie on top of each other already", "Close one, then click again."],
  not_enabled: [
    "the app's Home tab is switched off",
    "Switch the Home tab on in the app's settings (App Home).",
  ],
};

const REQUEST: Readonly<Record<string, Sentences>> = {
  missing_argument: ["something it needs was not sent", ASK_US],
  invalid_arguments: ["something was sent in a form it does not accept", ASK_US],
  invalid_arg_name: ["something was sent in a form it does not accept", ASK_US],
  invalid_cursor: ["it has forgotten the place in the list", "Try again."],
  deprecated_endpoint: ["this way of doing it was retired", "Update Tocsin."],
  method_deprecated: ["this way of doing it was retired", "Update Tocsin."],
  unknown_method: ["the server at SLACK_API_URL does not know how", "Check SLACK_API_URL."],
};

const REFUSALS: Readonly<Record<string, Sentences>> = {
  ...ACCESS,
  ...CHANNELS,
  ...PEOPLE,
  ...MESSAGES,
  ...BOOKMARKS_FILES_VIEWS,
  ...REQUEST,
};

/** Sentences for a word of Slack's; one we do not know is told verbatim, never guessed at. */
export function refusalOf(word: string): { readonly reason: string; readonly cure: string } {
  const known = Object.hasOwn(REFUSALS, word) ? REFUSALS[word] : undefined;
  if (known === undefined) {
    return {
      reason: `Slack says "${word}"`,
      cure: `Look "${word}" up in Slack's documentation, or do it by hand in Slack.`,
    };
  }
  return { reason: `${known[0]} (${word})`, cure: known[1] };
}
