import { describe, expect, it } from "vitest";
import type { IncidentEvent, RecordedEvent } from "../../src/domain/incident/event.ts";
import { postmortem, postmortemMessage } from "../../src/views/postmortem.ts";
import {
  ANN,
  aClock,
  anIncident,
  aPage,
  aResolvedIncident,
  aRun,
  aTrouble,
  BEN,
  CAT,
  effectId,
  MINUTE,
  NINE,
  person,
  recorded,
  TOCSIN,
} from "../support/incident.ts";
import { aProfile, leads } from "../support/profile.ts";
import { shown } from "./shown.ts";

const DAY = 24 * 60 * MINUTE;
const EFFECT = effectId(2, "page/default");
const PAGE = { effect: EFFECT, kind: "page" as const, what: "page the on-call policy for <@U0BEN>" };

const INCIDENT = aResolvedIncident({
  severity: "P1",
  rank: 1,
  service: "data",
  component: "replica",
  acknowledgedAt: NINE + 18 * MINUTE,
  resolvedAt: NINE + 3 * DAY + 4 * 60 * MINUTE,
  roles: { "incident-commander": ANN },
  participants: [ANN, BEN],
  pages: [aPage({ acceptedAt: NINE + 9000, pagerDutyId: "Q1" })],
  clocks: [
    aClock({ metAt: NINE + 18 * MINUTE }),
    aClock({ what: "resolution", dueAt: NINE + 240 * MINUTE, metAt: NINE + 3 * DAY + 4 * 60 * MINUTE }),
  ],
});

function at(minutes: number, event: IncidentEvent, changes: Partial<RecordedEvent> = {}): RecordedEvent {
  return recorded(event, { at: NINE + minutes * MINUTE, sequence: minutes, ...changes });
}

const TIMELINE: readonly RecordedEvent[] = [
  at(
    1,
    {
      type: "effect-troubled",
      ...PAGE,
      trouble: { reason: "PagerDuty answered 503.", cure: "Wait." },
      state: "retrying",
    },
    { by: TOCSIN },
  ),
  at(2, { type: "effect-cured", ...PAGE }, { by: TOCSIN }),
  at(30, { type: "update-posted", message: "Still looking", nextAt: null }),
  at(
    5,
    {
      type: "note-added",
      text: "The database is full\n# it really is",
      author: BEN,
      source: "pin",
      permalink: null,
    },
    { recordedAt: NINE + 60 * MINUTE, sequence: 40 },
  ),
  at(4560, {
    type: "status-changed",
    from: "monitoring",
    to: "resolved",
    fromPhase: "mitigated",
    phase: "resolved",
    message: "Moved to a bigger disk",
  }),
];

function chapter(draft: string, heading: string): string {
  return draft.split("\n## ").find((part) => part.startsWith(heading)) ?? "";
}

const draft = postmortem(INCIDENT, aProfile(), TIMELINE);

describe("the post-mortem draft", () => {
  it("is titled with the incident", () => {
    expect(draft.split("\n")[0]).toBe("# Post-mortem: INC-7 Checkout is slow");
  });

  it("has its chapters in order", () => {
    expect([...draft.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual([
      "Summary",
      "Impact",
      "Participants",
      "Pages, and what was late or not done",
      "Root cause",
      "Contributing factors",
      "Action items",
      "Lessons learned",
      "Timeline",
    ]);
  });

  it("sums up what was recorded, in UTC", () => {
    const summary = chapter(draft, "Summary");
    expect(summary).toContain(
      "INC-7 was declared by @U0ANN on 2026-11-16 09:00:00 UTC and has the severity P1 · Critical.",
    );
    expect(summary).toContain("It was resolved on 2026-11-19 13:00:00 UTC, after 3 days 4 hours.");
    expect(summary).toContain("What made it stop, as said when it was resolved: Moved to a bigger disk");
  });

  it.each([
    "- Duration: 3 days 4 hours",
    "- Time to acknowledge: 18 minutes, by @U0ANN",
    "- Response target: missed by 3 minutes (target: 15 minutes)",
    "- Resolution target: missed by 3 days (target: 4 hours)",
    "- Updates: 2 posted, one promised every 30 minutes: missed, the longest silence was 3 days 3 hours",
    "- Affected: data / replica",
    "- Users affected: not known to the bot; to be filled in by people",
  ])("impact: %s", (line) => {
    expect(chapter(draft, "Impact").split("\n")).toContain(line);
  });

  it("a promise that was kept says by how much", () => {
    const clocks = [aClock({ metAt: NINE + 11 * MINUTE })];
    const kept = postmortem({ ...INCIDENT, clocks }, aProfile(), TIMELINE);
    expect(kept).toContain("- Response target: kept, 4 minutes to spare (target: 15 minutes)");
  });

  it("names people by id, calling nobody", () => {
    const people = chapter(draft, "Participants");
    expect(people).toContain("- Incident commander: @U0ANN");
    expect(people).toContain("- Communications lead: nobody took it");
    expect(people).toContain("- Took part: @U0BEN");
    expect(draft).not.toContain("<@");
  });

  it("names who left before the end, and what page was withdrawn", () => {
    const left = [
      at(3, { type: "left", user: BEN }, { by: TOCSIN }),
      at(4, { type: "left", user: CAT }, { by: TOCSIN }),
      at(
        5,
        {
          type: "page-withdrawn",
          effect: EFFECT,
          policy: "default",
          target: { kind: "pagerduty", policy: "on-call" },
          why: "it was over",
        },
        { by: TOCSIN },
      ),
    ];
    const written = postmortem(INCIDENT, aProfile(), left);
    expect(chapter(written, "Participants")).toContain("- Left before the end: @U0CAT");
    expect(chapter(written, "Pages")).toContain("withdrawn, it calls nobody: it was over");
  });

  it("says of an event for a routing key that it was accepted, and never that somebody was paged", () => {
    const pages = [aPage({ acceptedAt: NINE + 9000, via: "routing-key" as const })];
    const written = chapter(postmortem({ ...INCIDENT, pages }, aProfile(), []), "Pages");
    expect(written).toContain(
      "the event accepted by PagerDuty 9 seconds later; the service behind the routing key",
    );
  });

  it("tells what was late, and what never came", () => {
    const late = chapter(draft, "Pages");
    expect(late).toContain(
      "- Page to on-call: requested 2026-11-16 09:00:00 UTC, accepted by PagerDuty 9 seconds later",
    );
    expect(late).toContain(
      "Not done yet, still trying: page the on-call policy for @U0BEN. Why: PagerDuty answered 503.",
    );
    expect(late).toContain("Done after all: page the on-call policy for @U0BEN");
    const never = postmortem({ ...INCIDENT, pages: [aPage()], troubles: [aTrouble()] }, aProfile(), TIMELINE);
    expect(never).toContain("requested 2026-11-16 09:00:00 UTC, **never accepted by PagerDuty**");
    expect(never).toContain(
      "- Still open when this draft was made: page the default policy, since 2026-11-16 09:00:00 UTC",
    );
  });

  it("keeps the promises of every severity it had, and what replaced them", () => {
    const at2 = NINE + 30 * MINUTE;
    const clocks = [
      aClock({ severity: "P3", dueAt: NINE + 120 * MINUTE, supersededAt: at2 }),
      aClock({ severity: "P3", dueAt: NINE + 20 * MINUTE, supersededAt: at2, what: "resolution" }),
      aClock({ metAt: NINE + 10 * MINUTE }),
    ];
    const raised = at(30, {
      type: "severity-changed",
      from: "P3",
      to: "P1",
      fromRank: 3,
      rank: 1,
      why: "all of them",
      promises: [],
      updateEveryMs: null,
    });
    const paused = at(40, { type: "clocks-paused", why: "the vendor has it" });
    const impact = chapter(postmortem({ ...INCIDENT, clocks }, aProfile(), [raised, paused]), "Impact");
    expect(impact).toContain(
      "- Response target of P3: still open (target: 2 hours) when it was replaced by that of P1 on 2026-11-16 09:30:00 UTC",
    );
    expect(impact).toContain(
      "- Resolution target of P3: missed, it was due 10 minutes before (target: 20 minutes); replaced by that of P1",
    );
    expect(impact).toContain("- Response target: kept, 5 minutes to spare (target: 15 minutes)");
    expect(impact).toContain("- ⏸ Clocks paused by @U0ANN: the vendor has it (2026-11-16 09:40:00 UTC)");
  });

  it("tells each escalation with its steps, and of each page what proves it", () => {
    const run = aRun({
      policy: "leads",
      chain: leads,
      state: "acknowledged",
      acknowledgements: [{ by: person(ANN), at: NINE + 9 * MINUTE }],
    });
    const pages = [
      aPage({
        policy: "leads",
        acceptedAt: NINE + 2000,
        via: "policy",
        notified: [{ name: "Ben", at: NINE + 20_000, how: "push" }],
      }),
      aPage({
        policy: "leads",
        effect: effectId(6, "page/leads"),
        step: 1,
        target: { kind: "role", role: "incident-commander" },
        requestedAt: NINE + 5 * MINUTE,
        acceptedAt: NINE + 5 * MINUTE + 2000,
        via: "policy",
        summoned: [BEN],
        acknowledged: { by: { kind: "pagerduty", name: "Chidi" }, at: NINE + 9 * MINUTE },
      }),
    ];
    const late = chapter(postmortem({ ...INCIDENT, escalations: [run], pages }, aProfile(), []), "Pages");
    expect(late).toContain(
      "- Escalation leads: on-call → the incident commander → lead@example.com (2 rounds), begun 2026-11-16 09:00:00 UTC, acknowledged by @U0ANN 2026-11-16 09:09:00 UTC",
    );
    expect(late).toContain(
      "- Page to on-call: requested 2026-11-16 09:00:00 UTC, accepted by PagerDuty 2 seconds later, notified Ben by push 20 seconds later (step 1 of 3, round 1)",
    );
    expect(late).toContain(
      "- Page to the incident commander: requested 2026-11-16 09:05:00 UTC, accepted by PagerDuty 2 seconds later, nothing ever showed a call, asked by direct message: @U0BEN, acknowledged by Chidi (in PagerDuty) 4 minutes later (step 2 of 3, round 1)",
    );
  });

  it.each([
    [{ state: "exhausted", round: 2 }, "**nobody answered** to the end of 2 rounds"],
    [{ state: "running" }, "not answered when this draft was made"],
    [{ state: "stopped" }, "stopped"],
  ] as const)("of an escalation %o", (changes, expected) => {
    const escalations = [aRun({ ...changes, policy: "leads", chain: leads })];
    expect(postmortem({ ...INCIDENT, escalations }, aProfile(), [])).toContain(`09:00:00 UTC, ${expected}`);
  });

  it("names a page that was withdrawn as the timeline knows it, and leaves ordinary talk out", () => {
    const effect = effectId(9, "page/leads");
    const requested = at(5, {
      type: "page-requested",
      effect,
      policy: "leads",
      why: null,
      escalation: "2",
      step: 1,
      round: 1,
      target: { kind: "role", role: "incident-commander" },
      cause: "unanswered",
      nextAt: NINE,
      lateMs: 0,
    });
    const skipped = at(6, {
      type: "step-skipped",
      effect,
      policy: "leads",
      target: { kind: "role", role: "incident-commander" },
      why: "nobody is on call",
    });
    const written = postmortem(INCIDENT, aProfile(), [requested, skipped, at(7, { type: "talked" })]);
    expect(chapter(written, "Pages")).toContain("Step skipped, **the incident commander** cannot be reached");
    expect(written).not.toContain("Talk in the channel");
  });

  it("leaves to people what only people know", () => {
    expect(chapter(draft, "Root cause")).toContain("Left to the review. Nobody has written it yet.");
    expect(chapter(draft, "Contributing factors")).toContain("Nobody has written them yet.");
  });

  it("applies the manual's rules to what was said", () => {
    const items = chapter(draft, "Action items");
    expect(items).toContain(
      "- [ ] Set up database monitoring alerts (owner database-team, due 2026-12-03, priority high; because the timeline mentions “database”)",
    );
    expect(items).toContain("This post-mortem is required by the manual; it is due 2026-11-21 13:00 UTC.");
    expect(chapter(postmortem(INCIDENT, aProfile(), []), "Action items")).toContain(
      "The manual's rules call for none.",
    );
  });

  it("orders the timeline by when things were said, and says what was stored later", () => {
    const lines = chapter(draft, "Timeline")
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(lines.map((line) => line.slice(4, 23))).toEqual([
      "2026-11-16 09:01:00",
      "2026-11-16 09:02:00",
      "2026-11-16 09:05:00",
      "2026-11-16 09:30:00",
      "2026-11-19 13:00:00",
    ]);
    expect(lines[2]).toContain("(stored 2026-11-16 10:00:00 UTC) 📝 Pinned message by @U0BEN:");
    expect(draft).toContain("  > The database is full  \n  > \\# it really is");
  });

  it("says so when it is not over, was reopened, or is a drill in private", () => {
    const open = anIncident({
      drill: true,
      private: true,
      clocks: [aClock({ what: "resolution", dueAt: NINE + DAY })],
    });
    const reopened = at(
      9,
      { type: "reopened", from: "resolved", to: "investigating", why: "back" },
      { by: person(ANN) },
    );
    const text = postmortem(open, aProfile(), [reopened]);
    expect(text).toMatch(/^# Post-mortem: DRILL · PRIVATE · INC-7/);
    expect(text).toContain(
      "- Duration: not over; 9 minutes up to the last entry, reopened 1 time in between",
    );
    expect(text).toContain("- Time to acknowledge: nobody acknowledged it");
    expect(text).toContain("It was not resolved when this draft was made; its status was open.");
    expect(text).toContain("- Resolution target: not reached (target: 1 day)");
  });
});

describe("the draft as a message", () => {
  it("shows all of a short one", () => {
    const message = postmortemMessage(INCIDENT, draft);
    expect(message.text).toBe("Post-mortem draft of INC-7");
    expect(shown(message)).toContain("## Timeline");
    expect(shown(message)).not.toContain("Too long");
  });

  it("cuts a long one between chapters and says which are in the file only", () => {
    const long = draft.replace(
      "## Lessons learned\n",
      `## Lessons learned\n${"We learnt a lot. ".repeat(800)}\n`,
    );
    const message = postmortemMessage(INCIDENT, long);
    expect(shown(message)).toContain("## Action items");
    expect(shown(message)).toContain(
      "Too long for a message: Lessons learned, Timeline. The file holds all of it.",
    );
  });
});
