import { ANN, CHANNEL } from "../support/incident.ts";

/** Payloads as Slack sends them, with the parts that matter and some that do not. */

export const CARD_TS = "1763283600.000100";

export function click(actionId: string, more: object = {}, action: object = { value: "7" }): object {
  return {
    type: "block_actions",
    user: { id: ANN, username: "ann", team_id: "T1" },
    team: { id: "T1", domain: "acme" },
    trigger_id: "111.222",
    response_url: "http://127.0.0.1:1/r",
    channel: { id: CHANNEL, name: "inc-7" },
    container: { type: "message", message_ts: CARD_TS, channel_id: CHANNEL },
    actions: [{ type: "button", action_id: actionId, block_id: "b1", action_ts: "1763283700.5", ...action }],
    ...more,
  };
}

export function homeClick(actionId: string, action: object = { value: "7" }): object {
  return click(
    actionId,
    { response_url: undefined, channel: undefined, container: { type: "view", view_id: "V0HOME" } },
    action,
  );
}

type Fields = Readonly<Record<string, object>>;

export function submission(callback: string, metadata: object, fields: Fields) {
  const values = Object.fromEntries(Object.entries(fields).map(([id, field]) => [id, { [id]: field }]));
  return {
    type: "view_submission",
    user: { id: ANN },
    team: { id: "T1" },
    view: {
      id: "V1",
      callback_id: callback,
      private_metadata: JSON.stringify(metadata),
      hash: "h",
      state: { values },
    },
  };
}

export const words = (value: string | null): object => ({ type: "plain_text_input", value });
export const chosen = (value: string): object => ({
  type: "static_select",
  selected_option: { text: {}, value },
});
export const ticked = (...values: readonly string[]): object => ({
  type: "checkboxes",
  selected_options: values.map((value) => ({ text: {}, value })),
});
