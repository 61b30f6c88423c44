import { z } from "zod";
import type { Workspace } from "../../engine/on-call-ports.ts";
import type { Chat, Outcome } from "../../engine/ports.ts";
import { type CallLog, createCall } from "./call.ts";
import { createChannel } from "./channels.ts";
import { shareFile } from "./files.ts";
import { post, update } from "./messages.ts";
import { outcomeOf } from "./outcome.ts";
import { createPeople } from "./people.ts";
import { createWorkspace } from "./workspace.ts";

/** Slack as the engine asks for it. Every method makes one attempt and answers with an outcome; none throws. */

const NOTHING = z.unknown().transform(() => null);
const BOOKMARKS = z.object({ bookmarks: z.array(z.object({ title: z.string() })) });
/** A click can be answered with a form for three seconds only; later calls are in vain. */
const VIEW_TIMEOUT_MS = 2_500;

export type ChatOptions = {
  readonly token: string;
  readonly apiUrl: string;
  /** Asked only when a lost answer has to be looked for; may reject like any call. */
  readonly botUserId: () => Promise<string>;
  /** Time limit of every single call in milliseconds. */
  readonly timeoutMs?: number;
  readonly log: CallLog;
  /** For tests that move time; milliseconds. */
  readonly nowMs?: () => number;
};

/** Builds the client; connects to nothing. */
export function createChat(options: ChatOptions): Chat & Workspace {
  const { token, apiUrl, log, timeoutMs = 5_000, nowMs = () => performance.now() } = options;
  const call = createCall({ token, apiUrl, timeoutMs, log });
  const urgent = createCall({ token, apiUrl, timeoutMs: Math.min(timeoutMs, VIEW_TIMEOUT_MS), log });
  const botUserId = async (): Promise<Outcome<string>> => {
    try {
      return { kind: "done", receipt: await options.botUserId() };
    } catch (error) {
      return outcomeOf("auth.test", error, timeoutMs);
    }
  };
  return {
    createChannel: (ask) => createChannel(call, ask, botUserId),
    setTopic: (channel, topic) => call("conversations.setTopic", { channel, topic }, NOTHING),
    addBookmark: async (channel, bookmark) => {
      const there = await call("bookmarks.list", { channel_id: channel }, BOOKMARKS);
      if (there.kind === "retry") return there;
      if (there.kind === "done" && there.receipt.bookmarks.some(({ title }) => title === bookmark.title))
        return { kind: "done", receipt: null };
      return call(
        "bookmarks.add",
        { channel_id: channel, title: bookmark.title, type: "link", link: bookmark.url },
        NOTHING,
      );
    },
    invite: (channel, user) =>
      call("conversations.invite", { channel, users: user }, NOTHING, {
        already_in_channel: null,
        cant_invite_self: null,
      }),
    post: (ask) => post(call, ask, log),
    update: (ask) => update(call, ask),
    pin: (channel, ts) => call("pins.add", { channel, timestamp: ts }, NOTHING, { already_pinned: null }),
    shareFile: (ask) => shareFile(call, ask, { timeoutMs, log }),
    ...createPeople(call, nowMs),
    ...createWorkspace(call, nowMs),
    openView: (triggerId, view) => urgent("views.open", { trigger_id: triggerId, view }, NOTHING),
    publishHome: (user, view) => call("views.publish", { user_id: user, view }, NOTHING),
  };
}
