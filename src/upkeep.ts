/** What has to be done now and then while the bot runs. */
export type UpkeepOptions = {
  readonly work: () => Promise<void>;
  readonly log: { warn(fields: object, message: string): void };
  readonly everyMs?: number;
};

const HOUR_MS = 3_600_000;

/** At once and every hour. A failure is logged and made up for the next time; the timer keeps no process alive. */
export function startUpkeep({ work, log, everyMs = HOUR_MS }: UpkeepOptions): { stop(): Promise<void> } {
  let working = Promise.resolve();
  const once = (): void => {
    working = work().catch((err: unknown) => log.warn({ err }, "the hourly upkeep failed"));
  };
  once();
  const timer = setInterval(once, everyMs).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return working;
    },
  };
}
