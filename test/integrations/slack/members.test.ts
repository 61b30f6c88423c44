import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createCall } from "../../../src/integrations/slack/call.ts";
import { readMembers } from "../../../src/integrations/slack/members.ts";
import { type ScriptedSlack, scriptedSlack } from "./scripted-slack.ts";

let slack: ScriptedSlack;
beforeEach(async () => {
  slack = await scriptedSlack({ timeoutMs: 400 });
});
afterEach(() => slack.close());

const members = () =>
  readMembers(
    createCall({ token: "xoxb-test", apiUrl: `${slack.url}/api/`, timeoutMs: 400, log: () => undefined }),
  );

describe("the members of a workspace", () => {
  it("are told with their addresses, and whether they were let in for some channels only, of all pages", async () => {
    slack.on(
      "users.list",
      {
        ok: true,
        members: [
          { id: "U0ADA", is_restricted: false, profile: { email: "ada@example.com" } },
          { id: "U0BOB", is_restricted: true },
          { id: "USLACKBOT" },
        ],
        response_metadata: { next_cursor: "more" },
      },
      {
        ok: true,
        members: [{ id: "U0CAT", is_restricted: true, is_ultra_restricted: true }],
        response_metadata: { next_cursor: "" },
      },
    );
    expect(await members()).toEqual({
      kind: "done",
      receipt: { guests: ["U0BOB", "U0CAT"], emails: new Map([["U0ADA", "ada@example.com"]]) },
    });
    expect(slack.asked.map(({ args }) => args["cursor"] ?? null)).toEqual([null, "more"]);
  });

  it("are not known when a page cannot be read", async () => {
    slack.on(
      "users.list",
      {
        ok: true,
        members: [{ id: "U0BOB", is_restricted: true }],
        response_metadata: { next_cursor: "more" },
      },
      { ok: false, error: "internal_error" },
    );
    expect((await members()).kind).toBe("retry");
  });
});
