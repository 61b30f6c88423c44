import { describe, expect, it } from "vitest";
import type { AskedCommand } from "../../src/domain/deployment/command.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import type { DeploymentEvent } from "../../src/domain/deployment/event.ts";
import type { SlackChannelId } from "../../src/domain/ids.ts";
import { deploymentAccepted, deploymentQuiet } from "../../src/views/deployment-reply.ts";
import { date } from "../../src/views/text.ts";
import { aDeployment, HOUR, propose } from "../support/deployment.ts";
import { BEN, CAT, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown } from "./shown.ts";

const PROFILE = aProfile();
const ENDED: DeploymentEvent = { type: "ended", as: "cancelled", why: null, step: null, watch: null };

type Row = readonly [string, AskedCommand, string, Partial<Deployment>?, (readonly DeploymentEvent[])?];

const approvals = (needed: number) => ({
  needed,
  from: [],
  given: [{ by: BEN, at: NINE }],
  expireAt: NINE + HOUR,
  expireMs: HOUR,
});
const glass = { by: CAT, isRequester: false, at: NINE, why: "down", second: null } as const;

const ROWS: readonly Row[] = [
  [
    "proposed in a channel",
    propose(),
    "*#12* deploy api → production of `main` is proposed and saved. As soon as GitHub has answered, its card comes into <#C0LOBBY>. Nothing runs before its gates are open. `/deploy cancel 12` takes it back.",
  ],
  [
    "proposed in a direct message",
    propose(),
    "As soon as GitHub has answered, its card comes into #incidents, because others must see it.",
    { requestedIn: "D0ANN" as SlackChannelId },
  ],
  [
    "a dry run",
    propose({ dryRun: true }),
    "DRY RUN · *#12* deploy api → production of `main`: saved. GitHub is being asked; what it would do comes to you as a direct message. Nothing is started.",
    { dryRun: true },
  ],
  [
    "one of two approvals",
    { type: "approve", sha: null },
    "You approved #12. 1 more approval is needed.",
    { approvals: approvals(2) },
  ],
  [
    "the last approval",
    { type: "approve", sha: null },
    "You approved #12. Everything is open: GitHub is asked once more whether it is the same commit, and then to start it.",
    { approvals: approvals(1), phase: "confirming" },
  ],
  [
    "the last approval, another one has the place",
    { type: "approve", sha: null },
    "You approved #12. It is queued behind #11 and goes on by itself.",
    { approvals: approvals(1), phase: "queued", queued: { behind: 11, since: NINE } },
  ],
  [
    "the last approval, another gate is closed",
    { type: "approve", sha: null },
    "You approved #12. The card shows what it waits for.",
    { approvals: approvals(1) },
  ],
  [
    "rejected",
    { type: "reject", why: "no" },
    "#12 is rejected, and nothing ran. Saved; whoever asked for it is told.",
  ],
  ["cancelled at once", { type: "cancel", why: null }, "#12 is cancelled. Nothing ran.", {}, [ENDED]],
  [
    "asked to cancel",
    { type: "cancel", why: null },
    `GitHub is being asked to end #12, which runs since ${date(NINE)}. Until it has, the run may still finish; the card says what becomes of it.`,
    { clearedAt: NINE },
  ],
  [
    "ticked",
    { type: "tick", item: 0, on: true },
    "Ticked: Reviewed. 1 item is left.",
    {
      checklist: [
        { text: "Reviewed", ticked: { by: BEN, at: NINE } },
        { text: "Tested", ticked: null },
      ],
    },
  ],
  [
    "the last tick",
    { type: "tick", item: 0, on: true },
    "Ticked: Reviewed. The checklist is done.",
    { checklist: [{ text: "Reviewed", ticked: { by: BEN, at: NINE } }] },
  ],
  [
    "the database",
    { type: "choose-database", back: false },
    "Saved: the database stays as it is. The card shows what it waits for.",
  ],
  [
    "the glass, first",
    { type: "break-glass", why: "down", sha: null },
    "You broke the glass of #12. It changes nothing yet: a second person must say so on the card. The channel is being told.",
    { brokenGlass: glass },
  ],
  [
    "the glass, second",
    { type: "break-glass", why: "down", sha: null },
    "You and another person broke the glass of #12. It is on the record and is being announced. Everything is open: GitHub is asked once more whether it is the same commit, and then to start it.",
    { brokenGlass: { ...glass, second: { by: BEN, at: NINE } }, phase: "confirming" },
  ],
  [
    "check again",
    { type: "check-again" },
    "GitHub is being looked through once more for the run of #12; the card says what is found.",
  ],
  [
    "start anyway",
    { type: "start-anyway" },
    "GitHub is being asked for another run of #12. If the first is there after all, there are two: keep an eye on GitHub.",
  ],
  ["look again", { type: "look-again" }, "GitHub is being asked how #12 stands; the card follows."],
];

describe("what the person who asked reads", () => {
  for (const [name, command, sentence, changes = {}, events = []] of ROWS)
    it(name, () => {
      const message = deploymentAccepted({ command, deployment: aDeployment(changes), events }, PROFILE);
      expect(shown(message)).toContain(sentence);
    });

  it("says “started” and “verified” of nothing", () => {
    for (const [, command, , changes] of ROWS)
      expect(
        shown(deploymentAccepted({ command, deployment: aDeployment(changes), events: [] }, PROFILE)),
      ).not.toMatch(/\bhas started|is started\b(?<!Nothing is started)|verified/);
  });

  it("is told that nothing changed", () => {
    expect(shown(deploymentQuiet(aDeployment({ phase: "rejected" })))).toBe(
      "Nothing was changed: it was so already. #12: rejected.",
    );
    expect(shown(deploymentQuiet(null))).toBe("Nothing was changed: it was done already.");
  });
});
