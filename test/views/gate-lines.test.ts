import { describe, expect, it } from "vitest";
import type { Deployment } from "../../src/domain/deployment/deployment.ts";
import type { Gate } from "../../src/domain/deployment/gates.ts";
import { closedLine, gateWord, openWords } from "../../src/views/gate-lines.ts";
import { date } from "../../src/views/text.ts";
import { aChange, aDeployment, anOutlook, HOUR } from "../support/deployment.ts";
import { ANN, BEN, CAT, NINE } from "../support/incident.ts";

const OF = aDeployment();

function closed(gate: Gate, of: Deployment = OF): string {
  return closedLine(gate, { deployment: of, gates: [gate], behind: null, advice: [], at: NINE });
}

const DRY = aDeployment({ dryRun: true });

const checks = (changes: Partial<Extract<Gate, { kind: "checks" }>>): Gate => ({
  kind: "checks",
  open: false,
  failed: [],
  pending: [],
  missing: [],
  ...changes,
});

const CLOSED: readonly (readonly [string, Gate, string])[] = [
  [
    "GitHub could not be asked",
    { kind: "outlook", open: false, reason: "GitHub does not answer.", cure: "It is asked again." },
    "🔌 GitHub could not be asked: GitHub does not answer. It is asked again. *Look again* asks once more.",
  ],
  [
    "no approval yet",
    { kind: "approvals", open: false, given: 0, needed: 2, from: ["leads", "ops"] },
    `👤 2 approvals needed from *leads* or *ops*, not <@U0ANN> who asked. *Approve* by ${date(NINE + HOUR)}.`,
  ],
  [
    "one of three approvals, from anybody",
    { kind: "approvals", open: false, given: 1, needed: 3, from: [] },
    `👤 1 of 3 given, 2 approvals more needed from whoever may deploy, not <@U0ANN> who asked. *Approve* by ${date(NINE + HOUR)}.`,
  ],
  [
    "one item",
    { kind: "checklist", open: false, left: ["Reviewed"] },
    "☑️ 1 item of the checklist is left: tick them below.",
  ],
  [
    "a failed check",
    checks({ failed: ["lint"], pending: ["e2e"], missing: ["smoke"] }),
    "🧪 Checks of `bbbbbbb` are not green; failed: lint; not finished: e2e; not there: smoke. Have them green on GitHub and press *Look again*, or propose a commit on which they are.",
  ],
  [
    "checks that only are not finished",
    checks({ pending: ["e2e", "unit"] }),
    "🧪 Checks of `bbbbbbb` are not green; not finished: e2e and unit. GitHub is asked again every 30 s; it goes on by itself.",
  ],
  [
    "no check at all",
    checks({}),
    "🧪 GitHub knows no check of `bbbbbbb`, and none is not green. Have its checks run; *Look again* asks once more.",
  ],
  [
    "not in staging yet",
    { kind: "promotion", open: false, environment: "staging", at: null },
    "🪜 `bbbbbbb` is not verified in staging yet. `/deploy api bbbbbbb to staging` first; then this goes on by itself.",
  ],
  [
    "a lock",
    {
      kind: "lock",
      open: false,
      lock: { by: BEN, why: "hotfix in progress", since: NINE, until: NINE + HOUR },
    },
    `🔒 Locked by <@U0BEN> since ${date(NINE)}: hotfix in progress, until ${date(NINE + HOUR)}. \`/deploy unlock api production\`, or ask them.`,
  ],
  [
    "a lock without an end",
    { kind: "lock", open: false, lock: { by: BEN, why: "<!channel>", since: NINE, until: null } },
    `🔒 Locked by <@U0BEN> since ${date(NINE)}: &lt;!channel&gt;. \`/deploy unlock api production\`, or ask them.`,
  ],
  [
    "a window of the manual",
    {
      kind: "freeze",
      open: false,
      freezes: [{ cause: "window", name: "weekend", by: null, until: NINE + HOUR }],
    },
    `🧊 Frozen by the manual's window “weekend” until ${date(NINE + HOUR)}; it opens by itself.`,
  ],
  [
    "a freeze by hand",
    { kind: "freeze", open: false, freezes: [{ cause: "person", name: "month end", by: CAT, until: null }] },
    "🧊 Frozen by <@U0CAT> until somebody lifts it: month end. `/deploy thaw production`, or `/deploy thaw all` if all is frozen, or ask them.",
  ],
  [
    "maintenance",
    {
      kind: "freeze",
      open: false,
      freezes: [{ cause: "maintenance", name: "disks", by: null, until: NINE + HOUR }],
    },
    `🧊 Frozen for the maintenance “disks” until ${date(NINE + HOUR)}; it opens by itself.`,
  ],
  [
    "an incident and a private one",
    {
      kind: "incident",
      open: false,
      incidents: [
        { number: 7, rank: 1 },
        { number: null, rank: 2 },
      ],
    },
    "🚒 INC-7 (rank 1) and a private incident (rank 2) of this service are open: nothing new is deployed meanwhile. It opens by itself when that is over.",
  ],
  [
    "the database question",
    { kind: "database", open: false },
    "🗄 Is the database to go back too? Choose below; nobody else can know it. *Approve* after that: the choice withdraws approvals.",
  ],
];

describe("a closed gate says what closes it and the way out", () => {
  it.each(CLOSED)("%s", (_name, gate, sentence) => {
    expect(closed(gate)).toBe(sentence);
  });

  it("an older commit names what runs there and how one goes back on purpose", () => {
    const of = aDeployment({ outlook: anOutlook({ change: aChange("behind") }) });
    expect(closed({ kind: "order", open: false, behindBy: 2, diverged: false }, of)).toBe(
      "↩️ It is older than `aaaaaaa`, which runs there, by 2 commits. `/deploy rollback api in production` goes back on purpose; otherwise propose a newer commit.",
    );
    expect(closed({ kind: "order", open: false, behindBy: 1, diverged: true }, of)).toBe(
      "↩️ It lacks 1 commit of `aaaaaaa`, which runs there: they would be lost. Merge them in and propose it again.",
    );
  });

  it("shows no more than three freezes and counts the others", () => {
    const one = { cause: "window", name: "w", by: null, until: NINE } as const;
    const line = closed({ kind: "freeze", open: false, freezes: [one, one, one, one, one] });
    expect(line.match(/Frozen/g)).toHaveLength(3);
    expect(line).toMatch(/And 2 more freezes\.$/);
  });
});

describe("an open gate", () => {
  it.each<readonly [Gate, string | null]>([
    [{ kind: "checklist", open: true, left: [] }, "the checklist is done"],
    [checks({ open: true }), "checks are green"],
    [
      { kind: "promotion", open: true, environment: "staging", at: NINE },
      `verified in staging ${date(NINE)}`,
    ],
    [
      { kind: "lock", open: true, lock: { by: ANN, why: "mine", since: NINE, until: null } },
      "locked by <@U0ANN>, who asked and may pass",
    ],
    [{ kind: "incident", open: true, incidents: [] }, "no incident is in the way"],
    [{ kind: "database", open: true }, "the database stays as it is"],
    [{ kind: "order", open: true, behindBy: 0, diverged: false }, null],
  ])("%o is told in a few words", (gate, words) => {
    expect(openWords(gate, OF)).toBe(words);
  });
});

describe("a gate in a headline", () => {
  it.each<readonly [Gate, string]>([
    [{ kind: "approvals", open: false, given: 1, needed: 3, from: [] }, "2 approvals"],
    [{ kind: "checklist", open: false, left: ["a"] }, "1 tick"],
    [{ kind: "lock", open: false, lock: null }, "a lock"],
    [{ kind: "database", open: false }, "the database question"],
  ])("%o", (gate, words) => {
    expect(gateWord(gate)).toBe(words);
  });
});

describe("in a dry run, which has no buttons and does not go on", () => {
  it.each<readonly [string, Gate, string]>([
    [
      "GitHub",
      { kind: "outlook", open: false, reason: "There is no mian.", cure: 'Did you mean "main"?' },
      '🔌 GitHub could not be asked: There is no mian. Did you mean "main"?',
    ],
    [
      "failed checks",
      checks({ failed: ["lint"] }),
      "🧪 Checks of `bbbbbbb` are not green; failed: lint. Have them green on GitHub, or take a commit on which they are.",
    ],
    [
      "no checks",
      checks({}),
      "🧪 GitHub knows no check of `bbbbbbb`, and none is not green. Have its checks run.",
    ],
    [
      "promotion",
      { kind: "promotion", open: false, environment: "staging", at: null },
      "🪜 `bbbbbbb` is not verified in staging yet. `/deploy api bbbbbbb to staging` first.",
    ],
    [
      "the database",
      { kind: "database", open: false },
      "🗄 Somebody has to choose whether the database goes back too.",
    ],
  ])("%s", (_, gate, sentence) => {
    expect(closed(gate, DRY)).toBe(sentence);
  });
});
