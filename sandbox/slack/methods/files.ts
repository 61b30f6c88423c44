import type { Args } from "../args.ts";
import type { Context } from "../context.ts";
import { apiFile } from "../forms.ts";
import { isJson, type Json, textOf } from "../json.ts";
import { addMessage } from "../messages.ts";
import type { KeptFile } from "../records.ts";
import { Refused, refuseArgument } from "../refused.ts";
import { always, type Methods, openChannel } from "./method.ts";

/** Text files, by the three steps of today's uploads: ask for an address, send, complete. */
export const files: Methods = {
  "files.getUploadURLExternal": { scopes: always("files:write"), run: getUploadUrl },
  "files.completeUploadExternal": { scopes: always("files:write"), run: complete },
  "files.info": {
    scopes: always("files:read"),
    run: (args, ctx) => ({ file: apiFile(ctx, known(ctx, args.need("file")).id), comments: [] }),
  },
  "files.list": { scopes: always("files:read"), run: list },
};

function getUploadUrl(args: Args, ctx: Context): Json {
  const name = args.need("filename");
  const length = args.number("length", 0);
  if (!(length > 0)) return refuseArgument("must be more than 0 [json-pointer:/length]");
  const id = ctx.workspace.nextId("F");
  const link = `${ctx.url()}/slack/files/${id}/${encodeURIComponent(name)}`;
  ctx.workspace.files.put(id, {
    id,
    name,
    title: name,
    content: "",
    permalink: link,
    user: ctx.bot.userId,
    created: Math.floor(ctx.now() / 1000),
    uploaded: false,
    shares: [],
  });
  return { upload_url: `${ctx.url()}/slack/upload/${id}`, file_id: id };
}

function known(ctx: Context, id: string): KeptFile {
  const file = ctx.workspace.files.get(id);
  if (file === undefined || !file.uploaded) throw new Refused("file_not_found");
  return file;
}

function channelsOf(args: Args): string[] {
  const one = args.text("channel_id");
  return one === undefined || one === "" ? args.list("channels") : [one];
}

function complete(args: Args, ctx: Context): Json {
  const asked = args.structure("files");
  if (!Array.isArray(asked) || asked.length === 0) return refuseArgument("missing required field: files");
  const channels = channelsOf(args).map((id) => openChannel(ctx, id).id);
  const done = asked.filter(isJson).map((it) => {
    const file = known(ctx, textOf(it, "id") ?? "");
    const titled = { ...file, title: textOf(it, "title") ?? file.title };
    ctx.workspace.files.put(file.id, titled);
    return titled;
  });
  for (const channel of channels) share(args, ctx, channel, done);
  return { files: done.map(({ id }) => apiFile(ctx, id)) };
}

function share(args: Args, ctx: Context, channel: string, shared: readonly KeptFile[]): void {
  const message = addMessage(ctx, {
    channel,
    user: ctx.bot.userId,
    text: args.text("initial_comment") ?? "",
    threadTs: args.text("thread_ts") ?? null,
    files: shared.map(({ id, name, title, content, permalink }) => ({ id, name, title, content, permalink })),
  });
  for (const { id } of shared) {
    const file = known(ctx, id);
    ctx.workspace.files.put(id, { ...file, shares: [...file.shares, { channel, ts: message.ts }] });
  }
}

function list(args: Args, ctx: Context): Json {
  const channel = args.text("channel");
  const count = args.number("count", 100);
  const page = args.number("page", 1);
  const found = ctx.workspace.files
    .all()
    .filter(
      (it) => it.uploaded && (channel === undefined || it.shares.some((share) => share.channel === channel)),
    );
  const shown = found.reverse().slice((page - 1) * count, page * count);
  return {
    files: shown.map(({ id }) => apiFile(ctx, id)),
    paging: { count, total: found.length, page, pages: Math.ceil(found.length / count) },
  };
}
