import type { DeliveryKey } from "../domain/ids.ts";
import type { BlockActions, Submission } from "./payload.ts";

/** A request's own name, made of Slack's ids: one is acted on once, however often it arrives. */

function key(...parts: readonly string[]): DeliveryKey {
  return `slack:${parts.join(":")}` as DeliveryKey; // the one place of this folder where they are made
}

export function triggerKey(triggerId: string): DeliveryKey {
  return key("trigger", triggerId);
}

export function actionKey(click: BlockActions, action: BlockActions["actions"][number]): DeliveryKey {
  const container = click.container.message_ts ?? click.container.view_id ?? "";
  return key("action", click.user.id, container, action.action_ts, action.action_id);
}

/**
 * A form that came back with a sentence at a field keeps its view id when it is sent again, corrected. So what was
 * filled in is part of the name: the same again is the same request, a corrected one is another.
 */
export async function viewKey({ view }: Submission): Promise<DeliveryKey> {
  const filled = new TextEncoder().encode(JSON.stringify(view.state.values));
  const digest = await crypto.subtle.digest("SHA-256", filled);
  return key("view", view.id, Buffer.from(digest).toString("hex").slice(0, 16));
}

export function eventKey(eventId: string): DeliveryKey {
  return key("event", eventId);
}

/** Slack has sent copies of one event under different event ids; the message itself is the same. */
export function pinKey(channel: string, ts: string): DeliveryKey {
  return key("pin", channel, ts);
}
