import { callsOf, noticeMs } from "./calls.ts";
import { readPostmortem, resolve } from "./ending.ts";
import type { DrillChain, Promises } from "./promises.ts";
import type { Scene } from "./scene.ts";
import { asksThem, cardOf, channelOf, isAt, saidAt, texts } from "./sight.ts";
import { sharesTold } from "./unanswered.ts";

/** Somebody answers in PagerDuty and then falls silent; then people do it as the manual wants it, to the end. */
export async function playAnswered(scene: Scene, promises: Promises, chain: DrillChain): Promise<void> {
  scene.title("The second to be called answers in PagerDuty, and then falls silent");
  const before = scene.standIns.pagerduty.incidents().length;
  const { number, at } = await scene.declare("eva", "Orders are stuck", promises.severities[0]?.label ?? "");
  const channel = channelOf(scene.standIns, number);
  const played = { scene, promises, chain, channel, at, before };
  const answeredAt = await answerThere(played);
  const lastWordAt =
    chain.expiresMs === null ? answeredAt : await fallSilent(played, chain.expiresMs, answeredAt);
  scene.read(channel);
  await keepGoing(played, lastWordAt);
}

type Played = {
  readonly scene: Scene;
  readonly promises: Promises;
  readonly chain: DrillChain;
  readonly channel: string;
  readonly at: number;
  readonly before: number;
};

const MINUTE_MS = 60_000;

/** Whoever the second step calls, or the only one, has it a minute later. */
async function answerThere({ scene, promises, chain, channel, at, before }: Played): Promise<number> {
  const { standIns, time } = scene;
  const { pagerduty } = standIns;
  const second = callsOf(chain, promises.worst.respondMs).calls[1];
  const levelMs = chain.runBy === "pagerduty" ? 5 * MINUTE_MS : 0;
  await time.until(at + (second?.afterMs ?? levelMs) + MINUTE_MS);
  const asked = pagerduty.incidents().length;
  for (let one = 0; one < chain.acknowledgements; one += 1) {
    const page = pagerduty.incidents().at(-1);
    const person = page?.assigned[one % Math.max(1, page.assigned.length)];
    if (page === undefined || person === undefined) break;
    scene.note(nameOf(scene, person), "PagerDuty", "acknowledges the page");
    pagerduty.acknowledge(page.id, person);
  }
  const answeredAt = time.now();
  await scene.promise("within five seconds the channel and the card say who has it", () =>
    [cardOf(standIns, channel), texts(standIns, channel).join("\n")].every((text) =>
      /acknowledged/iu.test(text),
    ),
  );
  await scene.promise("every page of it is acknowledged in PagerDuty", () =>
    pagerduty
      .incidents()
      .slice(before)
      .every(({ status }) => status === "acknowledged"),
  );
  await time.until(answeredAt + 15 * MINUTE_MS);
  await scene.promise("the chain rests: nobody more is called", () => pagerduty.incidents().length === asked);
  return answeredAt;
}

async function fallSilent(
  { scene, chain, channel }: Played,
  expiresMs: number,
  answeredAt: number,
): Promise<number> {
  const { standIns, time } = scene;
  const asked = standIns.pagerduty.incidents().length;
  const remindAt = answeredAt + expiresMs - noticeMs(expiresMs);
  await time.until(remindAt);
  await scene.promise("after a silence whoever has it is asked, to the second", () =>
    saidAt(standIns, channel, /till on it\?/u, remindAt),
  );
  const expiresAt = answeredAt + expiresMs;
  await time.until(expiresAt);
  await scene.promise("and silent on, the page goes out again at the manual's second", () => {
    const page = standIns.pagerduty.incidents()[asked];
    const [first] = chain.steps;
    return (
      page !== undefined &&
      first !== undefined &&
      isAt(page.createdAt, expiresAt) &&
      asksThem(standIns, page, first.callee)
    );
  });
  await time.until(expiresAt + MINUTE_MS);
  for (const who of ["ben", "chidi", "dana", "amara", "eva"].slice(0, chain.acknowledgements))
    await scene.command(who, channel, "ack");
  await scene.promise(
    "acknowledged in Slack, it is acknowledged in PagerDuty",
    () => standIns.pagerduty.incidents().at(-1)?.status === "acknowledged",
  );
  return time.now();
}

/** Until the resolution target is over, or for three updates where none is promised by the clock. */
async function keepGoing({ scene, promises, chain, channel, at }: Played, from: number): Promise<void> {
  const { time, standIns } = scene;
  const { updateEveryMs, resolveMs, respondMs } = promises.worst;
  scene.title("People keep the manual's rhythm of updates, and are told how much time is left");
  const endAt =
    resolveMs === null ? from + 3 * (updateEveryMs ?? 30 * MINUTE_MS) + MINUTE_MS : at + resolveMs;
  const levelAt = resolveMs === null ? Number.POSITIVE_INFINITY : at + resolveMs * 0.75;
  await scene.command("ben", channel, "update We look into it");
  let dueAt = updateEveryMs === null ? Number.POSITIVE_INFINITY : time.now() + updateEveryMs;
  for (let talkAt = time.now() + 12 * MINUTE_MS; time.now() < endAt; ) {
    await time.until(Math.min(talkAt, dueAt, levelAt > time.now() ? levelAt : endAt, endAt));
    if (time.now() >= levelAt && time.now() < levelAt + MINUTE_MS)
      await nextLevel(scene, chain, channel, levelAt);
    if (time.now() >= dueAt) {
      const asked = dueAt;
      await scene.promise("the update that is due is asked for, to the second", () =>
        saidAt(standIns, channel, /what is known, what is being done/u, asked),
      );
      await scene.command("ben", channel, "update Still on it, the queue is draining");
      dueAt = time.now() + (updateEveryMs ?? 0);
    }
    if (time.now() >= talkAt) {
      await scene.talk("ben", channel, "Half of the queue is through");
      talkAt = time.now() + 12 * MINUTE_MS;
    }
  }
  if (resolveMs !== null) await sharesTold(scene, { channel, at, targetMs: resolveMs, what: "resolution" });
  scene.read(channel);
  scene.title("It ends, and the post-mortem tells what was kept");
  await time.until(endAt + 5 * MINUTE_MS);
  await resolve(scene, channel, "The queue is empty");
  await readPostmortem(scene, channel, [
    ...(respondMs === null
      ? []
      : ([["that the response target was kept", /Response target: kept/u]] as const)),
    ...(resolveMs === null
      ? []
      : ([
          ["by how much the resolution target was missed", /Resolution target: missed by 5 minutes/u],
        ] as const)),
    ...(updateEveryMs === null ? [] : ([["how the updates went", /Updates: \d+ posted/u]] as const)),
  ]);
}

/** At three quarters of the resolution target the level after the last that was called is brought in. */
async function nextLevel(scene: Scene, chain: DrillChain, channel: string, levelAt: number): Promise<void> {
  const next = chain.expiresMs === null ? chain.steps[2] : chain.steps[1];
  if (chain.runBy === "pagerduty" || next === undefined) return;
  const { standIns } = scene;
  await scene.promise(`at 75% of the resolution target ${next.whom} is brought in, to the second`, () => {
    const page = standIns.pagerduty.incidents().at(-1);
    return page !== undefined && isAt(page.createdAt, levelAt) && asksThem(standIns, page, next.callee);
  });
  for (const who of ["ben", "chidi", "dana", "amara", "eva"].slice(0, chain.acknowledgements))
    await scene.command(who, channel, "ack");
}

function nameOf({ standIns }: Scene, id: string): string {
  return (
    standIns.pagerduty
      .people()
      .find((one) => one.id === id)
      ?.name.toLowerCase() ?? id
  );
}
