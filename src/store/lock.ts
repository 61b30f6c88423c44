import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** The embedded database belongs to one process; two that open one folder lose each other's rows. */
export class DataDirInUse extends Error {
  override readonly name = "DataDirInUse";
}

type Holder = { readonly pid: number; readonly host: string; readonly started: string | null };

const HEARTBEAT_MS = 2_000;
/** A holder on another host (a shared volume) counts as gone when its lock file was not touched for so long. */
const STALE_MS = 20_000;

/**
 * Takes the folder, waiting a moment for a holder that is just ending: a restart follows a kill within milliseconds.
 * Throws `DataDirInUse` like `lockDataDir`.
 */
export async function takeDataDir(dataDir: string, patienceMs = 3_000): Promise<{ release(): void }> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return lockDataDir(dataDir);
    } catch (error) {
      if (!(error instanceof DataDirInUse) || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Takes the folder for this process and keeps the lock file fresh. A lock left by a dead process does not block.
 * Throws `DataDirInUse` with who holds it and what to do.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "lock");
  if (!create(path)) {
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder, path)) throw new DataDirInUse(inUse(dataDir, path, holder));
    setAside(path, holder);
    if (!create(path)) throw new DataDirInUse(inUse(dataDir, path, readHolder(path)));
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimesSync(path, now, now);
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      rmSync(path, { force: true });
    },
  };
}

/** `wx` fails when the file is there: of two that start at once, one gets it. */
function create(path: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(
      file,
      JSON.stringify({
        pid: process.pid,
        host: hostname(),
        started: startTime(process.pid),
      } satisfies Holder),
    );
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Two starts may judge the same lock dead; the slower one must not remove the lock the faster one just took. */
function setAside(path: string, dead: Holder | null): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (JSON.stringify(moved) !== JSON.stringify(dead)) {
    try {
      linkSync(aside, path);
    } catch {
      // Somebody took the folder meanwhile; `create` will say so.
    }
  }
  rmSync(aside, { force: true });
}

function readHolder(path: string): Holder | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    // Empty or cut off: its writer died between creating and writing it, or it is just being written.
    return null;
  }
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(path).mtimeMs < STALE_MS;
  if (holder.pid === process.pid) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  if (isZombie(holder.pid)) return false;
  // The number may have been given to another process since; Linux tells when that one started.
  const started = startTime(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** Clock ticks since boot at which the process started, or null where /proc is not there. */
function startTime(pid: number): string | null {
  return stat(pid)?.[19] ?? null;
}

/** Killed, and only kept in the table until its parent asks for its end. */
function isZombie(pid: number): boolean {
  const state = stat(pid)?.[0];
  return state === "Z" || state === "X";
}

/** The fields of Linux's /proc/<pid>/stat behind the program's name, which may itself hold spaces and brackets. */
function stat(pid: number): readonly string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}

function inUse(dataDir: string, path: string, holder: Holder | null): string {
  const who = holder === null ? "another process" : `process ${holder.pid} on ${holder.host}`;
  return (
    `DATA_DIR ${dataDir} is in use by ${who}, and the embedded database takes one process only. ` +
    `Stop that one, or give this one another DATA_DIR, or set DATABASE_URL to share a PostgreSQL server. ` +
    `(If you are sure nothing runs, delete ${path}.)`
  );
}
