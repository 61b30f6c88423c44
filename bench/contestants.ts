import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Child, start } from "./child.ts";
import type { BenchServer } from "./database.ts";
import { SIGNING_SECRET } from "./requests.ts";

/** Who is measured. Every round starts its contestant anew, on a database of its own, so that none inherits a backlog. */

export const CONTESTANTS = ["floor", "bolt", "transaction", "insert", "held", "tocsin"] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export const NAMES: Readonly<Record<Contestant, string>> = {
  floor: "(a) `node:http` + signature, nothing stored",
  bolt: "(b) Bolt, acknowledges only",
  transaction: "(c) Bolt + one plain transaction of five rows",
  insert: "(c2) Bolt + one durable INSERT",
  held: "(d0) Tocsin, the same commit; another replica carries out the effects",
  tocsin: "(d) Tocsin: state, timeline, effects and jobs, durable",
};

export type Running = { readonly child: Child; readonly databaseUrl: string; stop(): Promise<void> };

/** What they run against: a server for databases, and the port where Slack and PagerDuty are imitated. */
export type Ground = { readonly server: BenchServer | null; readonly sinkPort: number };

const PEERS: Readonly<
  Record<Exclude<Contestant, "tocsin" | "held">, readonly [file: URL, args: readonly string[]]>
> = {
  floor: [new URL("./contestants/floor.ts", import.meta.url), []],
  bolt: [new URL("./contestants/bolt.ts", import.meta.url), ["nothing"]],
  transaction: [new URL("./contestants/bolt.ts", import.meta.url), ["transaction"]],
  insert: [new URL("./contestants/bolt.ts", import.meta.url), ["insert"]],
};

/** Without a server only those that need none can run. */
export function canRun(contestant: Contestant, { server }: Ground): boolean {
  return server !== null || (contestant !== "transaction" && contestant !== "insert");
}

/** Starts one and waits until it listens; Tocsin until it says that it is ready. */
export async function run(
  contestant: Contestant,
  ground: Ground,
  manual: Pick<Place, "profile"> = {},
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const database = (await ground.server?.create()) ?? null;
  const databaseUrl = database?.url ?? "";
  const child =
    contestant === "tocsin" || contestant === "held"
      ? await startTocsin({
          databaseUrl,
          dataDir: folder,
          sinkPort: ground.sinkPort,
          held: contestant === "held",
          ...manual,
        })
      : await start(
          PEERS[contestant][0],
          { DATABASE_URL: databaseUrl, SLACK_SIGNING_SECRET: SIGNING_SECRET },
          PEERS[contestant][1],
        );
  return {
    child,
    databaseUrl,
    stop: async () => {
      await child.kill();
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Place = {
  /** Empty takes PGlite in `dataDir`. */
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly sinkPort: number;
  /** A folder for Node's compile cache; absent leaves it off, as it is by default. */
  readonly compileCache?: string;
  /** Path of the manual; sebenza's when absent. */
  readonly profile?: string;
  /** Without workers of its own. */
  readonly held?: boolean;
};

/** The real entry of the bot, with Slack and PagerDuty at the sink. Resolves when `/readyz` answers 200. */
export async function startTocsin({
  databaseUrl,
  dataDir,
  sinkPort,
  compileCache,
  held = false,
  profile = new URL("../profiles/sebenza.yml", import.meta.url).pathname,
}: Place): Promise<Child & { readonly readyMs: number }> {
  const entry = held
    ? new URL("./contestants/held.ts", import.meta.url)
    : new URL("../src/main.ts", import.meta.url);
  const child = await start(entry, {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PROFILE: profile,
    HOST: "127.0.0.1",
    PORT: "0",
    LOG_LEVEL: "error",
    ...(compileCache === undefined ? {} : { NODE_COMPILE_CACHE: compileCache }),
    SLACK_BOT_TOKEN: "xoxb-bench",
    SLACK_SIGNING_SECRET: SIGNING_SECRET,
    SLACK_API_URL: `http://127.0.0.1:${sinkPort}/slack/`,
    PAGERDUTY_TOKEN: "bench",
    PAGERDUTY_FROM: "amara@example.com",
    PAGERDUTY_API_URL: `http://127.0.0.1:${sinkPort}/pagerduty/`,
    ...(process.env["BENCH_PROFILE_DIR"] === undefined
      ? {}
      : { CPU_PROF_DIR: process.env["BENCH_PROFILE_DIR"] }),
  });
  const until = performance.now() + 20_000;
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${child.port}/readyz`);
    await ready.text();
    if (ready.status === 200) break;
    if (performance.now() > until) throw new Error("Tocsin was not ready within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { ...child, readyMs: performance.now() - child.spawnedAt };
}
