import { callsOf } from "./calls.ts";
import { readPostmortem, resolve } from "./ending.ts";
import type { DrillChain, Promises } from "./promises.ts";
import type { Scene } from "./scene.ts";
import { asksThem, cardOf, channelOf, isAt, saidAt, texts } from "./sight.ts";

/** Nobody answers at all: every step of the chain is called at its second, and its end is shouted. */
export async function playUnanswered(scene: Scene, promises: Promises, chain: DrillChain): Promise<void> {
  scene.title("Nobody answers");
  const { pagerduty } = scene.standIns;
  const before = pagerduty.incidents().length;
  const { number, at } = await scene.declare(
    "eva",
    "Nobody answers this",
    promises.severities[0]?.label ?? "",
  );
  const channel = channelOf(scene.standIns, number);
  const played = { scene, promises, chain, channel, at, before };
  await (chain.runBy === "tocsin" ? ownChain(played) : theirChain(played));
  await responseTold(played);
  scene.read(channel);
  scene.read(promises.announcements);
  await resolve(scene, channel, "It went away by itself");
  await readPostmortem(scene, channel, [
    ["that nobody answered", /nobody answered/iu],
    ...(promises.worst.respondMs === null
      ? []
      : ([["that the response target was not kept", /Response target: (?:missed|not reached)/u]] as const)),
  ]);
}

type Played = {
  readonly scene: Scene;
  readonly promises: Promises;
  readonly chain: DrillChain;
  readonly channel: string;
  /** When it was declared. */
  readonly at: number;
  /** How many pages there were before. */
  readonly before: number;
};

async function ownChain({ scene, promises, chain, channel, at, before }: Played): Promise<void> {
  const { standIns, time } = scene;
  const { calls, endMs } = callsOf(chain, promises.worst.respondMs);
  for (const [index, { step, round, afterMs }] of calls.entries()) {
    const due = chain.steps[step];
    if (due === undefined) continue;
    await time.until(at + afterMs);
    const name = `${minutes(afterMs)}, step ${step + 1} of round ${round}`;
    await scene.promise(`${name}: ${due.whom} is called, to the second`, () => {
      const page = standIns.pagerduty.incidents()[before + index];
      return page !== undefined && isAt(page.createdAt, at + afterMs) && asksThem(standIns, page, due.callee);
    });
    await scene.promise(`${name}: the channel shows it, and the card what comes next`, () => {
      const said = texts(standIns, channel).map((text) => text.split("\n")[0] ?? "");
      // The first page shows on the card: the channel may have been made after it.
      const moves = said.filter((line) => /page to .* requested/iu.test(line)).length;
      const paged = said.filter((line) => line.startsWith("📟 Paged")).length;
      const card = cardOf(standIns, channel);
      return moves === index && paged >= index && card.includes("📟 Paged") && card.includes("⏭ Next");
    });
    scene.read(channel);
  }
  await time.until(at + endMs);
  await shouted(scene, promises, channel, (text) => saidAt(standIns, text, /Nobody answered/u, at + endMs));
  await scene.promise("nobody was called twice for one step", () => {
    const pages = standIns.pagerduty.incidents().length - before;
    return pages === calls.length;
  });
}

/** One policy of PagerDuty, which calls its levels by itself: Tocsin follows and shows it. */
async function theirChain({ scene, promises, chain, channel, at, before }: Played): Promise<void> {
  const { standIns, time } = scene;
  const [only] = chain.steps;
  const page = () => standIns.pagerduty.incidents()[before];
  const policy = standIns.pagerduty.policies().find(({ id }) => id === page()?.policy);
  let afterMs = 0;
  for (const [index, level] of (policy?.levels ?? []).entries()) {
    await time.until(at + afterMs);
    const name = `${minutes(afterMs)}, level ${index + 1}`;
    await scene.promise(`${name}: PagerDuty asks it`, () => page()?.level === index + 1);
    await scene.promise(`${name}: the card shows it within five seconds`, () =>
      cardOf(standIns, channel).includes(`PagerDuty asks level ${index + 1}`),
    );
    scene.read(channel);
    afterMs += level.delayMinutes * 60_000;
  }
  await time.until(at + afterMs + (only?.timeoutMs ?? 0));
  await shouted(scene, promises, channel, (where) =>
    /Nobody answered/u.test(texts(standIns, where).join("\n")),
  );
  await scene.promise(
    "Tocsin paged the policy once",
    () => standIns.pagerduty.incidents().length === before + 1,
  );
}

async function shouted(
  scene: Scene,
  { announcements }: Promises,
  channel: string,
  isHeard: (channel: string) => boolean,
): Promise<void> {
  await scene.promise("the end of the chain is shouted in the incident's channel", () => isHeard(channel));
  await scene.promise(`and in #${announcements}, for everybody`, () => isHeard(announcements));
}

/** At 50, 75 and 90 per cent, and when it is missed. */
async function responseTold({ scene, promises, channel, at }: Played): Promise<void> {
  const { respondMs } = promises.worst;
  if (respondMs === null) return;
  await scene.time.until(at + respondMs);
  await sharesTold(scene, { channel, at, targetMs: respondMs, what: "response" });
}

export async function sharesTold(
  scene: Scene,
  told: {
    readonly channel: string;
    readonly at: number;
    readonly targetMs: number;
    readonly what: "response" | "resolution";
  },
): Promise<void> {
  const { channel, at, targetMs, what } = told;
  for (const share of [50, 75, 90] as const)
    await scene.promise(`at ${share}% of the ${what} target the channel was told, to the second`, () =>
      saidAt(
        scene.standIns,
        channel,
        new RegExp(`${share}% of the ${what} target`, "u"),
        at + (targetMs * share) / 100,
      ),
    );
  await scene.promise(`that the ${what} target was missed was said at that second`, () =>
    saidAt(scene.standIns, channel, new RegExp(`Missed: the ${what} target`, "u"), at + targetMs),
  );
}

function minutes(ms: number): string {
  return `${Math.floor(ms / 60_000)}:${String(Math.floor(ms / 1_000) % 60).padStart(2, "0")}`;
}
