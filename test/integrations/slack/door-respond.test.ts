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
  createRespond({ apiUrl: `${slack.url}/api/`, timeoutMs: 1_000, log: SILENT })(`${slack.url}/respond`, {
    text: "No.",
    blocks: [],
  });
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
  createRespond({ apiUrl: `${slack.url}/api/`, timeoutMs: 100, log })(`${slack.url}/respond`, {
    text: "No.",
    blocks: [],
  });
  expect(await warned.promise).toMatch(/^an answer to a click was not (taken|delivered)$/);
});

it.each([
  ["another host", (url: string) => `${url}/respond`],
  ["another port of the same host", (url: string) => url.replace(/\d+$/u, "9/respond")],
  ["a name before another host", (url: string) => url.replace("http://", "http://hooks.slack.com@")],
  ["no address at all", () => "respond"],
])("%s is not called", async (_name, addressOf) => {
  const called: string[] = [];
  const elsewhere = await serve({ "/": ({ path }) => json(200, called.push(path)) });
  closers.push(elsewhere.close);
  const warned: string[] = [];
  const log = { ...SILENT, warn: (_fields: object, message: string) => warned.push(message) };
  const respond = createRespond({ apiUrl: "https://slack.com/api/", timeoutMs: 1_000, log });
  respond(addressOf(elsewhere.url), { text: "No.", blocks: [] });
  // Refused before anything is asked, so there is nothing to wait for.
  expect(warned).toEqual(["an answer to a click was not sent: its address is not Slack's"]);
  expect(called).toEqual([]);
});
