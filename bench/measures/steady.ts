import { type Contestant, canRun, type Ground, NAMES, run } from "../contestants.ts";
import { type Load, openLoop } from "../load.ts";
import { declare } from "../requests.ts";
import { spread } from "../statistics.ts";
import { type Finding, ms } from "../table.ts";
import type { Effort } from "./side-by-side.ts";

/** Requests that come whether or not the last ones are answered, timed from when each should have been sent. */

const PER_SECOND = 500;
const WARM_UP_SECONDS = 1;
const MEASURED: readonly Contestant[] = ["bolt", "insert", "held", "tocsin"];

export async function steady(ground: Ground, effort: Effort): Promise<Finding> {
  const loads: Record<string, Load[]> = {};
  for (let number = 0; number < effort.rounds; number += 1)
    for (const contestant of MEASURED)
      if (canRun(contestant, ground))
        loads[contestant] = [...(loads[contestant] ?? []), await round(contestant, ground, effort.seconds)];
  const worst = (contestant: Contestant): number =>
    spread((loads[contestant] ?? []).flatMap(({ samplesMs }) => samplesMs)).p99;
  return {
    table: {
      title: `${PER_SECOND} requests a second, whatever happens`,
      columns: ["", "p50 ms", "p99", "worst", "n", "not 200"],
      rows: MEASURED.map((contestant) => row(contestant, loads[contestant] ?? [])),
      notes: [
        "Open loop, timed from the intended send; the generator's own grain of up to 1 ms is in all of them.",
      ],
    },
    aims: [
      {
        aim: `p99 below 25 ms at ${PER_SECOND} a second: (d0)`,
        found: `${ms(worst("held"))} ms`,
        met: worst("held") < 25,
      },
      {
        aim: `p99 below 25 ms at ${PER_SECOND} a second: (d)`,
        found: `${ms(worst("tocsin"))} ms`,
        met: worst("tocsin") < 25,
      },
    ],
  };
}

async function round(contestant: Contestant, ground: Ground, seconds: number): Promise<Load> {
  const running = await run(contestant, ground);
  const asking = { port: running.child.port, next: declare, perSecond: PER_SECOND };
  try {
    await openLoop({ ...asking, seconds: WARM_UP_SECONDS });
    return await openLoop({ ...asking, seconds });
  } finally {
    await running.stop();
  }
}

function row(contestant: Contestant, taken: readonly Load[]): readonly string[] {
  if (taken.length === 0)
    return [NAMES[contestant], ...Array.from({ length: 5 }, () => "not measured: no PostgreSQL server")];
  const { p50, p99, worst, n } = spread(taken.flatMap(({ samplesMs }) => samplesMs));
  const failed = taken.reduce((sum, load) => sum + load.failed, 0);
  return [NAMES[contestant], ms(p50), ms(p99), ms(worst), String(n), String(failed)];
}
