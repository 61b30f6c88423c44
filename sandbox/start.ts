import { join } from "node:path";
import { type BotProcess, startBotProcess } from "./bot.ts";
import { createPage } from "./page/server.ts";
import { copyOfManual } from "./sites/manual.ts";
import { type StandIns, startStandIns } from "./stand-ins.ts";

export type SandboxOptions = {
  /** Where the stand-ins keep what they know between starts. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly profile: string;
  /** The manual's worst severity, for the first thing to try. */
  readonly worstSeverity: string;
  readonly environment: NodeJS.ProcessEnv;
};

/** Starts the stand-ins, the page, and the bot as a process of its own that knows nothing of them. */
export async function startSandbox(options: SandboxOptions): Promise<{ stop(): Promise<void> }> {
  const bot = { url: "", ready: false };
  const standIns = await startStandIns({
    folder: options.folder,
    host: options.host,
    port: options.port,
    routes: (worlds) => createPage({ ...worlds, profileName: options.profile, bot: () => bot }).routes,
  });
  const child = await startBot(standIns, options).catch(async (error: unknown) => {
    await standIns.stop();
    throw error;
  });
  bot.url = child.url;
  bot.ready = true;
  child.onExit((how, code) => {
    // Without the bot the page would only pretend.
    process.stderr.write(
      `The bot ended by itself (${how}), so the sandbox stops too; its own words are above.\n`,
    );
    bot.ready = false;
    void standIns.stop().finally(() => process.exit(code ?? 1));
  });
  process.stdout.write(greeting(`http://${options.host}:${standIns.port}/`, options));
  return {
    stop: async () => {
      await child.stop();
      await standIns.stop();
    },
  };
}

async function startBot(
  standIns: StandIns,
  { profile, folder, environment }: SandboxOptions,
): Promise<BotProcess> {
  const copy = copyOfManual(profile, join(folder, "profile"), standIns.sites);
  return startBotProcess(standIns, { ...environment, PROFILE: copy });
}

function greeting(address: string, { profile, worstSeverity }: SandboxOptions): string {
  return [
    "",
    "  Tocsin's sandbox is ready. No tokens, nothing leaves this machine.",
    "",
    `    ${address}`,
    "",
    `  Manual: ${profile} (set PROFILE to run another, for example profiles/sebenza.yml)`,
    `  Try:    /incident declare Checkout fails --severity ${/\s/u.test(worstSeverity) ? `"${worstSeverity}"` : worstSeverity}`,
    "",
    "",
  ].join("\n");
}
