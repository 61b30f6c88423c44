import { createHmac, randomBytes } from "node:crypto";

/** Requests as Slack sends them: real form bodies of about 450 bytes, each signed by itself. */

export const SIGNING_SECRET = "bench-signing-secret";

/** Where the body's title can be found again, in the database and at the sink. */
export type Prepared = { readonly title: string; readonly raw: Buffer };

const run = randomBytes(3).toString("hex");
let count = 0;

/** A word that no other request of this run carries. */
export function unique(what: string): string {
  count += 1;
  return `${what} ${run} ${count}`;
}

/** `/incident declare <title> --severity P1`, with a title of its own. */
export function declare(): Prepared {
  const title = unique("Checkout fails");
  return { title, raw: post(slashCommand(`declare ${title} --severity P1`)) };
}

export function slashCommand(text: string): URLSearchParams {
  return new URLSearchParams({
    token: "bench-verification-token",
    team_id: "T0BENCH001",
    team_domain: "bench",
    channel_id: "C0BENCHLOB",
    channel_name: "operations",
    user_id: "U0BENCH001",
    user_name: "amara",
    command: "/incident",
    text,
    api_app_id: "A0BENCH001",
    is_enterprise_install: "false",
    response_url: `http://127.0.0.1:9/commands/T0BENCH001/${randomBytes(9).toString("hex")}`,
    trigger_id: `${randomBytes(6).toString("hex")}.${randomBytes(6).toString("hex")}`,
  });
}

/** Interactions travel as JSON in one form field. */
export function interaction(payload: object): URLSearchParams {
  return new URLSearchParams({ payload: JSON.stringify(payload) });
}

/** The bytes of a signed `POST /slack/events`; forms as forms, objects as JSON. */
export function post(content: URLSearchParams | object): Buffer {
  const form = content instanceof URLSearchParams;
  const body = form ? content.toString() : JSON.stringify(content);
  const stamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${stamp}:${body}`).digest("hex");
  const head = [
    "POST /slack/events HTTP/1.1",
    "host: 127.0.0.1",
    `content-type: ${form ? "application/x-www-form-urlencoded" : "application/json"}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `x-slack-request-timestamp: ${stamp}`,
    `x-slack-signature: v0=${signature}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}
