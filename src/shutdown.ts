/** Something that was opened and how to close it. */
export type Opened = {
  readonly name: string;
  readonly withinMs: number;
  readonly close: () => Promise<unknown>;
};

type Log = { error(fields: object, message: string): void };

const ALL_WITHIN_MS = 12_000;

/**
 * Closes what was opened, the last first, so that nothing acknowledged is dropped: no new requests, then no work,
 * then no database. Every part gets its turn, whatever becomes of the others; it never rejects.
 */
export async function closeAll(
  opened: readonly Opened[],
  log: Log,
  allWithinMs = ALL_WITHIN_MS,
): Promise<void> {
  const deadline = performance.now() + allWithinMs;
  for (const part of opened.toReversed()) {
    const leftMs = Math.max(deadline - performance.now(), 100);
    try {
      await closeOne(part, Math.min(part.withinMs, leftMs));
    } catch (err) {
      log.error({ err, part: part.name }, "a part could not be closed");
    }
  }
}

async function closeOne({ close }: Opened, withinMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`it was not closed within ${withinMs} ms`)), withinMs);
  });
  try {
    await Promise.race([close(), late]);
  } finally {
    clearTimeout(timer);
  }
}
