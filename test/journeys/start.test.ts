import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { newServerDatabase } from "../support/database.ts";
import { eventually } from "../support/stage.ts";

/** `npm start` as a person starts it: the entry as a process, nothing handed in but the environment. */

const dataDir = mkdtempSync(join(tmpdir(), "tocsin-start-"));
const started: ChildProcess[] = [];
let databaseUrl: string | null = null;

type Started = {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly address: () => string;
  readonly ended: Promise<number | null>;
};

function start(environment: Record<string, string> = {}): Started {
  let out = "";
  const child = spawn(process.execPath, ["start.ts"], {
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: "",
      PORT: "0",
      LOG_LEVEL: "warn",
      PROFILE: "profiles/sebenza.yml",
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl ?? "",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (out += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return { child, out: () => out, address: () => /http:\/\/127\.0\.0\.1:\d+/u.exec(out)?.[0] ?? "", ended };
}

async function ready(bot: Started): Promise<void> {
  await eventually(() => bot.address() !== "" || bot.child.exitCode !== null, "the page's address", 30_000);
  if (bot.address() === "") throw new Error(bot.out());
  await eventually(async () => (await fetch(`${bot.address()}/readyz`)).ok, "the bot to be ready", 15_000);
}

async function type(bot: Started, text: string): Promise<string> {
  const origin = bot.address();
  const deed = { do: "command", user: "amara", channel: "general", text: `/incident ${text}` };
  const answer = await fetch(`${origin}/page/do`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify(deed),
  });
  return answer.text();
}

afterEach(async () => {
  for (const child of started)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

describe("npm start without tokens", () => {
  it("keeps what was acknowledged through kill -9, and ends well when asked to", async () => {
    databaseUrl = await newServerDatabase();
    const first = start();
    await ready(first);
    expect(await type(first, "declare Checkout fails --severity P1")).toContain("INC-1");
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start();
    await ready(second);
    expect(await type(second, "list")).toContain("Checkout fails");
    await eventually(
      async () =>
        (await (await fetch(`${second.address()}/page/state?user=U0AMARA`)).text()).includes(
          "inc-1-checkout-fails",
        ),
      "the channel to be there",
      20_000,
    );
    second.child.kill("SIGTERM");
    expect(await second.ended).toBe(0);
  });

  it("refuses a folder that another one holds, and harms nothing", async () => {
    const first = start();
    await ready(first);
    const other = start();
    expect(await other.ended).toBe(1);
    expect(other.out()).toMatch(
      /^DATA_DIR .* is in use by process \d+ on .*\. Stop that one, or give this one another DATA_DIR, or set DATABASE_URL/mu,
    );
    expect(await type(first, "list")).toContain("Checkout fails");
  });

  it("ends with its reason when a lock is taken from it, rather than write where another one may", async () => {
    const bot = start();
    await ready(bot);
    // With a server only the sandbox's own folder has a lock; without one the bot, a process of its own, has one too.
    rmSync(join(dataDir, databaseUrl === null ? "lock" : "sandbox/lock"));
    expect(await bot.ended).toBe(1);
    expect(bot.out()).toMatch(
      /^Tocsin stops: its lock on DATA_DIR .* was deleted or taken over by another/mu,
    );
    if (databaseUrl === null)
      expect(bot.out()).toContain("The bot ended by itself (exit code 1), so the sandbox stops too");
  });

  it("says in one sentence that the port is taken", async () => {
    const first = start();
    await ready(first);
    const port = new URL(first.address()).port;
    const other = start({ PORT: port, DATA_DIR: `${dataDir}-other` });
    expect(await other.ended).toBe(1);
    expect(other.out().trim()).toBe(
      `Port ${port} on 127.0.0.1 is in use by another program. Stop that one, or set PORT to another port.`,
    );
    rmSync(`${dataDir}-other`, { recursive: true, force: true });
  });

  it("tells every fault of environment and profile, and starts nothing", async () => {
    const wrong = start({ LOG_LEVEL: "loud", PAGERDUTY_TOKEN: "t" });
    expect(await wrong.ended).toBe(1);
    expect(wrong.out()).toContain("LOG_LEVEL must be one of");
    expect(wrong.out()).toContain("PAGERDUTY_FROM is missing");
    const missing = start({ PROFILE: "profiles/none.yml", DATA_DIR: `${dataDir}-other` });
    expect(await missing.ended).toBe(1);
    expect(missing.out()).toContain("profiles/none.yml");
    expect(missing.out()).not.toMatch(/^\s+at /mu);
  });
});
