import type { Answer, Edge } from "../engine/inbound.ts";
import type { Message } from "../engine/ports.ts";
import type { BlockActions } from "./payload.ts";

/** Where no ephemeral message can be shown, in Home, a small window says it. */
export async function tellClicker(
  click: BlockActions,
  said: Message,
  edge: Pick<Edge, "chat">,
): Promise<Answer> {
  if (click.response_url !== undefined) return { kind: "message", message: said };
  await edge.chat.openView(click.trigger_id, {
    type: "modal",
    title: { type: "plain_text", text: "Tocsin" },
    close: { type: "plain_text", text: "Close" },
    blocks: said.blocks,
  });
  return { kind: "nothing" };
}
