import type { Child } from "../child.ts";
import { type Ground, run } from "../contestants.ts";
import { query } from "../database.ts";
import { openLoop } from "../load.ts";
import { declare } from "../requests.ts";
import type { PageArrived } from "../sink.ts";
import { spread } from "../statistics.ts";
import { type Finding, ms } from "../table.ts";

/**
 * How late a timer is: from the instant at which an unanswered step is due until the next step's page is on the wire,
 * with so many other incidents that have something due some day.
 */

const OTHERS = [0, 10_000, 100_000] as const;
const PER_SECOND = 10;
const STEP_MS = 10_000;
const PATIENCE_MS = 8_000;

type Taken = { readonly others: number; readonly lateMs: readonly number[]; readonly missing: number };

export async function timers(ground: Ground, sink: Child, seconds: number): Promise<Finding> {
  if (ground.server === null) throw new Error("needs a PostgreSQL server");
  const taken: Taken[] = [];
  for (const others of OTHERS) taken.push(await round(ground, sink, { others, seconds }));
  return {
    table: {
      title: "How late an escalation is",
      columns: ["others pending", "p50 ms", "p99", "worst", "n", "steps that never came"],
      rows: taken.map(({ others, lateMs, missing }) => {
        const { p50, p99, worst, n } = spread(lateMs);
        return [others.toLocaleString("en"), ms(p50), ms(p99), ms(worst), String(n), String(missing)];
      }),
      notes: [
        `From the due instant in the timeline to \`POST /incidents\` at the sink, ${PER_SECOND} steps due a second: the look at the clock, the decision, its commit and the call are all in it.`,
      ],
    },
    aims: taken.map(({ others, lateMs, missing }) => {
      const { p50, p99 } = spread(lateMs);
      return {
        aim: `a step within 1 s of its time (p99) with ${others.toLocaleString("en")} others pending`,
        found: `${ms(p50)} / ${ms(p99)} ms${missing === 0 ? "" : `, ${missing} never came`}`,
        met: p99 < 1_000 && missing === 0,
      };
    }),
  };
}

async function round(
  ground: Ground,
  sink: Child,
  { others, seconds }: { readonly others: number; readonly seconds: number },
): Promise<Taken> {
  const profile = new URL("../timers.yml", import.meta.url).pathname;
  const running = await run("tocsin", ground, { profile });
  const arrived = new Map<string, number[]>();
  const offsetMs = Date.now() - Number(process.hrtime.bigint()) / 1_000_000;
  const listen = (message: unknown): void => {
    const { paged, at } = message as PageArrived; // the sink says nothing else after it listens
    const title = paged.slice(paged.indexOf(": ") + 2);
    arrived.set(title, [...(arrived.get(title) ?? []), Number(BigInt(at)) / 1_000_000 + offsetMs]);
  };
  try {
    const asking = { port: running.child.port, next: declare, perSecond: PER_SECOND };
    await openLoop({ ...asking, seconds: 1 });
    await addOthers(running.databaseUrl, others);
    sink.process.on("message", listen);
    const { answered } = await openLoop({ ...asking, seconds });
    await new Promise((resolve) => setTimeout(resolve, STEP_MS + PATIENCE_MS));
    const due = await dueTimes(running.databaseUrl);
    const lateMs = answered.flatMap(({ title }) => {
      const second = arrived.get(title)?.[1];
      const dueAt = due.get(title);
      return second === undefined || dueAt === undefined ? [] : second - dueAt;
    });
    return { others, lateMs, missing: answered.length - lateMs.length };
  } finally {
    sink.process.off("message", listen);
    await running.stop();
  }
}

/** Copies of an incident that is there, each with something due in a day or later. */
async function addOthers(url: string, count: number): Promise<void> {
  await query(
    url,
    `insert into incidents (id, number, phase, rank, private, channel_id, title_key, declared_by, declared_at, profile_hash, due_at, state)
     select id || '-' || n, 1000000 + n, phase, rank, private, null, title_key || n, declared_by, declared_at, profile_hash,
            declared_at + 86400000 + n, state || jsonb_build_object('id', id || '-' || n, 'number', 1000000 + n)
     from (select * from incidents order by number limit 1) one, generate_series(1, $1) n`,
    [count],
  );
  await query(url, "analyze incidents");
}

/** By title: when the step after the first one was due. */
async function dueTimes(url: string): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ title: string; due: number }>(
    url,
    `select state ->> 'title' as title, (event ->> 'nextAt')::float8 as due
     from timeline join incidents on incidents.id = incident_id
     where event ->> 'type' = 'page-requested' and event ->> 'step' = '0' and event ->> 'round' = '1'`,
  );
  return new Map(rows.map(({ title, due }) => [title, due]));
}
