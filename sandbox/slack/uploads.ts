import type { Faults } from "../faults.ts";
import type { Answer, Asked, Handler } from "../http.ts";
import type { Context } from "./context.ts";
import { answerThroughFault } from "./fault.ts";

/** Takes the text of a file at `/slack/upload/<id>`, raw or as a form. As a call to be hit by faults it is called `upload`. */
export function createUploadRoute(ctx: Context, faults: Faults): Handler {
  return async (asked) => {
    const id = asked.path.slice("/slack/upload/".length);
    const answered = await answerThroughFault(faults.take("slack", "upload"), asked, () =>
      store(ctx, id, contentOf(asked)),
    );
    ctx.calls.add({
      at: ctx.now(),
      method: "upload",
      args: { file: id },
      status: answered?.status ?? 0,
      answer: answered?.body.toString() ?? null,
    });
    return answered;
  };
}

function store(ctx: Context, id: string, content: string): Answer {
  const file = ctx.workspace.files.get(id);
  if (file === undefined) return { status: 404, body: "file_not_found" };
  ctx.workspace.files.put(id, { ...file, content, uploaded: true });
  return {
    status: 200,
    headers: { "content-type": "text/plain" },
    body: `OK - ${Buffer.byteLength(content)}`,
  };
}

/** The first part of a multipart body, or the body as it is. */
function contentOf(asked: Asked): string {
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)"?/.exec(
    asked.headers["content-type"] ?? "",
  )?.[1];
  if (boundary === undefined) return asked.body;
  const part = asked.body.split(`--${boundary}`)[1] ?? "";
  return part.slice(part.indexOf("\r\n\r\n") + 4).replace(/\r\n$/, "");
}

/** Shows the text of a file at `/slack/files/<id>/<name>`. */
export function createFilesRoute(ctx: Context): Handler {
  return (asked) => {
    const file = ctx.workspace.files.get(asked.path.split("/")[3] ?? "");
    if (file === undefined || !file.uploaded) return { status: 404, body: "no such file" };
    return { status: 200, headers: { "content-type": "text/plain; charset=utf-8" }, body: file.content };
  };
}
