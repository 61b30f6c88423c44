import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStage, type Stage, stored } from "../support/stage.ts";

describe.each([{ socketMode: false }, { socketMode: true }])(
  "the main job, Socket Mode $socketMode",
  ({ socketMode }) => {
    let stage: Stage;
    beforeAll(async () => {
      // On a busy machine a stand-in may take its time; here that is no failure of Slack.
      stage = await openStage({ socketMode, slackTimeoutMs: 10_000, pagerTimeoutMs: 10_000 });
    });
    afterAll(() => stage.stop());

    it("declares: the channel, the card, the announcement and the page", async () => {
      const reply = await stage.incident("declare Checkout fails --severity P1");
      expect(reply).toContain("INC-1");
      expect(reply).not.toMatch(/\bpaged\b/i);
      await stage.settled();
      const channel = stage.slack.channel("inc-1-checkout-fails");
      expect(channel).not.toBeNull();
      expect(channel?.topic).toContain("P1");
      expect(channel?.pins).toHaveLength(1);
      expect(stage.pagerduty.incidents()).toHaveLength(1);
      expect(stage.texts("incidents").filter((text) => text.includes("Checkout fails"))).toHaveLength(1);
      const incident = await stored(stage, "inc-1-checkout-fails");
      expect(incident.troubles).toEqual([]);
      expect(incident.pages[0]?.acceptedAt).not.toBeNull();
    });

    it("moves by the manual's own words, to the post-mortem draft", async () => {
      const channel = "inc-1-checkout-fails";
      for (const text of [
        "status investigating looking at the payments API",
        "note the deploy of 14:02 touched the database pool",
        "status identified",
        "severity P2 one region only",
        "status monitoring rolled back",
      ]) {
        await stage.incident(text, { channel, user: "ben" });
      }
      expect(await stage.incident("resolve pool size restored", { channel })).toContain("resolved");
      await stage.settled();
      const draft = await stage.incident("postmortem", { channel });
      expect(draft).toContain("INC-1");
      await stage.settled();
      const incident = await stored(stage, channel);
      expect(incident.phase).toBe("resolved");
      expect(incident.postmortem).not.toBeNull();
      expect(stage.pagerduty.incidents()[0]?.status).toBe("resolved");
      const files = stage.messages(channel).flatMap((message) => message.files);
      expect(files).toHaveLength(1);
      expect(files[0]?.content).toContain("database pool");
    });
  },
);
