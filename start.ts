import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import closeWithGrace from "close-with-grace";
import { startSandbox } from "./sandbox/start.ts";
import { readConfig } from "./src/config.ts";
import { fatal, startBot } from "./src/main.ts";
import { loadProfile } from "./src/profile/load.ts";
import { takeDataDir } from "./src/store/lock.ts";

/** The entry of `npm start`: the bot, or without Slack tokens the sandbox that starts the bot. */
async function start(): Promise<void> {
  if (existsSync(".env")) loadEnvFile(".env");
  const config = readConfig(process.env);
  if (config.slack !== null) {
    const bot = await startBot(config);
    closeWithGrace({ delay: 15_000 }, () => bot.stop());
    return;
  }
  // The stand-ins keep their memory in one folder too, so a second sandbox must not open it.
  const folder = join(config.dataDir, "sandbox");
  const lock = await takeDataDir(folder);
  const sandbox = await startSandbox({
    folder,
    host: config.host,
    port: config.port,
    profile: config.profile,
    worstSeverity: loadProfile(config.profile).severities[0]?.label ?? "",
    environment: process.env,
  });
  closeWithGrace({ delay: 20_000, logger: false }, async () => {
    await sandbox.stop();
    lock.release();
  });
}

await start().catch(fatal);
