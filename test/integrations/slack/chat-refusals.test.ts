import { expect, it } from "vitest";
import { refusalOf } from "../../../src/integrations/slack/refusals.ts";

/** What Slack's reference lists for the methods we call, less what only arguments we never send can cause. */
const PUBLISHED: Record<string, string> = {
  "every method":
    "not_authed invalid_auth token_revoked token_expired account_inactive not_allowed_token_type no_permission access_denied ekm_access_denied enterprise_is_restricted org_login_required team_access_not_granted two_factor_setup_required accesslimited deprecated_endpoint method_deprecated invalid_arguments invalid_arg_name missing_argument",
  "conversations.create":
    "cannot_create_channel invalid_name invalid_name_maxlength invalid_name_punctuation invalid_name_required invalid_name_specials no_channel restricted_action",
  "conversations.invite":
    "app_cannot_join_channel cant_invite channel_not_found external_channel_migrating invitee_cant_see_channel is_archived method_not_supported_for_channel_type no_external_invite_permission no_user not_in_channel org_user_not_in_team ura_max_channels user_is_restricted user_not_found",
  "conversations.setTopic":
    "channel_not_found is_archived method_not_supported_for_channel_type not_in_channel too_long user_is_restricted",
  "conversations.open": "invalid_user_combination user_disabled user_not_found user_not_visible",
  "conversations.history": "channel_is_limited_access channel_not_found invalid_cursor not_in_channel",
  "bookmarks.add":
    "channel_not_found invalid_bookmark_type invalid_link not_implemented permission_denied too_many_bookmarks too_many_tabs",
  "chat.postMessage":
    "app_access_restricted cannot_reply_to_message channel_not_found invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema is_archived message_limit_exceeded messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large msg_blocks_too_long msg_too_long no_text not_in_channel restricted_action restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel team_not_found too_many_attachments too_many_contact_cards",
  "chat.update":
    "block_mismatch cant_update_message edit_window_closed invalid_attachments is_inactive message_not_found streaming_state_conflict",
  "pins.add":
    "bad_timestamp message_not_found no_item_specified not_pinnable restricted_action too_many_pins",
  "files.getUploadURLExternal":
    "file_type_not_allowed file_upload_size_restricted file_uploads_disabled file_uploads_except_images_disabled snippet_too_large storage_limit_reached",
  "files.completeUploadExternal":
    "channels_limit_exceeded file_not_found file_update_failed invalid_channel posting_to_channel_denied user_is_external_guest",
  "users.lookupByEmail": "users_not_found",
  "usergroups.users.list": "no_such_subteam paid_teams_only plan_upgrade_required",
  "views.open":
    "duplicate_external_id exchanged_trigger_id expired_trigger_id invalid_trigger_id view_too_large",
  "views.publish": "hash_conflict not_enabled",
};

it.each(Object.entries(PUBLISHED))(
  "every refusal of %s has its own sentence and a way out",
  (_method, words) => {
    for (const word of words.split(" ")) {
      const { reason, cure } = refusalOf(word);
      expect(reason).not.toContain("Slack says");
      // Read after "Slack would not post the message: ", and closed by the reader's full stop.
      expect(reason).toMatch(new RegExp(`^[a-z].* \\(${word}\\)$`));
      expect(cure).toMatch(/^[A-Z].*\.$/);
    }
  },
);

it("does not take an unknown word, or a word of the language's, for one of Slack's", () => {
  for (const word of ["brand_new_word", "constructor", "__proto__", "toString"]) {
    expect(refusalOf(word)).toEqual({
      reason: `Slack says "${word}"`,
      cure: `Look "${word}" up in Slack's documentation, or do it by hand in Slack.`,
    });
  }
});
