import { type IncomingMessage, Server } from "node:http";
import { PGliteDriver, PostgresDriver } from "kysely";
import { EVENT_TYPE_HEADER } from "./event-type-header.ts";

/** When a child bot dies of the next webhook of PagerDuty: it has come, all is decided and written, or it is committed. */
export type WebhookMoment = "received" | "decided" | "committed";

/** Loaded into a child bot before its own code. On request the process kills itself before it has answered a webhook. */
let moment: WebhookMoment | null = null;
let type = "";
let arrived = false;

process.on("message", (message) => {
  const [order, when, ofType] = String(message).split(" ");
  if (order !== "die-at-webhook") return;
  type = ofType ?? "";
  moment = when as WebhookMoment; // `child-bot.ts` says only these
  process.send?.("armed");
});

function reached(now: WebhookMoment): void {
  if (arrived && moment === now) process.kill(process.pid, "SIGKILL");
}

const emit = Server.prototype.emit;
Server.prototype.emit = function (this: Server, name: string, ...given: unknown[]): boolean {
  if (name === "request" && moment !== null) {
    const { headers } = given[0] as IncomingMessage; // what Node hands to whoever listens for requests
    arrived ||= headers[EVENT_TYPE_HEADER] === type;
    reached("received");
  }
  return Reflect.apply(emit, this, [name, ...given]);
};

type Driver = { commitTransaction(connection: unknown): Promise<void> };

for (const driver of [PGliteDriver.prototype, PostgresDriver.prototype] as unknown as Driver[]) {
  // only this one method of theirs is used
  const commit = driver.commitTransaction;
  driver.commitTransaction = async function (this: Driver, connection) {
    reached("decided");
    await commit.call(this, connection);
    reached("committed");
  };
}
