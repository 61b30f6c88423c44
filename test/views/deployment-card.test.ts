import { describe, expect, it } from "vitest";
import type { Deployment, Step } from "../../src/domain/deployment/deployment.ts";
import { type GateFacts, gatesOf } from "../../src/domain/deployment/gates.ts";
import { stepsOf } from "../../src/domain/deployment/plan.ts";
import type { Advice } from "../../src/domain/recovery/advice.ts";
import type { Message } from "../../src/views/blocks.ts";
import { deploymentCard } from "../../src/views/deployment-card.ts";
import { date } from "../../src/views/text.ts";
import {
  aChange,
  aDeployment,
  anEnvironment,
  anOutlook,
  HOUR,
  health,
  manualOf,
  run,
  wait,
} from "../support/deployment.ts";
import { ANN, BEN, CAT, MINUTE, NINE, person, TOCSIN } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { elements, shown, verbs } from "./shown.ts";

const NOTHING: GateFacts = { lock: null, freezes: [], incidents: [], promotedAt: null };
const ENVIRONMENT = anEnvironment({ asksAboutDatabase: true, lockAfterRollbackMs: HOUR });
const PROFILE = { ...aProfile(), delivery: manualOf({ lockAfterRollbackMs: HOUR }).delivery };
const RUN = { runId: "100", url: "https://github.com/runs/100", attempt: 1 };
const STEPS = stepsOf([run("deploy"), health([run("switch-back")]), wait(MINUTE)]);

type Looks = {
  readonly facts?: Partial<GateFacts>;
  readonly advice?: readonly Advice[];
};

function card(changes: Partial<Deployment>, { facts = {}, advice = [] }: Looks = {}): Message {
  const deployment = aDeployment(changes);
  const gates = gatesOf({ deployment, environment: ENVIRONMENT, facts: { ...NOTHING, ...facts } });
  return deploymentCard({ deployment, gates, behind: null, advice, at: NINE }, PROFILE);
}

function first(message: Message): string {
  return shown({ ...message, blocks: message.blocks.slice(0, 1) });
}

/** The first step as given, the others not begun. */
function at(changes: Partial<Step>): readonly Step[] {
  const begun = { begunAt: NINE, heardAt: NINE, effect: "e" as Step["effect"], ...changes };
  return STEPS.map((step, index) => (index === 0 ? { ...step, ...begun } : step));
}

function running(changes: Partial<Step>, more: Partial<Deployment> = {}): Message {
  return card({ phase: "running", clearedAt: NINE, steps: at(changes), ...more });
}

const end = (why: string | null = null, step: string | null = null, by = person(BEN)) => ({
  at: NINE + 6 * MINUTE,
  by,
  why,
  step,
});

/** A good version was known there when it went out. */
const COMPARED = { outlook: anOutlook({ change: aChange("ahead") }) };

/** Phase → the first line, a sentence of what is to be done, the buttons. */
const PHASES: readonly (readonly [string, Message, string, string, readonly string[]])[] = [
  [
    "looking",
    card({ phase: "looking", pinned: null, outlook: null }),
    "🔎 #12 · deploy api → production · GitHub is being asked",
    "GitHub is being asked what `main` is. Nothing is asked of you yet.",
    ["Cancel"],
  ],
  [
    "waiting",
    card({}),
    "✋ #12 · deploy api → production · waits for 1 approval",
    `👤 1 approval needed from *approvers*, not <@U0ANN> who asked. *Approve* by ${date(NINE + HOUR)}.`,
    ["Approve", "Reject", "Cancel", "Break the glass"],
  ],
  [
    "queued",
    card({ phase: "queued", queued: { behind: 11, since: NINE } }),
    "⏳ #12 · deploy api → production · queued behind #11",
    "All gates are open. #11 has the place or stands before it; this one goes on by itself when that is over.",
    ["Cancel"],
  ],
  [
    "confirming",
    card({ phase: "confirming" }),
    "🔎 #12 · deploy api → production · last look before it starts",
    "GitHub is asked once more whether it still is the same commit; then it starts.",
    ["Cancel"],
  ],
  [
    "running",
    running({ state: "running", run: RUN }),
    "▶️ #12 · deploy api → production · running deploy, step 1 of 3",
    `GitHub started \`deploy.yml\`; it runs since ${date(NINE)}. <https://github.com/runs/100|Open the run>.`,
    ["Cancel"],
  ],
  [
    "undoing",
    card({
      phase: "undoing",
      clearedAt: NINE,
      steps: [
        ...at({ state: "failed", reason: "failure", endedAt: NINE }).slice(0, 1),
        ...stepsOf([run("switch-back")], "1").map((one) => ({ ...one, state: "starting" as const })),
      ],
    }),
    "↩️ #12 · deploy api → production · deploy failed, undoing: GitHub is asked to start switch-back",
    "What the manual says for that is being done; it is not cancelled halfway.",
    [],
  ],
  [
    "verified",
    card({
      ...COMPARED,
      phase: "verified",
      clearedAt: NINE,
      end: end(),
      steps: at({ state: "succeeded", endedAt: NINE }),
    }),
    "✅ #12 · deploy api → production · verified",
    `✅ *Verified* ${date(NINE + 6 * MINUTE)}, after 6 minutes: api in production is`,
    ["Roll back"],
  ],
  [
    "failed",
    card({
      ...COMPARED,
      phase: "failed",
      end: end("failure", "1", person(ANN)),
      steps: at({
        state: "failed",
        reason: "failure",
        run: RUN,
        jobs: [{ name: "build", state: "failed", step: "Migrate", done: 1, of: 3 }],
      }),
    }),
    "❌ #12 · deploy api → production · failed at deploy",
    "❌ *Failed at deploy.* GitHub says of the run: failure. Job *build* at “Migrate”. <https://github.com/runs/100|Open the run>.",
    ["Roll back", "Propose again"],
  ],
  [
    "failed before anything ran",
    card({
      phase: "failed",
      end: end("There is no ref “mian”.", null),
      unseen: { at: NINE, reason: "There is no ref “mian”.", cure: "Did you mean main?" },
    }),
    "❌ #12 · deploy api → production · failed",
    "❌ *Failed before anything ran*: There is no ref “mian”. Did you mean main?",
    ["Propose again"],
  ],
  [
    "cancelled",
    card({ phase: "cancelled", end: end("wrong branch") }),
    "⏹ #12 · deploy api → production · cancelled",
    `⏹ Cancelled by <@U0BEN> ${date(NINE + 6 * MINUTE)}: wrong branch. Nothing ran.`,
    ["Propose again"],
  ],
  [
    "rejected",
    card({ phase: "rejected", end: end("not before the audit.") }),
    "🚫 #12 · deploy api → production · rejected",
    "🚫 Rejected by <@U0BEN>: not before the audit. Nothing ran. *Propose again* asks anew.",
    ["Propose again"],
  ],
  [
    "expired",
    card({ phase: "expired", end: end() }),
    "⌛ #12 · deploy api → production · expired",
    "⌛ Its time was over before it could start. Nothing ran. *Propose again* asks anew.",
    ["Propose again"],
  ],
  [
    "superseded",
    card({ phase: "superseded", end: end("#13") }),
    "⏭ #12 · deploy api → production · superseded by #13",
    "⏭ #13 was proposed later and had the place first; this one would have overwritten it. Nothing ran; `/deploy api to production` asks anew.",
    ["Propose again"],
  ],
  [
    "a dry run",
    card(
      { phase: "shown", dryRun: true, end: end() },
      { facts: { lock: { by: BEN, why: "hotfix", since: NINE, until: null } } },
    ),
    "👁 DRY RUN · #12 · deploy api → production · nothing was started",
    "Nothing was started and nobody was asked. `/deploy api bbbbbbb to production` does it.",
    [],
  ],
];

describe("a card says what it is, where it stands, and what is to be done", () => {
  it.each(PHASES)("%s", (_phase, message, headline, sentence, buttons) => {
    expect(first(message)).toBe(headline);
    expect(shown(message)).toContain(sentence);
    expect(verbs(message)).toEqual(buttons);
  });

  it("a dry run shows the closed gates and what would be done", () => {
    const dry = shown(
      card(
        { phase: "shown", dryRun: true, checklist: [{ text: "Reviewed", ticked: null }] },
        { facts: { lock: { by: BEN, why: "hotfix", since: NINE, until: null } } },
      ),
    );
    expect(dry).toContain("It would wait for this:");
    expect(dry).toContain("🔒 Locked by <@U0BEN>");
    expect(dry).toContain("      ◻️ Reviewed");
    expect(dry.match(/Reviewed/g)).toHaveLength(1);
    expect(dry).toContain("👤 1 approval needed from *approvers*, not <@U0ANN> who asked.\n");
    expect(dry).toContain("1. deploy: `deploy.yml` of sebenza/suite on `main` with");
  });
});

const stray = (runId: string) => ({ effect: "e" as NonNullable<Step["effect"]>, runId });

const STEP_STATES: readonly (readonly [string, Partial<Step>, string])[] = [
  [
    "starting",
    { state: "starting" },
    "GitHub is being asked to start `deploy.yml`. It has not answered yet.",
  ],
  [
    "doubtful",
    { state: "doubtful", reason: "The connection broke.", findBy: NINE + 2 * MINUTE },
    `❓ GitHub did not say whether \`deploy.yml\` started: The connection broke. I am looking for its run until ${date(NINE + 2 * MINUTE)}. Nothing is started a second time meanwhile.`,
  ],
  [
    "accepted without a run",
    { state: "doubtful", findBy: NINE + 2 * MINUTE },
    `GitHub accepted \`deploy.yml\` and did not name its run; I am looking for it until ${date(NINE + 2 * MINUTE)}. Nothing is started a second time meanwhile.`,
  ],
  [
    "lost",
    { state: "lost" },
    "❓ *I cannot tell whether `deploy.yml` started.* I could not find its run. Look under *Actions* of sebenza/suite yourself. *Check again* looks once more. *Start anyway* asks for another run: if the first is there after all, there are two.",
  ],
  [
    "silent",
    { state: "running", run: RUN, saidSilent: true },
    `🔇 *Nothing was heard of \`deploy.yml\` since ${date(NINE)}.* It may hang, or GitHub does not tell; it is still asked.`,
  ],
  [
    "with a second run",
    { state: "running", run: RUN, strays: [stray("99")] },
    "⚠️ *There are two runs of `deploy.yml`*: the one that was given up, 99, is there after all. Cancel one of them on GitHub.",
  ],
];

describe("a step says no more than GitHub said", () => {
  it("of runs that were given up the first five are named, the others counted", () => {
    const strays = ["1", "2", "3", "4", "5", "6", "7"].map(stray);
    const words = shown(running({ state: "running", run: RUN, strays }));
    expect(words.match(/There are two runs of/g)).toHaveLength(5);
    expect(words).toContain(
      "⚠️ 2 more runs were given up and there after all: look under *Actions* on GitHub.",
    );
  });

  it.each(STEP_STATES)("%s", (_state, step, sentence) => {
    const message = running(step);
    expect(shown(message)).toContain(sentence);
    expect(JSON.stringify(message.plain)).toContain(JSON.stringify(sentence).slice(1, 40));
  });

  it.each(["pending", "starting", "doubtful", "lost"] as const)("“started” is not claimed of %s", (state) => {
    expect(shown(running({ state }))).not.toMatch(/GitHub started|runs since/);
  });

  it("a lost run offers to look again, to give up, and last and asking to start another", () => {
    const lost = running({ state: "lost" });
    expect(verbs(lost)).toEqual(["Check again", "Cancel", "Start anyway"]);
    expect(JSON.stringify(lost.blocks)).toContain(
      "Deploy api → production with bbbbbbb: GitHub is asked for another run. If the first is there after all, two run at once.",
    );
    const cancelling = { cancelling: { by: person(ANN), why: null } };
    expect(verbs(running({ state: "lost" }, cancelling))).toEqual(["Check again", "Cancel"]);
  });

  it("what is asked to be cancelled may still finish, and is not asked twice", () => {
    const message = running({ state: "running", run: RUN }, { cancelling: { by: person(ANN), why: "oops" } });
    expect(shown(message)).toContain(
      "⏹ <@U0ANN> asked to cancel it: oops. It ends when GitHub has ended the run; until then it may still finish.",
    );
    expect(verbs(message)).toEqual([]);
  });

  it("a health check and a wait say until when", () => {
    const [, check, rest] = STEPS;
    if (check === undefined || rest === undefined) throw new Error("there are three");
    const begun = { state: "running", begunAt: NINE } as const;
    expect(shown(card({ phase: "running", steps: [{ ...check, ...begun }] }))).toContain(
      `*health*: asked every 5 s whether it is healthy, until ${date(NINE + 2 * MINUTE)}.`,
    );
    expect(shown(card({ phase: "running", steps: [{ ...rest, ...begun }] }))).toContain(
      `*wait*: waiting 1 minute until ${date(NINE + MINUTE)}.`,
    );
  });
});

describe("progress by job and step", () => {
  const jobs = [
    { name: "build", state: "succeeded", step: null, done: 5, of: 5 },
    { name: "ship", state: "running", step: "Migrate <b>", done: 2, of: 6 },
  ] as const;

  it("as Slack's plan, one task a step", () => {
    const { blocks } = running({ state: "running", run: RUN, jobs });
    const plan = (blocks as readonly { type: string; title?: string; tasks?: object[] }[]).find(
      ({ type }) => type === "plan",
    );
    expect(plan?.title).toBe("0 of 3 steps done");
    expect(plan?.tasks?.map((task) => "status" in task && task.status)).toEqual([
      "in_progress",
      "pending",
      "pending",
    ]);
    expect(JSON.stringify(plan)).toContain("✅ build 5/5\\n▶️ ship 2/6: Migrate ‹b›");
  });

  it("in plain lines beside it, for a workspace that takes no plan", () => {
    const message = running({ state: "running", run: { ...RUN, attempt: 2 }, jobs });
    const plain = shown({ ...message, blocks: message.plain ?? [] });
    expect(plain).toContain(
      `▶️ deploy: running since ${date(NINE)} · attempt 2 · <https://github.com/runs/100|run>`,
    );
    expect(plain).toContain("      ▶️ ship 2/6: Migrate &lt;b&gt;");
    expect(JSON.stringify(message.plain)).not.toContain('"plan"');
  });

  it("there is none before anything began", () => {
    expect(card({}).plain).toBeUndefined();
    expect(JSON.stringify(card({}).blocks)).not.toContain('"plan"');
  });
});

describe("who approves sees what would change", () => {
  const commits = Array.from({ length: 12 }, (_, index) => ({
    sha: `${index}`.padStart(40, "0"),
    title: `Change ${index} <!channel>`,
    author: "ben",
    url: `https://github.com/c/${index}`,
  }));
  const outlook = anOutlook({
    change: aChange("ahead", { aheadBy: 41, commits }),
    checks: [
      { name: "unit", state: "success" },
      { name: "lint", state: "failure" },
    ],
  });
  const seen = shown(card({ outlook, why: "Black Friday" }));

  it("the commit, the count, ten commits and how many more", () => {
    expect(seen).toContain(
      `Version: \`main\` = <https://github.com/sebenza/suite/commit/${"b".repeat(40)}|bbbbbbb> “Speed up the checkout” · ann`,
    );
    expect(seen).toContain(
      "41 commits since the last good version `aaaaaaa` (<https://github.com/sebenza/suite/compare|diff>).",
    );
    expect(seen.match(/• </g)).toHaveLength(10);
    expect(seen).toContain("and 31 more (<https://github.com/sebenza/suite/compare|diff>)");
    expect(seen).toContain("Change 9 &lt;!channel&gt; · ben");
    expect(seen).toContain("> Black Friday");
  });

  it("the checks by name where they are not green", () => {
    expect(seen).toContain("Checks on GitHub: 1 failed (lint), 1 green.");
  });

  it("exactly what GitHub is given", () => {
    expect(seen).toContain(
      `1. deploy: \`deploy.yml\` of sebenza/suite on \`main\` with \`sha=${"b".repeat(40)}\` \`deploy_id=(its own)\` \`environment=production\``,
    );
    expect(seen).toContain("2. health: app must answer within 2 minutes");
  });

  it.each([
    ["identical", "No change: it is the last good version there, `aaaaaaa`."],
    [
      "behind",
      "*Older* than the last good version `aaaaaaa` (<https://github.com/sebenza/suite/compare|diff>), by 2 commits.",
    ],
  ] as const)("%s", (status, sentence) => {
    expect(shown(card({ outlook: anOutlook({ change: aChange(status) }) }))).toContain(sentence);
  });

  it("that there is nothing to compare with", () => {
    expect(shown(card({}))).toContain("No good version is known there yet");
  });
});

describe("confirmations name what will happen", () => {
  const question = (message: Message, verb: string): string =>
    JSON.stringify(elements(message.blocks).find((one) => JSON.stringify(one["text"]).includes(`"${verb}"`)));

  it("the last approval starts it, and carries the commit that was shown", () => {
    const approve = question(card({}), "Approve");
    expect(approve).toContain(
      "Deploy api → production with bbbbbbb. It is the last one needed: GitHub is asked to start it at once.",
    );
    expect(approve).toContain(`"value":"12 ${"b".repeat(40)}"`);
  });

  it("one of several does not, nor one while another gate is closed", () => {
    const approvals = { needed: 2, from: [], given: [], expireAt: NINE + HOUR, expireMs: HOUR };
    expect(question(card({ approvals }), "Approve")).toContain("1 more must approve after you.");
    const checklist = [{ text: "Reviewed", ticked: null }];
    expect(question(card({ checklist }), "Approve")).toContain(
      "It starts as soon as this is open too: the checklist.",
    );
  });

  it("cancelling says whether anything ran", () => {
    expect(question(card({}), "Cancel")).toContain("Nothing has run.");
    expect(question(running({ state: "running", run: RUN }), "Cancel")).toContain(
      "GitHub is asked to end the run. What it has done so far stays done, and it may still finish.",
    );
  });

  it("a second person is told what is passed over", () => {
    const brokenGlass = { by: CAT, isRequester: false, at: NINE, why: "The site is down", second: null };
    const message = card({ brokenGlass });
    expect(shown(message)).toContain("🚨 *Glass broken* by <@U0CAT>");
    expect(shown(message)).toContain(
      "*a second person must say so too.* It passes over approvals.\n> The site is down",
    );
    expect(question(message, "I second it")).toContain("then passes over approvals.");
  });
});

describe("the checklist", () => {
  const checklist = [
    { text: "The code was reviewed", ticked: null },
    { text: "Tests are green", ticked: { by: BEN, at: NINE } },
  ];

  it("has a button for each item, and who ticked what when", () => {
    const message = card({ checklist });
    expect(shown(message)).toContain("*Checklist*: 1 of 2 ticked");
    expect(shown(message)).toContain(`☑️ Tests are green\n_<@U0BEN> ${date(NINE)}_`);
    const ticks = elements(message.blocks).filter((one) => one["action_id"] === "deployment.tick");
    expect(ticks.map((one) => one["value"])).toEqual(["12 0 on", "12 1 off"]);
  });

  it("has none once it is let through", () => {
    const over = card({ checklist, phase: "confirming" });
    expect(shown(over)).toContain("◻️ The code was reviewed");
    expect(verbs(over)).not.toContain("Tick");
  });
});

describe("the ways back", () => {
  const RTO = { rtoMs: 4 * HOUR, rtoLeftMs: 22 * MINUTE } as const;
  const advice: readonly Advice[] = [
    {
      way: { kind: "roll-back", usuallyMs: 6 * MINUTE },
      losesMs: 0,
      rpoMs: 15 * MINUTE,
      keepsRpo: true,
      ...RTO,
      keepsRto: true,
    },
    {
      way: { kind: "restore", backup: "database", to: null, usuallyMs: 40 * MINUTE },
      losesMs: 43 * MINUTE,
      rpoMs: 15 * MINUTE,
      keepsRpo: false,
      ...RTO,
      keepsRto: false,
    },
    {
      way: { kind: "fail-over", plan: "Failover", usuallyMs: null },
      losesMs: null,
      rpoMs: 15 * MINUTE,
      keepsRpo: null,
      ...RTO,
      keepsRto: null,
    },
  ];
  const restore = { kind: "restore", subject: "database", pinned: null } as const;

  it("is not weighed any more when it is over, because nobody chooses then", () => {
    for (const phase of ["verified", "cancelled", "expired"] as const)
      expect(shown(card({ ...restore, phase, end: end() }, { advice }))).not.toContain("loses");
    expect(shown(card({ ...restore, phase: "failed", end: end() }, { advice }))).toContain("loses");
  });

  it("each against the promises, the chosen one first", () => {
    expect(shown(card(restore, { advice }))).toContain(
      [
        "👉 Restoring *database* to its newest verified state loses the data of 43 minutes, the promise is 15 minutes: *broken*. It usually takes 40 minutes, *longer than what is left*.",
        "• Rolling back loses nothing. It usually takes 6 minutes.",
        "• Failing over (*Failover*) loses *nobody knows how much*; the promise is at most 15 minutes. How long it takes is not known yet.",
        "⏱ 22 minutes of the 4 hours promised (RTO) are left.",
      ].join("\n"),
    );
  });

  it("a missed RTO is said", () => {
    const late = advice.map((one) => ({ ...one, rtoLeftMs: -10 * MINUTE }));
    expect(shown(card(restore, { advice: late }))).toContain(
      "⏱ *The RTO is missed*: the 4 hours promised (RTO) were over 10 minutes ago.",
    );
  });

  it("a rollback asks about the database, each answer by a button of its own", () => {
    const message = card({ kind: "rollback", backTo: 9 });
    expect(first(message)).toContain("waits for 1 approval and the database question");
    expect(verbs(message)).toContain("Program only");
    const answers = elements(message.blocks).filter((one) => one["action_id"] === "deployment.database");
    expect(answers.map((one) => [one["value"], one["confirm"] !== undefined])).toEqual([
      ["12 no", false],
      ["12 yes", true],
    ]);
  });

  it("a rollback that is done says that the manual has it locked", () => {
    expect(shown(card({ kind: "rollback", phase: "verified", end: end() }))).toContain(
      "🔒 The manual has it locked for 1 hour after a rollback; `/deploy unlock api production` opens it sooner.",
    );
  });
});

describe("after the end", () => {
  const watch = {
    until: NINE + HOUR,
    nextAt: NINE,
    sampledAt: NINE,
    bad: {},
    measured: { error_rate: "0.2 % (limit 5 %)", health: "healthy" },
    tripped: null,
    inconclusive: false,
  };
  const done = {
    ...COMPARED,
    phase: "verified",
    clearedAt: NINE,
    end: end(),
    steps: at({ state: "succeeded" }),
  } as const;

  it("the watch says what it saw and what it could not see", () => {
    expect(shown(card({ ...done, watch }))).toContain(
      `👀 Watched until ${date(NINE + HOUR)}: nothing bad now: error_rate 0.2 % (limit 5 %); health healthy (measured ${date(NINE)}).`,
    );
    const measured = { health: "healthy", error_rate: "7 % (limit 5 %)" };
    expect(shown(card({ ...done, watch: { ...watch, measured, bad: { error_rate: 1 } } }))).toContain(
      `${date(NINE + HOUR)}: error_rate 7 % (limit 5 %), *bad 1 in a row*; health healthy (measured`,
    );
    const blind = { ...watch, measured: { error_rate: "no data" }, inconclusive: true };
    expect(shown(card({ ...done, watch: blind }))).toContain(
      `${date(NINE + HOUR)}: error_rate no data (measured ${date(NINE)}). Some of it could not be measured: look yourself.`,
    );
  });

  it("what looks bad is in the first line, and rolling back is the next step", () => {
    const message = card({
      ...done,
      watch: { ...watch, tripped: { at: NINE, why: "error_rate: 7 % (limit 5 %)" } },
    });
    expect(first(message)).toBe("⚠️ #12 · deploy api → production · verified, then it looked bad");
    expect(shown(message)).toContain(`⚠️ *It looks bad* since ${date(NINE)}: error_rate: 7 % (limit 5 %).`);
    expect(verbs(message)).toEqual(["Roll back"]);
  });

  it("nothing offers to go back where nothing was good before", () => {
    const none = { outlook: anOutlook() };
    const tripped = { at: NINE, why: "error_rate: 7 %" };
    const bad = card({ ...done, ...none, watch: { ...watch, tripped } });
    expect(shown(bad)).toContain("No good version before it is known: look yourself");
    const failed = card({ ...none, phase: "failed", end: end("x", "1"), steps: at({ state: "failed" }) });
    expect(shown(failed)).toContain("No good version is known there, so there is nothing to roll back to.");
    expect([...verbs(bad), ...verbs(failed)]).toEqual(["Propose again"]);
  });

  it("a step that was undone is not followed by a rollback first", () => {
    const undo = stepsOf([run("switch-back")], "1").map((one) => ({ ...one, state: "succeeded" as const }));
    const steps = [...at({ state: "failed", reason: "x" }).slice(0, 1), ...undo];
    const message = card({ ...COMPARED, phase: "failed", end: end("x", "1"), steps });
    expect(shown(message)).toContain(
      "*Next:* see whether it serves again as before; then mend it and *Propose again*. If it does not, *Roll back*.",
    );
    expect(verbs(message)).toEqual(["Propose again", "Roll back"]);
  });

  it("what nobody knows stays said", () => {
    const message = card({ phase: "cancelled", end: end(null, "1"), steps: at({ state: "lost" }) });
    expect(shown(message)).toContain("❓ *Nobody knows whether `deploy.yml` started.*");
    expect(shown(message)).not.toContain("Nothing ran");
  });

  it("what the manual had done about a failure, and what of it failed too", () => {
    const undo = stepsOf([run("switch-back")], "1").map((one) => ({ ...one, state: "succeeded" as const }));
    const steps = [...at({ state: "failed", reason: "failure" }).slice(0, 1), ...undo];
    const failed = { phase: "failed", end: end("failure", "1", person(ANN)) } as const;
    expect(shown(card({ ...failed, steps }))).toContain(
      "↩️ What the manual says for that was done: *switch-back*.",
    );
    const bad = steps.map((one) => (one.key === "1.1" ? { ...one, state: "failed" as const } : one));
    expect(shown(card({ ...failed, steps: bad }))).toContain(
      "⛔ *What the manual says for that was not all done*: *switch-back* failed. Look at it by hand.",
    );
  });

  it("a deploy that never ran is not offered to be rolled back", () => {
    expect(verbs(card({ phase: "failed", end: { ...end("x", null), by: TOCSIN } }))).toEqual([
      "Propose again",
    ]);
  });
});

describe("what Tocsin could not do", () => {
  const trouble = {
    effect: "0193a1c2-7a00-7000-8000-000000000012/2/look-up/proposal" as NonNullable<Step["effect"]>,
    kind: "look-up",
    what: "ask GitHub what `main` is",
    reason: "GitHub does not answer.",
    cure: "It is asked again.",
    since: NINE,
    state: "failed",
  } as const;

  it("stands on the card with why, a way out and its button", () => {
    const message = card({ phase: "looking", troubles: [trouble] });
    expect(shown(message)).toContain("⛔ *Not done:* ask GitHub what `main` is");
    expect(shown(message)).toContain("*Why:* GitHub does not answer.\n*Way out:* It is asked again.");
    expect(verbs(message)).toEqual(["Try again", "Cancel"]);
  });

  it("a request for a run has no button: it is never put twice", () => {
    expect(verbs(card({ phase: "looking", troubles: [{ ...trouble, kind: "start-run" }] }))).toEqual([
      "Cancel",
    ]);
  });
});
