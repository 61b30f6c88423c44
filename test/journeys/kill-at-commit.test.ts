import { afterAll, beforeAll, expect, it } from "vitest";
import { openHomes } from "../support/child-home.ts";
import { openKillStage } from "../support/kill-stage.ts";
import { pictureOf } from "../support/world-picture.ts";

let homes: Awaited<ReturnType<typeof openHomes>>;
beforeAll(async () => {
  homes = await openHomes();
});
afterAll(() => homes.remove());

/** The worst moment for the person: everything is saved, and they read that the command failed. */
it("killed between the commit and the answer: asked again, it is the same incident", {
  timeout: 60_000,
}, async () => {
  const stage = await openKillStage([], await homes.make());
  try {
    await stage.settled();
    const doomed = await stage.bot();
    await doomed.dieAfterNextCommit();
    expect(await stage.once("declare Checkout fails --severity P1")).toBeNull();
    await doomed.gone;
    await stage.restart();
    const said = await stage.incident("declare Checkout fails --severity P1");
    expect(said).toContain("INC-1");
    expect(said).not.toContain("INC-2");
    await stage.settled();
    expect(pictureOf(stage.slack, stage.pagerduty)).toMatchObject({
      channels: ["inc-1-checkout-fails"],
      cards: 1,
      announcements: [expect.stringContaining("Checkout fails")],
      pages: [expect.stringMatching(/^triggered: /)],
    });
  } finally {
    await stage.stop();
  }
});
