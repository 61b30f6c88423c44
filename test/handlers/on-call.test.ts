import { describe, expect, it } from "vitest";
import type { Cover, TakeAnswer } from "../../src/engine/on-call-ports.ts";
import { createRoutes } from "../../src/handlers/index.ts";
import { COVER_ACTION } from "../../src/views/on-call-cover.ts";
import { edgeDouble, textOf } from "../commands/edge.ts";
import { anEdge } from "../support/edge.ts";
import { ANN, BEN, NINE } from "../support/incident.ts";

const cover: Cover = {
  id: "t1",
  policy: "on-call",
  schedule: { id: "P1", name: "Primary" },
  askedBy: ANN,
  askedAt: NINE,
  until: NINE + 3_600_000,
  channel: "on-call",
  taken: { by: BEN, email: "ben@example.com", at: NINE },
  overrideId: null,
};

async function press(answer: TakeAnswer): Promise<{ said: string; taken: readonly unknown[] }> {
  const taken: unknown[] = [];
  const onCall = {
    ...anEdge().onCall,
    take: async (...asked: unknown[]) => {
      taken.push(asked);
      return answer;
    },
  };
  const route = createRoutes(edgeDouble({ onCall }).edge).actions.get(COVER_ACTION);
  const answered = await route?.({
    user: { id: BEN },
    trigger_id: "t2",
    response_url: "http://slack.example.com/1",
    actions: [{ action_id: COVER_ACTION, value: "t1" }],
  });
  return { said: answered === undefined ? "" : textOf(answered), taken };
}

describe("I cover", () => {
  it("takes the cover that the button names, and claims nothing before PagerDuty wrote it", async () => {
    const { said, taken } = await press({ kind: "taken", cover });
    expect(taken).toEqual([["t1", BEN]]);
    expect(said).toContain("as soon as PagerDuty has written it");
  });

  it.each<[TakeAnswer, string]>([
    [{ kind: "taken", cover: { ...cover, overrideId: "OVR1" } }, "override `OVR1`"],
    [{ kind: "too-late", cover }, "<@U0BEN> was faster"],
    [{ kind: "over", cover }, "is over since"],
    [{ kind: "own", cover }, "somebody else has to press"],
    [{ kind: "no-cover" }, "does not know this request"],
    [{ kind: "not-in-pagerduty", user: BEN }, "cannot be put on call"],
    [{ kind: "unreachable", reason: "It is down.", cure: "Wait." }, "It is down. Wait. Press again"],
  ])("answers %j", async (answer, sentence) => {
    expect((await press(answer)).said).toContain(sentence);
  });
});
