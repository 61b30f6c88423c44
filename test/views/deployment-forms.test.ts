import { describe, expect, it } from "vitest";
import type { View } from "../../src/views/blocks.ts";
import { breakGlassModal, proposeModal, rejectModal } from "../../src/views/deployment-modals.ts";
import { LAST_GOOD, restoreModal, rollBackModal } from "../../src/views/deployment-modals-back.ts";
import { lockModal } from "../../src/views/hold-modal.ts";
import { aDeployment, aVersion, HOUR, manualOf, NEW } from "../support/deployment.ts";
import { BEN, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";
import { texts } from "./shown.ts";

const PROFILE = { ...aProfile(), delivery: manualOf({ asksAboutDatabase: true }).delivery };
const NOWHERE = { service: null, environment: null };

function words(view: View): string {
  return texts(view)
    .map(({ text }) => text)
    .join("\n");
}

/** The ids by which the handler finds the answers. */
function inputs(view: View): readonly string[] {
  return view.blocks.flatMap((block) => (block.type === "input" ? [block.block_id ?? ""] : []));
}

function carried(view: View): unknown {
  return "private_metadata" in view ? JSON.parse(view.private_metadata ?? "") : null;
}

describe("propose", () => {
  it("asks for what goes where, and begins with what was typed", () => {
    const prefill = { service: "api", environment: "production", ref: "v1", why: "hotfix" };
    const view = proposeModal(PROFILE, prefill, "C0LOBBY");
    expect(inputs(view)).toEqual(["place", "ref", "why", "options"]);
    expect(JSON.stringify(view)).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"api → production"}',
    );
    expect(JSON.stringify(view)).toContain('"value":"api/staging"');
    expect(carried(view)).toEqual({ channel: "C0LOBBY" });
    expect(words(view)).toContain("Nothing runs by this");
  });

  it("says so where nothing is deployed from here", () => {
    const none = { ...PROFILE, delivery: { ...PROFILE.delivery, environments: {} } };
    const view = proposeModal(none, { ...NOWHERE, ref: null, why: null }, null);
    expect(words(view)).toContain("The manual names nothing that is deployed from here.");
    expect(inputs(view)).toEqual([]);
  });
});

describe("reject and break the glass", () => {
  it("a rejection needs a reason, and says that it ends it", () => {
    const view = rejectModal(aDeployment(), PROFILE);
    expect(words(view)).toContain("*#12* deploy api → production\nIt ends by this, and nothing runs.");
    expect(inputs(view)).toEqual(["why"]);
    expect(carried(view)).toEqual({ number: 12 });
  });

  it("the glass names every gate that would be passed over, and carries the commit that was shown", () => {
    const lock = { by: BEN, why: "hotfix", since: NINE, until: null };
    const scene = {
      deployment: aDeployment(),
      gates: [
        { kind: "lock", open: false, lock },
        { kind: "database", open: false },
        { kind: "checklist", open: true, left: [] },
      ],
      behind: null,
      advice: [],
      at: NINE,
    } as const;
    const view = breakGlassModal(scene, PROFILE);
    expect(words(view)).toContain("🔒 Locked by <@U0BEN>");
    expect(words(view)).not.toContain("database");
    expect(words(view)).toContain("A second person must say so too. Nothing starts by your word alone.");
    expect(carried(view)).toEqual({ number: 12, sha: NEW });
  });
});

describe("the ways back", () => {
  const form = { service: "api", environment: "production", channel: "C0LOBBY", why: null };

  it("a rollback chooses among good versions, the ledger's first, and asks about the database", () => {
    const view = rollBackModal({ ...form, versions: [aVersion()] }, PROFILE);
    expect(inputs(view)).toEqual(["version", "database", "why"]);
    expect(words(view)).toContain("The last good one before what runs");
    expect(words(view)).toContain("#9 · v1.0.0 · aaaaaaa");
    expect(JSON.stringify(view)).toContain(
      `"initial_option":{"text":{"type":"plain_text","text":"The last good one before what runs"},"value":"${LAST_GOOD}"}`,
    );
    expect(JSON.stringify(view)).not.toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"The program only"',
    );
    expect(carried(view)).toEqual({ service: "api", environment: "production", channel: "C0LOBBY" });
  });

  it("asks about the database only where the manual does", () => {
    const silent = { ...aProfile(), delivery: manualOf().delivery };
    expect(inputs(rollBackModal({ ...form, versions: [] }, silent))).toEqual([]);
    expect(words(rollBackModal({ ...form, versions: [] }, silent))).toContain(
      "so there is nothing to roll back to and nothing was proposed",
    );
  });

  it("a restore shows the age of the backup and what it costs", () => {
    const record = {
      backup: "database",
      takenAt: NINE - HOUR,
      verifiedAt: null,
      testedAt: null,
      reliableAt: null,
    };
    const way = { kind: "restore", backup: "database", to: null, usuallyMs: null } as const;
    const cost = {
      losesMs: HOUR,
      rpoMs: HOUR / 4,
      keepsRpo: false,
      rtoMs: null,
      rtoLeftMs: null,
      keepsRto: null,
    };
    const restore = {
      backup: "database",
      records: [record],
      advice: [{ way, ...cost }],
      channel: null,
      at: NINE,
    };
    const view = restoreModal(restore, PROFILE);
    expect(inputs(view)).toEqual(["backup", "to", "why"]);
    expect(words(view)).toContain("*database*: taken 1 hour ago");
    expect(words(view)).toContain("verified *never*");
    expect(words(view)).toContain("loses the data of 1 hour, the promise is 15 minutes: *broken*.");
  });
});

describe("lock", () => {
  it("asks what, how long and why; the manual's usual length stands in it", () => {
    const view = lockModal(PROFILE, { service: "api", environment: "production" });
    expect(inputs(view)).toEqual(["place", "minutes", "why"]);
    expect(JSON.stringify(view)).toContain(
      '"initial_option":{"text":{"type":"plain_text","text":"1 hour"},"value":"60"}',
    );
  });
});
