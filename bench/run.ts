import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { type Child, start } from "./child.ts";
import type { Ground } from "./contestants.ts";
import { openServer } from "./database.ts";
import { footprint } from "./measures/footprint.ts";
import { lostAnswers } from "./measures/lost-answers.ts";
import { pageLatency } from "./measures/page-latency.ts";
import { sideBySide } from "./measures/side-by-side.ts";
import { steady } from "./measures/steady.ts";
import { takeover } from "./measures/takeover.ts";
import { timers } from "./measures/timers.ts";
import { aimsTable, type Finding, markdown } from "./table.ts";

/**
 * `npm run bench`: measures side by side in one run and prints Markdown. Never fails a build: what could not be
 * measured is said instead. `--quick` takes one short round of each, `--only <measure>` one of them, `--write` puts
 * the whole into docs/reference/performance.md.
 */

const REPORT = new URL("../docs/reference/performance.md", import.meta.url);
const DEFAULT_SERVER = "postgres://postgres@127.0.0.1:5432/test";

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    only: { type: "string" },
  },
});

type Measure = readonly [name: string, take: (ground: Ground, sink: Child) => Promise<Finding>];

const effort = flags.quick ? { rounds: 1, seconds: 1 } : { rounds: 3, seconds: 2 };
const MEASURES: readonly Measure[] = [
  ["side-by-side", (ground) => sideBySide(ground, effort)],
  ["steady", (ground) => steady(ground, { rounds: Math.min(2, effort.rounds), seconds: effort.seconds })],
  ["page-latency", (ground, sink) => pageLatency(ground, sink, flags.quick ? 3 : 20)],
  ["timers", (ground, sink) => timers(ground, sink, flags.quick ? 3 : 20)],
  ["takeover", (ground, sink) => takeover(ground, sink, flags.quick ? 1 : 5)],
  ["footprint", (ground) => footprint(ground, flags.quick ? 2 : 5)],
  ["lost-answers", (ground) => lostAnswers(ground, flags.quick ? 500 : 10_000)],
];

async function main(): Promise<void> {
  const server = await openServer(process.env["DATABASE_URL"] || DEFAULT_SERVER);
  const sink = await start(new URL("./sink.ts", import.meta.url), {});
  const findings: Finding[] = [];
  const missed: string[] = [];
  for (const [name, take] of MEASURES) {
    if (flags.only !== undefined && flags.only !== name) continue;
    process.stderr.write(`${name} …\n`);
    try {
      findings.push(await take({ server, sinkPort: sink.port }, sink));
    } catch (error) {
      missed.push(`${name} could not be measured: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const report = text(findings, missed, server?.version ?? null);
  process.stdout.write(report);
  if (flags.write) writeFileSync(REPORT, report);
  await sink.kill();
  await server?.close();
}

function text(findings: readonly Finding[], missed: readonly string[], version: string | null): string {
  const cpu = cpus()[0]?.model ?? "unknown processor";
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const database = version ?? "no PostgreSQL server (PGlite inside Tocsin; what needs a server is marked)";
  return [
    "# Performance",
    "",
    "Written by `npm run bench -- --write`; figures of one machine in one run. Compare ratios within it, never milliseconds between runs.",
    "",
    `${new Date().toISOString().slice(0, 10)} · ${availableParallelism()} × ${cpu}, ${gigabytes} GB · Node ${process.versions.node} · ${database} · everything on loopback · load average ${loadavg()[1]?.toFixed(1) ?? "unknown"} at the end`,
    "",
    markdown(aimsTable(findings.flatMap(({ aims }) => aims))),
    ...findings.map(({ table }) => markdown(table)),
    ...missed.map((sentence) => `- ${sentence}\n`),
    MEANING,
  ].join("\n");
}

const MEANING = `## What it means

Slack lets one message a second into a channel and thirty thousand events an hour into an app, so no workspace comes near these rates. What
counts is that a command is answered in milliseconds after it is safe, that a page leaves at once even while Slack is ill, and that nothing
acknowledged is ever lost. (c) is what sample apps do; (c2) is the least that is durable at all; the distance between (b) and (d) is the
price of state, timeline, effects and jobs in one commit before the acknowledgement.

Tocsin's rows include its own afterwork: a paging declare sets off about a dozen calls, each with its receipt in the database, on the cores
and the server that also answer the next declare.
In a variant tried aside, with commits of people and of receipts kept apart and the workers switched off, the same commands ran at about
1,900 a second and 5 ms alone: the afterwork is a large part of the distance, and the commit's own round trips are the rest.
`;

await main().catch((error: unknown) => {
  process.stdout.write(
    `The bench could not run: ${error instanceof Error ? error.message : String(error)}\n`,
  );
});
process.exit(0);
