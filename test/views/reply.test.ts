import { describe, expect, it } from "vitest";
import type { IncidentCommand } from "../../src/domain/incident/command.ts";
import type { IncidentEvent } from "../../src/domain/incident/event.ts";
import type { Incident, Page } from "../../src/domain/incident/incident.ts";
import { accepted, cannotTell, formNotOpened, nothingSaved } from "../../src/views/reply.ts";
import {
  ANN,
  aClock,
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  aTrouble,
  BEN,
  declare,
  effectId,
  MINUTE,
  NINE,
  person,
} from "../support/incident.ts";
import { aChain, aProfile } from "../support/profile.ts";

const EFFECT = effectId(2, "page/default");
/** PagerDuty's own id, which nobody knows by heart: the manual's name stands for it. */
const DATABASE = { kind: "pagerduty", policy: "PDB0001" } as const;

const SENTENCES: readonly (readonly [IncidentCommand, string])[] = [
  [
    { type: "change-status", status: "op", message: null },
    "INC-7 is now *open*. Saved; the card and the channel follow.",
  ],
  [
    { type: "change-severity", severity: "p3", why: null },
    "INC-7 now has the severity 🟨 *P3 · Medium*. Saved; the card follows.",
  ],
  [{ type: "acknowledge", page: null }, "You have INC-7: acknowledged and saved. It is *open* now."],
  [
    { type: "post-update", message: "x", nextInMs: null },
    "Your update of INC-7 is saved; it is being posted.",
  ],
  [
    { type: "add-note", text: "x", author: null, saidAt: null, source: "command", permalink: null },
    "The note is in the timeline of INC-7.",
  ],
  [
    { type: "assign-role", role: "incident-commander", user: BEN },
    "Incident commander of INC-7 is <@U0BEN>. Saved.",
  ],
  [{ type: "reopen", why: "x" }, "INC-7 is open again: *open*. Saved; the channel is being told."],
  [
    { type: "draft-postmortem" },
    "The post-mortem draft of INC-7 is being written; it comes into <#C0INC7>, as a message and as a file.",
  ],
  [{ type: "join", user: ANN }, "<@U0ANN> is among the people of INC-7."],
  [{ type: "leave", user: ANN }, "<@U0ANN> takes part in INC-7 no more."],
  [
    { type: "try-again", effect: EFFECT },
    "It is being tried again for INC-7. The card says so as soon as it is done.",
  ],
  [
    { type: "waive", effect: EFFECT, why: null },
    "Given up and off the card of INC-7; the timeline keeps that it was you.",
  ],
];

describe("the answer to who asked", () => {
  it.each(SENTENCES)("%o", (command, sentence) => {
    const { text, blocks } = accepted(command, anIncident(), aProfile());
    expect(text).toBe(sentence);
    expect(blocks).toEqual([{ type: "section", text: { type: "mrkdwn", text: sentence } }]);
  });

  const PAGE: IncidentCommand = { type: "page", policy: null, user: null, why: null };
  const requested: IncidentEvent = {
    type: "page-requested",
    effect: effectId(5, "page/database"),
    policy: "database",
    why: null,
    escalation: "4",
    step: 0,
    round: 1,
    target: DATABASE,
    cause: "begun",
    nextAt: NINE,
    lateMs: 0,
  };
  const asked = aPage({ effect: effectId(5, "page/database"), policy: "database", target: DATABASE });

  it("a page names the policy that the rules chose, and claims nothing", () => {
    const incident = anIncident({ pages: [aPage(), asked] });
    expect(accepted(PAGE, incident, aProfile(), [requested]).text).toBe(
      "Page to database for INC-7: requested, *not yet accepted by PagerDuty*. The channel is told when PagerDuty accepts it, and if it does not.",
    );
  });

  it("a page told again says what has become of it", () => {
    const taken = { ...asked, acceptedAt: NINE, via: "routing-key" } as const;
    expect(accepted(PAGE, anIncident({ pages: [taken] }), aProfile()).text).toMatch(
      /^INC-7: 📟 Page to database: PagerDuty accepted the event .*; the service behind the routing key decides who is called$/,
    );
    expect(accepted(PAGE, anIncident(), aProfile()).text).toBe(
      "The page for INC-7 is no longer open; the timeline says what became of it.",
    );
  });

  it("a worse severity tells of the page it asked for, of the open ones, or that there is none", () => {
    const raise: IncidentCommand = { type: "change-severity", severity: "P1", why: null };
    const worst = { severity: "P1", rank: 1 } as const;
    const both = anIncident({ ...worst, pages: [aPage(), asked] });
    expect(accepted(raise, both, aProfile(), [requested]).text.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^📟 Page to database: requested/),
    ]);
    expect(accepted(raise, both, aProfile()).text.split("\n")).toHaveLength(3);
    const over = anIncident({ ...worst, pages: [aPage({ acceptedAt: NINE, over: true })] });
    expect(accepted(raise, over, aProfile()).text).toMatch(
      /\nNobody is being woken; `\/incident page INC-7` does it\.$/,
    );
    expect(accepted({ type: "reopen", why: "x" }, over, aProfile()).text).toMatch(
      /Nobody is being woken; `\/incident page INC-7` does it\.$/,
    );
  });

  it("of a private incident it says who is in and how somebody is brought in", () => {
    const secret = anIncident({ private: true, pages: [aPage()] });
    expect(accepted(declare(), secret, aProfile()).text).toContain(
      "\nPRIVATE: only these people know of it: <@U0ANN>. Neither on-call nor a group is brought in by itself; `/incident role &lt;role&gt; @somebody` or an invitation to the channel brings somebody in.",
    );
    expect(accepted(PAGE, secret, aProfile()).text).toContain(
      "\nWhoever answers is not brought into the channel: ",
    );
  });

  it("resolving says what is still not done", () => {
    const incident = aResolvedIncident({ troubles: [aTrouble()] });
    expect(accepted({ type: "resolve", message: "x" }, incident, aProfile()).text).toBe(
      "INC-7 is *resolved*. Saved; the channel is being told. ⛔ 1 thing is still not done; see the card.",
    );
    expect(accepted({ type: "close" }, aResolvedIncident(), aProfile()).text).toBe(
      "INC-7 is *resolved*. Saved.",
    );
  });

  it.each([
    [
      "pages nobody",
      {},
      "Nobody is being woken: the manual pages nobody for P3. `/incident page INC-7` does it.",
    ],
    ["drill", { drill: true }, "No page is sent for a drill."],
    [
      "should page and does not",
      { severity: "P1", rank: 1 },
      "⛔ *No page was requested*, although the manual pages at this severity: `/incident page INC-7` requests one.",
    ],
  ] as const)("declaring: %s", (_name, changes, line) => {
    const lines = accepted(declare(), anIncident(changes), aProfile()).text.split("\n");
    expect(lines[0]).toMatch(/^(DRILL · )?\*INC-7 is declared and saved\* as /);
    expect(lines[1]).toBe(line);
    expect(lines[2]).toBe("Its channel is <#C0INC7>.");
  });

  it("declaring claims no channel before there is one", () => {
    const { text } = accepted(declare(), anIncident({ channel: null }), aProfile());
    expect(text).toMatch(/Its channel is being made, and you will be invited\.$/);
  });

  it("says that nothing was saved, and what to do", () => {
    expect(nothingSaved().text).toBe(
      "⛔ *Nothing was saved.* Tocsin's database did not take it, so nothing was declared, changed or sent. Try again in a minute. If somebody must be woken now, page them in PagerDuty by hand and agree on a channel here.",
    );
  });

  it("says when it cannot tell whether it was saved", () => {
    expect(cannotTell().text).toMatch(/cannot tell whether this was saved\.\* Look before you repeat it/);
  });

  it("gives the command when the form did not open", () => {
    expect(formNotOpened("/incident declare <title>").text).toBe(
      "The form could not be opened in the three seconds Slack gives; nothing was changed. Press again, or type it: `/incident declare &lt;title&gt;`",
    );
  });
});

describe("the answer about calling people, and about clocks", () => {
  const told = (
    command: IncidentCommand,
    changes: Partial<Incident>,
    events: readonly IncidentEvent[] = [],
  ) => accepted(command, anIncident(changes), aProfile(), events).text.replaceAll(/<!date[^>]*>/g, "@");

  it("one of two who must have it reads that it goes on calling", () => {
    const run = aRun({
      chain: aChain({ acknowledgements: 2 }),
      acknowledgements: [{ by: person(ANN), at: NINE }],
    });
    const changes = { status: "investigating", escalations: [run] };
    expect(told({ type: "acknowledge", page: null }, changes)).toBe(
      "You have INC-7: acknowledged and saved. You are 1 of 2 who must have it, so it goes on calling until 1 person more does.",
    );
    const enough = { ...run, state: "acknowledged" as const };
    expect(told({ type: "acknowledge", page: null }, { ...changes, escalations: [enough] })).toBe(
      "You have INC-7: acknowledged and saved. It is *investigating* now. It counts until @; any word in its channel renews it.",
    );
  });

  it("who has it reads what becomes of the calling, and no more of PagerDuty than is known", () => {
    const answered = [{ type: "acknowledged", escalations: ["1"], settled: ["1"], page: null }] as const;
    const run = aRun({ state: "acknowledged", chain: aChain({ acknowledgeExpiresMs: null }) });
    const reply = (pages: readonly Page[], events: readonly IncidentEvent[]) =>
      accepted(
        { type: "acknowledge", page: null },
        anIncident({ status: "investigating", escalations: [run], pages }),
        aProfile(),
        events,
      ).text;
    expect(reply([aPage({ acceptedAt: NINE })], answered)).toBe(
      "You have INC-7: acknowledged and saved. Nobody further is called, and PagerDuty is being told. It is *investigating* now.",
    );
    expect(reply([], answered)).toBe(
      "You have INC-7: acknowledged and saved. Nobody further is called. It is *investigating* now.",
    );
    expect(reply([], [{ ...answered[0], escalations: [], settled: [] }])).toBe(
      "You have INC-7: acknowledged and saved. It is *investigating* now.",
    );
  });

  it("escalating at the end of the chain says that nobody is left, not that a step begins", () => {
    const gone = {
      type: "escalation-exhausted",
      escalation: "1",
      policy: "leads",
      rounds: 1,
      reached: true,
      lateMs: 0,
    } as const;
    const { text } = accepted({ type: "escalate", why: null }, anIncident({ pages: [aPage()] }), aProfile(), [
      gone,
    ]);
    expect(text).toBe(
      "Nobody is left to call for INC-7 by itself, so everybody is being told. Saved. `/incident page @somebody &lt;why&gt;` calls one person more.",
    );
  });

  it("a milder severity says nothing of pages that stand on the card", () => {
    const command: IncidentCommand = { type: "change-severity", severity: "P3", why: null };
    const milder = {
      type: "severity-changed",
      from: "P1",
      fromRank: 1,
      to: "P3",
      rank: 3,
      why: null,
      promises: [],
      updateEveryMs: null,
    } as const;
    const { text } = accepted(command, anIncident({ pages: [aPage()] }), aProfile(), [milder]);
    expect(text).not.toContain("📟");
  });

  it("escalating names whom it calls now and who is next", () => {
    const run = aRun({ step: 1, nextAt: NINE + 15 * MINUTE });
    expect(told({ type: "escalate", why: null }, { escalations: [run], pages: [aPage()] })).toBe(
      "The next step of INC-7 begins now. Saved.\n📟 Page to on-call: requested @, *not yet accepted by PagerDuty*\n⏭ Next @: on-call (step 1 of 2, round 2 of 3)",
    );
  });

  it("holding says for how long, and who waits", () => {
    const held = { until: NINE + 10 * MINUTE, by: person(ANN), why: "on my way" };
    expect(told({ type: "hold", forMs: 10 * MINUTE, why: "x" }, { escalations: [aRun({ held })] })).toBe(
      "Nobody more is called for INC-7 for 10 minutes. Saved; the channel is told why. *I have it* stops the calling for good.\n⏸ Held until @ by <@U0ANN>: on my way\n⏭ Next @: lead@example.com (step 2 of 2, round 1 of 3)",
    );
  });

  it.each<[IncidentCommand, string]>([
    [
      { type: "pause-clocks", why: "x" },
      "The clocks of INC-7 rest, and the reason is on the record. Escalations go on calling. `/incident resume` starts the clocks again.",
    ],
    [{ type: "resume-clocks" }, "The clocks of INC-7 run again.\nRespond by @"],
    [
      { type: "snooze-update", forMs: 10 * MINUTE },
      "The update of INC-7 is asked for again in 10 minutes, once. The rhythm stays as it is.",
    ],
  ])("%o", (command, expected) => {
    expect(told(command, { clocks: [aClock()] })).toBe(expected);
  });

  it("an update says by when the next one is promised", () => {
    const posted = { type: "update-posted", message: "x", nextAt: NINE } as const;
    const command = { type: "post-update", message: "x", nextInMs: null } as const;
    expect(told(command, {}, [posted])).toBe(
      "Your update of INC-7 is saved; it is being posted. The next one is promised by @.",
    );
  });

  it("paging somebody names them", () => {
    const page = aPage({ policy: BEN, target: { kind: "user", user: BEN } });
    expect(told({ type: "page", policy: null, user: BEN, why: null }, { pages: [page] })).toMatch(
      /^Page to <@U0BEN> for INC-7: requested, \*not yet accepted by PagerDuty\*/,
    );
  });

  it("a page that waits for the manual's hours says when it goes out", () => {
    const run = aRun({ step: null, nextAt: NINE });
    const begun = {
      type: "escalation-begun",
      policy: "default",
      chain: aChain(),
      from: 0,
      to: 1,
      startsAt: NINE,
      why: null,
      cause: "asked",
      pagedRank: null,
    } as const;
    const command = { type: "page", policy: null, user: null, why: null } as const;
    expect(told(command, { escalations: [run] }, [begun])).toMatch(
      /^The page for INC-7 is saved and waits for the manual's hours: it goes out @\./,
    );
  });
});
