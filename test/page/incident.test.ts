import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openBrowser, openTab, type Tab, type } from "./browser.ts";
import { openSandbox, type TestSandbox } from "./sandbox.ts";

let browser: Browser;
let sandbox: TestSandbox;
let tab: Tab;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  sandbox = await openSandbox();
  const incidents = sandbox.slack.channel("incidents")?.id ?? "";
  tab = await openTab(browser, sandbox.url, "U0AMARA", incidents);
  page = tab.page;
});
afterEach(async () => {
  await tab.close();
  await sandbox.close();
  expect(tab.complaints).toEqual([]);
});

/** The newest action the bot was told of. */
function pressed(): Record<string, unknown> | undefined {
  const payload = heard("block_actions") as { actions?: Record<string, unknown>[] } | undefined;
  return payload?.actions?.[0];
}

/** The newest payload of that type; the bot hears its own messages, too. */
function heard(type: string): unknown {
  return sandbox.heard.findLast((one) => (one as { type?: string } | undefined)?.type === type);
}

describe("a command", () => {
  test("is answered only to the person who typed it", async () => {
    await type(page, "/incident frobnicate");
    const reply = page.getByRole("article").filter({ hasText: "is not a sub-command" });
    await reply.getByText("Only visible to you").waitFor();
    const ben = await openTab(browser, sandbox.url, "U0BEN", sandbox.slack.channel("incidents")?.id);
    expect(await ben.page.getByText("is not a sub-command").count()).toBe(0);
    await ben.close();
  });

  test("that Slack could not deliver says so and gives the line back", async () => {
    sandbox.slack.connect({ url: "http://127.0.0.1:9", signingSecret: "sandbox-signing-secret" });
    await type(page, "/incident list");
    await page.getByText("/incident failed").waitFor();
    await expect
      .poll(() => page.getByRole("combobox", { name: "Message" }).inputValue())
      .toBe("/incident list");
  });
});

describe("a card", () => {
  beforeEach(() => type(page, "/incident declare Payments fail in production"));

  test("shows names for mentions and draws what it says", async () => {
    const card = page.getByRole("article").filter({ hasText: "INC-1 Payments fail" });
    await card.getByText("@Gus").waitFor();
    await card.getByText(/today/).waitFor();
    expect(await card.getByRole("button").allInnerTexts()).toEqual(
      expect.arrayContaining(["I have it", "Update status", "Take a role", "Resolve", "Try again"]),
    );
  });

  test("does what its button says, and is edited in place", async () => {
    await page.getByRole("button", { name: "I have it" }).click();
    const card = page.getByRole("article").filter({ hasText: "INC-1 Payments fail" });
    await card.getByText("@Amara").waitFor();
    await card.getByText("(edited)").waitFor();
    expect(pressed()).toMatchObject({ action_id: "incident.acknowledge", value: "1" });
  });

  test("asks before the dangerous button, and takes no for an answer", async () => {
    await page.getByRole("button", { name: "Resolve", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Resolve INC-1?" });
    await dialog.getByRole("button", { name: "Not yet" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(pressed()).toBeUndefined();
    await page.getByRole("button", { name: "Resolve", exact: true }).click();
    await dialog.getByRole("button", { name: "Resolve" }).click();
    await page.getByText("resolved").waitFor();
  });

  test("sends what was selected", async () => {
    await page.getByRole("button", { name: "Take a role" }).click();
    await page.getByRole("option", { name: "Scribe" }).click();
    await page.getByText("You are now 1 scribe").waitFor();
  });

  test("sends what was taken from the three dots", async () => {
    const card = page.getByRole("article").filter({ hasText: "INC-1 Payments fail" });
    await card.locator(".actions-block").getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Timeline" }).click();
    await expect
      .poll(pressed)
      .toMatchObject({ action_id: "incident.more", selected_option: { value: "timeline" } });
  });

  test("can be pinned, answered in a thread and given to a shortcut", async () => {
    const card = page.getByRole("article").filter({ hasText: "INC-1 Payments fail" });
    await card.hover();
    await card.getByRole("button", { name: "Pin", exact: true }).click();
    await page.getByRole("button", { name: "1 pinned message" }).waitFor();
    await card.hover();
    await card.getByRole("toolbar").getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: /Add to timeline/ }).click();
    await page.getByRole("button", { name: /1 reply/ }).click();
    const thread = page.getByRole("complementary", { name: "Thread" });
    await thread.getByText("On the timeline.").waitFor();
    await thread.getByRole("combobox", { name: "Reply" }).fill("Thank you");
    await page.keyboard.press("Enter");
    await thread.getByText("2 replies").waitFor();
  });
});

describe("a form", () => {
  beforeEach(async () => {
    await type(page, "/incident");
    await page.getByRole("dialog", { name: "Declare an incident" }).waitFor();
  });

  test("complains by itself, then for the bot, then lets the right one through", async () => {
    const form = page.getByRole("dialog", { name: "Declare an incident" });
    const title = form.getByLabel("What is broken?");
    await form.getByRole("button", { name: "Declare" }).click();
    await form.getByText("Please complete this required field.").waitFor();
    await title.fill("abc");
    await form.getByRole("button", { name: "Declare" }).click();
    await form.getByText("Say in a few words what is broken.").waitFor();
    await title.fill("Logins are slow");
    await form.getByRole("button", { name: /^Severity/ }).click();
    await page.getByRole("option", { name: /P1 Critical/ }).click();
    await form.getByRole("checkbox", { name: /Drill/ }).check();
    await form.getByRole("button", { name: "Declare" }).click();
    await page.getByRole("article").filter({ hasText: "INC-1 Logins are slow" }).waitFor();
    expect(await form.count()).toBe(0);
    expect(heard("view_submission")).toMatchObject({
      view: {
        state: {
          values: {
            title: { title: { value: "Logins are slow" } },
            severity: { severity: { selected_option: { value: "P1" } } },
            description: { description: { value: null } },
            options: { options: { selected_options: [{ value: "drill" }] } },
          },
        },
      },
    });
  });

  test("closes on Esc, without the bot hearing of it", async () => {
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(sandbox.slack.views("U0AMARA")).toEqual([]);
  });
});
