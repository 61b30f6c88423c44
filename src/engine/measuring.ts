import type { Outcome } from "./ports.ts";

/** What is measured after a deployment. */

export interface Gauges {
  /** `off` without an address: nothing is known then. */
  readonly state: "on" | "off";
  /** The query's value now, the greatest where it has several; null when there is no data, which is not nought. */
  read(query: string): Promise<Outcome<number | null>>;
}

export interface Probe {
  /** One GET of a health address; healthy is an answer of 200 to 299. `told`: what came of it, for people. */
  look(url: string): Promise<{ readonly healthy: boolean; readonly told: string }>;
}
