import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadEnvFile } from "node:process";
import { startSandbox } from "./sandbox/start.ts";
import { readConfig } from "./src/config.ts";
import { endWith, fatal } from "./src/ending.ts";
import { startBot } from "./src/main.ts";
import { loadProfile } from "./src/profile/load.ts";
import { DataDirLost, takeDataDir } from "./src/store/lock.ts";

/** The entry of `npm start`: the bot, or without Slack tokens the sandbox that starts the bot. */
async function start(): Promise<void> {
  if (existsSync(".env")) loadEnvFile(".env");
  const config = readConfig(process.env);
  if (config.slack !== null) {
    endWith(await startBot(config));
    return;
  }
  // The stand-ins keep their memory in one folder too, so a second sandbox must not open it.
  const folder = join(config.dataDir, "sandbox");
  const lock = await takeDataDir(folder, () => fatal(new DataDirLost(folder)));
  const sandbox = await startSandbox({
    folder,
    host: config.host,
    port: config.port,
    profile: config.profile,
    worstSeverity: loadProfile(config.profile).severities[0]?.label ?? "",
    environment: process.env,
  });
  endWith({
    stop: async () => {
      await sandbox.stop();
      lock.release();
    },
  });
}

await start().catch(fatal);
