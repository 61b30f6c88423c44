import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataDirInUse, lockDataDir } from "../../src/store/lock.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "tocsin-lock-"));

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
        `const { lockDataDir } = await import(${JSON.stringify(module)}); lockDataDir(${JSON.stringify(path)}); console.log("held"); setInterval(() => {}, 1000)`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await new Promise((resolve) => holder.stdout.once("data", resolve));
    expect(() => lockDataDir(path)).toThrow(
      `DATA_DIR ${path} is in use by process ${holder.pid} on ${hostname()}, and the embedded database takes one process only. Stop that one, or give this one another DATA_DIR, or set DATABASE_URL to share a PostgreSQL server. (If you are sure nothing runs, delete ${path}/lock.)`,
    );
    const gone = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await gone;
    lockDataDir(path).release();
    expect(existsSync(join(path, "lock"))).toBe(false);
  });

  it("left by a dead process does not block", () => {
    const path = folder();
    writeFileSync(join(path, "lock"), JSON.stringify({ pid: deadPid(), host: hostname(), started: "1" }));
    const lock = lockDataDir(path);
    expect(JSON.parse(readFileSync(join(path, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
    lock.release();
  });

  it("left by a dead process whose number another one has now does not block", () => {
    const path = folder();
    writeFileSync(join(path, "lock"), JSON.stringify({ pid: process.ppid, host: hostname(), started: "1" }));
    lockDataDir(path).release();
  });

  it("cut off in the middle of writing does not block", () => {
    const path = folder();
    writeFileSync(join(path, "lock"), '{"pid":12');
    lockDataDir(path).release();
  });

  it("held on another host blocks while it is kept fresh, and not after", () => {
    const path = folder();
    const file = join(path, "lock");
    writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere", started: null }));
    expect(() => lockDataDir(path)).toThrow(DataDirInUse);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    lockDataDir(path).release();
  });
});
