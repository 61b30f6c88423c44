import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Faults } from "../../../sandbox/faults.ts";
import { serve } from "../../../sandbox/http.ts";
import { Journal } from "../../../sandbox/journal.ts";
import { createSlackStandIn, type SlackStandIn } from "../../../sandbox/slack/stand-in.ts";
import type { SlackUserId } from "../../../src/domain/ids.ts";
import { createChat } from "../../../src/integrations/slack/chat.ts";

/** What on-call asks of Slack: who a person is, whether a channel is there, who is in a user group. */

const AMARA = "U0AMARA" as SlackUserId;
const CHIDI = "U0CHIDI" as SlackUserId;

let slack: SlackStandIn;
let faults: Faults;
let chat: ReturnType<typeof createChat>;
let close: () => Promise<void>;

beforeEach(() => open());
afterEach(() => close());

async function open(scopes?: readonly string[]): Promise<void> {
  faults = new Faults();
  let url = "";
  const world = createSlackStandIn({
    faults,
    journal: new Journal(null),
    botToken: "xoxb-test",
    appToken: "xapp-test",
    signingSecret: "secret",
    url: () => url,
    ...(scopes === undefined ? {} : { scopes }),
  });
  const server = await serve(world.routes);
  url = server.url;
  slack = world;
  chat = createChat({
    token: "xoxb-test",
    apiUrl: world.apiUrl,
    botUserId: async () => world.botUserId,
    timeoutMs: 600,
    log: () => undefined,
  });
  close = async () => {
    await world.close();
    await server.close();
  };
}

const callsOf = (method: string): number => slack.calls().filter((call) => call.method === method).length;

describe("about a person", () => {
  it("tells address and time zone, and asks Slack once", async () => {
    const about = { email: "amara@example.com", timezone: "Etc/UTC", admin: false };
    expect(await chat.about(AMARA)).toEqual({ kind: "done", receipt: about });
    expect(await chat.emailOf(AMARA)).toEqual({ kind: "done", receipt: "amara@example.com" });
    expect(callsOf("users.info")).toBe(1);
  });

  it("tells no address without the scope, and refuses whom Slack does not know", async () => {
    await close();
    await open(["users:read"]);
    expect(await chat.emailOf(AMARA)).toEqual({ kind: "done", receipt: null });
    expect((await chat.about("U0NOBODY" as SlackUserId)).kind).toBe("failed");
  });
});

describe("a channel", () => {
  it.each(["general", "#general", "C0GENERAL"])("is found by %s", async (named) => {
    expect(await chat.channel(named)).toEqual({ kind: "done", receipt: "C0GENERAL" });
  });

  it("that is not there is null", async () => {
    expect(await chat.channel("nowhere")).toEqual({ kind: "done", receipt: null });
  });
});

describe("a user group", () => {
  it("gets exactly these people, however often it is set", async () => {
    for (const _ of [1, 2])
      expect(await chat.setUserGroup("@Ops", [CHIDI])).toEqual({ kind: "done", receipt: null });
    expect(await chat.groupMembers("ops")).toEqual({ kind: "done", receipt: [CHIDI] });
  });

  it("that is not there is refused, with the way out", async () => {
    expect(await chat.setUserGroup("nobody", [CHIDI])).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("@nobody"),
      cure: expect.stringContaining("on_call.user_groups"),
    });
  });

  it("is refused without the scope, and kept for later when Slack does not answer", async () => {
    await close();
    await open(["usergroups:read"]);
    expect(await chat.setUserGroup("ops", [CHIDI])).toMatchObject({
      kind: "failed",
      reason: expect.stringContaining("usergroups:write"),
    });
    faults.add({ vendor: "slack", kind: "error", status: 503, call: "usergroups.users.update" });
    expect((await chat.setUserGroup("ops", [CHIDI])).kind).toBe("retry");
  });
});
