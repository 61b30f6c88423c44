import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openBrowser, openTab, type Tab, type } from "./browser.ts";
import { BOT_TOKEN, GITHUB_TOKEN, openSandbox, PAGERDUTY_TOKEN, type TestSandbox } from "./sandbox.ts";

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
  tab = await openTab(browser, sandbox.url, "U0AMARA");
  page = tab.page;
});
afterEach(async () => {
  await tab.close();
  await sandbox.close();
  expect(tab.complaints).toEqual([]);
});

test("another person sees what concerns them as unread, and answers as themselves", async () => {
  await page.getByRole("button", { name: "incidents" }).click();
  await page.getByRole("heading", { name: "incidents", exact: true }).waitFor();
  await type(page, "@ben can you look?");
  await page.getByText("can you look?").waitFor();
  await page.getByRole("button", { name: "general" }).click();
  await page.getByRole("button", { name: "You are Amara" }).click();
  await page.getByRole("menuitemradio", { name: "Ben" }).click();
  await page.getByRole("button", { name: "You are Ben" }).waitFor();
  await page.getByRole("button", { name: "incidents 1 for you" }).click();
  await page.getByText("@Ben").waitFor();
  await type(page, "On it");
  await page.getByRole("article", { name: /^Ben/ }).getByText("On it").waitFor();
  expect(sandbox.slack.messages("incidents").at(-1)).toMatchObject({ user: "U0BEN", text: "On it" });
});

test("everything can be done from the keyboard", async () => {
  await page.keyboard.type("/inc");
  await page.getByRole("option", { name: /^\/incident declare/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  const field = page.getByRole("combobox", { name: "Message" });
  expect(await field.inputValue()).toBe("/incident declare ");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("/incident");
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog", { name: "Declare an incident" });
  await form.waitFor();
  expect(await focusedLabel()).toBe("What is broken?");
  await page.keyboard.type("Search is down");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await form.getByRole("button", { name: "Severity: P2 High" }).waitFor();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press("Tab");
  expect(await page.evaluate("document.querySelector('dialog').contains(document.activeElement)")).toBe(true);
  await page.keyboard.press("Escape");
  await form.waitFor({ state: "detached" });
  expect(await focusedLabel()).toBe("Message");
  await page.keyboard.type("hello @da");
  await page.keyboard.press("Enter");
  expect(await field.inputValue()).toBe("hello @dana ");
  await page.keyboard.press("Enter");
  await page.getByRole("article").filter({ hasText: "hello @Dana" }).waitFor();
});

function focusedLabel(): Promise<string | null> {
  return page.evaluate("document.activeElement.getAttribute('aria-label')");
}

describe("colours", () => {
  const ground = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");

  test("follow the system until the person chooses", async () => {
    expect(await ground()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(ground).toBe("rgb(25, 28, 32)");
    await page.getByRole("button", { name: "Light colours" }).click();
    await expect.poll(ground).toBe("rgb(255, 255, 255)");
    await page.reload();
    await page.getByRole("button", { name: "Dark colours" }).waitFor();
    expect(await ground()).toBe("rgb(255, 255, 255)");
  });
});

test("a phone has the channels in a drawer and nothing wider than itself", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Close pages and faults" }).click();
  await page.getByRole("button", { name: "Show channels" }).click();
  await page.getByRole("button", { name: "incidents" }).click();
  await page.getByRole("heading", { name: "incidents", exact: true }).waitFor();
  await type(page, "/incident declare Payments fail in production");
  await page.getByRole("button", { name: "I have it" }).waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
});

test("Home is drawn by the bot when it is opened, and its buttons work", async () => {
  await page.getByRole("button", { name: "Tocsin", exact: true }).click();
  await page.getByText("Open incidents").waitFor();
  await page.getByRole("button", { name: "Declare incident" }).click();
  await page.getByRole("dialog", { name: "Declare an incident" }).waitFor();
});

test("a fault is switched on with one click, told in plain sight, and off again", async () => {
  await page.getByRole("switch", { name: "PagerDuty: Token refused (401)" }).click();
  await page.getByText("PagerDuty answers 401 to every call of the bot.").waitFor();
  expect(sandbox.faults.list()).toEqual([{ vendor: "pagerduty", kind: "error", status: 401 }]);
  await page.getByRole("switch", { name: "PagerDuty: Broken (500)" }).click();
  await page.getByText("PagerDuty answers 500 to every call of the bot.").waitFor();
  await page.getByRole("button", { name: "Switch off" }).click();
  await page.getByText("Fault on:").waitFor({ state: "detached" });
  expect(sandbox.faults.list()).toEqual([]);
});

test("a page rings in the strip until somebody acknowledges it there", async () => {
  await fetch(`${sandbox.pagerduty.apiUrl}incidents`, {
    method: "POST",
    headers: {
      authorization: `Token token=${PAGERDUTY_TOKEN}`,
      from: "amara@example.com",
      "content-type": "application/json",
    },
    body: JSON.stringify({
      incident: {
        type: "incident",
        title: "INC-1 Payments fail",
        service: { id: "PSEBENZ", type: "service_reference" },
      },
    }),
  });
  const rung = page.getByRole("article", { name: "INC-1 Payments fail" });
  await rung.getByText("accepted by PagerDuty").waitFor();
  await rung.getByText("Amara notified").waitFor();
  await rung.getByRole("button", { name: /Amara.* acknowledges on the phone/ }).click();
  await rung.getByText(/acknowledged by Amara/).waitFor();
  await page.getByText("What the bot asked (1)").waitFor();
});

test("a run on GitHub goes step by step in the strip, and does what a person there does to it", async () => {
  const repository = "sebenza/suite";
  sandbox.github.setWorkflow({ repository, file: "deploy.yml", script: { queuedMs: 60_000, stepMs: 1_000 } });
  const url = `${sandbox.github.apiUrl}/repos/${repository}/actions/workflows/deploy.yml/dispatches`;
  await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${GITHUB_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ ref: "main", inputs: { deploy_id: "DEP-1", environment: "production" } }),
  });
  const run = page.getByRole("article", { name: "Deploy production DEP-1" });
  await run.getByText("Queued").waitFor();
  await run.getByRole("button", { name: "Hang" }).click();
  await run.getByText("Hangs").waitFor();
  await run.getByRole("button", { name: "Go on" }).click();
  await run.getByText("Running").waitFor();
  await run.getByText("Set up job").waitFor();
  await run.getByRole("button", { name: "Fail" }).click();
  await run.getByText("Failed").waitFor();
  await run.getByRole("button", { name: "Run again" }).click();
  await run.getByText("attempt 2").waitFor();
  await run.getByRole("button", { name: "Succeed" }).click();
  await run.getByText("Succeeded").waitFor();
  await page.getByText("What the bot asked (1)").waitFor();
});

test("a shared file can be looked into and downloaded whole", async () => {
  await share("postmortem.md", "# Post-mortem\n\nIt began at 10:58:00 and took 7 minutes.\n");
  await page.getByRole("button", { name: "incidents" }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("heading", { name: "Post-mortem" }).waitFor();
  await page.getByText("It began at 10:58:00 and took 7 minutes.").waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download postmortem.md" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("postmortem.md");
  expect(await readFile(await download.path(), "utf8")).toContain("took 7 minutes");
});

/** As an app shares a file: an address to send it to, the bytes, and the channel. */
async function share(name: string, content: string): Promise<void> {
  const call = async (method: string, args: Record<string, string>) => {
    const answer = await fetch(`${sandbox.slack.apiUrl}${method}`, {
      method: "POST",
      headers: { authorization: `Bearer ${BOT_TOKEN}` },
      body: new URLSearchParams(args),
    });
    return (await answer.json()) as { upload_url: string; file_id: string };
  };
  const ticket = await call("files.getUploadURLExternal", {
    filename: name,
    length: String(Buffer.byteLength(content)),
  });
  await fetch(ticket.upload_url, { method: "POST", body: content });
  await call("files.completeUploadExternal", {
    files: JSON.stringify([{ id: ticket.file_id, title: "Post-mortem draft" }]),
    channel_id: sandbox.slack.channel("incidents")?.id ?? "",
  });
}
