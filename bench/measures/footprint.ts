import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { residentMb } from "../child.ts";
import { type Ground, type Place, startTocsin } from "../contestants.ts";
import { closedLoop } from "../load.ts";
import { declare } from "../requests.ts";
import { spread } from "../statistics.ts";
import { type Aim, type Finding, ms } from "../table.ts";

/** How soon a restart is ready, and how much memory it holds, on a database that an earlier start has made. */

const SETTLE_MS = 2_000;
const LOAD_SECONDS = 5;

type Taken = {
  readonly name: string;
  readonly readyMs: readonly number[];
  readonly idleMb: number | null;
  readonly loadedMb: number | null;
  readonly declares: number;
};

export async function footprint(ground: Ground, starts: number): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const database = (await ground.server?.create()) ?? null;
  const place = { databaseUrl: database?.url ?? "", dataDir: folder, sinkPort: ground.sinkPort };
  try {
    const plain = await take("as it is", place, starts);
    const cached = await take(
      "with NODE_COMPILE_CACHE set",
      { ...place, compileCache: join(folder, "cache") },
      starts,
    );
    return { table: table([plain, cached]), aims: aims(plain) };
  } finally {
    await database?.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(name: string, place: Place, starts: number): Promise<Taken> {
  // Makes what later starts find: the tables and the cache, which is written only by a process that ends by itself.
  await (await startTocsin(place)).end();
  const readyMs: number[] = [];
  const idleMb: number[] = [];
  for (let number = 0; number < starts; number += 1) {
    const child = await startTocsin(place);
    readyMs.push(child.readyMs);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    idleMb.push(residentMb(child) ?? Number.NaN);
    await child.kill();
  }
  const child = await startTocsin(place);
  const load = await closedLoop({
    port: child.port,
    next: declare,
    seconds: LOAD_SECONDS,
    connections: 64,
  });
  const loadedMb = residentMb(child);
  await child.kill();
  const idle = spread(idleMb).p50;
  return {
    name,
    readyMs,
    idleMb: Number.isNaN(idle) ? null : idle,
    loadedMb,
    declares: load.samplesMs.length,
  };
}

function table(taken: readonly Taken[]): Finding["table"] {
  return {
    title: "Start and memory",
    columns: [
      "",
      "cold start to ready, p50 ms",
      "worst",
      "n",
      "memory idle",
      "after load",
      "declares of that load",
    ],
    rows: taken.map(({ name, readyMs, idleMb, loadedMb, declares }) => {
      const { p50, worst, n } = spread(readyMs);
      return [name, ms(p50), ms(worst), String(n), megabytes(idleMb), megabytes(loadedMb), String(declares)];
    }),
    notes: [
      "Spawned until the first 200 of /readyz, with Slack asked who the bot is, on a migrated database; without the sandbox.",
    ],
  };
}

function aims({ readyMs, idleMb, loadedMb }: Taken): readonly Aim[] {
  const start = spread(readyMs).p50;
  return [
    { aim: "cold start below 1 s", found: `${ms(start)} ms`, met: start < 1_000 },
    { aim: "memory idle below 150 MB", found: megabytes(idleMb), met: idleMb === null ? null : idleMb < 150 },
    {
      aim: "memory after load below 150 MB",
      found: megabytes(loadedMb),
      met: loadedMb === null ? null : loadedMb < 150,
    },
  ];
}

function megabytes(value: number | null): string {
  return value === null ? "not measured: no /proc" : `${value.toFixed(0)} MB`;
}
