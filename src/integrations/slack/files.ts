import { createHash } from "node:crypto";
import { z } from "zod";
import type { EffectId } from "../../domain/ids.ts";
import type { Chat, Outcome } from "../../engine/ports.ts";
import { type Call, type CallLog, logged } from "./call.ts";
import { findInHistory } from "./messages.ts";
import { ofStatus, outcomeOf, tooFast } from "./outcome.ts";

/** Files shared once. A mark made from the effect's id is part of the file's name, by which it is found again. */

type Shared = { fileId: string; permalink: string | null };
type Ask = Parameters<Chat["shareFile"]>[0];

const TICKET = z.object({ upload_url: z.url({ protocol: /^https?$/ }), file_id: z.string().min(1) });
const COMPLETED = z.object({
  files: z.array(z.object({ id: z.string(), permalink: z.string().optional() })),
});

export type Upload = { readonly timeoutMs: number; readonly log: CallLog };

/** Shares, or adopts what an earlier attempt shared although its answer was lost. */
export async function shareFile(call: Call, ask: Ask, upload: Upload): Promise<Outcome<Shared>> {
  const filename = marked(ask.filename, ask.attempt.effect);
  if (ask.attempt.number > 1) {
    const earlier = await findShared(call, ask, filename);
    if (earlier.kind === "retry") return earlier;
    if (earlier.kind === "done" && earlier.receipt !== null)
      return { kind: "done", receipt: earlier.receipt };
    if (earlier.kind === "failed")
      upload.log({ method: "files.completeUploadExternal", ms: 0, outcome: "doubt", reason: earlier.reason });
  }
  const bytes = Buffer.from(ask.content, "utf8");
  const ticket = await call("files.getUploadURLExternal", { filename, length: bytes.byteLength }, TICKET);
  if (ticket.kind !== "done") return ticket;
  const taken = await send(ticket.receipt.upload_url, bytes, upload);
  if (taken.kind !== "done") return taken;
  const files = [{ id: ticket.receipt.file_id, title: ask.title }];
  const completed = await call("files.completeUploadExternal", { files, channel_id: ask.channel }, COMPLETED);
  if (completed.kind !== "done") return completed;
  return {
    kind: "done",
    receipt: { fileId: ticket.receipt.file_id, permalink: completed.receipt.files[0]?.permalink ?? null },
  };
}

/** `postmortem.md` becomes `postmortem-3f2a9c1b.md`. */
function marked(filename: string, effect: EffectId): string {
  const mark = createHash("sha256").update(effect).digest("hex").slice(0, 8);
  const dot = filename.lastIndexOf(".");
  return dot > 0 ? `${filename.slice(0, dot)}-${mark}${filename.slice(dot)}` : `${filename}-${mark}`;
}

async function findShared(call: Call, ask: Ask, filename: string): Promise<Outcome<Shared | null>> {
  return findInHistory(call, ask.channel, ask.attempt, (message) => {
    const file = message.files?.find((candidate) => candidate?.name === filename);
    return file === undefined || file === null
      ? undefined
      : { fileId: file.id, permalink: file.permalink ?? null };
  });
}

/** The library's own helper would send the bot's token to whatever address the ticket names; this sends the bytes alone. */
async function send(url: string, bytes: Buffer, upload: Upload): Promise<Outcome<null>> {
  return logged(upload.log, "files.upload", async () => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: new Uint8Array(bytes),
        redirect: "error",
        signal: AbortSignal.timeout(upload.timeoutMs),
      });
      await response.text();
      if (response.status === 200) return { kind: "done", receipt: null };
      if (response.status !== 429) return ofStatus("files.upload", response.status);
      const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
      return tooFast("files.upload", Number.isNaN(seconds) ? 0 : seconds * 1000);
    } catch (error) {
      return outcomeOf("files.upload", error, upload.timeoutMs);
    }
  });
}
