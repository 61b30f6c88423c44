import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { WebhookMoment } from "./die-at-webhook.ts";

/** The real bot as a process of its own, which a test can kill as a machine kills it: without a word. */
export type ChildBot = {
  readonly url: string;
  /** Resolves when the process is gone, with what it said last. */
  readonly gone: Promise<string>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** The process dies right after its next commit, before anybody hears of it. Resolves when it is prepared. */
  dieAfterNextCommit(): Promise<void>;
  /** The process dies with all of its next transaction written, and not committed. Resolves when it is prepared. */
  dieBeforeNextCommit(): Promise<void>;
  /** The process dies of the next webhook of this type, and answers it nothing. Resolves when it is prepared. */
  dieAtWebhook(moment: WebhookMoment, type: string): Promise<void>;
};

export type ChildBotOptions = {
  /** All the bot is told of the outside; nothing of the test's own environment reaches it. */
  readonly environment: Readonly<Record<string, string>>;
};

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const DIE_AFTER_COMMIT = new URL("./die-after-commit.ts", import.meta.url).href;
const CLOCK_AHEAD = new URL("./clock-ahead.ts", import.meta.url).href;
const DIE_AT_WEBHOOK = new URL("./die-at-webhook.ts", import.meta.url).href;

/** Resolves when it listens; rejects with its last words when it ends before. */
export async function startChildBot({ environment }: ChildBotOptions): Promise<ChildBot> {
  const loaded = [CLOCK_AHEAD, DIE_AFTER_COMMIT, DIE_AT_WEBHOOK].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...loaded, MAIN], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { PATH: process.env["PATH"], HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn", ...environment },
  });
  let words = "";
  const listen = (chunk: Buffer): void => {
    words = `${words}${chunk.toString()}`.slice(-4_000);
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  const gone = new Promise<string>((resolve) => child.once("exit", () => resolve(words)));
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port)); // main.ts says just that first
    void gone.then((last) => reject(new Error(`the bot ended before it listened: ${last}`)));
  });
  const prepare = (order: string): Promise<void> =>
    new Promise((resolve) => {
      child.once("message", () => resolve());
      child.send(order);
    });
  return {
    url: `http://127.0.0.1:${port}`,
    gone,
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
    dieAfterNextCommit: () => prepare("die-after-next-commit"),
    dieBeforeNextCommit: () => prepare("die-before-next-commit"),
    dieAtWebhook: (moment, type) => prepare(`die-at-webhook ${moment} ${type}`),
  };
}
