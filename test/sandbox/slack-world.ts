import { type Logger, LogLevel, WebClient } from "@slack/web-api";
import { Faults } from "../../sandbox/faults.ts";
import { type Answer, type Asked, serve } from "../../sandbox/http.ts";
import { Journal } from "../../sandbox/journal.ts";
import {
  createSlackStandIn,
  type SlackStandIn,
  type SlackStandInOptions,
} from "../../sandbox/slack/stand-in.ts";

/** A stand-in that is served, a real client of it, and a bot that records what it is sent and answers as told. */
export type Stage = {
  readonly slack: SlackStandIn;
  readonly client: WebClient;
  readonly faults: Faults;
  readonly url: string;
  readonly heard: Asked[];
  answerWith(answer: (asked: Asked) => Answer | Promise<Answer>): void;
  strike(): Promise<void>;
};

const nothing = () => {};
/** The client logs every refusal it also rejects with; tests look at the rejection. */
export const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  setName: nothing,
  getLevel: () => LogLevel.ERROR,
};

export const SECRET = "test-signing-secret";

export async function setStage(options: Partial<SlackStandInOptions> = {}): Promise<Stage> {
  const faults = new Faults();
  let url = "";
  const slack = createSlackStandIn({
    faults,
    journal: new Journal(null),
    botToken: "xoxb-test",
    appToken: "xapp-test",
    signingSecret: SECRET,
    // Messages are told to those tests that ask for them: they would stand between all that the others wait for.
    subscribed: ["app_home_opened", "member_joined_channel", "member_left_channel", "pin_added"],
    url: () => url,
    ...options,
  });
  const served = await serve(slack.routes);
  url = served.url;
  slack.attachSocket(served.server);
  const heard: Asked[] = [];
  let answer: (asked: Asked) => Answer | Promise<Answer> = () => ({ status: 200, body: "" });
  const bot = await serve({
    "/slack/events": async (asked) => {
      heard.push(asked);
      return answer(asked);
    },
  });
  slack.connect({ url: bot.url, signingSecret: SECRET });
  return {
    slack,
    client: new WebClient("xoxb-test", {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      logger: silent,
    }),
    faults,
    url,
    heard,
    answerWith: (next) => {
      answer = next;
    },
    strike: async () => {
      await slack.close();
      await bot.close();
      await served.close();
    },
  };
}

/** What was heard as an interactive payload, read. */
export function payloadOf(asked: Asked | undefined): Record<string, unknown> {
  const payload = new URLSearchParams(asked?.body ?? "").get("payload");
  return JSON.parse(payload ?? asked?.body ?? "{}") as Record<string, unknown>;
}

/** The error word of a call that Slack refused. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "no error";
  } catch (error) {
    const { data, message } = error as { data?: { error?: string }; message: string };
    return data?.error ?? message;
  }
}
