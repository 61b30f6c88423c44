import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Home, openHomes } from "../support/child-home.ts";
import type { KillPoint } from "../support/kill-points.ts";
import { openKillStage } from "../support/kill-stage.ts";
import { type Picture, pictureOf, saidTwice } from "../support/world-picture.ts";

/**
 * The process is killed at every kind of call a whole incident makes: when it is done and its answer is lost, and for
 * some also when it has arrived and nothing is done. In the end people find what they find when nobody is killed.
 */

const CALLS: Readonly<Record<string, Omit<KillPoint, "effect" | "when">>> = {
  "create-channel": { call: "conversations.create" },
  page: { call: "POST /incidents" },
  announce: { call: "chat.postMessage", saying: /\/announce"/ },
  "set-topic": { call: "conversations.setTopic" },
  "add-bookmark": { call: "bookmarks.add" },
  invite: { call: "conversations.invite" },
  "post-card": { call: "chat.postMessage", saying: /\/post-card"/ },
  "pin-card": { call: "pins.add" },
  post: { call: "chat.postMessage", saying: /\/post\/incident-channel[/"]/ },
  "acknowledge-page": { call: "PUT /incidents", saying: /acknowledged/ },
  "refresh-card": { call: "chat.update", saying: /channel=(?!C0INCIDENTS)/ },
  "refresh-announcement": { call: "chat.update", saying: /channel=C0INCIDENTS/ },
  "resolve-page": { call: "PUT /incidents", saying: /resolved/ },
  "share-postmortem": { call: "files.completeUploadExternal" },
  "show-postmortem": { call: "chat.postMessage", saying: /\/show-postmortem"/ },
};

/** Effects that follow one another share a bot; five bots live and die side by side. */
const LIVES = [
  ["create-channel", "acknowledge-page", "share-postmortem"],
  ["page", "set-topic", "resolve-page"],
  ["announce", "add-bookmark", "refresh-card"],
  ["invite", "pin-card", "refresh-announcement"],
  ["post-card", "post", "show-postmortem"],
] as const;

const STEPS = [
  "declare Checkout fails --severity P1",
  "ack INC-1",
  "status INC-1 identified the pool is too small",
  "resolve INC-1 pool size restored",
  "postmortem INC-1",
];

/** Killed before it is done, an effect is simply done later: shown for those that people would miss most. */
const ALSO_AT_ARRIVAL: readonly string[] = ["create-channel", "page", "announce", "post-card"];
/** Half a minute on an idle machine; a server takes a dead worker's job over only after some 13 s. */
const LIMIT_MS = 240_000;

function pointsOf(effect: string): readonly KillPoint[] {
  const at = (when: KillPoint["when"]): KillPoint => ({
    effect,
    when,
    ...(CALLS[effect] ?? { call: effect }),
  });
  return ALSO_AT_ARRIVAL.includes(effect) ? [at("arrived"), at("done")] : [at("done")];
}

/** How long a bot is dead is the machine's matter; that a page is late by it is another test's. */
function patientManual(): string {
  const path = join(mkdtempSync(join(tmpdir(), "tocsin-kill-")), "manual.yml");
  writeFileSync(
    path,
    `${readFileSync("profiles/sebenza.yml", "utf8")}\nproof: { accepted: 5m, notified: 5m }\n`,
  );
  return path;
}

async function live(points: readonly KillPoint[], home: Home) {
  const stage = await openKillStage(points, home, { profile: patientManual() });
  try {
    for (const step of STEPS) {
      await stage.incident(step);
      await stage.settled();
    }
    return {
      picture: pictureOf(stage.slack, stage.pagerduty),
      twice: saidTwice(stage.slack),
      unreached: stage.unreached(),
      kills: stage.kills(),
    };
  } finally {
    await stage.stop();
  }
}

describe.concurrent("killed at a call to the outside", () => {
  let homes: Awaited<ReturnType<typeof openHomes>>;
  let undisturbed: Promise<Picture>;
  beforeAll(async () => {
    homes = await openHomes();
    undisturbed = homes.make().then(async (home) => (await live([], home)).picture);
    undisturbed.catch(() => undefined);
  });
  afterAll(() => homes.remove());

  it("finds one of everything when nobody is killed", { timeout: LIMIT_MS }, async () => {
    expect(await undisturbed).toMatchObject({
      channels: ["inc-1-checkout-fails"],
      bookmarks: ["Application", "Staging"],
      pins: 1,
      cards: 1,
      files: 1,
      announcements: [expect.stringContaining("Checkout fails")],
      pages: [expect.stringMatching(/^resolved: /)],
    });
  });

  it.each(LIVES)("finds the same after %s, %s and %s", { timeout: LIMIT_MS }, async (...effects) => {
    const points = effects.flatMap(pointsOf);
    const { picture, twice, unreached, kills } = await live(points, await homes.make());
    expect(unreached).toEqual([]);
    expect(kills).toBeGreaterThan(0);
    expect(twice).toEqual([]);
    expect(picture).toEqual(await undisturbed);
  });
});
