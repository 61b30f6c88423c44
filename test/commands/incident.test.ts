import { describe, expect, it } from "vitest";
import { SUB_COMMANDS } from "../../src/commands/incident.ts";
import { createRoutes } from "../../src/commands/index.ts";
import { NotSaved } from "../../src/engine/ports.ts";
import { ANN, anIncident, aResolvedIncident, BEN, CHANNEL, LOBBY, recorded } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
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
        command: { type: "acknowledge", page: null },
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
      const [name = ""] = text.split(" ");
      expect(said).toMatch(/^Which incident\? .*`\/incident list`/);
      expect(said).toContain(`\`/incident ${name} INC-7\``);
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

describe("paging", () => {
  const open = aProfile();
  const narrow = aProfile({ access: { ...open.access, page: ["leads", "operators"] } });
  const elsewhere = { channel_id: LOBBY };

  it("a person from an incident's channel is asked of that incident", async () => {
    const { asks } = await type("page <@U0BEN|ben> please look");
    expect(asks).toEqual([
      {
        command: { type: "page", policy: null, user: BEN, why: "please look" },
        by: { kind: "person", user: ANN },
        incident: { kind: "channel", channel: CHANNEL },
        key: "slack:trigger:111.222",
      },
    ]);
  });

  it.each<[string, Given, object, object]>([
    ["a channel without an incident", {}, elsewhere, { declaredIn: LOBBY }],
    ["a channel whose incident is over", { incidents: [aResolvedIncident()] }, {}, { declaredIn: CHANNEL }],
    ["a direct message", {}, { channel_id: DIRECT, channel_name: "directmessage" }, { declaredIn: null }],
  ])("a person from %s declares an incident for it", async (_where, given, where, declared) => {
    const { asks, said } = await type("page <@U0BEN|ben> the till is dead", given, where);
    expect(asks).toMatchObject([
      {
        incident: { kind: "new" },
        command: {
          type: "declare",
          title: "the till is dead",
          severity: null,
          private: false,
          drill: false,
          page: { user: BEN, why: "the till is dead" },
          ...declared,
        },
      },
    ]);
    expect(said).toContain("INC-7");
  });

  it("a long reason is a title all the same, and stays whole as the reason", async () => {
    const why = "x".repeat(300);
    const { asks } = await type(`page <@U0BEN> ${why}`, {}, elsewhere);
    expect(asks[0]?.command).toMatchObject({ title: why.slice(0, 200), page: { why } });
  });

  it("a person from elsewhere without saying why asks nothing, and says what is missing", async () => {
    const { asks, said } = await type("page <@U0BEN|ben>", {}, elsewhere);
    expect(asks).toEqual([]);
    expect(said).toContain("What is missing is why");
  });

  it("a person for an incident named from elsewhere is asked of that incident", async () => {
    const { asks } = await type("page INC-7 <@U0BEN|ben> please look", {}, elsewhere);
    expect(asks).toMatchObject([{ incident: { kind: "id" }, command: { type: "page", user: BEN } }]);
  });

  it.each(["page", "page <@U0BEN> now", "page database", "page INC-7 <@U0BEN> now"])(
    "%s is for those of the manual only",
    async (text) => {
      const { asks, said } = await type(text, { profile: narrow, isOneOf: false });
      expect(asks).toEqual([]);
      expect(said).toContain("The manual lets only `leads`, `operators` page people");
      expect(said).toContain("nobody was paged");
      expect(said).toContain("/incident declare");
      expect((await type(text, { profile: narrow, isOneOf: true })).asks).toHaveLength(1);
    },
  );

  it("by a guest of the workspace is refused in words that fit a guest", async () => {
    const { asks, said } = await type("page", { isOneOf: false });
    expect(asks).toEqual([]);
    expect(said).toBe(
      "Guests of this workspace cannot page people; nobody was paged. Ask a member, or declare it: `/incident declare &lt;title&gt;`.",
    );
  });

  it("is let through by nobody's guess while it is not known who belongs to the groups", async () => {
    const { asks, said } = await type("page", { profile: narrow, isOneOf: null });
    expect(asks).toEqual([]);
    expect(said).toContain("It is not known yet who belongs to `leads`, `operators`");
    expect(said).toContain("nobody was paged");
  });

  it("nothing else is kept from anybody", async () => {
    const nobody = { profile: narrow, isOneOf: false };
    for (const text of ["ack", "escalate", "hold 10m Ben is near", "declare API down --severity P1"])
      expect((await type(text, nobody)).asks).toHaveLength(1);
  });
});

describe("looks", () => {
  it.each(["show", "timeline", "next", "INC-7", "show INC-7"])(
    "%s asks nothing of the dispatcher",
    async (text) => {
      const { asks, said } = await type(text, {
        timeline: [recorded({ type: "acknowledged", escalations: [], settled: [], page: null })],
      });
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
    const { said } = await type("show", {}, { channel_id: LOBBY });
    expect(said).toBe(
      "This channel belongs to no incident. Type it in the incident's own channel, or name it right behind the command: `/incident show INC-7`. `/incident list` shows the open ones.",
    );
  });

  it("a channel without an incident has none to change, and the way out names the command that was typed", async () => {
    const result = refused({ reason: "no-such-incident" }, null);
    const { said } = await type("hold 10m Ben is near", { result }, { channel_id: LOBBY });
    expect(said).toMatch(
      /^This channel belongs to no incident\. Nothing was changed\. .*`\/incident hold INC-7`/,
    );
    expect((await type("ack INC-9", { result }, { channel_id: LOBBY })).said).toMatch(
      /^There is no such incident, or it is private/,
    );
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
    ["acknowledge", "ack"],
  ])("%s gets the nearest first, and then the help", async (text, nearest) => {
    const { asks, said } = await type(text);
    expect(asks).toEqual([]);
    expect(said).toContain(`Did you mean \`/incident ${nearest}\`? \`/incident help\` lists`);
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
      "ack changes close declare escalate help hold list next note page pause postmortem reopen resolve resume role severity show snooze status take timeline update".split(
        " ",
      ),
    );
  });
});
