import { describe, expect, it } from "vitest";
import type { DeploymentRefusal } from "../../src/domain/deployment/decision.ts";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import { deploymentRefusal } from "../../src/views/deployment-refusal.ts";
import { date } from "../../src/views/text.ts";
import { aDeployment, manualOf } from "../support/deployment.ts";
import { BEN, MINUTE, NINE, person } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown } from "./shown.ts";

const PROFILE = {
  ...aProfile(),
  delivery: manualOf({}, { mayDeploy: ["operators"], mayOverride: ["leads"] }).delivery,
};
const WAITING = aDeployment();
const CANCELLED = aDeployment({
  phase: "cancelled",
  end: { at: NINE + 6 * MINUTE, by: person(BEN), why: null, step: null },
});

type Row = readonly [DeploymentRefusal, string, (Deployment | null)?];

const AGAIN = "`/deploy api main to production` asks for it anew.";
const UNKNOWN = "and what is not known is no: nothing was changed. Try again in a minute.";
const unknown = (
  reason: Extract<DeploymentRefusal, { nearest: readonly string[] }>["reason"],
  typed: string,
  nearest: readonly string[] = [],
): DeploymentRefusal => ({ reason, typed, nearest });
const notWaiting = (phase: string): DeploymentRefusal => ({ reason: "not-waiting", phase });
const noPlan = (kind: Deployment["kind"]): DeploymentRefusal => ({
  reason: "no-plan",
  kind,
  service: "api",
  environment: "staging",
});

const ROWS: readonly Row[] = [
  [
    { reason: "no-such-deployment" },
    "There is no such deployment. `/deploy status` shows what is under way, `/deploy history` what was.",
    null,
  ],
  [
    unknown("unknown-service", "ap", ["api"]),
    "There is no service “ap” that is deployed from here. It has `api`.",
    null,
  ],
  [
    unknown("unknown-environment", "<!channel>"),
    "There is no environment “&lt;!channel&gt;” of that service in the manual. It has `staging` and `production`.",
    null,
  ],
  [unknown("unknown-backup", ""), "Which backup? It has `database`.", null],
  [
    unknown("unknown-plan", "blue"),
    "There is no recovery plan “blue” in the manual. It has `failover`.",
    null,
  ],
  [
    noPlan("rollback"),
    "The manual does not say how api in staging is rolled back, so nothing was proposed. Write its `rollback` under that environment of the profile.",
    null,
  ],
  [
    noPlan("restore"),
    "The manual does not say how a restore is done for api in staging, so nothing was proposed. Write its steps into the profile.",
    null,
  ],
  [
    { reason: "may-not", what: "deploy", known: true },
    "You may not deploy: the manual lets *operators*. Ask one of them. Nothing was changed.",
  ],
  [
    { reason: "may-not", what: "approve", known: true },
    "You may not approve: the manual lets *approvers*. Ask one of them. Nothing was changed.",
  ],
  [
    { reason: "may-not", what: "override", known: true },
    "You may not break the glass, or take and lift what holds others back: the manual lets *leads*. Ask one of them. Nothing was changed.",
  ],
  [
    { reason: "may-not", what: "cancel", known: true },
    "You may not cancel it: that is for <@U0ANN>, who asked for it, and for whoever may approve it or break the glass. Ask one of them. Nothing was changed.",
  ],
  [
    { reason: "may-not", what: "approve", known: false },
    `Tocsin cannot find out now whether you may approve, ${UNKNOWN}`,
  ],
  [
    { reason: "already-proposed", number: 11 },
    "#11 asks for the same and was proposed a moment ago: nothing was proposed twice. `/deploy status 11` shows it.",
    null,
  ],
  [
    { reason: "nothing-to-roll-back-to", typed: null },
    "No other version was verified there yet, so there is nothing to roll back to. `/deploy history &lt;service&gt; &lt;environment&gt;` shows what ran; deploy a good commit instead.",
    null,
  ],
  [
    { reason: "nothing-to-roll-back-to", typed: "v1" },
    "“v1” was never verified there, so it is not rolled back to. `/deploy history &lt;service&gt; &lt;environment&gt;` shows the good ones; any commit can be deployed.",
    null,
  ],
  [
    { reason: "time-not-past" },
    "That time is not over yet, so there is no state of it to restore. Name a time in the past, or none for the newest backup.",
    null,
  ],
  [
    { reason: "own-request" },
    "You asked for #12 yourself, by this account or another of yours, so somebody else must approve it. *Cancel* is yours.",
  ],
  [{ reason: "already-approved" }, "You approved #12 already; one person counts once. 1 more must approve."],
  [
    notWaiting("looking"),
    "GitHub is still being asked what #12 is. Press again when the card says so; nothing was changed.",
  ],
  [
    notWaiting("queued"),
    "The gates of #12 are open already and it stands in the queue; nothing more is needed.",
  ],
  [
    notWaiting("running"),
    "#12 has been let through and is under way, so nothing was changed. *Cancel* on its card stops it.",
  ],
  [
    notWaiting("undoing"),
    "A step of #12 failed and is being undone, so nothing was changed. Wait for its end.",
  ],
  [
    notWaiting("cancelled"),
    `#12 is over: cancelled by <@U0BEN> ${date(NINE + 6 * MINUTE)}. Nothing was changed. ${AGAIN}`,
    CANCELLED,
  ],
  [notWaiting("shown"), `#12 was a dry run and is over; nothing was changed. ${AGAIN}`],
  [
    { reason: "already-ended", phase: "verified" },
    `#12 is over (verified), so nothing was changed. ${AGAIN}`,
  ],
  [
    { reason: "cannot-cancel", why: "ended" },
    "#12 is cancelled already: there is nothing to cancel.",
    CANCELLED,
  ],
  [
    { reason: "cannot-cancel", why: "ended" },
    "#12 was a dry run: nothing was started, so there is nothing to cancel.",
    aDeployment({ phase: "shown", dryRun: true }),
  ],
  [
    { reason: "cannot-cancel", why: "cancelling" },
    "#12 is being cancelled already: GitHub was asked to end the run and has not done it yet. If it hangs, cancel the run on GitHub. When nothing is heard of it any more, I say so, and Cancel then gives it up.",
  ],
  [
    { reason: "cannot-cancel", why: "undoing" },
    "#12 undoes what a failed step left, and that is not stopped halfway. Wait for its end; when nothing is heard of it any more, I say so, and it can be given up.",
  ],
  [
    { reason: "ref-moved", sha: "c".repeat(40) },
    "What you saw is not what would run: #12 is `ccccccc` by now. Nothing was approved; look at the card as it is, and press again.",
  ],
  [{ reason: "expired" }, `The time for #12 is over, so nothing starts any more. ${AGAIN}`],
  [
    { reason: "needs-second-person" },
    "You broke the glass of #12 yourself, by this account or another of yours; a second person must say so. Ask somebody who may approve or override.",
  ],
  [{ reason: "is-cancelling" }, `#12 is being cancelled, so nothing more is started. ${AGAIN}`],
  [
    { reason: "empty-text" },
    "This needs a reason, which stands on the record of #12. Write a few words; nothing was changed.",
  ],
  [{ reason: "no-such-item" }, "The checklist of #12 has no such item. Look at the card as it is."],
  [
    { reason: "glass-is-broken" },
    "The glass of #12 is broken by two people already; nothing more is needed for that.",
  ],
  [
    { reason: "nothing-closed" },
    "There is nothing of that kind to decide on #12 now. Look at the card as it is.",
  ],
  [
    { reason: "not-lost" },
    "No run of #12 is lost by now: it was found, or somebody started another. Look at the card as it is.",
  ],
  [
    { reason: "nothing-to-retry" },
    "That was done meanwhile, or cannot be tried again; a request for a run is never put twice. Look at the card of #12.",
  ],
];

describe("a refusal says what, why and the way out", () => {
  for (const [refused, sentence, deployment = WAITING] of ROWS)
    it(JSON.stringify(refused), () => {
      const message = deploymentRefusal(refused, deployment, PROFILE);
      expect(shown(message)).toBe(sentence);
      expect(message.text).toBe(sentence);
    });

  it("speaks of no deployment where there is none", () => {
    expect(shown(deploymentRefusal({ reason: "expired" }, null, PROFILE))).toBe(
      "The time for it is over, so nothing starts any more. Propose it again.",
    );
  });
});
