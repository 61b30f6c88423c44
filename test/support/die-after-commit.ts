import { PGliteDriver, PostgresDriver } from "kysely";

/**
 * Loaded into a child bot before its own code. On request the process kills itself at the points no stand-in can see:
 * all is written and not committed, or the database has committed and neither the bot nor the person who asked has
 * heard of it.
 */
const ORDERS = ["die-before-next-commit", "die-after-next-commit"];
let armed: unknown = null;

process.on("message", (message) => {
  if (!ORDERS.includes(String(message))) return;
  armed = message;
  process.send?.("armed");
});

function reached(order: string): void {
  if (armed === order) process.kill(process.pid, "SIGKILL");
}

type Driver = { commitTransaction(connection: unknown): Promise<void> };

for (const driver of [PGliteDriver.prototype, PostgresDriver.prototype] as unknown as Driver[]) {
  // only this one method of theirs is used
  const commit = driver.commitTransaction;
  driver.commitTransaction = async function (this: Driver, connection) {
    reached("die-before-next-commit");
    await commit.call(this, connection);
    reached("die-after-next-commit");
  };
}
