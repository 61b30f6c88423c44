import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataDirInUse, holderOf, lockDataDir, takeDataDir } from "../../src/store/lock.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "tocsin-lock-"));

const lost = (): void => {
  throw new Error("nobody takes this lock");
};

/** What this process writes, so that a test can change one thing about it. */
function holderLikeUs(): Record<string, unknown> {
  const path = folder();
  const lock = lockDataDir(path, lost);
  const written = JSON.parse(readFileSync(join(path, "lock"), "utf8")) as Record<string, unknown>;
  lock.release();
  return written;
}

/** A folder with this lock in it, touched so long ago. */
function heldBy(holder: Record<string, unknown>, agoMs = 0): string {
  const path = folder();
  writeFileSync(join(path, "lock"), JSON.stringify(holder));
  const touched = new Date(Date.now() - agoMs);
  utimesSync(join(path, "lock"), touched, touched);
  return path;
}

/** A pid that was used and is free again. */
function deadPid(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("the lock on DATA_DIR", () => {
  it("is taken, told to others by name, and given back", async () => {
    const path = folder();
    const module = join(import.meta.dirname, "../../src/store/lock.ts");
    const holder = spawn(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { lockDataDir } = await import(${JSON.stringify(module)}); lockDataDir(${JSON.stringify(path)}, () => {}); console.log("held"); setInterval(() => {}, 1000)`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(() => lockDataDir(path, lost)).toThrow(
      `DATA_DIR ${path} is in use by process ${holder.pid} on ${hostname()}, and the embedded database takes one process only. Stop that one, or give this one another DATA_DIR, or set DATABASE_URL to share a PostgreSQL server. (If you are sure nothing runs, delete ${path}/lock.)`,
    );
    const gone = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await gone;
    lockDataDir(path, lost).release();
    expect(existsSync(join(path, "lock"))).toBe(false);
  });

  it("left by a dead process does not block", () => {
    const path = heldBy({ ...holderLikeUs(), pid: deadPid(), started: "1" });
    expect(holderOf(path)).toBe(null);
    const lock = lockDataDir(path, lost);
    expect(JSON.parse(readFileSync(join(path, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it.each([
    ["another process", process.ppid],
    ["this process, as in a container that was started again", process.pid],
  ])("left by a dead process whose number %s has now does not block", (_name, pid) => {
    lockDataDir(heldBy({ ...holderLikeUs(), pid, started: "1" }), lost).release();
  });

  it("cut off in the middle of writing does not block", () => {
    const path = folder();
    writeFileSync(join(path, "lock"), '{"pid":12');
    lockDataDir(path, lost).release();
  });

  it("held by this process blocks a second time", () => {
    const path = folder();
    const lock = lockDataDir(path, lost);
    expect(() => lockDataDir(path, lost)).toThrow(DataDirInUse);
    lock.release();
    lockDataDir(path, lost).release();
  });
});

describe("a holder whose process cannot be looked at", () => {
  const elsewhere = { pid: 1, host: "elsewhere", started: null, space: null };

  it.each([
    ["on another host", elsewhere],
    ["in another container with our host name and our number", { ...holderLikeUs(), space: "boot pid:[1]" }],
  ])("%s blocks while it touches the lock, and not after", (_name, holder) => {
    const fresh = heldBy(holder);
    expect(() => lockDataDir(fresh, lost)).toThrow(DataDirInUse);
    expect(holderOf(fresh)).toMatch(/^process \d+ on ./u);
    lockDataDir(heldBy(holder, 60_000), lost).release();
  });

  it("is waited for when it is silent, and refused to when it touches the lock again", async () => {
    (await takeDataDir(heldBy(elsewhere, 19_700), lost, 0)).release();
    const path = heldBy(elsewhere, 19_000);
    const taken = takeDataDir(path, lost, 0);
    utimesSync(join(path, "lock"), new Date(), new Date());
    await expect(taken).rejects.toThrow(DataDirInUse);
  });
});

describe("a lock that is lost", () => {
  it.each([
    ["is deleted", (file: string) => rmSync(file)],
    ["is another's", (file: string) => writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere" }))],
  ])("because it %s is told once, and another's is left alone", async (_name, change) => {
    const path = folder();
    const file = join(path, "lock");
    let told = 0;
    const lock = await new Promise<{ release(): void }>((resolve) => {
      const held = lockDataDir(
        path,
        () => {
          told += 1;
          resolve(held);
        },
        5,
      );
      change(file);
    });
    const left = existsSync(file);
    lock.release();
    expect([told, existsSync(file)]).toEqual([1, left]);
  });
});
