import { z } from "zod";
import type { SlackChannelId } from "../../domain/ids.ts";
import type { Attempt, Chat, Outcome } from "../../engine/ports.ts";
import type { Call } from "./call.ts";
import { candidates } from "./channel-name.ts";
import { findInPages } from "./pages.ts";

/** Channels made or found again. A name is a channel's natural key, so a repeated attempt collides with itself. */

type Made = { id: SlackChannelId; name: string };
type Ask = Parameters<Chat["createChannel"]>[0];

// Slack's own answers: the one place where its strings become our ids.
const channelId = z
  .string()
  .min(1)
  .transform((id) => id as SlackChannelId);
const CREATED = z.object({ channel: z.object({ id: channelId, name: z.string() }) }).nullable();
const LISTED = z.object({
  channels: z.array(
    z.object({
      id: channelId,
      name: z.string().optional(),
      creator: z.string().optional(),
      created: z.number().optional(),
    }),
  ),
});

/** Clocks differ, and Slack counts whole seconds. */
const SKEW_MS = 60_000;
const PAGE = 999;
const MOST_PAGES = 20;

const ALL_TAKEN: Outcome<never> = {
  kind: "failed",
  reason: "Slack would not make the channel: its name and eight variants of it are taken (name_taken).",
  cure: "Archived channels keep their names: rename or delete one, then try again.",
};

/**
 * Makes the channel, or finds the one that an earlier attempt made although its answer was lost.
 * Only on a later attempt can a taken name be ours, so only then is it looked for.
 */
export async function createChannel(
  call: Call,
  ask: Ask,
  botUserId: () => Promise<Outcome<string>>,
): Promise<Outcome<Made>> {
  const names = candidates(ask.name);
  let looked = ask.attempt.number === 1;
  for (const name of names) {
    const made = await call("conversations.create", { name, is_private: ask.private }, CREATED, {
      name_taken: null,
    });
    if (made.kind !== "done") return made;
    if (made.receipt !== null) return { kind: "done", receipt: made.receipt.channel };
    if (looked) continue;
    looked = true;
    const ours = await findOurs(call, names, ask, botUserId);
    if (ours.kind === "retry") return ours;
    if (ours.kind === "done" && ours.receipt !== null) return { kind: "done", receipt: ours.receipt };
  }
  return ALL_TAKEN;
}

async function findOurs(
  call: Call,
  names: readonly string[],
  ask: Ask,
  botUserId: () => Promise<Outcome<string>>,
): Promise<Outcome<Made | null>> {
  const bot = await botUserId();
  if (bot.kind !== "done") return bot;
  const since = sinceSeconds(ask.attempt);
  const args = {
    types: ask.private ? "private_channel" : "public_channel",
    exclude_archived: true,
    limit: PAGE,
  };
  return findInPages(call, { method: "conversations.list", args, page: LISTED, most: MOST_PAGES }, (page) => {
    const ours = page.channels.find(
      (channel) =>
        names.includes(channel.name ?? "") &&
        channel.creator === bot.receipt &&
        (channel.created ?? 0) >= since,
    );
    return ours?.name === undefined ? undefined : { id: ours.id, name: ours.name };
  });
}

function sinceSeconds(attempt: Attempt): number {
  return Math.floor((attempt.firstTriedAt - SKEW_MS) / 1000);
}

/** The id of a channel given by name, with or without `#`, or by id; null when the bot sees none like that. */
export async function channelByName(call: Call, named: string): Promise<Outcome<SlackChannelId | null>> {
  const bare = named.replace(/^#/u, "");
  const args = { types: "public_channel,private_channel", exclude_archived: true, limit: PAGE };
  return findInPages(
    call,
    { method: "conversations.list", args, page: LISTED, most: MOST_PAGES },
    (page) => page.channels.find(({ id, name }) => name === bare || id === bare)?.id,
  );
}
