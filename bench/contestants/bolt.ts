import type { AddressInfo } from "node:net";
import { App, HTTPReceiver } from "@slack/bolt";
import pg from "pg";

/** Bolt as its documentation starts it, with its own receiver. The first argument says what is done before the ack. */
const mode = process.argv[2];

const receiver = new HTTPReceiver({ signingSecret: process.env["SLACK_SIGNING_SECRET"] ?? "" });
const app = new App({
  receiver,
  authorize: async () => ({ botToken: "xoxb-bench", botId: "B0BENCH", botUserId: "U0BENCH" }),
  convoStore: false,
});
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 10 });

app.command("/incident", async ({ command, ack }) => {
  if (mode === "insert") await insert(command.text, command.user_id);
  if (mode === "transaction") await transaction(command.text, command.user_id);
  await ack();
});

/** The least that is durable: one row, one statement. */
async function insert(text: string, user: string): Promise<void> {
  await pool.query("insert into bench_incidents (title, declared_by) values ($1, $2)", [text, user]);
}

/** As sample apps write it: an incident, its timeline and three things to do, one statement after the other. */
async function transaction(text: string, user: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const { rows } = await client.query<{ id: number }>(
      "insert into bench_incidents (title, declared_by) values ($1, $2) returning id",
      [text, user],
    );
    const id = rows[0]?.id;
    await client.query("insert into bench_timeline (incident_id, event) values ($1, $2)", [
      id,
      { type: "declared", title: text, by: user },
    ]);
    for (const kind of ["create-channel", "page", "announce"])
      await client.query("insert into bench_effects (incident_id, kind, body) values ($1, $2, $3)", [
        id,
        kind,
        { kind, title: text },
      ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

const server = await app.start({ port: 0, host: "127.0.0.1" });
process.send?.({ port: (server.address() as AddressInfo).port });
process.once("disconnect", () => process.exit());
