import { describe, expect, it } from "vitest";
import { createLease, type Leases } from "../../src/engine/lease.ts";

/** Answers as told, and keeps what it was asked. */
function scripted(answers: readonly (boolean | Error)[]) {
  const asked: number[] = [];
  const released: string[] = [];
  const store: Leases = {
    take: async ({ at }) => {
      const answer = answers[asked.length] ?? false;
      asked.push(at);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    release: async (name, holder) => {
      released.push(`${name}/${holder}`);
    },
  };
  let now = 1_000_000;
  const lease = createLease({ store, name: "follow", holder: "a", clock: { now: () => now } });
  return {
    lease,
    asked,
    released,
    later: (ms: number) => {
      now += ms;
    },
  };
}

describe("holding a lease", () => {
  it("asks the database once in five seconds while it is ours", async () => {
    const { lease, asked, later } = scripted([true, true]);
    expect(await lease.hold()).toBe(true);
    later(4_999);
    expect(await lease.hold()).toBe(true);
    expect(asked).toHaveLength(1);
    later(1);
    expect(await lease.hold()).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it("ends at once when another has it", async () => {
    const { lease, later } = scripted([true, false]);
    await lease.hold();
    later(5_000);
    expect(await lease.hold()).toBe(false);
  });

  it("asks each time while another has it", async () => {
    const { lease, asked } = scripted([false, true]);
    expect(await lease.hold()).toBe(false);
    expect(await lease.hold()).toBe(true);
    expect(asked).toHaveLength(2);
  });

  it("is not claimed when the database does not answer", async () => {
    const { lease, later } = scripted([true, new Error("connection lost"), true]);
    await lease.hold();
    later(5_000);
    expect(await lease.hold()).toBe(false);
    expect(await lease.hold()).toBe(true);
  });

  it("is asked for anew when the clock was set back", async () => {
    const { lease, asked, later } = scripted([true, true]);
    await lease.hold();
    later(-3_600_000);
    await lease.hold();
    expect(asked).toHaveLength(2);
  });

  it("ends with letting go", async () => {
    const { lease, released } = scripted([true, false]);
    await lease.hold();
    await lease.release();
    expect(released).toEqual(["follow/a"]);
    expect(await lease.hold()).toBe(false);
  });
});
