import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Connection } from "../connection.ts";
import { type Ground, startTocsin } from "../contestants.ts";
import { query } from "../database.ts";
import { declare, interaction, type Prepared, post, slashCommand, unique } from "../requests.ts";
import type { Finding } from "../table.ts";

/** Kills the bot with -9 under load, again and again, and looks whether everything it had answered is stored. */

type Kind = "command" | "action" | "view" | "event";
const KINDS: readonly Kind[] = ["command", "action", "view", "event"];
/** A request whose `title` is the key under which the bot remembers that it was acted on. */
type Keyed = Prepared & { readonly kind: Kind };
type Place = { readonly number: number; readonly channel: string };

const CONNECTIONS = 16;
const PLACES = 8;

type Tally = { readonly answered: Map<Kind, string[]>; kills: number; unanswered: string[] };

export async function lostAnswers(ground: Ground, wanted: number): Promise<Finding> {
  const { server } = ground;
  if (server === null) throw new Error("it needs a PostgreSQL server; PGlite without fsync would prove less");
  const database = await server.create();
  const dataDir = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  const at = { databaseUrl: database.url, dataDir, sinkPort: ground.sinkPort };
  const tally: Tally = { answered: new Map(), kills: 0, unanswered: [] };
  try {
    const places = await prepare(at);
    while (count(tally) < wanted) await oneKill(at, places, tally);
    return finding(tally, await lost(database.url, tally), await storedUnanswered(database.url, tally));
  } finally {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Incidents with channels, for buttons to be pressed and messages to be pinned in. */
async function prepare(at: Parameters<typeof startTocsin>[0]): Promise<readonly Place[]> {
  const child = await startTocsin(at);
  const connection = new Connection(child.port);
  for (let number = 0; number < PLACES; number += 1) await connection.send(declare().raw);
  connection.close();
  for (;;) {
    const rows = await query<Place>(
      at.databaseUrl,
      "select number::int, channel_id as channel from incidents where channel_id is not null",
    );
    if (rows.length === PLACES) {
      await child.kill();
      return rows;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function oneKill(
  at: Parameters<typeof startTocsin>[0],
  places: readonly Place[],
  tally: Tally,
): Promise<void> {
  const child = await startTocsin(at);
  const work = Array.from({ length: CONNECTIONS }, async (_, lane) => {
    const connection = new Connection(child.port);
    for (let turn = lane; ; turn += 1) {
      const request = next(KINDS[turn % KINDS.length] ?? "command", places[turn % places.length]);
      try {
        const { status, body } = await connection.send(request.raw);
        // An answer that says "not saved" promises nothing.
        if (status === 200 && !body.includes("Nothing was saved") && !body.includes("went wrong"))
          remember(tally, request);
      } catch {
        tally.unanswered.push(request.title);
        return;
      }
    }
  });
  // Anywhere in the work, so that over many kills every point of it is hit.
  await new Promise((resolve) => setTimeout(resolve, 500 + Math.random() * 1_000));
  await child.kill();
  await Promise.all(work);
  tally.kills += 1;
}

function next(kind: Kind, place: Place | undefined): Keyed {
  const { number, channel } = place ?? { number: 1, channel: "C0NONE" };
  const user = `U0${randomBytes(4).toString("hex").toUpperCase()}`;
  const word = randomBytes(8).toString("hex");
  switch (kind) {
    case "command": {
      const form = slashCommand(`declare ${unique("Killed")} --severity P4`);
      return { kind, title: `slack:trigger:${form.get("trigger_id")}`, raw: post(form) };
    }
    case "action":
      return {
        kind,
        title: `slack:action:${user}:1.${number}:${word}:incident.take-role`,
        raw: post(interaction(click({ number, channel, user, word }))),
      };
    case "view":
      return {
        kind,
        title: `slack:view:V${word}:`,
        raw: post(interaction(submission({ number, user, word }))),
      };
    case "event": {
      const ts = `17${randomBytes(4).readUInt32BE().toString().padStart(10, "0").slice(0, 8)}.${randomBytes(3).readUIntBE(0, 3) % 1_000_000}`;
      return { kind, title: `slack:pin:${channel}:${ts}`, raw: post(pinned({ channel, user, ts, word })) };
    }
  }
}

function click(at: { number: number; channel: string; user: string; word: string }): object {
  return {
    type: "block_actions",
    team: { id: "T0BENCH001", domain: "bench" },
    user: { id: at.user, username: "amara" },
    channel: { id: at.channel, name: "inc" },
    container: { type: "message", message_ts: `1.${at.number}`, channel_id: at.channel },
    response_url: "http://127.0.0.1:9/actions",
    trigger_id: at.word,
    actions: [
      {
        type: "button",
        action_id: "incident.take-role",
        action_ts: at.word,
        block_id: "b",
        value: `${at.number} incident-commander`,
      },
    ],
  };
}

function submission(at: { number: number; user: string; word: string }): object {
  return {
    type: "view_submission",
    team: { id: "T0BENCH001", domain: "bench" },
    user: { id: at.user, username: "amara" },
    trigger_id: at.word,
    view: {
      id: `V${at.word}`,
      type: "modal",
      callback_id: "incident.note",
      private_metadata: JSON.stringify({ number: at.number }),
      blocks: [],
      state: { values: { text: { text: { type: "plain_text_input", value: `Seen ${at.word}` } } } },
    },
  };
}

function pinned(at: { channel: string; user: string; ts: string; word: string }): object {
  return {
    type: "event_callback",
    team_id: "T0BENCH001",
    event_id: `Ev${at.word}`,
    event: {
      type: "pin_added",
      user: at.user,
      channel_id: at.channel,
      item: {
        type: "message",
        channel: at.channel,
        message: {
          type: "message",
          user: at.user,
          ts: at.ts,
          text: `Pinned ${at.word}`,
          permalink: "http://127.0.0.1/p",
        },
      },
      event_ts: at.ts,
    },
  };
}

function remember(tally: Tally, request: Keyed): void {
  const known = tally.answered.get(request.kind);
  if (known === undefined) tally.answered.set(request.kind, [request.title]);
  else known.push(request.title);
}

function count(tally: Tally): number {
  return [...tally.answered.values()].reduce((sum, keys) => sum + keys.length, 0);
}

/** A view's key ends with a hash of what was filled in, so keys are compared by their beginning. */
async function lost(url: string, tally: Tally): Promise<ReadonlyMap<Kind, number>> {
  const stored = await storedKeys(url);
  return new Map(
    [...tally.answered].map(([kind, keys]) => [kind, keys.filter((key) => !stored.has(key)).length]),
  );
}

async function storedUnanswered(url: string, tally: Tally): Promise<number> {
  const stored = await storedKeys(url);
  return tally.unanswered.filter((key) => stored.has(key)).length;
}

async function storedKeys(url: string): Promise<ReadonlySet<string>> {
  const rows = await query<{ key: string }>(
    url,
    "select regexp_replace(key, '^(slack:view:[^:]+:).*$', '\\1') as key from deliveries where result in ('\"accepted\"')",
  );
  return new Set(rows.map(({ key }) => key));
}

function finding(tally: Tally, missing: ReadonlyMap<Kind, number>, unansweredStored: number): Finding {
  const total = [...missing.values()].reduce((sum, one) => sum + one, 0);
  return {
    table: {
      title: "Acknowledged and lost under `kill -9`",
      columns: ["", "acknowledged", "not stored"],
      rows: KINDS.map((kind) => [
        `${kind}s`,
        String(tally.answered.get(kind)?.length ?? 0),
        String(missing.get(kind) ?? 0),
      ]),
      notes: [
        `${tally.kills} kills under load of ${CONNECTIONS} connections. ${tally.unanswered.length} requests were cut off without an answer; ${unansweredStored} of them are stored all the same, and repeating them finds that.`,
      ],
    },
    aims: [
      {
        aim: "acknowledged and not stored: 0",
        found: `${total} of ${count(tally)} over ${tally.kills} kills`,
        met: total === 0,
      },
    ],
  };
}
