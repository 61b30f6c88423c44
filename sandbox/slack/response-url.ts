import type { Faults } from "../faults.ts";
import type { Answer, Handler } from "../http.ts";
import { json } from "../http.ts";
import { validateMessage } from "./blocks.ts";
import type { Context } from "./context.ts";
import { answerThroughFault } from "./fault.ts";
import { isJson, type Json, parseJson, textOf } from "./json.ts";
import { addMessage } from "./messages.ts";
import type { KeptResponseUrl } from "./records.ts";
import type { Workspace } from "./workspace.ts";

const LIFE_MS = 30 * 60_000;
const USES = 5;

/** Addresses by which the bot may answer one command or click. */
export class ResponseUrls {
  readonly #workspace: Workspace;
  readonly #now: () => number;
  readonly #url: () => string;

  constructor(workspace: Workspace, now: () => number, url: () => string) {
    this.#workspace = workspace;
    this.#now = now;
    this.#url = url;
  }

  issue(about: { readonly user: string; readonly channel: string; readonly message?: string }): string {
    const id = this.#workspace.nextId("R");
    this.#workspace.responseUrls.put(id, {
      id,
      user: about.user,
      channel: about.channel,
      message: about.message ?? null,
      issuedAt: this.#now(),
      uses: 0,
    });
    return `${this.#url()}/slack/response/${id}`;
  }

  /** Counts one use; a word of refusal when there is none left. */
  use(id: string): KeptResponseUrl | "expired_url" | "used_url" | "no_such_url" {
    const kept = this.#workspace.responseUrls.get(id);
    if (kept === undefined) return "no_such_url";
    if (this.#now() - kept.issuedAt > LIFE_MS) return "expired_url";
    if (kept.uses >= USES) return "used_url";
    this.#workspace.responseUrls.put(id, { ...kept, uses: kept.uses + 1 });
    return kept;
  }
}

/** Answers posts to `/slack/response/<id>`. As a call to be hit by faults it is called `response_url`. */
export function createResponseRoute(ctx: Context, faults: Faults): Handler {
  return async (asked) => {
    const body = parseJson(asked.body);
    const run = () => respond(ctx, asked.path.slice("/slack/response/".length), body);
    const answered = await answerThroughFault(faults.take("slack", "response_url"), asked, run);
    ctx.calls.add({
      at: ctx.now(),
      method: "response_url",
      args: isJson(body) ? body : {},
      status: answered?.status ?? 0,
      answer: answered?.body.toString() ?? null,
    });
    return answered;
  };
}

function respond(ctx: Context, id: string, body: unknown): Answer {
  if (!isJson(body)) return { status: 400, body: "invalid_payload" };
  if (body["delete_original"] !== true) {
    const fault = validateMessage(body["blocks"], body["text"])[0];
    if (fault !== undefined) return { status: 400, body: fault.error };
  }
  const kept = ctx.responseUrls.use(id);
  if (typeof kept === "string") return json(404, { ok: false, error: kept });
  apply(ctx, kept, body);
  return { status: 200, headers: { "content-type": "text/html" }, body: "ok" };
}

function apply(ctx: Context, kept: KeptResponseUrl, body: Json): void {
  const original = kept.message === null ? null : ctx.workspace.message(kept.channel, kept.message);
  if (body["delete_original"] === true) {
    if (original !== null) ctx.workspace.deleteMessage(original);
    return;
  }
  if (body["replace_original"] === true && original !== null) {
    ctx.workspace.putMessage({
      ...original,
      text: textOf(body, "text") ?? "",
      blocks: ctx.workspace.named(body["blocks"]),
      edited: true,
    });
    return;
  }
  showReply(ctx, { user: kept.user, channel: kept.channel }, body);
}

/** A reply of the bot to a command or click: only for the person unless it says `in_channel`. */
export function showReply(
  ctx: Context,
  to: { readonly user: string; readonly channel: string },
  reply: Json,
): void {
  addMessage(ctx, {
    channel: to.channel,
    user: ctx.bot.userId,
    text: textOf(reply, "text") ?? "",
    blocks: ctx.workspace.named(reply["blocks"]),
    threadTs: textOf(reply, "thread_ts"),
    onlyFor: reply["response_type"] === "in_channel" ? null : to.user,
  });
}
