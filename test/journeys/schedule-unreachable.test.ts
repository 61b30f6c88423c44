import { expect, it } from "vitest";
import { toldDirectly } from "../support/hands.ts";
import { MINUTE } from "../support/paging.ts";
import { eventually, openStage } from "../support/stage.ts";

it("finds who is on call in a schedule through Slack while PagerDuty is down", async () => {
  const profile = "test/fixtures/clocks/schedules.yml";
  // A week of Dana's.
  const stage = await openStage({ background: true, profile, startAt: Date.UTC(2026, 10, 16, 10) });
  try {
    await eventually(
      () => stage.pagerduty.asked().filter(({ method }) => method.includes("/schedules/")).length > 0,
      "the bot to ask who is on call",
    );
    stage.faults.add({ vendor: "pagerduty", kind: "down" });
    await stage.incident("declare Dark night --severity SEV1", { user: "eva" });
    await stage.settled();
    await stage.advance(MINUTE);
    const asked = toldDirectly(stage, "dana").filter((text) => text.includes("you are needed"));
    expect(asked).toHaveLength(1);
  } finally {
    stage.faults.clear();
    await stage.stop();
  }
});
