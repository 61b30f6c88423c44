import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { card, directChannel, press, toldDirectly } from "../support/hands.ts";
import {
  at,
  channelOf,
  declared,
  end,
  expectRang,
  known,
  MINUTE,
  openPaging,
  type Paged,
  pagesOf,
  rang,
  SECOND,
  shouts,
  told,
} from "../support/paging.ts";
import { eventually, idOf, type Stage, stored } from "../support/stage.ts";

/** `/incident page @somebody why`: from anywhere, by anybody the manual lets, to whoever is in Slack. */

let stage: Stage;
const begun: Paged[] = [];
beforeAll(async () => {
  stage = await openPaging("sebenza");
  for (const who of ["eva", "hugo"]) stage.pagerduty.setFound(`${who}@example.com`, false);
});
afterEach(() => end(...begun.splice(0)));
afterAll(() => stage.stop());

async function declare(title: string, severity: string): Promise<Paged> {
  const paged = await declared(stage, title, severity);
  begun.push(paged);
  return paged;
}

/** From a channel without an incident, by Eva, who has no PagerDuty account. */
async function pageFromGeneral(whom: string, why: string): Promise<Paged & { readonly answer: string }> {
  const answer = await stage.incident(`page @${whom} ${why}`, { user: "eva" });
  await stage.settled();
  const channel = channelOf(stage, why);
  const { declaredAt } = await stored(stage, channel);
  const paged = { stage, title: why, channel, declaredAt };
  begun.push(paged);
  await known(paged);
  return { ...paged, answer };
}

describe("from a channel without an incident, by somebody without a PagerDuty account", () => {
  it("calls that person, in an incident of its own that says what for", async () => {
    const paged = await pageFromGeneral("femi", "The warehouse cannot print");
    expect(paged.answer).toContain("INC-");
    await at(paged, MINUTE);
    expectRang(paged, [["Femi", 0]]);
    expect(pagesOf(paged)[0]?.title).toContain("The warehouse cannot print");
    const femi = idOf(stage.slack, "femi");
    expect(stage.slack.channel(paged.channel)?.members).toContain(femi);
    expect(card(stage, paged.channel)).toContain(`<@${femi}>`);
  });

  it("calls twice, and then tells everybody that they do not answer", async () => {
    const paged = await pageFromGeneral("grace", "Who signs this");
    for (const minute of [5, 10]) await at(paged, minute * MINUTE);
    expectRang(paged, [
      ["Grace", 0],
      ["Grace", 5 * MINUTE],
    ]);
    expect(shouts(stage, paged.title)).toHaveLength(1);
  });

  it("needs a reason, which becomes the title", async () => {
    const before = stage.slack.channels().length;
    expect(await stage.incident("page @femi", { user: "eva" })).toContain("What is missing is why");
    await stage.settled();
    expect(stage.slack.channels()).toHaveLength(before);
  });

  it("is not for guests of the workspace, and nobody is called by their trying", async () => {
    const before = stage.pagerduty.incidents().length;
    expect(await stage.incident("page @femi let me in", { user: "gus" })).toContain("nobody was paged");
    await stage.settled();
    expect(stage.pagerduty.incidents()).toHaveLength(before);
  });
});

describe("a guest of the workspace", () => {
  it("stops nobody's telephone in an incident they take no part in, and may once they were brought in", async () => {
    const paged = await declare("Checkout is down", "P1");
    const { number } = await stored(stage, paged.channel);
    expect(await stage.incident(`ack INC-${number}`, { user: "gus" })).toContain("Guests of this workspace");
    await stage.settled();
    expect(rang(paged).length).toBeGreaterThan(0);
    expect(told(paged, "Acknowledged")).toEqual([]);
    await stage.slack.join({ user: "gus", channel: paged.channel });
    await stage.settled();
    await stage.incident("ack", { user: "gus", channel: paged.channel });
    await stage.settled();
    expect(told(paged, "Acknowledged").join("\n")).toContain(`<@${idOf(stage.slack, "gus")}>`);
  });
});

describe("inside an incident", () => {
  it("calls that person into it, beside the chain, and their answer leaves the chain to its people", async () => {
    const paged = await declare("We need a lawyer", "P3");
    const channels = stage.slack.channels().length;
    const answer = await stage.incident("page @grace we have to tell customers", {
      user: "eva",
      channel: paged.channel,
    });
    expect(answer).toContain("requested");
    await at(paged, MINUTE);
    expect(stage.slack.channels()).toHaveLength(channels);
    expect(rang(paged).map(([who]) => who)).toEqual(["Grace"]);
    const grace = idOf(stage.slack, "grace");
    expect(stage.slack.channel(paged.channel)?.members).toContain(grace);
    expect(told(paged, "we have to tell customers").join("\n")).toContain(`<@${idOf(stage.slack, "eva")}>`);
    await press(stage, "I have it", { user: "grace", channel: paged.channel });
    await at(paged, 30 * MINUTE);
    expect(rang(paged)).toHaveLength(1);
  });
});

describe("somebody whom PagerDuty does not know", () => {
  it("is told by direct message within the minute, and one press there is the answer", async () => {
    const paged = await declare("Only the CTO knows", "P3");
    await stage.incident("page @hugo only you have the key", { user: "eva", channel: paged.channel });
    const asked = () => toldDirectly(stage, "hugo").filter((text) => text.includes("Only the CTO knows"));
    await at(paged, 30 * SECOND);
    expect(asked().join("\n")).toContain("you are needed");
    expect(told(paged, `<@${idOf(stage.slack, "hugo")}>`).join("\n")).toContain("Who can, take it.");
    expect(pagesOf(paged)).toEqual([]);
    expect(card(stage, paged.channel)).not.toMatch(/\bPaged\b/);
    const room = directChannel(stage, "hugo") ?? "";
    await press(stage, "I have it", { user: "hugo", channel: room, of: "Only the CTO knows" });
    await stage.settled();
    await eventually(
      () => told(paged, `Acknowledged by <@${idOf(stage.slack, "hugo")}>`).length === 1,
      "the answer to show in the channel",
    );
    await at(paged, 20 * MINUTE);
    expect(asked()).toHaveLength(1);
    expect(shouts(stage, paged.title)).toEqual([]);
  });
});
