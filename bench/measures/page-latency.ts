import type { Child } from "../child.ts";
import { type Ground, run } from "../contestants.ts";
import { openLoop } from "../load.ts";
import { declare } from "../requests.ts";
import type { PageArrived, SlackMood } from "../sink.ts";
import { spread } from "../statistics.ts";
import { type Finding, ms } from "../table.ts";

/** From the answer to a declare until its page is on the wire: the moment the sink has read `POST /incidents`. */

const PER_SECOND = 5;
/** 500 pages a minute, for a minute. */
const STORM = { perSecond: 500 / 60, seconds: 60 };
const MOODS: Readonly<Record<SlackMood, string>> = {
  fine: "Slack answers",
  "rate-limited": "Slack answers only 429, Retry-After 30",
  silent: "Slack answers nothing",
};
const NS_PER_MS = 1_000_000;

type Taken = {
  readonly acknowledgedMs: readonly number[];
  readonly samplesMs: readonly number[];
  readonly missing: number;
};

export async function pageLatency(ground: Ground, sink: Child, seconds: number): Promise<Finding> {
  const taken: (readonly [string, Taken])[] = [];
  for (const mood of Object.keys(MOODS) as SlackMood[])
    taken.push([MOODS[mood], await round(ground, sink, { mood, seconds, perSecond: PER_SECOND })]);
  const storm = { ...STORM, seconds: Math.min(STORM.seconds, seconds * 3) };
  taken.push(["500 pages a minute", await round(ground, sink, { mood: "fine", ...storm })]);
  return {
    table: {
      title: "From the acknowledgement to the page on the wire",
      columns: [
        "",
        "acknowledged p50 ms",
        "p99",
        "then the page p50 ms",
        "p99",
        "p99.9",
        "worst",
        "n",
        "pages that never came",
      ],
      rows: taken.map(([what, { acknowledgedMs, samplesMs, missing }]) => {
        const { p50, p99, p999, worst, n } = spread(samplesMs);
        const acknowledged = spread(acknowledgedMs);
        return [
          what,
          ms(acknowledged.p50),
          ms(acknowledged.p99),
          ms(p50),
          ms(p99),
          ms(p999),
          ms(worst),
          String(n),
          String(missing),
        ];
      }),
      notes: [
        `${PER_SECOND} declares a second; a page that left before the acknowledgement was read counts as 0. PagerDuty answers at once in all three.`,
      ],
    },
    aims: taken.map(([what, { samplesMs, missing }]) => {
      const { p50, p999 } = spread(samplesMs);
      return {
        aim: `acknowledgement to page p50 below 20 ms, p99.9 below 250 ms: ${what}`,
        found: `${ms(p50)} / ${ms(p999)} ms${missing === 0 ? "" : `, ${missing} never came`}`,
        met: p50 < 20 && p999 < 250 && missing === 0,
      };
    }),
  };
}

const PATIENCE_MS = 10_000;

async function round(
  ground: Ground,
  sink: Child,
  {
    mood,
    seconds,
    perSecond,
  }: { readonly mood: SlackMood; readonly seconds: number; readonly perSecond: number },
): Promise<Taken> {
  const arrived = new Map<string, bigint>();
  let tell: () => void = () => undefined;
  const listen = (message: unknown): void => {
    const { paged, at } = message as PageArrived; // the sink says nothing else after it listens
    const title = paged.slice(paged.indexOf(": ") + 2);
    if (!arrived.has(title)) arrived.set(title, BigInt(at));
    tell();
  };
  const running = await run("tocsin", ground);
  try {
    const asking = { port: running.child.port, next: declare, perSecond };
    await openLoop({ ...asking, seconds: 1 });
    sink.process.on("message", listen);
    sink.process.send(mood);
    const { answered, samplesMs: acknowledgedMs } = await openLoop({ ...asking, seconds });
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      tell = () => {
        if (!answered.every(({ title }) => arrived.has(title))) return;
        clearTimeout(timer);
        resolve();
      };
      tell();
    });
    const samplesMs = answered.flatMap(({ title, at }) => {
      const paged = arrived.get(title);
      return paged === undefined ? [] : Math.max(0, Number(paged - at) / NS_PER_MS);
    });
    return { acknowledgedMs, samplesMs, missing: answered.length - samplesMs.length };
  } finally {
    sink.process.off("message", listen);
    sink.process.send("fine" satisfies SlackMood);
    await running.stop();
  }
}
