import { describe, expect, it } from "vitest";
import type { Deployment, Step } from "../../src/domain/deployment/deployment.ts";
import type { DeploymentEvent } from "../../src/domain/deployment/event.ts";
import { stepsOf } from "../../src/domain/deployment/plan.ts";
import type { EffectId } from "../../src/domain/ids.ts";
import { deploymentLine, deploymentNotice } from "../../src/views/deployment-notice.ts";
import { date } from "../../src/views/text.ts";
import { aChange, aDeployment, anOutlook, health, NEWER, OLD, pinned, run } from "../support/deployment.ts";
import { ANN, BEN, CAT, CHANNEL, MINUTE, NINE, person } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { shown, verbs } from "./shown.ts";

const PROFILE = aProfile();
const EFFECT = "0193a1c2-7a00-7000-8000-000000000012/3/start-run/1" as EffectId;
const URL = "https://github.com/runs/100";
const RUN = `<${URL}|run>`;
const NAME = "*#12* deploy api → production";

const ran = (changes: Partial<Step> = {}): Partial<Deployment> => ({
  clearedAt: NINE,
  end: { at: NINE + 6 * MINUTE, by: person(BEN), why: null, step: null },
  steps: stepsOf([run("deploy"), health()]).map((step, index) =>
    index === 0 ? { ...step, effect: EFFECT, ...changes } : step,
  ),
});

function notice(event: DeploymentEvent, changes: Partial<Deployment> = {}) {
  const deployment = aDeployment(changes);
  return deploymentNotice({ deployment, event, by: person(BEN), to: "channel" }, PROFILE);
}

/** A good version was known there when it went out. */
const COMPARED = { outlook: anOutlook({ change: aChange("ahead") }) };

const undoneBy = (state: Step["state"]): Partial<Deployment> => {
  const base = ran({ state: "failed" });
  const undo = stepsOf([run("switch-back")], "1").map((step) => ({ ...step, state }));
  return {
    ...base,
    steps: [...(base.steps ?? []), ...undo],
    end: { at: NINE, by: person(BEN), why: null, step: "1" },
  };
};

type Row = readonly [string, DeploymentEvent, string, readonly string[], Partial<Deployment>?];

const to = pinned(NEWER, { title: "Mend the basket." });
const commit = `<https://github.com/sebenza/suite/commit/${NEWER}|ccccccc>`;
const ended = { type: "ended", why: null, step: null, watch: null } as const;
const outlook = anOutlook();

/** Name, event, what a person reads under the deployment's name, and the buttons. */
const ROWS: readonly Row[] = [
  [
    "GitHub cannot be asked",
    { type: "look-failed", purpose: "proposal", reason: "There is no ref mian.", cure: "Did you mean main?" },
    "🔌 GitHub did not tell what *main* is, so nothing starts. Why: There is no ref mian. Way out: Did you mean main?",
    [],
  ],
  [
    "the ref moved",
    { type: "ref-moved", from: OLD, to, outlook, withdrawn: [BEN, CAT] },
    `⚠️ *main* moved before it started: aaaaaaa → ${commit}, Mend the basket. 2 approvals of <@U0BEN> and <@U0CAT> are withdrawn: look at the new commit and approve again`,
    [],
  ],
  [
    "the ref moved before anybody approved",
    { type: "ref-moved", from: OLD, to, outlook, withdrawn: [] },
    `⚠️ *main* moved before it started: aaaaaaa → ${commit}, Mend the basket`,
    [],
  ],
  [
    "approvals that count no more",
    { type: "approvals-lapsed", users: [CAT] },
    "👤 What <@U0CAT> let pass counts no more: they may not approve now, are another account of somebody who counts already, or Tocsin cannot find out",
    [],
  ],
  [
    "another choice for the database",
    { type: "database-chosen", back: true, withdrawn: [CAT] },
    "🗄 Chosen by <@U0BEN>: the database goes back too. What <@U0CAT> approved was before that choice: approve again",
    [],
  ],
  [
    "the glass broken by one",
    {
      type: "glass-broken",
      user: CAT,
      isRequester: false,
      why: "The site is down",
      gates: ["lock", "checks"],
    },
    "🚨 Glass broken by <@U0CAT>, past a lock and checks on GitHub. A second person must say so too. Why: The site is down",
    [],
  ],
  [
    "the glass broken by two",
    { type: "glass-seconded", user: BEN, gates: ["lock"] },
    "🚨 Glass broken by <@U0CAT> and <@U0BEN>, past a lock. Why: The site is down",
    [],
    {
      brokenGlass: {
        by: CAT,
        isRequester: false,
        at: NINE,
        why: "The site is down",
        second: { by: BEN, at: NINE },
      },
    },
  ],
  [
    "stopped at a gate",
    { type: "stopped-at-gate", gates: ["freeze"] },
    "⛔ Stopped before it started, because this is closed now: a freeze. Nothing ran; the card has the way out, and it goes on from there",
    [],
  ],
  [
    "started anyway",
    { type: "step-begun", step: "1", effect: EFFECT, again: true },
    "⚠️ Started anyway by <@U0BEN>: GitHub is asked for another run of *deploy.yml*. If the first is there after all, there are two",
    [],
  ],
  [
    "GitHub did not say",
    { type: "start-told", step: "1", started: { kind: "doubtful", reason: "It answered 502." } },
    "❓ GitHub did not say whether *deploy.yml* started: It answered 502. I am looking for its run; nothing is started a second time meanwhile",
    [],
  ],
  [
    "GitHub refused",
    {
      type: "start-told",
      step: "1",
      started: {
        kind: "refused",
        reason: "Workflow does not have 'workflow_dispatch' trigger.",
        cure: "Add it.",
      },
    },
    "⛔ *deploy.yml* was not started: Workflow does not have 'workflow_dispatch' trigger. Way out: Add it",
    [],
  ],
  [
    "GitHub started it",
    { type: "start-told", step: "1", started: { kind: "started", runId: "100", url: URL } },
    `▶️ GitHub started *deploy.yml* (${RUN})`,
    [],
  ],
  [
    "a lost run",
    { type: "run-lost", step: "1" },
    "❓ I cannot tell whether *deploy.yml* started: I could not find its run. Look under Actions on GitHub; *Check again* looks once more, *Start anyway* asks for another run",
    ["Check again", "Start anyway"],
  ],
  [
    "two runs",
    { type: "stray-run-found", step: "1", effect: EFFECT, runId: "99", url: URL },
    `⚠️ There are two runs of *deploy.yml*: the one that was given up is there after all (${RUN}). Cancel one of them on GitHub`,
    [],
  ],
  [
    "a silent run",
    { type: "run-silent", step: "1", sinceMs: 10 * MINUTE },
    `🔇 Nothing was heard of *deploy.yml* for 10 minutes (${RUN}). It may hang, or GitHub does not tell; it is still asked`,
    [],
    ran({ run: { runId: "100", url: URL, attempt: 1 } }),
  ],
  [
    "a failed step, with the job",
    { type: "step-failed", step: "1", reason: "failure", cure: null },
    `❌ *deploy* failed. GitHub says: failure. Job *build* at “Migrate” (${RUN})`,
    [],
    ran({
      run: { runId: "100", url: URL, attempt: 1 },
      jobs: [{ name: "build", state: "failed", step: "Migrate", done: 1, of: 3 }],
    }),
  ],
  [
    "a failed health check",
    { type: "step-failed", step: "2", reason: "app answered 503", cure: null },
    "❌ *health* failed. The check says: app answered 503",
    [],
  ],
  [
    "a cancelled step",
    { type: "step-cancelled", step: "1", reason: "cancelled" },
    "⏹ *deploy* was cancelled: cancelled",
    [],
  ],
  [
    "what is done about a failure",
    { type: "undoing", step: "1", steps: stepsOf([run("switch-back")], "1") },
    "↩️ *deploy* did not succeed; what the manual says for that is done now: *switch-back*",
    [],
  ],
  [
    "asked to cancel",
    { type: "cancel-asked", why: "wrong branch" },
    "⏹ Cancelling asked for by <@U0BEN>: wrong branch. It ends when GitHub has ended the run; until then it may still finish",
    [],
  ],
  [
    "verified and watched",
    { ...ended, as: "verified", watch: { until: NINE + 30 * MINUTE, firstAt: NINE } },
    `✅ Verified after 6 minutes: api in production is <https://github.com/sebenza/suite/commit/${"b".repeat(40)}|bbbbbbb>. It is watched until ${date(NINE + 30 * MINUTE)}`,
    [],
    ran(),
  ],
  [
    "a backup that is done",
    { ...ended, as: "verified" },
    "✅ The backup is done after 6 minutes: every step of it succeeded",
    [],
    { ...ran(), kind: "backup", subject: "database", pinned: null },
  ],
  [
    "failed, with the next best action",
    { ...ended, as: "failed", why: "failure", step: "1" },
    "❌ Failed at *deploy*: failure. Next: *Roll back* to the last good version, or mend it and propose it again",
    ["Roll back", "Propose again"],
    { ...ran({ state: "failed" }), ...COMPARED },
  ],
  [
    "failed where nothing was ever good: there is nothing to go back to",
    { ...ended, as: "failed", why: "failure", step: "1" },
    "❌ Failed at *deploy*: failure. Next: mend it and propose it again; no good version is known there to go back to",
    ["Propose again"],
    ran({ state: "failed" }),
  ],
  [
    "failed, told with the job and the run",
    { ...ended, as: "failed", why: "failure", step: "1" },
    `❌ Failed at *deploy*: failure. Job *build* at “Migrate” (${RUN}). Next: mend it and propose it again; no good version is known there to go back to`,
    ["Propose again"],
    ran({
      state: "failed",
      run: { runId: "100", url: URL, attempt: 1 },
      jobs: [{ name: "build", state: "failed", step: "Migrate", done: 1, of: 3 }],
    }),
  ],
  [
    "failed and undone: what ran before is most likely back",
    { ...ended, as: "failed", why: "app answered 503", step: "1" },
    "❌ Failed at *deploy*: app answered 503. ↩️ Done about it: *switch-back*. Next: see whether it serves again as before; if it does not, *Roll back*",
    ["Propose again", "Roll back"],
    { ...undoneBy("succeeded"), ...COMPARED },
  ],
  [
    "failed, and what was to undo it failed too",
    { ...ended, as: "failed", why: "app answered 503", step: "1" },
    "❌ Failed at *deploy*: app answered 503. ⛔ Not done about it: *switch-back*; look at it by hand. Next: *Roll back* to the last good version, or mend it and propose it again",
    ["Roll back", "Propose again"],
    { ...undoneBy("failed"), ...COMPARED },
  ],
  [
    "cancelled while nobody knows",
    { ...ended, as: "cancelled", why: "enough" },
    "⏹ Cancelled by <@U0BEN>: enough. ❓ Nobody knows whether *deploy* started: look on GitHub",
    [],
    ran({ state: "lost" }),
  ],
  [
    "rejected",
    { ...ended, as: "rejected", why: "not now" },
    "🚫 Rejected by <@U0BEN>: not now. Nothing ran",
    ["Propose again"],
  ],
  [
    "expired",
    { ...ended, as: "expired" },
    "⌛ Expired: its time was over before it could start. Nothing ran",
    ["Propose again"],
  ],
  [
    "superseded",
    { ...ended, as: "superseded", why: "#13" },
    "⏭ Superseded by #13, which was proposed later and had the place first. Nothing ran",
    [],
  ],
  [
    "no data",
    { type: "watch-inconclusive", triggers: ["error_rate", "health"] },
    "❓ This could not be measured, which is neither good nor bad: error_rate and health. Look yourself whether it does well",
    ["Roll back"],
    { ...ran(), ...COMPARED },
  ],
  [
    "it looks bad: proposed",
    { type: "watch-tripped", why: "error_rate: 7 % (limit 5 %)", answer: "propose" },
    "⚠️ It looks bad since it was deployed: error_rate: 7 % (limit 5 %). *Roll back* proposes the last good version before it; nothing is done by itself",
    ["Roll back"],
    { ...ran(), ...COMPARED },
  ],
  [
    "it looks bad, and nothing was good before it",
    { type: "watch-tripped", why: "error_rate: 7 %", answer: "propose" },
    "⚠️ It looks bad since it was deployed: error_rate: 7 %. No good version before it is known: look yourself, and mend it or deploy a commit that is good; nothing is done by itself",
    [],
    ran(),
  ],
  [
    "it looks bad: acted",
    { type: "watch-tripped", why: "error_rate: 7 %", answer: "act" },
    "⚠️ It looks bad since it was deployed: error_rate: 7 %. The manual has Tocsin roll it back: that is proposed now for <@U0ANN>, and has a card of its own",
    [],
  ],
];

describe("the message about one event", () => {
  for (const [name, event, sentence, buttons, changes] of ROWS)
    it(name, () => {
      const message = notice(event, changes);
      expect(shown(message)).toMatch(/^\*#12\* /);
      expect(shown(message).split("\n")).toContain(sentence);
      expect(verbs(message)).toEqual(buttons);
      expect(message.text.startsWith("*#12*")).toBe(true);
    });

  it("names the deployment first, because the card may be far up", () => {
    const words = shown(notice({ type: "approved", user: BEN }));
    expect(words).toBe(`${NAME}\n👍 Approved by <@U0BEN>`);
  });

  it("says in the announcements who asked for it", () => {
    const event = { type: "glass-seconded", user: BEN, gates: [] } as const;
    const about = { deployment: aDeployment(), event, by: person(BEN), to: "announcements" } as const;
    expect(shown(deploymentNotice(about, PROFILE))).toContain("Asked for by <@U0ANN>");
  });

  it("of trouble carries why, the way out and the button", () => {
    const message = notice({
      type: "troubled",
      effect: EFFECT,
      kind: "cancel-run",
      what: "cancel *deploy.yml*",
      reason: "GitHub does not answer.",
      cure: "Cancel it on GitHub.",
      state: "failed",
    });
    expect(shown(message)).toContain("⛔ *Not done:* cancel *deploy.yml*");
    expect(shown(message)).toContain("*Way out:* Cancel it on GitHub.");
    expect(verbs(message)).toEqual(["Try again"]);
  });
});

describe("the line on an incident's timeline", () => {
  const line = (event: DeploymentEvent, changes: Partial<Deployment> = {}): string =>
    deploymentLine({ deployment: aDeployment(changes), event, by: person(BEN) }, PROFILE);

  it("is plain text: what began and who asked for it", () => {
    expect(line({ type: "step-begun", step: "1", effect: EFFECT, again: false })).toBe(
      "#12 deploy api → production: ▶️ deploy begins: GitHub is asked to start deploy.yml (bbbbbbb); asked for by @U0ANN",
    );
  });

  it("has no mrkdwn, links or escapes in it", () => {
    const title = "<!channel> & *bold*";
    const moved = line({
      type: "ref-moved",
      from: OLD,
      to: pinned(NEWER, { title }),
      outlook,
      withdrawn: [BEN],
    });
    expect(moved).toBe(
      "#12 deploy api → production: ⚠️ main moved before it started: aaaaaaa → ccccccc, <!channel> & *bold*. 1 approval of @U0BEN is withdrawn: look at the new commit and approve again",
    );
    expect(line({ type: "card-posted", channel: CHANNEL, ts: "1.1" })).toContain("Card posted in #C0INC7");
  });

  it("says how it ended, in one line", () => {
    const done = line({ ...ended, as: "verified" }, ran());
    expect(done).toBe(
      "#12 deploy api → production: ✅ Verified after 6 minutes: api in production is bbbbbbb",
    );
    const why = "one\ntwo";
    expect(line({ ...ended, as: "rejected", why }, { requestedBy: ANN })).toBe(
      "#12 deploy api → production: 🚫 Rejected by @U0BEN: one two. Nothing ran",
    );
  });
});
