import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { IncidentId } from "./domain/ids.ts";
import type { SpoolFiles } from "./engine/spool.ts";
import type { Spooled } from "./engine/spool-draft.ts";

/**
 * Declares that wait for the database, one file each in `DATA_DIR/spool`. Written beside, flushed, renamed, and the
 * folder flushed: after that a power cut leaves either the whole file or none.
 */

const IdText = z.string().regex(/^[0-9a-f-]{36}$/u);

/** As much of it as must be right for the rules to read the rest; it was written by us. */
const SpooledFile = z.object({
  ask: z.object({
    command: z.object({
      type: z.literal("declare"),
      title: z.string(),
      description: z.string().nullable(),
      severity: z.string().nullable(),
      component: z.string().nullable(),
      private: z.boolean(),
      drill: z.boolean(),
      declaredIn: z.string().nullable(),
      from: z
        .object({
          text: z.string(),
          author: z.string().nullable(),
          saidAt: z.number(),
          permalink: z.string().nullable(),
        })
        .nullable(),
      page: z.object({ user: z.string(), why: z.string() }).nullable(),
    }),
    by: z.object({ kind: z.literal("person"), user: z.string() }),
    incident: z.object({ kind: z.literal("new") }),
    key: z.string(),
    kept: z.object({ id: IdText, at: z.number() }),
  }),
  pages: z.array(z.string()),
});

type Log = { error(fields: object, message: string): void };

export function createSpoolFiles(dataDir: string, log: Log): SpoolFiles {
  const folder = join(dataDir, "spool");
  const path = (id: IncidentId): string => join(folder, `${id}.json`);
  const aside = (name: string): Promise<void> => rename(join(folder, name), join(folder, `${name}.aside`));
  return {
    write: async (spooled) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const done = path(spooled.ask.kept.id);
      await writeFlushed(`${done}.part`, JSON.stringify(spooled));
      await rename(`${done}.part`, done);
      await flush(folder);
      await flush(dataDir);
    },
    read: async () => {
      const found: Spooled[] = [];
      for (const name of await namesIn(folder)) {
        const parsed = await readSpooled(join(folder, name), name);
        if (typeof parsed !== "string") found.push(parsed);
        else {
          await aside(name);
          const file = join(folder, `${name}.aside`);
          log.error(
            { file, fault: parsed },
            "a kept declare cannot be read; declare it by hand if it is not there",
          );
        }
      }
      return found;
    },
    remove: async (id) => {
      await rm(path(id), { force: true });
      await flush(folder);
    },
    setAside: async (id) => {
      await aside(`${id}.json`);
      await flush(folder);
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json"));
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  }
}

/** What cannot be read must not keep the bot from starting. */
async function readSpooled(path: string, name: string): Promise<Spooled | string> {
  try {
    return parse(await readFile(path, "utf8"), name);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What is wrong with it, in words, when it is not what we wrote. */
function parse(text: string, name: string): Spooled | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is not JSON";
  }
  const parsed = SpooledFile.safeParse(value);
  if (!parsed.success) return z.prettifyError(parsed.error);
  if (name !== `${parsed.data.ask.kept.id}.json`) return "its name is not its incident's id";
  return parsed.data as unknown as Spooled; // ids are branded; what they look like was just checked
}

async function writeFlushed(path: string, text: string): Promise<void> {
  const file = await open(path, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function flush(folder: string): Promise<void> {
  const opened = await open(folder, "r");
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
