import type { Answer } from "../../engine/inbound.ts";
import type { Message } from "../../engine/ports.ts";

/** Our answers in the shapes Slack takes: in the acknowledgement where it carries text, else by `response_url`. */

type Payload = Readonly<Record<string, unknown>>;

/** Tells the person who clicked. Never rejects and is not waited for: a failure is harmless. */
export type Respond = (responseUrl: string, message: Message) => void;

/** What the acknowledgement carries; null acknowledges with nothing. */
export function answerFor(payload: Payload, answer: Answer, respond: Respond): object | null {
  switch (answer.kind) {
    case "nothing":
      return null;
    case "message":
      return told(payload, answer.message, respond);
    case "errors":
      return { response_action: "errors", errors: answer.errors };
    case "view":
      return { response_action: "update", view: answer.view };
  }
}

/** A form keeps what was typed: the sentence stands at its first field, and the person can send it again. */
export function failureAnswer(payload: Payload, message: Message, respond: Respond): object | null {
  if (payload["type"] !== "view_submission") return told(payload, message, respond);
  const field = firstField(payload);
  if (field === null) return { response_action: "update", view: saying(message) };
  return { response_action: "errors", errors: { [field]: message.text } };
}

/** An answer is given once, so it has no newer blocks that might be refused. */
function told(payload: Payload, { text, blocks, plain }: Message, respond: Respond): object | null {
  const message = { text, blocks: plain ?? blocks };
  if (payload["command"] !== undefined) return { response_type: "ephemeral", ...message };
  if (payload["type"] === "view_submission") return { response_action: "update", view: saying(message) };
  const { response_url: url } = payload;
  if (typeof url === "string") respond(url, message);
  return null;
}

function firstField(payload: Payload): string | null {
  const { view } = payload as { view?: { blocks?: readonly { type?: unknown; block_id?: unknown }[] } };
  const field = view?.blocks?.find((block) => block.type === "input")?.block_id;
  return typeof field === "string" ? field : null;
}

function saying(message: Message): object {
  return {
    type: "modal",
    title: { type: "plain_text", text: "Tocsin" },
    close: { type: "plain_text", text: "Close" },
    blocks: message.blocks,
  };
}
