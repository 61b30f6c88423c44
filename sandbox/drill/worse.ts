import { resolve } from "./ending.ts";
import type { DrillChain, Promises } from "./promises.ts";
import type { Scene } from "./scene.ts";
import { asksThem, channelOf, isAt, saidAt, texts } from "./sight.ts";

const MINUTE_MS = 60_000;
const HOLD_MS = 10 * MINUTE_MS;

/** It becomes worse; the chain is held for a reason, and then the clocks are paused for one. */
export async function playWorse(scene: Scene, promises: Promises, chain: DrillChain): Promise<void> {
  const worst = promises.severities[0]?.label ?? "";
  const mild = promises.severities.find(({ page }) => !page)?.label;
  scene.title(
    mild === undefined ? "The clocks are paused" : "It becomes worse, is held, and the clocks are paused",
  );
  const { pagerduty } = scene.standIns;
  const before = pagerduty.incidents().length;
  const { number, at } = await scene.declare("chidi", "Labels print slowly", mild ?? worst);
  const channel = channelOf(scene.standIns, number);
  await scene.time.until(at + 2 * MINUTE_MS);
  if (mild !== undefined) await raise(scene, { channel, before, worst, mild });
  const raisedAt = scene.time.now();
  if (chain.runBy === "tocsin") await hold(scene, chain, { channel, before, raisedAt });
  if (promises.worst.respondMs !== null) await pause(scene, channel, at + promises.worst.respondMs);
  for (const who of ["chidi", "dana", "ben", "amara", "eva"].slice(0, chain.acknowledgements))
    await scene.command(who, channel, "ack");
  await resolve(scene, channel, "The printer is replaced");
  scene.read(channel);
}

type Raising = {
  readonly channel: string;
  readonly before: number;
  readonly worst: string;
  readonly mild: string;
};

async function raise(scene: Scene, { channel, before, worst, mild }: Raising): Promise<void> {
  const pages = () => scene.standIns.pagerduty.incidents().length - before;
  await scene.promise(`${mild} calls nobody`, () => pages() === 0);
  await scene.command("chidi", channel, `severity "${worst}" nobody can ship`);
  await scene.promise(`raised to ${worst}, it pages`, () => pages() === 1);
  await scene.command("chidi", channel, `severity "${mild}" only some`);
  await scene.command("chidi", channel, `severity "${worst}" everybody after all`);
  await scene.promise("to and fro, it pages nobody twice", () => pages() === 1);
}

async function hold(
  scene: Scene,
  chain: DrillChain,
  held: { readonly channel: string; readonly before: number; readonly raisedAt: number },
): Promise<void> {
  const { time, standIns } = scene;
  const next = chain.steps[1] ?? (chain.repeat > 0 ? chain.steps[0] : undefined);
  if (next === undefined) return;
  await scene.command("chidi", held.channel, "hold 10m The vendor calls back in ten minutes");
  const until = Math.max(held.raisedAt + (chain.steps[0]?.timeoutMs ?? 0), time.now() + HOLD_MS);
  await time.until(until - MINUTE_MS);
  const pages = () => standIns.pagerduty.incidents();
  await scene.promise("held, the chain calls nobody more", () => pages().length === held.before + 1);
  await time.until(until);
  await scene.promise(`when the hold is over ${next.whom} is called, to the second`, () => {
    const page = pages()[held.before + 1];
    return page !== undefined && isAt(page.createdAt, until) && asksThem(standIns, page, next.callee);
  });
}

/** Twenty minutes in which nothing becomes due; what was left of the target is left afterwards. */
async function pause(scene: Scene, channel: string, dueAt: number): Promise<void> {
  const { time, standIns } = scene;
  const missed = () => texts(standIns, channel).some((text) => /Missed: the response/u.test(text));
  await scene.command("chidi", channel, "pause We wait for the vendor");
  const pausedAt = time.now();
  await time.until(pausedAt + 20 * MINUTE_MS);
  await scene.promise("while the clocks are paused no target is missed", () => pausedAt < dueAt && !missed());
  await scene.command("chidi", channel, "resume");
  const left = dueAt + (time.now() - pausedAt);
  await scene.promise("the channel is told when it is due now", () =>
    texts(standIns, channel).some((text) => /Clocks resumed.*response is now due/su.test(text)),
  );
  await time.until(left);
  await scene.promise("the response target is due later by the pause, to the second", () =>
    saidAt(standIns, channel, /Missed: the response target/u, left),
  );
}
