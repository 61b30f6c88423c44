import type { SandboxMessage } from "../slack/world.ts";
import { resolve } from "./ending.ts";
import type { DrillChain, DrillStep, Promises } from "./promises.ts";
import type { Scene } from "./scene.ts";
import { askedFirst, cardOf, channelOf, directMessages, said, texts } from "./sight.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** PagerDuty is away for an hour: people are found through Slack, and afterwards nobody is woken for nothing. */
export async function playWithoutPagerDuty(
  scene: Scene,
  promises: Promises,
  chain: DrillChain,
): Promise<void> {
  scene.title("PagerDuty is away for an hour");
  const { standIns, time } = scene;
  const before = standIns.pagerduty.incidents().length;
  const [first, second] = chain.steps;
  const expected = chain.steps.map(({ callee }) => askedFirst(standIns, callee));
  standIns.faults.add({ vendor: "pagerduty", kind: "down" });
  const { number, at } = await scene.declare("eva", "The lights go out", promises.severities[0]?.label ?? "");
  const channel = channelOf(standIns, number);
  await scene.promise(
    "nobody is said to be paged",
    () => !/\bpaged\b/iu.test([cardOf(standIns, channel), ...texts(standIns, channel)].join("\n")),
    0,
  );
  await time.until(at + 2 * MINUTE_MS);
  await found(scene, first, expected[0] ?? null, `INC-${number}`);
  if (second !== undefined) {
    await time.until(at + (first?.timeoutMs ?? 0) + 2 * MINUTE_MS);
    await found(scene, second, expected[1] ?? null, `INC-${number}`);
  }
  await takeIt(scene, chain, `INC-${number}`);
  await scene.promise("the channel and the card say who has it", () =>
    /acknowledged/iu.test(texts(standIns, channel).join("\n")),
  );
  const requests = () => texts(standIns, channel).filter((text) => /requested/u.test(text)).length;
  const sofar = requests();
  for (let word = time.now() + 15 * MINUTE_MS; word < at + HOUR_MS; word += 15 * MINUTE_MS) {
    await time.until(word);
    await scene.talk("amara", channel, "We have a torch");
  }
  await time.until(at + HOUR_MS);
  await scene.promise("who has it keeps it: nobody more is asked", () => requests() === sofar);
  scene.read(channel);
  standIns.faults.clear("pagerduty");
  scene.note("PagerDuty", "outside", "is back");
  await time.until(at + HOUR_MS + 2 * MINUTE_MS);
  await scene.promise("PagerDuty, back again, calls nobody for it", () =>
    standIns.pagerduty
      .incidents()
      .slice(before)
      .every(({ status }) => status !== "triggered"),
  );
  await scene.promise("the channel says what became of the pages that were late", () =>
    texts(standIns, channel).some((text) => /withdrawn|after the request/u.test(text)),
  );
  await resolve(scene, channel, "The lights are on again");
  scene.read(channel);
}

/** By direct message, with the button that says so. */
async function found(
  scene: Scene,
  step: DrillStep | undefined,
  meant: readonly string[] | null,
  incident: string,
): Promise<void> {
  const people = scene.standIns.slack.users().filter(({ email }) => meant?.includes(email) === true);
  for (const { id, realName } of people)
    await scene.promise(
      `${realName}, ${step?.whom ?? ""}, is asked by direct message with a button to take it`,
      () => summonsOf(scene, id, incident).some((message) => buttonOf(message) !== null),
    );
}

function summonsOf({ standIns }: Scene, user: string, incident: string): readonly SandboxMessage[] {
  return directMessages(standIns, user).filter((message) =>
    said(message).includes(`${incident}: you are needed`),
  );
}

/** Those who were asked press *I have it*, as many as the manual wants. */
async function takeIt(scene: Scene, chain: DrillChain, incident: string): Promise<void> {
  const { slack } = scene.standIns;
  const asked = slack.users().flatMap(({ id, name }) => {
    const message = summonsOf(scene, id, incident).at(-1);
    return message === undefined ? [] : [{ id, name, message }];
  });
  for (const { id, name, message } of asked.slice(-chain.acknowledgements)) {
    const button = buttonOf(message);
    if (button === null) continue;
    scene.note(name, `only for ${name}`, "presses “I have it”");
    await slack.act({ user: id, ...button, message: { channel: message.channel, ts: message.ts } });
    await scene.time.settled();
  }
}

function buttonOf({
  blocks,
}: SandboxMessage): { readonly actionId: string; readonly blockId: string } | null {
  for (const block of blocks as readonly Row[]) {
    const element = block.elements?.find(({ action_id: id }) => id === "incident.acknowledge");
    if (element?.action_id !== undefined)
      return { actionId: element.action_id, blockId: block.block_id ?? "" };
  }
  return null;
}

type Row = { readonly block_id?: string; readonly elements?: readonly { readonly action_id?: string }[] };
