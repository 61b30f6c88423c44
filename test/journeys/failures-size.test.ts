import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { validateMessage } from "../../sandbox/slack/blocks.ts";
import { card, seenBy } from "../support/hands.ts";
import { openStage, type Stage, stored } from "../support/stage.ts";

const MANY = 10_000;
const LONGEST_NOTE = 40_000;
const NOTHING_ELSE = { effects: [], deliveries: [], retried: [], waived: [], lastNumber: null };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());

function channelOf(slug: string): string {
  return stage.slack.channels().find(({ name }) => name.endsWith(slug))?.name ?? "";
}

/** What Slack would refuse of the newest message that this person sees in the channel. */
function refusedOf(channel: string, user: string) {
  const room = stage.slack.channel(channel)?.id ?? "";
  const newest = stage.slack.messages(room, `U0${user.toUpperCase()}`).at(-1);
  return validateMessage(newest?.blocks, newest?.text);
}

/** Notes as they pile up in a long incident, written as a commit writes them. */
async function pileUp(channel: string): Promise<void> {
  const incident = await stored(stage, channel);
  const at = stage.clock.now();
  const timeline = Array.from({ length: MANY }, (_, index) => ({
    incident: incident.id,
    sequence: incident.version + 1 + index,
    by: { kind: "person" as const, user: incident.declaredBy },
    at,
    recordedAt: at,
    event: {
      type: "note-added" as const,
      text: `entry number ${index + 1}, with a few words more`,
      author: null,
      source: "command" as const,
      permalink: null,
    },
  }));
  await stage.bot().store.transaction((tx) =>
    tx.write({
      incidents: [
        {
          incident: { ...incident, version: incident.version + MANY },
          titleKey: incident.title.toLowerCase(),
          dueAt: null,
        },
      ],
      timeline,
      ...NOTHING_ELSE,
    }),
  );
}

describe("an incident with ten thousand entries", () => {
  it("still shows its timeline, its card and its post-mortem", async () => {
    await stage.incident("declare Very long night");
    await stage.settled();
    const channel = channelOf("very-long-night");
    await pileUp(channel);

    const told = await stage.incident("timeline", { channel });
    expect(told).toContain(`entry number ${MANY}`);
    expect(told).toMatch(/\d+ earlier entries are left out/);
    expect(refusedOf(channel, "amara")).toEqual([]);

    await stage.incident("update We are still here", { channel });
    await stage.settled();
    expect(card(stage, channel)).toContain("We are still here");

    await stage.incident("resolve The night is over", { channel });
    await stage.incident("postmortem", { channel });
    await stage.settled();
    const file = stage.messages(channel).flatMap(({ files }) => files)[0];
    expect(file?.content).toContain("entry number 1,");
    expect(file?.content).toContain(`entry number ${MANY},`);
    expect(stage.texts(channel).join("\n")).toContain("Too long for a message");
    expect(card(stage, channel)).not.toContain("Not done");
  });
});

describe("a note of 40 kB", () => {
  it("is kept whole, and everything that shows it is still posted", async () => {
    await stage.incident("declare Stack trace");
    await stage.settled();
    const channel = channelOf("stack-trace");
    const trace = `${"at frame <&>\n".repeat(LONGEST_NOTE / 20)}the last frame`;
    expect(trace.length).toBeLessThanOrEqual(LONGEST_NOTE);
    expect(await stage.incident(`note ${trace}`, { channel })).toContain("The note is in the timeline");
    await stage.settled();
    expect(stage.texts(channel).at(-1)).toContain("at frame &lt;&amp;&gt;");
    await stage.incident("timeline", { channel });
    expect(refusedOf(channel, "amara")).toEqual([]);
    expect(seenBy(stage, "amara", channel).at(-1)).toContain("at frame");
    expect(card(stage, channel)).not.toContain("Not done");

    await stage.incident("resolve Found the frame", { channel });
    await stage.incident("postmortem", { channel });
    await stage.settled();
    const file = stage.messages(channel).flatMap(({ files }) => files)[0];
    expect(file?.content).toContain("the last frame");
    expect(card(stage, channel)).not.toContain("Not done");
  });

  it("longer than that is refused with its length and the way out, and nothing is added", async () => {
    const reply = await stage.incident(`note ${"x".repeat(LONGEST_NOTE + 1)}`, {
      channel: channelOf("stack-trace"),
    });
    expect(reply).toContain(`The text has ${LONGEST_NOTE + 1} characters`);
    expect(reply).toContain("share it as a file");
  });
});
