import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
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
  /** When the holder last touched its lock, in epoch milliseconds, if that is all there is to judge it by. */
  readonly lastBeat: number | null;
  constructor(message: string, lastBeat: number | null) {
    super(message);
    this.lastBeat = lastBeat;
  }
}

/** Another process has the folder, or a person took the lock away: one more write could cost everything in it. */
export class DataDirLost extends Error {
  override readonly name = "DataDirLost";
  constructor(dataDir: string) {
    super(
      `Tocsin stops: its lock on DATA_DIR ${dataDir} was deleted or taken over by another process, and the embedded database takes one process only. ` +
        "See that only one is started with this folder, then start it again.",
    );
  }
}

/** `space` names the machine's start and its process-number space; numbers of two spaces say nothing of each other. */
type Holder = {
  readonly pid: number;
  readonly host: string;
  readonly started: string | null;
  readonly space: string | null;
};

export type Lock = { release(): void };

const HEARTBEAT_MS = 2_000;
/** A holder in another container or on another host counts as gone when its lock file was not touched for so long. */
const STALE_MS = 20_000;

/**
 * Takes the folder, waiting a moment for a holder that is just ending: a restart follows a kill within milliseconds.
 * A holder known only by its touches is waited for until it touches again or counts as gone.
 * Throws `DataDirInUse` like `lockDataDir`.
 */
export async function takeDataDir(dataDir: string, onLost: () => void, patienceMs = 3_000): Promise<Lock> {
  const deadline = Date.now() + patienceMs;
  let firstBeat: number | null = null;
  for (;;) {
    try {
      return lockDataDir(dataDir, onLost);
    } catch (error) {
      if (!(error instanceof DataDirInUse)) throw error;
      firstBeat ??= error.lastBeat;
      const silent = error.lastBeat !== null && error.lastBeat === firstBeat;
      if (Date.now() > deadline && !silent) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/**
 * Takes the folder for this process and keeps the lock file fresh. A lock left by a dead process does not block.
 * `onLost` is called once when the lock turns out to be gone or another's: the folder must not be used any more.
 * Throws `DataDirInUse` with who holds it and what to do.
 */
export function lockDataDir(dataDir: string, onLost: () => void, beatMs = HEARTBEAT_MS): Lock {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, "lock");
  const ours = JSON.stringify(ourselves());
  if (!create(path, ours)) {
    const holder = readHolder(path);
    if (holder !== null && isAlive(holder, path)) throw inUse(dataDir, path, holder);
    setAside(path, holder);
    if (!create(path, ours)) throw inUse(dataDir, path, readHolder(path));
  }
  const beat = setInterval(() => {
    if (touch(path, ours)) return;
    clearInterval(beat);
    onLost();
  }, beatMs);
  beat.unref();
  return {
    release: () => {
      clearInterval(beat);
      if (existsSync(path) && readFileSync(path, "utf8") === ours) rmSync(path, { force: true });
    },
  };
}

/** Who holds the folder now, in words; null when nobody does. Changes nothing. */
export function holderOf(dataDir: string): string | null {
  const path = join(dataDir, "lock");
  const holder = readHolder(path);
  return holder !== null && isAlive(holder, path) ? named(holder) : null;
}

/** False when the lock is not ours any more. A folder that does not answer for a moment is not a lost one. */
function touch(path: string, ours: string): boolean {
  try {
    if (readFileSync(path, "utf8") !== ours) return false;
    const now = new Date();
    utimesSync(path, now, now);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

function ourselves(): Holder {
  return { pid: process.pid, host: hostname(), started: startTime(process.pid), space: space() };
}

/** `wx` fails when the file is there: of two that start at once, one gets it. */
function create(path: string, ours: string): boolean {
  try {
    const file = openSync(path, "wx");
    writeSync(file, ours);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Two starts may judge the same lock dead; the slower one must not remove the lock the faster one just took. */
function setAside(path: string, dead: Holder | null): void {
  const aside = `${path}.${randomUUID()}`;
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
  if (!isNear(holder)) return Date.now() - lastBeat(path) < STALE_MS;
  // Our own number: ourselves by another door, or one before us that had the same, as every container's first has.
  if (holder.pid === process.pid) return holder.started !== null && holder.started === startTime(process.pid);
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

/** True when its process number means here what it means there. */
function isNear(holder: Holder): boolean {
  return holder.host === hostname() && holder.space === space();
}

function lastBeat(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Two containers may share a host name and a volume, and both be process 1. Null where Linux does not tell. */
function space(): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
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

function inUse(dataDir: string, path: string, holder: Holder | null): DataDirInUse {
  const who = holder === null ? "another process" : named(holder);
  const sentence =
    `DATA_DIR ${dataDir} is in use by ${who}, and the embedded database takes one process only. ` +
    `Stop that one, or give this one another DATA_DIR, or set DATABASE_URL to share a PostgreSQL server. ` +
    `(If you are sure nothing runs, delete ${path}.)`;
  return new DataDirInUse(sentence, holder === null || isNear(holder) ? null : lastBeat(path));
}

function named(holder: Holder): string {
  return `process ${holder.pid} on ${holder.host}`;
}
