import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A contestant or the sink as a process of its own, reached over loopback. */
export type Child = {
  readonly port: number;
  readonly process: ChildProcess;
  /** When it was spawned, by `performance.now()`. */
  readonly spawnedAt: number;
  /** SIGKILL; resolves when it is really gone. */
  kill(): Promise<void>;
  /** Asks it to end by itself; resolves when it has. */
  end(): Promise<void>;
};

/** Rejects with its last words when it ends before it listens. */
export async function start(
  file: URL,
  environment: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Child> {
  const spawnedAt = performance.now();
  const nodeArgs =
    environment["CPU_PROF_DIR"] === undefined
      ? []
      : ["--cpu-prof", `--cpu-prof-dir=${environment["CPU_PROF_DIR"]}`];
  const child = spawn(process.execPath, [...nodeArgs, fileURLToPath(file), ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { PATH: process.env["PATH"], ...environment },
  });
  let lastWords = "";
  const listen = (chunk: Buffer): void => {
    lastWords = `${lastWords}${chunk.toString()}`.slice(-2_000);
  };
  child.stdout?.on("data", listen);
  child.stderr?.on("data", listen);
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message) => resolve((message as { port: number }).port)); // every child of ours says just that first
    child.once("exit", () => reject(new Error(`${file.pathname} ended before it listened: ${lastWords}`)));
  });
  return {
    port,
    process: child,
    spawnedAt,
    kill: () => kill(child, environment["CPU_PROF_DIR"] === undefined ? "SIGKILL" : "SIGTERM"),
    end: () => kill(child, "SIGTERM"),
  };
}

function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill(signal);
  return gone;
}

/** Resident memory in megabytes; null where the system has no /proc. */
export function residentMb(child: Child): number | null {
  try {
    const status = readFileSync(`/proc/${child.process.pid}/status`, "utf8");
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
