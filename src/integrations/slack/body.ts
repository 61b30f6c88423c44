import type { IncomingMessage } from "node:http";

/** The bytes of a request, or why they were not taken. */
export type Body =
  | { readonly kind: "read"; readonly raw: Buffer }
  | { readonly kind: "too-large" }
  | { readonly kind: "too-slow" }
  | { readonly kind: "broken-off" };

/** Nothing is parsed or believed before all bytes are here, within `limitBytes` and `deadlineMs`. */
export function readBody(
  request: IncomingMessage,
  limits: { readonly limitBytes: number; readonly deadlineMs: number },
): Promise<Body> {
  if (Number(request.headers["content-length"] ?? 0) > limits.limitBytes)
    return Promise.resolve({ kind: "too-large" });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => end({ kind: "too-slow" }), limits.deadlineMs);
    function end(body: Body): void {
      clearTimeout(timer);
      request.removeAllListeners("data");
      request.pause();
      resolve(body);
    }
    request.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > limits.limitBytes) end({ kind: "too-large" });
      else chunks.push(chunk);
    });
    request.once("end", () => end({ kind: "read", raw: Buffer.concat(chunks) }));
    request.on("error", () => end({ kind: "broken-off" }));
    request.once("close", () => end({ kind: "broken-off" }));
  });
}
