import type { Part } from "./health.ts";

/** What is up: `ended` resolves with why it is not any more, or with null when it is to be looked at again. */
type Up = { readonly ended: Promise<string | null> };

export type KeepUpOptions = {
  /** Rejects with an Error whose message says why it is not up. */
  readonly attempt: () => Promise<Up>;
  readonly log: {
    warn(fields: object, message: string): void;
    info(fields: object, message: string): void;
  };
  /** The pause after the first failure, and the longest. */
  readonly pausesMs?: { readonly first: number; readonly most: number };
};

export type KeptUp = {
  part(): Part;
  /** Resolves when the first attempt is over, however it ended. */
  readonly firstTry: Promise<void>;
  /** Ends the pause that is going on, if one is. */
  hurry(): void;
  stop(): void;
};

/** Keeps a connection to Slack up: tries for ever, with growing pauses, and says meanwhile why it is not. */
export function keepUp({ attempt, log, pausesMs = { first: 500, most: 30_000 } }: KeepUpOptions): KeptUp {
  let part: Part = { ok: false, says: "not reached yet" };
  const tried = Promise.withResolvers<void>();
  const pause = createPause();
  const become = (now: Part): void => {
    if (!now.ok && now.says !== part.says) log.warn({ reason: now.says }, "Slack is not reached");
    if (now.ok && !part.ok) log.info({ before: part.says }, "Slack is reached");
    part = now;
    tried.resolve();
  };
  const once = async (): Promise<string | null> => {
    try {
      const up = await attempt();
      become({ ok: true, says: "answers" });
      return await up.ended;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };
  const run = async (): Promise<void> => {
    let pauseMs = pausesMs.first;
    while (!pause.stopped()) {
      const began = performance.now();
      const why = await once();
      if (why === null) continue;
      if (pause.stopped()) return;
      become({ ok: false, says: why });
      // What was up for long is worth trying at once; what ends as soon as it begins is not.
      if (performance.now() - began > pausesMs.most) pauseMs = 0;
      await pause.for(pauseMs);
      pauseMs = Math.min(Math.max(pauseMs * 2, pausesMs.first), pausesMs.most);
    }
  };
  void run();
  return { part: () => part, firstTry: tried.promise, hurry: pause.end, stop: pause.stop };
}

/** A pause that `stop` makes endless, so that nothing goes on behind it; it keeps no process alive. */
function createPause(): { for(ms: number): Promise<void>; end(): void; stop(): void; stopped(): boolean } {
  let timer: NodeJS.Timeout | undefined;
  let end = (): void => undefined;
  let stopped = false;
  return {
    for: (ms) =>
      new Promise((resolve) => {
        if (stopped) return;
        timer = setTimeout(resolve, ms).unref();
        end = resolve;
      }),
    end: () => {
      if (stopped) return;
      clearTimeout(timer);
      end();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
    stopped: () => stopped,
  };
}
