import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, NOTHING, type Route, type Routes } from "../../../src/engine/inbound.ts";
import { type Message, NotSaved } from "../../../src/engine/ports.ts";
import { createSlackApp } from "../../../src/integrations/slack/app.ts";
import { createReceiver } from "../../../src/integrations/slack/receiver.ts";
import { FORM, JSON_UTF8, type OpenDoor, openDoor, postSigned, SILENT } from "./door-client.ts";

const saying = (text: string): Message => ({
  text,
  blocks: [{ type: "section", text: { type: "mrkdwn", text } }],
});
const EMPTY: Routes = {
  commands: new Map(),
  actions: new Map(),
  forms: new Map(),
  shortcuts: new Map(),
  events: new Map(),
};

let opened: OpenDoor[] = [];
afterEach(async () => {
  await Promise.all(opened.map(({ door }) => door.stop(0)));
  opened = [];
});

/** The whole way in: door, receiver, Bolt, and the routes given. */
async function bot(
  routes: Partial<Routes>,
): Promise<OpenDoor & { readonly responded: { url: string; text: string }[] }> {
  const responded: { url: string; text: string }[] = [];
  const respond = (url: string, message: Message): void => {
    responded.push({ url, text: message.text });
  };
  const texts = {
    nothingSaved: () => saying("Nothing was saved."),
    cannotTell: () => saying("Tocsin cannot tell."),
  };
  const receiver = createReceiver({ texts, respond, log: SILENT });
  createSlackApp({
    receiver,
    botIdentity: { botUserId: "U0BOT", botId: "B0BOT" },
    routes: { ...EMPTY, ...routes },
    respond,
    log: SILENT,
  });
  const open = await openDoor({ deliver: receiver.deliver });
  opened.push(open);
  return { ...open, responded };
}

const route = (run: Route): Map<string, Route> => new Map([["x", run]]);
const failing = (error: unknown): Map<string, Route> => route(() => Promise.reject(error));
const answering = (answer: Answer): Map<string, Route> => route(() => Promise.resolve(answer));

const COMMAND = "command=x&text=&user_id=U0ANN&channel_id=C1&team_id=T1";
const event = (more: object = {}): string =>
  JSON.stringify({
    type: "event_callback",
    team_id: "T1",
    event_id: "Ev1",
    event: { type: "x", user: "U0ANN", ...more },
  });
const interaction = (payload: object): string =>
  `payload=${encodeURIComponent(JSON.stringify({ user: { id: "U0ANN" }, team: { id: "T1" }, ...payload }))}`;
const CLICK = {
  type: "block_actions",
  actions: [{ action_id: "x", block_id: "b", type: "button" }],
  response_url: "http://127.0.0.1:1/r",
};
const SUBMISSION = {
  type: "view_submission",
  view: {
    id: "V1",
    callback_id: "x",
    blocks: [
      { type: "section", block_id: "s" },
      { type: "input", block_id: "title" },
    ],
  },
};

/** A route that waits until `finish` is called; `begun` resolves when it was entered. */
function held(): { run: Route; begun: Promise<void>; finish: () => void } {
  const begun = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const run: Route = async () => {
    begun.resolve();
    await finished.promise;
    return NOTHING;
  };
  return { run, begun: begun.promise, finish: finished.resolve };
}

describe("nothing is answered before the commit", () => {
  it.each([
    ["an event", "events", event(), JSON_UTF8],
    ["a command", "commands", COMMAND, FORM],
    ["a click", "actions", interaction(CLICK), FORM],
    ["a submission", "forms", interaction(SUBMISSION), FORM],
    ["a shortcut", "shortcuts", interaction({ type: "message_action", callback_id: "x" }), FORM],
  ] as const)("%s", async (_name, kind, body, type) => {
    const { run, begun, finish } = held();
    const { url } = await bot({ [kind]: route(run) });
    let answered = false;
    const answer = postSigned(url, body, type).then((got) => {
      answered = true;
      return got;
    });
    await begun;
    // A second request is answered meanwhile: the server had its turn, and still kept the first.
    await fetch(`${url}/healthz`);
    expect(answered).toBe(false);
    finish();
    expect(await answer).toEqual({ status: 200, text: "" });
  });
});

describe("a failure is told", () => {
  it("an event is answered 500, so that Slack delivers it again", async () => {
    const { url } = await bot({ events: failing(new NotSaved(true)) });
    expect(await postSigned(url, event(), JSON_UTF8)).toEqual({
      status: 500,
      text: "This could not be saved; please deliver it again.\n",
    });
  });

  it("an event that cannot be read is acknowledged: it would be as unreadable the next time", async () => {
    const reading: Route = (body) =>
      Promise.resolve(z.object({ surprise: z.string() }).parse(body)).then(() => NOTHING);
    const { url } = await bot({ events: route(reading) });
    expect(await postSigned(url, event(), JSON_UTF8)).toEqual({ status: 200, text: "" });
  });

  it.each([
    ["certainly not saved", new NotSaved(true), "Nothing was saved."],
    ["perhaps saved", new NotSaved(false), "Tocsin cannot tell."],
    ["a bug", new TypeError("x is undefined"), "Tocsin cannot tell."],
    [
      "an error with a code, which Bolt does not wrap",
      Object.assign(new Error("reset"), { code: "ECONNRESET" }),
      "Tocsin cannot tell.",
    ],
  ])("a command: %s", async (_name, error, text) => {
    const { url } = await bot({ commands: failing(error) });
    const answered = await postSigned(url, COMMAND);
    expect(answered.status).toBe(200);
    expect(JSON.parse(answered.text)).toMatchObject({ response_type: "ephemeral", text });
  });

  it("a form stays open with the sentence at its first field", async () => {
    const { url } = await bot({ forms: failing(new NotSaved(true)) });
    const answered = await postSigned(url, interaction(SUBMISSION));
    expect(JSON.parse(answered.text)).toEqual({
      response_action: "errors",
      errors: { title: "Nothing was saved." },
    });
  });

  it("a form without fields shows the sentence instead", async () => {
    const { url } = await bot({ forms: failing(new NotSaved(true)) });
    const answered = await postSigned(
      url,
      interaction({ ...SUBMISSION, view: { id: "V1", callback_id: "x", blocks: [] } }),
    );
    expect(JSON.parse(answered.text)).toMatchObject({
      response_action: "update",
      view: { type: "modal", blocks: saying("Nothing was saved.").blocks },
    });
  });

  it("a click is acknowledged, and told by response_url", async () => {
    const { url, responded } = await bot({ actions: failing(new NotSaved(true)) });
    expect(await postSigned(url, interaction(CLICK))).toEqual({ status: 200, text: "" });
    expect(responded).toEqual([{ url: "http://127.0.0.1:1/r", text: "Nothing was saved." }]);
  });
});

describe("what a route returns reaches the person", () => {
  const message: Answer = { kind: "message", message: saying("Done.") };

  it("a command is answered ephemerally", async () => {
    const { url } = await bot({ commands: answering(message) });
    const answered = await postSigned(url, COMMAND);
    expect(JSON.parse(answered.text)).toEqual({ response_type: "ephemeral", ...saying("Done.") });
  });

  it("a click and a message shortcut are told by response_url", async () => {
    const { url, responded } = await bot({ actions: answering(message), shortcuts: answering(message) });
    const shortcut = { type: "message_action", callback_id: "x", response_url: "http://127.0.0.1:1/s" };
    expect((await postSigned(url, interaction(CLICK))).text).toBe("");
    expect((await postSigned(url, interaction(shortcut))).text).toBe("");
    expect(responded.map(({ url: at }) => at)).toEqual(["http://127.0.0.1:1/r", "http://127.0.0.1:1/s"]);
  });

  it.each<[string, Answer, object]>([
    [
      "errors at fields",
      { kind: "errors", errors: { title: "Say what is wrong." } },
      { response_action: "errors", errors: { title: "Say what is wrong." } },
    ],
    [
      "another view",
      { kind: "view", view: { type: "modal" } },
      { response_action: "update", view: { type: "modal" } },
    ],
    [
      "a message",
      message,
      { response_action: "update", view: { type: "modal", blocks: saying("Done.").blocks } },
    ],
  ])("a submission: %s", async (_name, answer, expected) => {
    const { url } = await bot({ forms: answering(answer) });
    expect(JSON.parse((await postSigned(url, interaction(SUBMISSION))).text)).toMatchObject(expected);
  });
});

describe("what nobody listens to", () => {
  it("an unknown command is answered at once", async () => {
    const { url } = await bot({});
    const answered = await postSigned(url, COMMAND);
    expect(JSON.parse(answered.text)).toMatchObject({
      response_type: "ephemeral",
      text: "Tocsin does not answer this command here. `/incident help` shows what it does.",
    });
  });

  it("an unknown button and an unknown event are acknowledged", async () => {
    const { url } = await bot({});
    expect(await postSigned(url, interaction(CLICK))).toEqual({ status: 200, text: "" });
    expect(await postSigned(url, event(), JSON_UTF8)).toEqual({ status: 200, text: "" });
  });

  it("a payload of no known kind is 400", async () => {
    const { url } = await bot({});
    expect(await postSigned(url, interaction({ type: "surprise" }))).toEqual({
      status: 400,
      text: "Tocsin does not know this kind of payload.\n",
    });
  });

  it("events of the bot itself are not news", async () => {
    let calls = 0;
    const counting: Route = () => {
      calls += 1;
      return Promise.resolve(NOTHING);
    };
    const { url } = await bot({ events: new Map([["member_joined_channel", counting]]) });
    const joined = (user: string): string => event({ type: "member_joined_channel", user, channel: "C1" });
    await postSigned(url, joined("U0BOT"), JSON_UTF8);
    expect(calls).toBe(0);
    await postSigned(url, joined("U0ANN"), JSON_UTF8);
    expect(calls).toBe(1);
  });
});
