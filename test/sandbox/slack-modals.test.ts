import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { json } from "../../sandbox/http.ts";
import { errorOf, payloadOf, type Stage, setStage } from "./slack-world.ts";

let stage: Stage;
let now = 1_700_000_000_000;
beforeEach(async () => {
  stage = await setStage({ ackMs: 150, now: () => now });
});
afterEach(() => stage.strike());

const plain = (text: string) => ({ type: "plain_text" as const, text });
const option = (value: string) => ({ text: plain(value), value });
const input = (id: string, element: object, optional = false) => ({
  type: "input",
  block_id: id,
  label: plain(id),
  optional,
  element: { action_id: id, ...element },
});
const modal = (...blocks: object[]) => ({
  type: "modal" as const,
  callback_id: "declare",
  private_metadata: "m",
  title: plain("Declare"),
  submit: plain("Declare"),
  blocks,
});
const title = input("title", { type: "plain_text_input", max_length: 10 });
const severity = input(
  "severity",
  { type: "static_select", options: [option("P1"), option("P2")], initial_option: option("P2") },
  true,
);

const views = (method: string, args: object) => stage.client.apiCall(method, { ...args });
async function trigger(): Promise<string> {
  await stage.slack.command({ user: "amara", channel: "incidents", command: "/incident", text: "" });
  return String(new URLSearchParams(stage.heard.at(-1)?.body).get("trigger_id"));
}
async function open(view: object = modal(title, severity)): Promise<string> {
  const opened = (await views("views.open", { trigger_id: await trigger(), view })) as unknown as {
    view: { id: string };
  };
  return opened.view.id;
}
const open_ = () => stage.slack.views("amara");
const submit = (viewId: string, values: Record<string, Record<string, unknown>>) =>
  stage.slack.submit({ user: "amara", viewId, values });

describe("opening", () => {
  it("needs a trigger that is fresh, unused and known", async () => {
    const id = await trigger();
    expect(await errorOf(views("views.open", { trigger_id: id, view: { type: "modal" } }))).toBe(
      "invalid_arguments",
    );
    expect(await errorOf(views("views.open", { trigger_id: id, view: modal(title) }))).toBe("no error");
    expect(await errorOf(views("views.open", { trigger_id: id, view: modal(title) }))).toBe(
      "exchanged_trigger_id",
    );
    expect(await errorOf(views("views.open", { trigger_id: "made up", view: modal(title) }))).toBe(
      "invalid_trigger_id",
    );
    const late = await trigger();
    now += 3_001;
    expect(await errorOf(views("views.open", { trigger_id: late, view: modal(title) }))).toBe(
      "expired_trigger_id",
    );
  });

  it("shows the modal to the one who asked", async () => {
    const id = await open();
    expect(open_()).toMatchObject([{ id, user: "U0AMARA", errors: {}, view: { callback_id: "declare" } }]);
    expect(stage.slack.views("ben")).toEqual([]);
  });
});

describe("submitting", () => {
  it("sends what was filled in and what was there from the start, and closes", async () => {
    const id = await open();
    await submit(id, { title: { title: "API down" } });
    expect(payloadOf(stage.heard.at(-1))).toMatchObject({
      type: "view_submission",
      user: { id: "U0AMARA" },
      view: {
        id,
        callback_id: "declare",
        private_metadata: "m",
        state: {
          values: {
            title: { title: { type: "plain_text_input", value: "API down" } },
            severity: { severity: { type: "static_select", selected_option: option("P2") } },
          },
        },
      },
    });
    expect(open_()).toEqual([]);
  });

  it("takes an option by its value", async () => {
    const id = await open();
    await submit(id, {
      title: { title: { type: "plain_text_input", value: "x" } },
      severity: { severity: "P1" },
    });
    expect(payloadOf(stage.heard.at(-1))).toMatchObject({
      view: { state: { values: { severity: { severity: { selected_option: option("P1") } } } } },
    });
  });

  it("stops at Slack's client when a required field is empty or too long", async () => {
    const id = await open();
    const before = stage.heard.length;
    expect(await submit(id, {})).toMatchObject({ status: 0 });
    expect(open_()[0]?.errors).toEqual({ title: "Please complete this required field." });
    await submit(id, { title: { title: "x".repeat(11) } });
    expect(open_()[0]?.errors).toEqual({ title: "Please keep this to 10 characters or fewer." });
    expect(stage.heard.length).toBe(before);
  });

  it.each([
    [
      "errors beside an input",
      { response_action: "errors", errors: { title: "Already declared" } },
      [{ title: "Already declared" }],
    ],
    [
      "errors beside nothing",
      { response_action: "errors", errors: { nope: "x" } },
      [{ "": expect.stringContaining("trouble") }],
    ],
    ["an update", { response_action: "update", view: modal(severity) }, [{}]],
    ["a push", { response_action: "push", view: modal(severity) }, [{}, {}]],
    [
      "a view Slack refuses",
      { response_action: "update", view: { type: "modal" } },
      [{ "": expect.stringContaining("missing required field: title") }],
    ],
    ["clear", { response_action: "clear" }, []],
  ])("is answered with %s", async (_what, ack, errors) => {
    const id = await open();
    stage.answerWith(() => json(200, ack));
    await submit(id, { title: { title: "x" } });
    expect(open_().map((it) => it.errors)).toEqual(errors);
  });

  it("that is not acknowledged keeps the modal open and says so", async () => {
    const id = await open();
    stage.answerWith(() => null);
    expect(await submit(id, { title: { title: "x" } })).toMatchObject({ status: 0 });
    expect(open_()[0]?.errors).toEqual({ "": "We had some trouble connecting. Try again?" });
  });
});

describe("an open modal", () => {
  it("is updated by id or external id, unless somebody was faster", async () => {
    const id = await open({ ...modal(title), external_id: "inc-1" });
    const hash = open_()[0]?.hash;
    await views("views.update", { view_id: id, hash, view: { ...modal(severity), external_id: "inc-1" } });
    expect(await errorOf(views("views.update", { view_id: id, hash, view: modal(title) }))).toBe(
      "hash_conflict",
    );
    expect(await errorOf(views("views.update", { external_id: "inc-1", view: modal(title) }))).toBe(
      "no error",
    );
    expect(await errorOf(views("views.update", { view_id: "V0", view: modal(title) }))).toBe("not_found");
  });

  it("has buttons, and modals on top of it, three at most", async () => {
    const id = await open(
      modal(title, {
        type: "actions",
        block_id: "row",
        elements: [{ type: "button", action_id: "more", text: plain("More") }],
      }),
    );
    const push = async () => {
      await stage.slack.act({
        user: "amara",
        actionId: "more",
        viewId: id,
        state: { title: { title: "so far" } },
      });
      return errorOf(
        views("views.push", {
          trigger_id: payloadOf(stage.heard.at(-1))["trigger_id"],
          view: modal(severity),
        }),
      );
    };
    expect([await push(), await push(), await push()]).toEqual([
      "no error",
      "no error",
      "push_limit_reached",
    ]);
    expect(payloadOf(stage.heard.at(-1))).toMatchObject({
      container: { type: "view", view_id: id },
      view: { state: { values: { title: { title: { value: "so far" } } } } },
    });
    expect(open_()).toHaveLength(3);
  });

  it("is closed by the person; the bot hears of it when it asked", async () => {
    const quiet = await open();
    const heard = stage.heard.length;
    await stage.slack.closeView({ user: "amara", viewId: quiet });
    expect([open_(), stage.heard.length]).toEqual([[], heard]);
    const told = await open({ ...modal(title), notify_on_close: true });
    await stage.slack.closeView({ user: "amara", viewId: told });
    expect(payloadOf(stage.heard.at(-1))).toMatchObject({
      type: "view_closed",
      view: { id: told },
      is_cleared: false,
    });
  });
});

describe("Home", () => {
  it("is published per person and has buttons", async () => {
    const view = {
      type: "home" as const,
      blocks: [
        {
          type: "actions",
          elements: [{ type: "button", action_id: "home.declare", text: plain("Declare"), value: "v" }],
        },
      ],
    };
    await stage.client.views.publish({ user_id: "U0BEN", view });
    expect([stage.slack.home("ben")?.["type"], stage.slack.home("amara")]).toEqual(["home", null]);
    await stage.slack.act({ user: "ben", actionId: "home.declare", home: true });
    expect(payloadOf(stage.heard.at(-1))).toMatchObject({
      container: { type: "view" },
      view: { type: "home" },
      actions: [{ value: "v" }],
    });
    expect(await errorOf(stage.client.views.publish({ user_id: "U0NOBODY", view }))).toBe("user_not_found");
    expect(await errorOf(views("views.publish", { user_id: "U0BEN", view: modal(title) }))).toBe(
      "invalid_arguments",
    );
  });
});
