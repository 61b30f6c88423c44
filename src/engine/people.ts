/**
 * Knows whether somebody waits for an answer. Acknowledgements and the bot's own work share one thread; a person
 * notices the first and not the second, so the work gives way for a moment.
 */
export type People = {
  answering<Answer>(answer: Promise<Answer>): Promise<Answer>;
  quiet(mostMs: number): Promise<void>;
};

/** Who was just answered often has the next request on its way. */
const LINGER_MS = 20;
const STEP_MS = 5;

export function createPeople(): People {
  let waiting = 0;
  let lastAnswered = Number.NEGATIVE_INFINITY;
  const isQuiet = (): boolean => waiting === 0 && performance.now() - lastAnswered > LINGER_MS;
  return {
    answering: async (answer) => {
      waiting += 1;
      try {
        return await answer;
      } finally {
        waiting -= 1;
        lastAnswered = performance.now();
      }
    },
    quiet: async (mostMs) => {
      const until = performance.now() + mostMs;
      while (!isQuiet() && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    },
  };
}
