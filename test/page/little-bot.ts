import { type Answer, type Asked, json, serve } from "../../sandbox/http.ts";
import { card, declareModal, home } from "./little-bot-blocks.ts";

type Payload = {
  readonly type: string;
  readonly trigger_id: string;
  readonly user: { readonly id: string };
  readonly channel?: { readonly id: string };
  readonly container?: { readonly message_ts?: string };
  readonly callback_id?: string;
  readonly message?: { readonly ts: string; readonly text: string };
  readonly actions?: readonly {
    readonly action_id: string;
    readonly selected_option?: { readonly value: string };
  }[];
  readonly view?: {
    readonly state: {
      readonly values: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
    };
  };
};

const TITLE = "Payments fail in production";

/** A bot of a few lines that speaks Slack's protocol, so that the page is tested against nothing but the wire. */
export async function startLittleBot(
  apiUrl: () => string,
  token: string,
): Promise<{ url: string; heard: unknown[]; close(): Promise<void> }> {
  const heard: unknown[] = [];
  async function api(method: string, args: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${apiUrl()}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(args),
    });
    const body = (await answer.json()) as Record<string, unknown>;
    if (body["ok"] !== true) throw new Error(`${method}: ${JSON.stringify(body)}`);
    return body;
  }
  const server = await serve({
    "/slack/events": (asked) => answer(asked, api, heard),
    "/healthz": () => ({ status: 200, headers: { "content-type": "text/plain" }, body: "alive" }),
  });
  return { url: server.url, heard, close: server.close };
}

type Api = (method: string, args: object) => Promise<Record<string, unknown>>;

async function answer(asked: Asked, api: Api, heard: unknown[]): Promise<Answer> {
  if ((asked.headers["content-type"] ?? "").includes("json")) {
    const { event } = JSON.parse(asked.body) as { event?: { type: string; user: string } };
    heard.push(event);
    if (event?.type === "app_home_opened") await api("views.publish", { user_id: event.user, view: home() });
    return json(200, {});
  }
  const form = new URLSearchParams(asked.body);
  const payload = form.get("payload");
  if (payload === null) return command(form, api);
  const parsed = JSON.parse(payload) as Payload;
  heard.push(parsed);
  if (parsed.type === "view_submission") return submission(parsed, api);
  if (parsed.type === "block_actions") await action(parsed, api);
  else await api(parsed.message === undefined ? "views.open" : "chat.postMessage", shortcut(parsed));
  return { status: 200, body: "" };
}

function shortcut({ message, channel, trigger_id }: Payload): object {
  if (message === undefined) return { trigger_id, view: declareModal() };
  return { channel: channel?.id, thread_ts: message.ts, text: "On the timeline." };
}

async function command(form: URLSearchParams, api: Api): Promise<Answer> {
  const text = form.get("text") ?? "";
  const channel = form.get("channel_id");
  if (text === "") {
    await api("views.open", { trigger_id: form.get("trigger_id"), view: declareModal() });
    return { status: 200, body: "" };
  }
  if (text.startsWith("declare")) {
    await api("chat.postMessage", { channel, ...card(text.slice("declare ".length), "open", null) });
    return json(200, { text: "*INC-1* is declared and saved. Paging on-call: requested." });
  }
  return json(200, {
    response_type: "ephemeral",
    text: `\`${text}\` is not a sub-command. Did you mean \`list\`?`,
  });
}

async function submission({ view }: Payload, api: Api): Promise<Answer> {
  const title = String(view?.state.values["title"]?.["title"]?.["value"] ?? "");
  if (title.length < 5)
    return json(200, { response_action: "errors", errors: { title: "Say in a few words what is broken." } });
  await api("chat.postMessage", { channel: "#incidents", ...card(title, "open", null) });
  return { status: 200, body: "" };
}

async function action({ actions, user, channel, container, trigger_id }: Payload, api: Api): Promise<void> {
  const pressed = actions?.[0];
  const update = (status: string, commander: string | null) =>
    api("chat.update", {
      channel: channel?.id,
      ts: container?.message_ts,
      ...card(TITLE, status, commander),
    });
  switch (pressed?.action_id) {
    case "incident.acknowledge":
      await update("investigating", user.id);
      break;
    case "incident.resolve":
      await update("resolved", user.id);
      break;
    case "incident.take-role":
      await api("chat.postEphemeral", {
        channel: channel?.id,
        user: user.id,
        text: `You are now ${pressed.selected_option?.value}.`,
      });
      break;
    case "home.declare":
      await api("views.open", { trigger_id, view: declareModal() });
      break;
    default: // what a click means is the bot's business; the page only has to send it
      break;
  }
}
