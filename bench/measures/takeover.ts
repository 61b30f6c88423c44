import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Child } from "../child.ts";
import { type Ground, startTocsin } from "../contestants.ts";
import { openLoop } from "../load.ts";
import { declare } from "../requests.ts";
import type { PageArrived } from "../sink.ts";
import { spread } from "../statistics.ts";
import { type Finding, ms } from "../table.ts";

/** One of two replicas is killed with pages in its hands: how long until the other has sent every one of them. */

const PER_SECOND = 50;
const PATIENCE_MS = 30_000;

export async function takeover(ground: Ground, sink: Child, rounds: number): Promise<Finding> {
  const taken: Killed[] = [];
  for (let number = 0; number < rounds; number += 1) taken.push(await round(ground, sink));
  const afterMs = taken.flatMap(({ lastMs }) => lastMs ?? []);
  const missing = taken.reduce((sum, one) => sum + one.missing, 0);
  const { p50, worst } = spread(afterMs);
  return {
    table: {
      title: "After a replica is killed",
      columns: ["kill", "acknowledged before it", "sent after it", "the last after s", "never sent"],
      rows: taken.map((one, index) => [
        String(index + 1),
        String(one.acknowledged),
        String(one.after),
        one.lastMs === null ? "–" : (one.lastMs / 1_000).toFixed(1),
        String(one.missing),
      ]),
      notes: [
        `SIGKILL under ${PER_SECOND} paging declares a second while PagerDuty takes a moment for each. What was queued goes on at once; what was in the dead one's hands waits for its heartbeat. Steps that fall due need no takeover: every replica looks at the clock.`,
      ],
    },
    aims: [
      {
        aim: "every page of a killed replica sent within 20 s, none lost",
        found: `${ms(p50)} / ${ms(worst)} ms, ${missing} lost`,
        met: missing === 0 && worst < 20_000,
      },
    ],
  };
}

type Killed = {
  readonly acknowledged: number;
  readonly after: number;
  readonly lastMs: number | null;
  readonly missing: number;
};

async function round(ground: Ground, sink: Child): Promise<Killed> {
  const database = await ground.server?.create();
  if (database === undefined) throw new Error("needs a PostgreSQL server");
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "tocsin-bench-")));
  const place = { databaseUrl: database.url, sinkPort: ground.sinkPort };
  const [doomed, heir] = [
    await startTocsin({ ...place, dataDir: folders[0] ?? "" }),
    await startTocsin({ ...place, dataDir: folders[1] ?? "" }),
  ];
  const arrived = new Map<string, number>();
  const listen = (message: unknown): void => {
    const { paged } = message as PageArrived; // the sink says nothing else after it listens
    const title = paged.slice(paged.indexOf(": ") + 2);
    if (!arrived.has(title)) arrived.set(title, performance.now());
  };
  try {
    sink.process.on("message", listen);
    sink.process.send("slow-pager");
    let killedAt = Number.POSITIVE_INFINITY;
    const timer = setTimeout(() => {
      killedAt = performance.now();
      void doomed.kill();
    }, 2_000);
    const load = await openLoop({ port: doomed.port, next: declare, perSecond: PER_SECOND, seconds: 3 });
    clearTimeout(timer);
    const titles = load.answered.map(({ title }) => title);
    const until = performance.now() + PATIENCE_MS;
    while (performance.now() < until && titles.some((title) => !arrived.has(title)))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const after = titles.flatMap((title) => {
      const at = arrived.get(title);
      return at === undefined || at <= killedAt ? [] : at - killedAt;
    });
    return {
      acknowledged: titles.length,
      after: after.length,
      lastMs: after.length === 0 ? null : Math.max(...after),
      missing: titles.filter((title) => !arrived.has(title)).length,
    };
  } finally {
    sink.process.off("message", listen);
    sink.process.send("fine");
    await Promise.all([doomed.kill(), heir.kill()]);
    await database.drop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }
}
