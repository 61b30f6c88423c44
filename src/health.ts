/** What `/readyz` answers: every part by name, and 503 when one that is needed does not work. */
export type Part = { readonly ok: boolean; readonly says: string };

export type Health = {
  readonly status: "ready" | "not ready";
  readonly parts: Readonly<Record<string, Part>>;
};

export type Checks = {
  readonly database: () => Promise<void>;
  readonly queue: () => Promise<number>;
  readonly slack: () => Part;
  readonly redis: () => "off" | "ok" | "degraded";
  readonly paging: () => "on" | "off";
};

const CHECK_WITHIN_MS = 1_500;

export async function health(checks: Checks): Promise<Health> {
  const [database, queue] = await Promise.all([
    check(async () => {
      await checks.database();
      return { ok: true, says: "answers" };
    }),
    check(async () => {
      const dead = await checks.queue();
      return { ok: true, says: dead === 0 ? "works" : `works; ${dead} jobs were given up after many tries` };
    }),
  ]);
  const redis = checks.redis();
  const parts: Record<string, Part> = {
    database,
    queue,
    slack: checks.slack(),
    // Nothing that must not be lost is in Redis, so the bot is ready without it.
    redis: { ok: true, says: redis === "off" ? "off: one replica works in full without it" : redis },
    paging: {
      ok: true,
      says: checks.paging() === "on" ? "on" : "OFF: no PagerDuty credentials, nobody can be paged",
    },
  };
  const ready = Object.values(parts).every((part) => part.ok);
  return { status: ready ? "ready" : "not ready", parts };
}

async function check(ask: () => Promise<Part>): Promise<Part> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Part>((resolve) => {
    timer = setTimeout(
      () => resolve({ ok: false, says: `did not answer within ${CHECK_WITHIN_MS} ms` }),
      CHECK_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    return { ok: false, says: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
