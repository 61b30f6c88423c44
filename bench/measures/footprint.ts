import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { residentMb } from "../child.ts";
import { type Ground, startTocsin } from "../contestants.ts";
import { closedLoop } from "../load.ts";
import { declare } from "../requests.ts";
import { spread } from "../statistics.ts";
import { type Finding, ms } from "../table.ts";

/** How soon a restart is ready, and how much memory it holds, on a database that an earlier start has made. */

const SETTLE_MS = 2_000;
const LOAD_SECONDS = 5;

export async function footprint(ground: Ground, starts: number): Promise<Finding> {
  const dataDir = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const database = (await ground.server?.create()) ?? null;
  const place = { databaseUrl: database?.url ?? "", dataDir, sinkPort: ground.sinkPort };
  const readyMs: number[] = [];
  const idleMb: (number | null)[] = [];
  try {
    await (await startTocsin(place)).kill();
    for (let number = 0; number < starts; number += 1) {
      const child = await startTocsin(place);
      readyMs.push(child.readyMs);
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
      idleMb.push(residentMb(child));
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
    return finding({
      readyMs,
      idleMb: spread(idleMb.filter((mb) => mb !== null)).p50,
      loadedMb,
      declares: load.samplesMs.length,
    });
  } finally {
    await database?.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

type Found = {
  readonly readyMs: readonly number[];
  readonly idleMb: number;
  readonly loadedMb: number | null;
  readonly declares: number;
};

function finding({ readyMs, idleMb, loadedMb, declares }: Found): Finding {
  const start = spread(readyMs);
  const mb = (value: number | null): string =>
    value === null || Number.isNaN(value) ? "not measured: no /proc" : `${value.toFixed(0)} MB`;
  return {
    table: {
      title: "Start and memory",
      columns: [
        "cold start to ready, p50 ms",
        "worst",
        "n",
        "memory idle",
        `memory after ${declares} declares`,
      ],
      rows: [[ms(start.p50), ms(start.worst), String(start.n), mb(idleMb), mb(loadedMb)]],
      notes: [
        "Spawned until the first 200 of /readyz, with Slack asked who the bot is, on a migrated database; without the sandbox.",
      ],
    },
    aims: [
      { aim: "cold start below 1 s", found: `${ms(start.p50)} ms`, met: start.p50 < 1_000 },
      { aim: "memory idle below 150 MB", found: mb(idleMb), met: Number.isNaN(idleMb) ? null : idleMb < 150 },
      {
        aim: "memory after load below 150 MB",
        found: mb(loadedMb),
        met: loadedMb === null ? null : loadedMb < 150,
      },
    ],
  };
}
