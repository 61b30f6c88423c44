import { expect, it } from "vitest";
import { closeAll } from "../src/shutdown.ts";

it("closes every part, the last opened first, whatever becomes of the others, and within the time", async () => {
  const closed: string[] = [];
  const logged: object[] = [];
  const part = (name: string, close: () => Promise<unknown>) => ({
    name,
    withinMs: 20,
    close: () => {
      closed.push(name);
      return close();
    },
  });
  const hangs = (): Promise<never> => new Promise(() => undefined);
  const parts = [
    part("database", () => Promise.resolve()),
    part("queue", hangs),
    part("socket", () => Promise.reject(new Error("broken"))),
    part("presence", () => {
      throw new Error("at once");
    }),
    part("door", () => Promise.resolve()),
  ];
  await closeAll(parts, { error: (fields) => logged.push(fields) });
  expect(closed).toEqual(["door", "presence", "socket", "queue", "database"]);
  expect(logged).toEqual([
    { part: "presence", err: new Error("at once") },
    { part: "socket", err: new Error("broken") },
    { part: "queue", err: new Error("it was not closed within 20 ms") },
  ]);
});
