import { describe, expect, it } from "vitest";
import { SUB_COMMANDS } from "../../src/commands/incident.ts";
import { createRoutes } from "../../src/commands/index.ts";
import { NotSaved } from "../../src/engine/ports.ts";
import { ANN, anIncident, BEN, CHANNEL, LOBBY, recorded } from "../support/incident.ts";
import { type EdgeDouble, edgeDouble, type Given, refused, textOf } from "./edge.ts";

const DIRECT = "D0ANN";

async function type(
  text: string,
  given: Given = {},
  where: object = {},
): Promise<EdgeDouble & { said: string }> {
  const double = edgeDouble(given);
  const route = createRoutes(double.edge).get("/incident");
  if (route === undefined) throw new Error("/incident has no route");
  const said = await route({
    command: "/incident",
    text,
    user_id: ANN,
    channel_id: CHANNEL,
    channel_name: "inc-7",
    trigger_id: "111.222",
    ...where,
  });
  return { ...double, said: textOf(said) };
}

describe("changes", () => {
  it("are asked of the channel's incident, by the person, under the trigger's key", async () => {
    const { asks, said } = await type("ack");
    expect(asks).toEqual([
      {
        command: { type: "acknowledge" },
        by: { kind: "person", user: ANN },
        incident: { kind: "channel", channel: CHANNEL },
        key: "slack:trigger:111.222",
      },
    ]);
    expect(said).toContain("You have INC-7: acknowledged and saved.");
  });

  it("a declare makes a new one and says what is saved", async () => {
    const { asks, said } = await type("declare API down", {}, { channel_id: LOBBY });
    expect(asks[0]).toMatchObject({
      incident: { kind: "new" },
      command: { title: "API down", declaredIn: LOBBY },
    });
    expect(said).toContain("INC-7 is declared and saved");
  });

  it("a refusal is told with its way out", async () => {
    const { said } = await type("status monitoring", {
      result: refused({ reason: "not-open", status: "resolved" }),
    });
    expect(said).toContain("INC-7 is already resolved.");
    expect(said).toContain("/incident reopen");
  });

  it("what was answered before says that nothing was changed", async () => {
    const { said } = await type("ack", { result: () => ({ kind: "quiet", incident: anIncident() }) });
    expect(said).toBe("Nothing was changed: this was answered before, or INC-7 has moved on meanwhile.");
  });

  it("an incident named from elsewhere is found first", async () => {
    const { asks } = await type("ack INC-7", {}, { channel_id: LOBBY });
    expect(asks[0]?.incident).toEqual({ kind: "id", id: anIncident().id });
  });

  it("a private incident of others does not exist", async () => {
    const hidden = anIncident({ private: true, participants: [BEN] });
    const { asks, said } = await type("close INC-7", { incidents: [hidden] }, { channel_id: LOBBY });
    expect(asks).toEqual([]);
    expect(said).toContain("There is no such incident, or it is private");
  });

  it("in an incident's channel a leading INC-7 belongs to the text", async () => {
    const here = await type("note INC-3 looks the same");
    expect(here.asks[0]).toMatchObject({
      incident: { id: anIncident().id },
      command: { text: "INC-3 looks the same" },
    });
    const elsewhere = await type("note INC-7 looks the same", {}, { channel_id: LOBBY });
    expect(elsewhere.asks[0]).toMatchObject({
      incident: { id: anIncident().id },
      command: { text: "looks the same" },
    });
  });
});

describe("in a direct message", () => {
  it.each(["ack", "note it is over", "show", "timeline", "status monitoring"])(
    "%s asks which incident",
    async (text) => {
      const { asks, said } = await type(text, {}, { channel_id: DIRECT, channel_name: "directmessage" });
      expect(asks).toEqual([]);
      expect(said).toMatch(/^Which incident\? .*`\/incident ack INC-7`.*`\/incident list`/);
    },
  );

  it("declare, list, show INC-7, help and a named incident work", async () => {
    const where = { channel_id: DIRECT, channel_name: "directmessage" };
    expect((await type("declare API down", {}, where)).said).toContain("INC-7 is declared and saved");
    expect((await type("list", {}, where)).said).toContain("1 incident shown");
    expect((await type("show INC-7", {}, where)).said).toContain("INC-7");
    expect((await type("help", {}, where)).said).toContain("/incident");
    expect((await type("note INC-7 it is over", {}, where)).asks[0]).toMatchObject({
      command: { text: "it is over" },
    });
  });
});

describe("looks", () => {
  it.each(["show", "timeline", "next", "INC-7", "show INC-7"])(
    "%s asks nothing of the dispatcher",
    async (text) => {
      const { asks, said } = await type(text, { timeline: [recorded({ type: "acknowledged" })] });
      expect(asks).toEqual([]);
      expect(said).toContain("INC-7");
    },
  );

  it("the channel of a private incident shows it even to somebody not recorded yet", async () => {
    const hidden = anIncident({ private: true, participants: [BEN] });
    expect((await type("show INC-7", { incidents: [hidden] })).said).toContain("INC-7");
    expect((await type("show", { incidents: [hidden] })).said).toContain("INC-7");
  });

  it("a channel without an incident has none to show", async () => {
    expect((await type("show", {}, { channel_id: LOBBY })).said).toContain("There is no such incident");
  });
});

describe("the form", () => {
  it("opens for /incident alone and says nothing", async () => {
    const { views, said } = await type("");
    expect(views).toHaveLength(1);
    expect(views[0]).toMatchObject({ trigger: "111.222", view: { callback_id: "incident.declare" } });
    expect(said).toBe("");
  });

  it("that does not open names the words that do the same", async () => {
    const { said } = await type("declare", { opened: { kind: "failed", reason: "expired", cure: "again" } });
    expect(said).toContain("The form could not be opened");
    expect(said).toContain("/incident declare &lt;title&gt;");
  });
});

describe("what is not understood", () => {
  it.each([
    ["delcare API down", "declare"],
    ["resolv done", "resolve"],
    ["sev P1", "severity"],
  ])("%s gets the nearest and the help", async (text, nearest) => {
    const { asks, said } = await type(text);
    expect(asks).toEqual([]);
    expect(said).toContain(`Did you mean \`/incident ${nearest}\``);
  });

  it("something far from everything gets the help, escaped", async () => {
    expect((await type("<!channel>xyzzy plugh")).said).not.toContain("<!channel>");
  });

  it("what is missing is said with how to type it", async () => {
    expect((await type("resolve")).said).toBe(
      "What is missing is a sentence on what made it stop.\nType it like this: `/incident resolve [INC-7] &lt;message&gt;`",
    );
  });
});

describe("when the database does not answer", () => {
  it.each(["ack", "show", "list", "ack INC-7"])("%s rejects as certainly not saved", async (text) => {
    await expect(type(text, { down: true })).rejects.toMatchObject({ name: "NotSaved", certain: true });
    await expect(type(text, { down: true })).rejects.toBeInstanceOf(NotSaved);
  });
});

describe("the table", () => {
  it("has every sub-command once, each with its usage and a sentence", () => {
    const names = SUB_COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, usage, summary } of SUB_COMMANDS) {
      expect(usage).toMatch(new RegExp(`^/incident ${name}\\b`));
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("names what the grammar promises", () => {
    expect(SUB_COMMANDS.map(({ name }) => name).sort()).toEqual(
      "ack close declare help list next note page postmortem reopen resolve role severity show status take timeline update".split(
        " ",
      ),
    );
  });
});
