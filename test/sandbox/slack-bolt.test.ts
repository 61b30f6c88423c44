import { App } from "@slack/bolt";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SECRET, type Stage, setStage, silent } from "./slack-world.ts";

/** Bolt itself, untouched, takes everything the stand-in sends and is understood. */

let stage: Stage;
let app: App;
const plain = (text: string) => ({ type: "plain_text" as const, text });

async function start(options: object): Promise<void> {
  app = new App({
    token: "xoxb-test",
    clientOptions: { slackApiUrl: stage.slack.apiUrl },
    logger: silent,
    ...options,
  });
  app.command("/incident", async ({ ack, client, body }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: {
        type: "modal",
        callback_id: "declare",
        title: plain("Declare"),
        submit: plain("Declare"),
        blocks: [
          {
            type: "input",
            block_id: "title",
            label: plain("Title"),
            element: { type: "plain_text_input", action_id: "title" },
          },
        ],
      },
    });
  });
  app.view("declare", async ({ ack, client, view }) => {
    await ack();
    const text = String(view.state.values["title"]?.["title"]?.value);
    await client.chat.postMessage({
      channel: "#incidents",
      text,
      blocks: [
        {
          type: "actions",
          elements: [{ type: "button", action_id: "acknowledge", text: plain("Acknowledge"), value: "1" }],
        },
      ],
    });
  });
  app.action("acknowledge", async ({ ack, respond }) => {
    await ack();
    await respond({ text: "on it", response_type: "in_channel" });
  });
  app.event("member_joined_channel", async ({ event, client }) => {
    await client.chat.postMessage({ channel: event.channel, text: `welcome <@${event.user}>` });
  });
}

async function playThrough(): Promise<void> {
  await stage.slack.command({ user: "amara", channel: "incidents", command: "/incident", text: "" });
  await vi.waitFor(() => expect(stage.slack.views("amara")).toHaveLength(1));
  const viewId = String(stage.slack.views("amara")[0]?.id);
  await stage.slack.submit({ user: "amara", viewId, values: { title: { title: "API down" } } });
  await vi.waitFor(() => expect(stage.slack.messages("incidents")).toHaveLength(1));
  const ts = String(stage.slack.messages("incidents")[0]?.ts);
  await stage.slack.act({ user: "ben", actionId: "acknowledge", message: { channel: "incidents", ts } });
  await stage.slack.join({ user: "gus", channel: "incidents" });
  await vi.waitFor(() =>
    expect(
      stage.slack
        .messages("incidents")
        .map((it) => it.text)
        .sort(),
    ).toEqual(["API down", "on it", "welcome <@U0GUS>"]),
  );
  expect(stage.slack.views("amara")).toEqual([]);
}

beforeEach(async () => {
  stage = await setStage();
});
afterEach(async () => {
  await app.stop();
  await stage.strike();
});

it("over signed HTTP", async () => {
  await start({ signingSecret: SECRET });
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  stage.slack.connect({ url: `http://127.0.0.1:${port}`, signingSecret: SECRET });
  await playThrough();
});

it("over Socket Mode", async () => {
  await start({
    appToken: "xapp-test",
    socketMode: true,
    installerOptions: { clientOptions: { slackApiUrl: stage.slack.apiUrl } },
  });
  await app.start();
  stage.slack.connect({ socketMode: true });
  await playThrough();
});

it("refuses what is signed with another secret", async () => {
  await start({ signingSecret: "another" });
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : null;
  stage.slack.connect({ url: `http://127.0.0.1:${port}`, signingSecret: SECRET });
  const reply = await stage.slack.command({
    user: "amara",
    channel: "incidents",
    command: "/incident",
    text: "",
  });
  expect(reply).toMatchObject({ status: 401, body: '/incident failed with the error "http_service_error"' });
});
