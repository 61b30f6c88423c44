import { describe, expect, it } from "vitest";
import type { HoldResult } from "../../src/engine/deployment-ports.ts";
import type { Hold } from "../../src/engine/deployment-store.ts";
import {
  type HoldDoing,
  holdEnds,
  holdList,
  holdReleased,
  holdReply,
  holdTaken,
} from "../../src/views/hold-message.ts";
import { date } from "../../src/views/text.ts";
import { HOUR, manualOf } from "../support/deployment.ts";
import { ANN, BEN, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown } from "./shown.ts";

const PROFILE = {
  ...aProfile(),
  delivery: manualOf({}, { mayDeploy: ["operators"], mayOverride: ["leads"] }).delivery,
};
const LOCK: Hold = {
  id: "h",
  kind: "lock",
  service: "api",
  environment: "production",
  by: BEN,
  why: "hotfix.",
  since: NINE,
  until: NINE + HOUR,
  naggedAt: null,
};
const FREEZE: Hold = { ...LOCK, kind: "freeze", service: null, environment: null, until: null, why: " " };
const TEN = date(NINE + HOUR);

type Row = readonly [string, HoldDoing, HoldResult, string];

const ROWS: readonly Row[] = [
  [
    "locked",
    "lock",
    { kind: "held", hold: LOCK, takenFrom: null },
    `🔒 *api in production* is locked until ${TEN}: hotfix. Only you deploy there meanwhile. \`/deploy unlock api production\` ends it.`,
  ],
  [
    "taken from somebody",
    "lock",
    { kind: "held", hold: LOCK, takenFrom: { ...LOCK, by: ANN } },
    `🔒 *api in production* is locked until ${TEN}: hotfix. Only you deploy there meanwhile. <@U0ANN>, who had it, is told that you took it and why. \`/deploy unlock api production\` ends it.`,
  ],
  [
    "everything frozen",
    "freeze",
    { kind: "held", hold: FREEZE, takenFrom: null },
    "🧊 *everything* is frozen until somebody lifts it: no reason given. Nothing new is deployed there meanwhile; rolling back stays possible. `/deploy thaw all` ends it.",
  ],
  [
    "unlocked",
    "unlock",
    { kind: "released", hold: LOCK },
    "🔓 The lock of *api in production* is lifted. What waited for it goes on by itself, unless something else holds it back.",
  ],
  [
    "somebody has it",
    "lock",
    { kind: "taken", hold: LOCK },
    `<@U0BEN> has *api in production* locked since ${date(NINE)}, until ${TEN}: hotfix. Ask them; or \`/deploy lock api production &lt;why&gt; --steal\` takes it away, and they are told why. Nothing was changed.`,
  ],
  [
    "somebody else's to end",
    "thaw",
    { kind: "taken", hold: FREEZE },
    `<@U0BEN> has *everything* frozen since ${date(NINE)}, until somebody lifts it: no reason given. It is theirs to end, or for whoever may break the glass: ask them. Nothing was changed.`,
  ],
  [
    "nothing there",
    "unlock",
    { kind: "none" },
    "There is no lock of *api in production*, so nothing was changed. `/deploy locks` shows every lock and freeze.",
  ],
  [
    "may not",
    "lock",
    { kind: "may-not", what: "deploy", known: true },
    "You may not hold others back: the manual lets *operators*. Ask one of them. Nothing was changed.",
  ],
  [
    "may not steal",
    "lock",
    { kind: "may-not", what: "override", known: true },
    "You may not take away or end what others hold: the manual lets *leads*. Ask one of them. Nothing was changed.",
  ],
  [
    "not known",
    "freeze",
    { kind: "may-not", what: "deploy", known: false },
    "Tocsin cannot find out now whether you may hold others back, and what is not known is no: nothing was changed. Try again in a minute.",
  ],
];

describe("what came of it, to who asked", () => {
  it.each(ROWS)("%s", (_name, does, result, sentence) => {
    expect(shown(holdReply(does, LOCK, result, PROFILE))).toBe(sentence);
  });
});

describe("to whom it belongs", () => {
  it("is told by whom and why it was taken away", () => {
    expect(shown(holdTaken(LOCK, { by: ANN, why: "urgent" }))).toBe(
      "⚠️ <@U0ANN> took away your lock of *api in production* (hotfix). Their reason: urgent. You hold nobody back there any more; talk to them before you go on.",
    );
    expect(shown(holdTaken(LOCK, { by: ANN, why: "" }))).toContain("They gave no reason.");
  });

  it("is reminded before it ends, with how to keep it", () => {
    expect(shown(holdEnds(LOCK))).toBe(
      `⏰ Your lock of *api in production* (hotfix) ends ${TEN}, and then others may deploy there. \`/deploy lock api production &lt;why&gt; --for 2h\` keeps it; \`/deploy unlock api production\` ends it now.`,
    );
    expect(shown(holdEnds({ ...FREEZE, until: NINE }))).toContain(
      "`/deploy freeze all &lt;why&gt; --until &lt;time&gt;` keeps it; `/deploy thaw all` ends it now.",
    );
  });

  it("is told that it is over", () => {
    expect(shown(holdReleased(LOCK))).toBe(
      "🔓 Your lock of *api in production* (hotfix) is over. What waited for it goes on by itself, unless something else holds it back.",
    );
  });
});

describe("everything that holds others back", () => {
  it("is listed with who, since when, until when and the way out", () => {
    const freeze = { ...FREEZE, environment: "production" };
    expect(shown(holdList([LOCK, freeze]))).toBe(
      [
        "2 locks and freezes",
        `*api in production* 🔒 locked by <@U0BEN> since ${date(NINE)}, until ${TEN}: hotfix. \`/deploy unlock api production\` lifts it.`,
        `*all of production* 🧊 frozen by <@U0BEN> since ${date(NINE)}, until somebody lifts it: no reason given. \`/deploy thaw production\` lifts it.`,
      ].join("\n"),
    );
    expect(shown(holdList([]))).toBe("Nothing is locked or frozen by people.");
  });
});
