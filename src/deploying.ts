import type { Config } from "./config.ts";
import type { DeploymentsOptions } from "./deployments.ts";
import type { Clock } from "./engine/ports.ts";
import type { TimeLimits } from "./integrations/github/client.ts";
import { createCodeHost, TIME_LIMITS } from "./integrations/github/code-host.ts";
import { createProbe } from "./integrations/health/probe.ts";
import { createGauges } from "./integrations/prometheus/gauges.ts";
import type { Logger } from "./log.ts";
import { DEPLOYMENT_VIEWS } from "./messages.ts";

/** What deployments are carried out and measured with, from the configuration. */
export function deployingFrom(
  { github, prometheusUrl }: Pick<Config, "github" | "prometheusUrl">,
  {
    clock,
    log,
    timeLimits = {},
  }: { readonly clock: Clock; readonly log: Logger; readonly timeLimits?: Partial<TimeLimits> | undefined },
): Pick<DeploymentsOptions, "host" | "probe" | "gauges" | "views" | "webhookSecret"> {
  const host = createCodeHost({
    ...github,
    log: (call) => log.debug(call, "GitHub was called"),
    clock: () => clock.now(),
    timeLimits: { ...TIME_LIMITS, ...timeLimits },
  });
  if (host.state === "off")
    log.warn("deploying is OFF: no GitHub credentials are set, so nothing can be started there");
  return {
    host,
    probe: createProbe(),
    gauges: createGauges({ url: prometheusUrl }),
    views: DEPLOYMENT_VIEWS,
    webhookSecret: github.webhookSecret,
  };
}
