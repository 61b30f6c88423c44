import { CONTESTANTS, type Contestant, canRun, type Ground, NAMES, run } from "../contestants.ts";
import { closedLoop, type Load } from "../load.ts";
import { declare } from "../requests.ts";
import { median, spread } from "../statistics.ts";
import { type Aim, type Finding, ms, ratio } from "../table.ts";

/** The same signed declares to everybody, round by round, so that whatever else the machine does hits all alike. */

type Round = { readonly alone: Load; readonly many: Load };
type Rounds = Readonly<Record<Contestant, readonly Round[]>>;

export type Effort = { readonly rounds: number; readonly seconds: number };

const WARM_UP_SECONDS = 1;
const MANY = 64;

export async function sideBySide(ground: Ground, effort: Effort): Promise<Finding> {
  const rounds: Record<Contestant, Round[]> = {
    floor: [],
    bolt: [],
    transaction: [],
    insert: [],
    held: [],
    tocsin: [],
  };
  for (let number = 0; number < effort.rounds; number += 1) {
    // The order turns with every round, so that nobody always comes after the same neighbour.
    const order = CONTESTANTS.map((_, index) => CONTESTANTS[(index + number) % CONTESTANTS.length]);
    for (const contestant of order)
      if (contestant !== undefined && canRun(contestant, ground))
        rounds[contestant].push(await round(contestant, ground, effort.seconds));
  }
  return { table: table(rounds), aims: aims(rounds) };
}

async function round(contestant: Contestant, ground: Ground, seconds: number): Promise<Round> {
  const running = await run(contestant, ground);
  const asking = { port: running.child.port, next: declare };
  try {
    await closedLoop({ ...asking, seconds: WARM_UP_SECONDS, connections: 1 });
    const alone = await closedLoop({ ...asking, seconds, connections: 1 });
    await closedLoop({ ...asking, seconds: WARM_UP_SECONDS, connections: MANY });
    const many = await closedLoop({ ...asking, seconds, connections: MANY });
    return { alone, many };
  } finally {
    await running.stop();
  }
}

function table(rounds: Rounds): Finding["table"] {
  return {
    title: "Acknowledged, side by side",
    columns: [
      "",
      "alone p50 ms",
      "p99",
      "n",
      `at ${MANY} connections: a second`,
      "ratio to (b)",
      "p50 ms",
      "p99",
      "n",
      "not 200",
    ],
    rows: CONTESTANTS.map((contestant) => row(contestant, rounds)),
    notes: [
      `Medians over rounds for what is per second; percentiles over all samples of all rounds. Each round starts the contestant anew on an empty database, and is preceded by ${WARM_UP_SECONDS} s of the same load that is not counted. Nothing else is left out.`,
      "(d) carries out the effects of these declares (channel, page, card and more, about a dozen each) while it is measured, on the same two cores; the others do nothing after they answer. (d0) is the like for like: the same signature, parsing, rules, commit and acknowledgement, with the effects left in the queue for another replica.",
    ],
  };
}

function row(contestant: Contestant, rounds: Rounds): readonly string[] {
  const taken = rounds[contestant];
  if (taken.length === 0)
    return [NAMES[contestant], ...Array.from({ length: 9 }, () => "not measured: no PostgreSQL server")];
  const alone = spread(taken.flatMap(({ alone: one }) => one.samplesMs));
  const many = spread(taken.flatMap(({ many: load }) => load.samplesMs));
  const failed = taken.reduce((sum, { alone: one, many: load }) => sum + one.failed + load.failed, 0);
  return [
    NAMES[contestant],
    ms(alone.p50),
    ms(alone.p99),
    String(alone.n),
    perSecond(taken).toFixed(0),
    ratio(perSecond(taken) / perSecond(rounds.bolt)),
    ms(many.p50),
    ms(many.p99),
    String(many.n),
    String(failed),
  ];
}

function perSecond(taken: readonly Round[]): number {
  return median(taken.map(({ many }) => many.samplesMs.length / many.seconds));
}

function aims(rounds: Rounds): readonly Aim[] {
  const alone = (contestant: Contestant): number =>
    spread(rounds[contestant].flatMap(({ alone: one }) => one.samplesMs)).p50;
  return [
    aim("alone, p50 at most 2.5 times (c2): (d0)", alone("held") / alone("insert"), (value) => value <= 2.5),
    aim("alone, p50 at most 2.5 times (c2): (d)", alone("tocsin") / alone("insert"), (value) => value <= 2.5),
    aim(
      `at ${MANY} connections at least 0.9 of (b): (d0)`,
      perSecond(rounds.held) / perSecond(rounds.bolt),
      (value) => value >= 0.9,
    ),
    aim(
      `at ${MANY} connections at least 0.9 of (b): (d)`,
      perSecond(rounds.tocsin) / perSecond(rounds.bolt),
      (value) => value >= 0.9,
    ),
    aim(
      `at ${MANY} connections at least 2.5 times (c): (d0)`,
      perSecond(rounds.held) / perSecond(rounds.transaction),
      (value) => value >= 2.5,
    ),
    aim(
      `at ${MANY} connections at least 2.5 times (c): (d)`,
      perSecond(rounds.tocsin) / perSecond(rounds.transaction),
      (value) => value >= 2.5,
    ),
  ];
}

function aim(what: string, value: number, isMet: (value: number) => boolean): Aim {
  return { aim: what, found: ratio(value), met: Number.isFinite(value) ? isMet(value) : null };
}
