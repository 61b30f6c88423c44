import { afterEach, expect, it } from "vitest";
import { json, serve } from "../../../sandbox/http.ts";
import { createRespond } from "../../../src/integrations/slack/respond.ts";
import { SILENT } from "./door-client.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

it("posts one ephemeral message that replaces nothing", async () => {
  const got = Promise.withResolvers<unknown>();
  const slack = await serve({
    "/respond": ({ body }) => {
      got.resolve(JSON.parse(body));
      return json(200, { ok: true });
    },
  });
  closers.push(slack.close);
  createRespond({ timeoutMs: 1_000, log: SILENT })(`${slack.url}/respond`, { text: "No.", blocks: [] });
  expect(await got.promise).toEqual({
    response_type: "ephemeral",
    replace_original: false,
    text: "No.",
    blocks: [],
  });
});

it.each([
  ["refuses", 404],
  ["redirects elsewhere", 302],
  ["never answers", null],
])("a Slack that %s is logged once and harms nobody", async (_name, status) => {
  const warned = Promise.withResolvers<string>();
  const slack = await serve({
    "/respond": () => (status === null ? null : { status, headers: { location: "/elsewhere" }, body: "" }),
  });
  closers.push(slack.close);
  const log = { ...SILENT, warn: (_fields: object, message: string) => warned.resolve(message) };
  createRespond({ timeoutMs: 100, log })(`${slack.url}/respond`, { text: "No.", blocks: [] });
  expect(await warned.promise).toMatch(/^an answer to a click was not (taken|delivered)$/);
});
