import type { DeploymentEngine } from "./deployment-dispatch.ts";
import type { DeploymentStore } from "./deployment-store.ts";
import type { Clock } from "./ports.ts";

/**
 * Looks at the clock for deployments, as the timekeeper does for incidents: what is due is stored beside each of them by
 * the commit that made it so, and every replica looks.
 */
export type DeploymentClockOptions = {
  readonly engine: Pick<DeploymentEngine, "dispatch">;
  readonly store: Pick<DeploymentStore, "due">;
  /** What else is looked at in the same rhythm: locks that end. */
  readonly beside: () => Promise<void>;
  readonly clock: Clock & { sleep(ms: number): Promise<void> };
  readonly log: { warn(fields: object, message: string): void };
};

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 16;

export function createDeploymentClock(options: DeploymentClockOptions): {
  start(): void;
  stop(): void;
  look(): Promise<void>;
} {
  const { engine, store, clock, log } = options;
  let stopped = false;

  const look = async (): Promise<void> => {
    const { due } = await store.due(clock.now(), MOST_AT_ONCE);
    // One that cannot be decided must not hold up the others.
    await Promise.all(
      due.map((id) =>
        engine
          .dispatch({
            command: { type: "time-due" },
            by: { kind: "tocsin" },
            rights: null,
            deployment: { kind: "id", id },
            key: null,
          })
          .catch((err: unknown) =>
            log.warn({ err, deployment: id }, "what is due of a deployment was not done"),
          ),
      ),
    );
  };

  const run = async (): Promise<void> => {
    while (!stopped) {
      for (const work of [look, options.beside])
        await work().catch((err: unknown) =>
          log.warn({ err }, "the clock could not be looked at for deployments; it is tried again"),
        );
      await clock.sleep(LOOK_EVERY_MS);
    }
  };

  return {
    look,
    start: () => void run(),
    stop: () => {
      stopped = true;
    },
  };
}
