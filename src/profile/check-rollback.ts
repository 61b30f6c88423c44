import type { Checked } from "./check.ts";
import { DEFAULT_WATCH } from "./defaults-delivery.ts";
import type { Mistake, Path } from "./fault.ts";
import { hint } from "./nearest.ts";
import { thresholdProblem } from "./threshold.ts";
import { entryOf, type Ground, healthOf, type WrittenEnvironment } from "./written-plan.ts";

const WORDS = ["watch", "every", "bad_samples", "health", "alert_severity", "do"];

/** What is watched after a deployment must be something that can be measured and can trip. */
export function checkRollbackWhen(
  checked: Checked,
  ground: Ground,
  rule: WrittenEnvironment["rollback_when"],
): readonly Mistake[] {
  if (rule === undefined) return [];
  const service: Path = ["services", ground.service];
  const environment = [...service, "environments", ground.environment];
  const path = [...environment, "rollback_when"];
  const isUnsure = checked.isLost([...service, "health"]) || checked.isLost([...environment, "health"]);
  const metrics = Object.entries(rule.metrics);
  return [
    ...metrics.flatMap(([name, threshold]) => checkMetric(checked, [...path, name], name, threshold)),
    ...(rule.health !== undefined && !isUnsure ? checkHealth(ground, [...path, "health"]) : []),
    ...checkSense(path, rule),
  ];
}

function checkMetric(checked: Checked, path: Path, name: string, threshold: string): readonly Mistake[] {
  const known = checked.keys("metrics");
  if (!known.includes(name)) {
    const problem = `is no metric of this profile; ${hint(name, [...WORDS, ...known])}.`;
    return [{ path, problem, at: "key" }];
  }
  const metric = entryOf(checked.manual.metrics, name);
  if (metric === undefined) return [];
  const problem = thresholdProblem(threshold, name, metric.unit ?? "");
  return problem === null ? [] : [{ path, problem }];
}

function checkHealth(ground: Ground, path: Path): readonly Mistake[] {
  if (Object.keys(healthOf(ground)).length > 0) return [];
  const problem = `${JSON.stringify(ground.service)} has no health check in ${JSON.stringify(ground.environment)}; add one, for example health: { app: "https://app.example.com/health" }.`;
  return [{ path, problem }];
}

function checkSense(path: Path, rule: NonNullable<WrittenEnvironment["rollback_when"]>): readonly Mistake[] {
  const isIdle =
    rule.health === undefined && rule.alert_severity === undefined && Object.keys(rule.metrics).length === 0;
  if (isIdle)
    return [
      {
        path,
        problem:
          'watches nothing; add health: failing, alert_severity: critical, or a metric such as error_rate: "> 5%".',
      },
    ];
  const { watchMs, everyMs, badSamples } = DEFAULT_WATCH;
  const [watch, every, samples] = [
    rule.watch ?? watchMs,
    rule.every ?? everyMs,
    rule.bad_samples ?? badSamples,
  ];
  if (every * samples <= watch) return [];
  const problem = `is over before ${samples} looks are taken, so nothing would ever come of it; watch for longer, or look more often.`;
  return [{ path: rule.watch === undefined ? path : [...path, "watch"], problem }];
}
