import { describe, expect, it } from "vitest";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import { refusal } from "../../src/views/refusal.ts";
import { date } from "../../src/views/text.ts";
import { ANN, anIncident, aRun, BEN, NINE, person } from "../support/incident.ts";
import { aChain, aProfile } from "../support/profile.ts";

const nearest = (
  reason: Extract<Refusal, { nearest: readonly string[] }>["reason"],
  typed: string,
  near: string[],
) => ({
  reason,
  typed,
  nearest: near,
});
const INC = anIncident();
const TAKEN = anIncident({ acknowledgedBy: BEN, roles: { "incident-commander": BEN } });

const SENTENCES: readonly (readonly [Refusal, Incident | null, string])[] = [
  [
    { reason: "already-declared", incident: INC, because: "title" },
    null,
    "INC-7 with the same title was declared a moment ago by <@U0ANN>: nothing was declared twice, it is handled in <#C0INC7>. If it is something else, declare it with another title.",
  ],
  [
    { reason: "already-declared", incident: anIncident({ channel: null }), because: "title" },
    null,
    "INC-7 with the same title was declared a moment ago by <@U0ANN>: nothing was declared twice, its channel is being made. If it is something else, declare it with another title.",
  ],
  [
    { reason: "already-declared", incident: INC, because: "channel" },
    null,
    "This is the channel of INC-7, which is still open: nothing was declared twice. `/incident note &lt;text&gt;` adds to it; declare something else from another channel.",
  ],
  [
    { reason: "no-title" },
    null,
    "An incident needs a title: say what people notice, such as “Checkout fails for everybody”.",
  ],
  [
    { reason: "title-too-long", length: 231, limit: 200 },
    null,
    "The title has 231 characters; 200 are allowed. Shorten it and put the rest into the description or a note.",
  ],
  [
    nearest("unknown-severity", "P9", ["P1", "P2"]),
    INC,
    "There is no severity “P9” in the manual. It has `P1`, `P2`, `P3` and `P4`.",
  ],
  [
    nearest("unknown-status", "<!channel>", []),
    INC,
    "There is no status “&lt;!channel&gt;” in the manual. It has `open`, `investigating`, `identified`, `monitoring` and `resolved`.",
  ],
  [
    nearest("unknown-component", "databse", ["database"]),
    null,
    "There is no service or component “databse” in the manual. Did you mean `database`? It has `app`, `load-balancer`, `app-node-1`, `app-node-2`, `cache`, `data`, `database` and `replica`.",
  ],
  [
    nearest("unknown-role", "boss", []),
    INC,
    "There is no role “boss” in the manual. It has `incident-commander` and `communications-lead`.",
  ],
  [
    nearest("unknown-policy", "cto", []),
    INC,
    "There is no escalation policy “cto” in the manual. It has `default` and `database`. To page a person, pick the name from the list Slack shows after `@`.",
  ],
  [
    { reason: "not-open", status: "resolved" },
    INC,
    "INC-7 is already resolved. `/incident reopen &lt;why&gt;` if it came back.",
  ],
  [
    { reason: "already-there", what: "status", value: "open" },
    INC,
    "INC-7 is already open, so nothing changed. `/incident update &lt;message&gt;` posts an update without moving it.",
  ],
  [
    { reason: "already-there", what: "status", value: "resolved" },
    anIncident({ phase: "resolved", status: "resolved" }),
    "INC-7 is already resolved, so nothing changed. `/incident reopen &lt;why&gt;` if it came back.",
  ],
  [
    { reason: "already-there", what: "severity", value: "P3" },
    INC,
    "INC-7 already has the severity P3 · Medium, so nothing changed. `/incident severity &lt;another&gt; &lt;why&gt;` changes it.",
  ],
  [
    { reason: "already-there", what: "role", value: "incident-commander" },
    TAKEN,
    "<@U0BEN> is Incident commander of INC-7 already, so nothing changed. `/incident role &lt;role&gt; @somebody` hands it over.",
  ],
  [
    { reason: "already-there", what: "acknowledged", value: ANN },
    TAKEN,
    "<@U0BEN> has INC-7 already, so nothing changed. `/incident take &lt;role&gt;` says what you do in it.",
  ],
  [
    { reason: "not-resolved" },
    INC,
    "INC-7 is not resolved yet, and this is for resolved ones. `/incident resolve &lt;what made it stop&gt;` first.",
  ],
  [
    { reason: "not-closed" },
    INC,
    "INC-7 is still open: there is nothing to reopen. `/incident status &lt;status&gt;` moves it.",
  ],
  [
    { reason: "use-resolve" },
    INC,
    "Resolving INC-7 needs a sentence on what made it stop: `/incident resolve &lt;message&gt;`.",
  ],
  [
    { reason: "empty-text" },
    INC,
    "There is no text in it, so nothing was added. Write the words after the command or into the form.",
  ],
  [
    { reason: "text-too-long", length: 50_000, limit: 40_000 },
    INC,
    "The text has 50000 characters; 40000 are allowed. Shorten it, or share it as a file and note where it is.",
  ],
  [
    { reason: "nothing-to-retry" },
    INC,
    "That is no longer open on INC-7: it was done meanwhile or somebody gave it up. `/incident timeline` tells which.",
  ],
  [
    { reason: "nothing-to-escalate", acknowledged: true },
    TAKEN,
    "There is nobody further to call for INC-7 by itself: <@U0BEN> has it, and the manual's chain has no further step. `/incident page @somebody &lt;why&gt;` calls a person, `/incident page &lt;policy&gt; &lt;why&gt;` another team.",
  ],
  [
    { reason: "nothing-to-escalate", acknowledged: false },
    INC,
    "There is nobody further to call for INC-7 by itself: no escalation is running, and the manual names none for it. `/incident page @somebody &lt;why&gt;` calls a person, `/incident page &lt;policy&gt; &lt;why&gt;` another team.",
  ],
  [
    { reason: "nothing-to-hold" },
    INC,
    "No escalation of INC-7 has a step to come, so there is nothing to hold. `/incident next` shows what is due.",
  ],
  [
    { reason: "hold-too-long", limitMs: 3_600_000 },
    INC,
    "A hold lasts 1 hour at most, so nothing was held. Hold it for less, and again when that is over; *I have it* stops the calling for good.",
  ],
  [
    { reason: "already-paging", policy: "default", nextAt: null },
    INC,
    "The escalation on-call is being called for INC-7 already, so nobody is called twice. *Sooner* or `/incident escalate` takes the next step now.",
  ],
  [
    { reason: "already-paging", policy: "default", nextAt: null },
    anIncident({ escalations: [aRun({ chain: aChain({ runBy: "pagerduty" }) })] }),
    "The escalation on-call is being called for INC-7 already, so nobody is called twice. PagerDuty moves it on by itself; `/incident page @somebody &lt;why&gt;` calls one person more.",
  ],
  [
    { reason: "already-paging", policy: BEN, nextAt: NINE },
    INC,
    `<@U0BEN> is being called for INC-7 already; the next call is due ${date(NINE)}, so nobody is called twice. *Sooner* or \`/incident escalate\` takes the next step now.`,
  ],
  [
    { reason: "run-by-pagerduty", policy: "database" },
    INC,
    "PagerDuty runs database itself, so it moves only there: escalate or acknowledge it in PagerDuty. `/incident page @somebody &lt;why&gt;` calls one person more.",
  ],
  [
    { reason: "already-paused" },
    anIncident({ paused: { since: NINE, by: person(ANN), why: "the vendor has it" } }),
    `The clocks of INC-7 rest already since ${date(NINE)}: the vendor has it, so nothing changed. *Resume the clocks* or \`/incident resume\` starts them again.`,
  ],
  [
    { reason: "not-paused" },
    INC,
    "The clocks of INC-7 are not paused, so nothing changed. `/incident next` shows what they say.",
  ],
  [
    { reason: "no-update-due" },
    INC,
    "No update of INC-7 is asked for now, so there is nothing to put off. `/incident update &lt;message&gt;` posts one all the same.",
  ],
  [
    { reason: "already-snoozed" },
    INC,
    "The update of INC-7 was put off once already; people wait for it. `/incident update &lt;message&gt;` posts it, and one line is enough.",
  ],
  [
    { reason: "bad-duration", leastMs: 60_000, mostMs: 3_600_000 },
    INC,
    "That is not a time that can be taken: it must be from 1 minute to 1 hour, written as in `10m` or `1h`. Nothing was changed.",
  ],
  [
    { reason: "already-there", what: "acknowledged", value: ANN },
    anIncident({
      acknowledgedBy: ANN,
      escalations: [
        aRun({ chain: aChain({ acknowledgements: 2 }), acknowledgements: [{ by: person(ANN), at: NINE }] }),
      ],
    }),
    "<@U0ANN> has INC-7 already (1 of 2 who must; each person counts once), so nothing changed. `/incident take &lt;role&gt;` says what you do in it.",
  ],
  [
    { reason: "no-such-incident" },
    null,
    "There is no such incident, or it is private and you take no part in it. `/incident list` shows the open ones.",
  ],
  [
    { reason: "guest" },
    anIncident(),
    "Guests of this workspace can change only incidents they take part in, and INC-7 is none of yours. Ask to be invited to its channel, or ask a member.",
  ],
];

describe("a refusal says what, why and the way out", () => {
  it.each(SENTENCES)("%o", (given, incident, sentence) => {
    const { text, blocks } = refusal(given, incident, aProfile());
    expect(blocks).toEqual([{ type: "section", text: { type: "mrkdwn", text: sentence } }]);
    expect(text).toBe(sentence);
  });

  it("covers every reason", () => {
    const covered = new Set(SENTENCES.map(([given]) => given.reason));
    expect(covered.size).toBe(28);
  });

  it("does not list a long manual whole", () => {
    const statuses = Array.from({ length: 30 }, (_, index) => ({
      label: `s${index}`,
      phase: "declared" as const,
    }));
    const { text } = refusal(nearest("unknown-status", "x", []), INC, aProfile({ statuses }));
    expect(text).toMatch(/`s10`, `s11` and 18 more\.$/);
  });

  it("says when the manual names none at all", () => {
    const { text } = refusal(nearest("unknown-policy", "x", []), INC, aProfile({ escalation: [] }));
    expect(text).toBe("There is no escalation policy “x” in the manual. It names none.");
  });
});
