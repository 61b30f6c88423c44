import { PGliteDriver, PostgresDriver } from "kysely";

/**
 * Loaded into a child bot before its own code. On request the process kills itself at the one point no stand-in can
 * see: the database has committed, and neither the bot nor the person who asked has heard of it.
 */
let armed = false;

process.on("message", (message) => {
  if (message !== "die-after-next-commit") return;
  armed = true;
  process.send?.("armed");
});

type Driver = { commitTransaction(connection: unknown): Promise<void> };

for (const driver of [PGliteDriver.prototype, PostgresDriver.prototype] as unknown as Driver[]) {
  // only this one method of theirs is used
  const commit = driver.commitTransaction;
  driver.commitTransaction = async function (this: Driver, connection) {
    await commit.call(this, connection);
    if (armed) process.kill(process.pid, "SIGKILL");
  };
}
