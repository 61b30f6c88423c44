import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBotProcess } from "./sandbox/bot.ts";
import { playDrill } from "./sandbox/drill/drill.ts";
import type { Promises } from "./sandbox/drill/promises.ts";
import { startStandIns } from "./sandbox/stand-ins.ts";
import type { Profile } from "./src/domain/profile.ts";
import { fatal } from "./src/ending.ts";
import { loadProfile } from "./src/profile/load.ts";

/** `npm run drill -- --profile <name>`: a whole incident with nobody at the keyboard; exits 0 only if every promise was kept. */
async function drill(): Promise<void> {
  const { values } = parseArgs({ options: { profile: { type: "string", default: "example" } } });
  const path = existsSync(values.profile) ? values.profile : join("profiles", `${values.profile}.yml`);
  const folder = mkdtempSync(join(tmpdir(), "tocsin-drill-"));
  const standIns = await startStandIns({ folder: null, host: "127.0.0.1", port: 0 });
  const environment = {
    ...process.env,
    PROFILE: path,
    DATA_DIR: folder,
    DATABASE_URL: "",
    LOG_LEVEL: "error",
  };
  try {
    const promises = promisesOf(loadProfile(path), path);
    const bot = await startBotProcess(standIns, environment);
    const kept = await playDrill(standIns, promises, (line) => process.stdout.write(`${line}\n`));
    await bot.stop();
    process.exitCode = kept ? 0 : 1;
  } finally {
    await standIns.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What this manual promises, in the drill's words. */
function promisesOf(profile: Profile, path: string): Promises {
  const worst = profile.severities[0];
  if (worst === undefined) throw new Error("a profile without severities does not load");
  return {
    manual: path,
    organisation: profile.organisation,
    announcements: profile.slack.announcements.replace(/^#/u, ""),
    severities: profile.severities.map(({ label, page }) => ({ label, page })),
    statuses: profile.statuses.map(({ label, phase }) => ({ label, phase })),
    roles: profile.roles.map(({ key, name }) => ({ key, name })),
    links: profile.slack.links.map(({ title }) => title),
  };
}

await drill().catch(fatal);
