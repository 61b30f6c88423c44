import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AttemptEntry } from "./engine/worker.ts";

/** Prometheus metrics of the bot; one registry a bot, so that several can live in one process. */
export type Metrics = {
  attempt(entry: AttemptEntry): void;
  commit(outcome: "accepted" | "refused" | "quiet" | "spooled" | "not-saved", seconds: number): void;
  slackRequest(status: number): void;
  text(): Promise<string>;
  readonly contentType: string;
};

export function createMetrics(read: { readonly unsettled: () => Promise<number> }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const commits = new Histogram({
    name: "tocsin_command_seconds",
    help: "From a command handed over to its commit",
    labelNames: ["outcome"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  const attempts = new Counter({
    name: "tocsin_effect_attempts_total",
    help: "Attempts at effects, by what came of them",
    labelNames: ["kind", "outcome"],
    registers: [registry],
  });
  const waited = new Histogram({
    name: "tocsin_effect_wait_seconds",
    help: "From the commit that asked for an effect to the first try",
    labelNames: ["kind"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [registry],
  });
  const requests = new Counter({
    name: "tocsin_slack_requests_total",
    help: "Requests from Slack, by the status answered",
    labelNames: ["status"],
    registers: [registry],
  });
  new Gauge({
    name: "tocsin_effects_unsettled",
    help: "Effects asked for and neither accepted nor given up",
    registers: [registry],
    async collect() {
      this.set(await read.unsettled());
    },
  });
  return {
    attempt: (entry) => {
      attempts.inc({ kind: entry.kind, outcome: entry.outcome });
      if (entry.attempt === 1) waited.observe({ kind: entry.kind }, entry.sinceRequestedMs / 1_000);
    },
    commit: (outcome, seconds) => commits.observe({ outcome }, seconds),
    slackRequest: (status) => requests.inc({ status: String(status) }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
