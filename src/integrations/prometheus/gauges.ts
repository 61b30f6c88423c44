import { z } from "zod";
import type { Gauges } from "../../engine/measuring.ts";
import type { Outcome } from "../../engine/ports.ts";

const TIME_LIMIT_MS = 10_000;

/** Sample values are strings, `NaN` and `+Inf` among them. */
const Sample = z.tuple([z.number(), z.string()]);
const Answer = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({ resultType: z.literal("vector"), result: z.array(z.object({ value: Sample })) }),
      z.object({ resultType: z.literal("scalar"), result: Sample }),
    ]),
  }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);

export type GaugesOptions = { readonly url: string | null; readonly timeoutMs?: number };

export function createGauges({ url, timeoutMs = TIME_LIMIT_MS }: GaugesOptions): Gauges {
  if (url === null) return { state: "off", read: async () => OFF };
  return { state: "on", read: (query) => read(query, url, timeoutMs) };
}

const OFF: Outcome<never> = {
  kind: "failed",
  reason: "No Prometheus is set.",
  cure: "Set PROMETHEUS_URL, then metrics are watched.",
};

async function read(query: string, base: string, timeoutMs: number): Promise<Outcome<number | null>> {
  try {
    const answer = await fetch(new URL("api/v1/query", base.endsWith("/") ? base : `${base}/`), {
      method: "POST",
      body: new URLSearchParams({ query }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return judge(Answer.safeParse(JSON.parse(await answer.text())), answer.status);
  } catch (error) {
    return later(
      error instanceof SyntaxError
        ? "Prometheus gave an answer that is no JSON."
        : `Prometheus did not answer within ${timeoutMs / 1_000} s or could not be reached.`,
    );
  }
}

function judge(parsed: z.ZodSafeParseResult<z.infer<typeof Answer>>, status: number): Outcome<number | null> {
  if (!parsed.success) return later(`Prometheus answered ${status} with something that was not understood.`);
  const answer = parsed.data;
  if (answer.status === "error")
    return status < 500
      ? {
          kind: "failed",
          reason: `Prometheus refuses the query: ${answer.error}.`,
          cure: "Correct the metric's query in the profile.",
        }
      : later(`Prometheus could not run the query: ${answer.error}.`);
  const { data } = answer;
  const values = data.resultType === "scalar" ? [data.result[1]] : data.result.map(({ value }) => value[1]);
  const numbers = values.map(numberOf).filter((value) => !Number.isNaN(value));
  return { kind: "done", receipt: numbers.length === 0 ? null : Math.max(...numbers) };
}

function numberOf(value: string): number {
  if (value === "+Inf") return Number.POSITIVE_INFINITY;
  return value === "-Inf" ? Number.NEGATIVE_INFINITY : Number(value);
}

function later(reason: string): Outcome<never> {
  return { kind: "retry", afterMs: 0, reason, cure: "It is asked again by itself." };
}
