import { describe, expect, it } from "vitest";
import { createRoutes } from "../../src/commands/index.ts";
import type { CoverAsk, OnCallDesk, RotaSeen } from "../../src/engine/on-call-ports.ts";
import { NINE } from "../support/incident.ts";
import { AMARA, aRota, BEN_ } from "../support/on-call.ts";
import { shown } from "../views/shown.ts";
import { edgeDouble } from "./edge.ts";

const HOUR = 3_600_000;

function given(seen: RotaSeen, zone: string | null = "UTC") {
  const asks: CoverAsk[] = [];
  const onCall: OnCallDesk = {
    rotas: async (policies) => new Map(policies.map((policy) => [policy, seen])),
    onSchedules: async () => new Map(),
    zoneOf: async () => zone,
    cover: async (ask) => {
      asks.push(ask);
      return { kind: "no-policy" };
    },
    take: async () => ({ kind: "no-cover" }),
  };
  const route = createRoutes(edgeDouble({ onCall }).edge).get("/ops");
  const type = async (text: string): Promise<string> => {
    const answer = await route?.({ text, user_id: "U0AMARA", channel_id: "C0GENERAL", trigger_id: "t1" });
    if (answer?.kind !== "message") throw new Error("no message came");
    return shown(answer.message);
  };
  return { type, asks };
}

const fresh: RotaSeen = {
  kind: "fresh",
  rota: aRota([AMARA], { next: { at: NINE + 9 * HOUR, people: [BEN_] } }),
};

describe("/ops oncall", () => {
  it("says for each policy who is called in which order, who is on call now, and who is next", async () => {
    const said = await given(fresh).type("oncall");
    expect(said).toContain("1. on-call, 5 minutes to answer: now Amara until <!date^");
    expect(said).toContain(", then Ben");
    expect(said).toContain("2. lead@example.com, 10 minutes to answer: lead@example.com");
    expect(said).toContain("*database*");
  });

  it("shows one policy, by key or by PagerDuty's name, and the nearest ones for a slip", async () => {
    const { type } = given(fresh);
    expect(await type("oncall database")).not.toContain("*default*");
    expect(await type("oncall pdb0001")).toContain("*database*");
    expect(await type("oncall databse")).toContain("Did you mean `database`?");
  });

  it("says how old what it knows is when PagerDuty does not answer, and what it knows without PagerDuty", async () => {
    const old = { ...fresh, kind: "last-known", at: NINE - HOUR, why: "It is down." } as RotaSeen;
    expect(await given(old).type("oncall default")).toContain("_as of 1 hour ago_: It is down.");
    const off = await given({ kind: "off" }).type("oncall default");
    expect(off).toContain("paging is *off*");
    expect(off).toContain("lead@example.com");
    expect(await given({ kind: "unknown", why: "It is down." }).type("oncall default")).toContain(
      "not known: It is down.",
    );
  });
});

describe("/ops cover", () => {
  it("asks for me, in my own time zone", async () => {
    const { type, asks } = given(fresh, "Africa/Johannesburg");
    await type("cover me until 18:00 backend");
    expect(asks).toEqual([
      {
        id: "t1",
        by: "U0AMARA",
        who: null,
        until: NINE + 7 * HOUR,
        place: "backend",
        channel: "C0GENERAL",
      },
    ]);
  });

  it("takes the profile's time zone where Slack does not tell mine", async () => {
    const { type, asks } = given(fresh, null);
    await type("cover me until 18:00");
    expect(asks).toMatchObject([{ until: NINE + 9 * HOUR, place: null }]);
  });

  it("puts somebody picked from Slack's list in my place; naming myself is asking", async () => {
    const { type, asks } = given(fresh);
    await type("cover <@U0BEN|ben> for 2h");
    await type("cover <@U0AMARA> for 2h");
    expect(asks.map(({ who }) => who)).toEqual(["U0BEN", null]);
  });

  it.each([
    ["cover", "Who covers?"],
    ["cover ben until 18:00", "Who covers?"],
    ["cover me", "Say until when"],
    ["cover me for 2", "2 what?"],
  ])("refuses %j and asks nobody", async (text, sentence) => {
    const { type, asks } = given(fresh);
    expect(await type(text)).toContain(sentence);
    expect(asks).toEqual([]);
  });
});

describe("/ops", () => {
  it("alone, or with a word it does not know, shows what can be typed", async () => {
    const { type } = given(fresh);
    expect(await type("")).toContain("/ops oncall [policy]");
    expect(await type("help")).toContain("/ops cover me");
    expect(await type("onkall")).toContain("Did you mean `/ops oncall`?");
  });
});
