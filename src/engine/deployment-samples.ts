import type { Trigger } from "../domain/delivery.ts";
import type { Gauges, Probe } from "./measuring.ts";

type Sample = { readonly trigger: string; readonly bad: boolean | null; readonly measured: string };

/** One look at what the manual has watched. What cannot be measured is neither good nor bad. */
export async function sampleOf(
  trigger: Trigger,
  { probe, gauges }: { readonly probe: Probe; readonly gauges: Gauges },
): Promise<Sample> {
  switch (trigger.kind) {
    case "health": {
      const answers = await Promise.all(trigger.checks.map(({ url }) => probe.look(url)));
      const ill = trigger.checks.flatMap(({ name }, index) => {
        const answer = answers[index];
        return answer === undefined || answer.healthy ? [] : [`${name} ${answer.told}`];
      });
      return {
        trigger: "health",
        bad: ill.length > 0,
        measured: ill.length > 0 ? ill.join(", ") : "healthy",
      };
    }
    case "metric": {
      const { name, query, above, unit } = trigger;
      const value = await read(gauges, query);
      if (value === null) return { trigger: name, bad: null, measured: "no data" };
      return {
        trigger: name,
        bad: value > above,
        measured: `${shown(value)} ${unit} (limit ${above} ${unit})`,
      };
    }
    case "alert": {
      // Prometheus keeps firing alerts as a series of its own; none firing is an empty answer and no lack of data.
      const query = `count(ALERTS{alertstate="firing",severity=${JSON.stringify(trigger.severity)}}) or vector(0)`;
      const name = `${trigger.severity} alerts`;
      const firing = await read(gauges, query);
      if (firing === null) return { trigger: name, bad: null, measured: "no data" };
      return { trigger: name, bad: firing > 0, measured: `${firing} ${trigger.severity} firing` };
    }
  }
}

async function read(gauges: Gauges, query: string): Promise<number | null> {
  const outcome = await gauges.read(query);
  return outcome.kind === "done" ? outcome.receipt : null;
}

function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "infinite";
}
