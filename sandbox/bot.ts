import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CREDENTIALS } from "./credentials.ts";
import type { StandIns } from "./stand-ins.ts";

/** Measured idle on a server: 175 MB without both, 136 MB with both, and a warm start is a quarter shorter. */
const SMALL_YOUNG_GENERATION = "--max-semi-space-size=4";
const COMPILE_CACHE = fileURLToPath(new URL("../node_modules/.cache/tocsin", import.meta.url));

/** The bot as a process of its own. It is given addresses and tokens, and cannot tell the stand-ins from the vendors. */
export type BotProcess = {
  readonly url: string;
  /** `how` says with which exit code or signal, in words. */
  onExit(listener: (how: string, code: number | null) => void): void;
  /** Asks it to finish what it holds, and waits until it is gone. */
  stop(): Promise<void>;
};

type Senders = Pick<StandIns, "slack" | "pagerduty" | "github">;
type Vendors = Senders & Pick<StandIns, "prometheus">;

/** The child has printed the reason itself. */
class BotStopped extends Error {
  override readonly name = "BotStopped";
}

export async function startBotProcess(
  standIns: StandIns,
  environment: NodeJS.ProcessEnv,
): Promise<BotProcess> {
  const child = spawnBot(standIns, environment);
  const url = `http://127.0.0.1:${await portOf(child)}`;
  connectTo(standIns, url);
  return {
    url,
    onExit: (listener) => child.once("exit", (code, signal) => listener(inWords(code, signal), code)),
    stop: async () => {
      child.removeAllListeners("exit");
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** A bot that was started again listens elsewhere; what waits to be tried again goes to the new one. */
export function connectTo({ slack, pagerduty, github }: Senders, url: string): void {
  slack.connect({ url, signingSecret: CREDENTIALS.signingSecret });
  pagerduty.connectWebhook({ url: `${url}/webhooks/pagerduty` });
  github.connectWebhook({ url: `${url}/webhooks/github` });
}

function inWords(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `exit code ${code}` : `killed by ${signal}`;
}

function spawnBot(standIns: StandIns, environment: NodeJS.ProcessEnv): ChildProcess {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  return spawn(process.execPath, [SMALL_YOUNG_GENERATION, main], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment, ...addressesOf(standIns) },
  });
}

/** What a bot is told of the stand-ins: their addresses and tokens, as it would be told the vendors'. */
export function addressesOf({ slack, pagerduty, github, prometheus }: Vendors): NodeJS.ProcessEnv {
  return {
    HOST: "127.0.0.1",
    PORT: "0",
    SLACK_BOT_TOKEN: CREDENTIALS.botToken,
    SLACK_SIGNING_SECRET: CREDENTIALS.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PAGERDUTY_TOKEN: CREDENTIALS.pagerDutyToken,
    PAGERDUTY_FROM: CREDENTIALS.pagerDutyFrom,
    PAGERDUTY_ROUTING_KEY: CREDENTIALS.routingKey,
    PAGERDUTY_API_URL: pagerduty.apiUrl,
    PAGERDUTY_EVENTS_URL: pagerduty.eventsUrl,
    PAGERDUTY_WEBHOOK_SECRET: CREDENTIALS.webhookSecret,
    GITHUB_TOKEN: CREDENTIALS.gitHubToken,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_WEBHOOK_SECRET: CREDENTIALS.gitHubWebhookSecret,
    PROMETHEUS_URL: prometheus.url,
  };
}

/** The bot tells the port it took once it listens; if it ends first it has said why. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port));
    child.once("exit", (code, signal) =>
      reject(
        new BotStopped(
          `The bot stopped before it was ready (${inWords(code, signal)}); its own words are above.`,
        ),
      ),
    );
    child.once("error", reject);
  });
}
