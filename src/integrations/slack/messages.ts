import { z } from "zod";
import type { SlackChannelId } from "../../domain/ids.ts";
import type { Attempt, Chat, Message, Outcome } from "../../engine/ports.ts";
import type { Call, CallLog } from "./call.ts";
import { channelByName } from "./channels.ts";
import { findInPages } from "./pages.ts";

/** Messages said once. Each carries its effect's id as metadata, by which a repeated attempt finds it again. */

type Posted = { channel: SlackChannelId; ts: string };
type Ask = Parameters<Chat["post"]>[0];

const EVENT_TYPE = "tocsin_effect";
const channelId = z
  .string()
  .min(1)
  .transform((id) => id as SlackChannelId);
const POSTED = z.object({ channel: channelId, ts: z.string().min(1) });
const OPENED = z.object({ channel: z.object({ id: channelId }) });
const FILE = z.object({ id: z.string(), name: z.string(), permalink: z.string().optional() });
const MARK = z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ id: z.string() }) });
const HISTORY = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      // Other people's messages may carry anything here; none of it may keep us from finding our own.
      metadata: MARK.optional().catch(undefined),
      files: z.array(FILE.nullable().catch(null)).optional().catch(undefined),
    }),
  ),
});
export type PastMessage = z.infer<typeof HISTORY>["messages"][number];

const SKEW_MS = 5_000;
const MOST_PAGES = 8;

/** Posts, or adopts the message an earlier attempt posted although its answer was lost. */
export async function post(call: Call, ask: Ask, log: CallLog): Promise<Outcome<Posted>> {
  if (ask.attempt.number > 1) {
    const earlier = await findPosted(call, ask);
    if (earlier.kind === "retry") return earlier;
    if (earlier.kind === "done" && earlier.receipt !== null)
      return { kind: "done", receipt: earlier.receipt };
    // A message said twice does less harm than one never said.
    if (earlier.kind === "failed")
      log({ method: "chat.postMessage", ms: 0, outcome: "doubt", reason: earlier.reason });
  }
  const metadata = { event_type: EVENT_TYPE, event_payload: { id: ask.attempt.effect } };
  const args = {
    channel: addressed(ask.channel),
    metadata,
    unfurl_links: false,
    unfurl_media: false,
  };
  return send(call, { method: "chat.postMessage", args, message: ask.message, shape: POSTED });
}

export async function update(call: Call, ask: Parameters<Chat["update"]>[0]): Promise<Outcome<null>> {
  const { channel, ts, message } = ask;
  const shape = z.object({ ts: z.string() }).transform(() => null);
  return send(call, { method: "chat.update", args: { channel, ts }, message, shape });
}

type Sending<Shape> = {
  readonly method: "chat.postMessage" | "chat.update";
  readonly args: Record<string, unknown>;
  readonly message: Message;
  readonly shape: z.ZodType<Shape>;
};

type Sent<Shape> = { readonly kind: "sent"; readonly receipt: Shape } | { readonly kind: "refused" };

/** A workspace that does not take newer blocks certainly showed nothing: it is sent the plain ones. */
async function send<Shape>(
  call: Call,
  { method, args, message: { text, blocks, plain }, shape }: Sending<Shape>,
): Promise<Outcome<Shape>> {
  if (plain === undefined) return call(method, { ...args, text, blocks }, shape);
  const marked = shape.transform((receipt): Sent<Shape> => ({ kind: "sent", receipt }));
  const sent = await call(method, { ...args, text, blocks }, marked, { invalid_blocks: { kind: "refused" } });
  if (sent.kind !== "done") return sent;
  const { receipt } = sent;
  return receipt.kind === "sent"
    ? { kind: "done", receipt: receipt.receipt }
    : call(method, { ...args, text, blocks: plain }, shape);
}

async function findPosted(call: Call, ask: Ask): Promise<Outcome<Posted | null>> {
  const channel = await channelOf(call, ask.channel);
  if (channel.kind !== "done") return channel;
  const at = channel.receipt;
  if (at === null) return { kind: "done", receipt: null };
  const { effect } = ask.attempt;
  const found = await findInHistory(call, at, ask.attempt, ({ ts, metadata }) =>
    metadata?.event_payload.id === effect ? ts : undefined,
  );
  if (found.kind !== "done") return found;
  return { kind: "done", receipt: found.receipt === null ? null : { channel: at, ts: found.receipt } };
}

/** Looks through what was said in a channel since shortly before the first attempt. */
export async function findInHistory<Found>(
  call: Call,
  channel: SlackChannelId,
  attempt: Attempt,
  find: (message: PastMessage) => Found | undefined,
): Promise<Outcome<Found | null>> {
  const oldest = ((attempt.firstTriedAt - SKEW_MS) / 1000).toFixed(6);
  const args = { channel, oldest, inclusive: true, include_all_metadata: true, limit: 200 };
  return findInPages(
    call,
    { method: "conversations.history", args, page: HISTORY, most: MOST_PAGES },
    (page) => {
      for (const message of page.messages) {
        const found = find(message);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  );
}

/** History wants an id: a person's direct message is opened for it, a name is looked up. */
async function channelOf(call: Call, channel: string): Promise<Outcome<SlackChannelId | null>> {
  if (/^[UW][A-Z0-9]{2,}$/.test(channel)) {
    const opened = await call("conversations.open", { users: channel }, OPENED);
    return opened.kind === "done" ? { kind: "done", receipt: opened.receipt.channel.id } : opened;
  }
  if (isId(channel)) return { kind: "done", receipt: channel as SlackChannelId };
  return channelByName(call, channel);
}

function isId(channel: string): boolean {
  return /^[CGDUW][A-Z0-9]{2,}$/.test(channel);
}

function addressed(channel: string): string {
  return isId(channel) || channel.startsWith("#") ? channel : `#${channel}`;
}
