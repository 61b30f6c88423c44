import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const PLACES = [
  process.env["CHROMIUM_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A headless Chromium with a fresh profile. Throws, saying what to install, when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== "" && existsSync(place));
  if (executablePath === undefined)
    throw new Error(
      "The page tests need Chromium: install it (Debian: apt-get install chromium) or name it in CHROMIUM_PATH.",
    );
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export type Tab = { readonly page: Page; readonly complaints: string[]; close(): Promise<void> };

/** A tab with nothing stored, as `user`; what its console complains of is kept. */
export async function openTab(
  browser: Browser,
  url: string,
  user: string,
  channel = "",
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(`${url}/#/${user}/${channel}`);
  await page.getByRole("log").waitFor();
  return { page, complaints, close: () => context.close() };
}

/** Types a line and sends it. */
export async function type(page: Page, line: string): Promise<void> {
  await page.getByRole("combobox", { name: "Message" }).fill(line);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
}
