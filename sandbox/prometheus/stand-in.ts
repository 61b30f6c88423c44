import { failing, plain } from "../failing.ts";
import type { Faults } from "../faults.ts";
import { type Answer, type Asked, type Handler, json } from "../http.ts";
import type { Journal } from "../journal.ts";
import type { Later } from "../pagerduty/world.ts";

/** A Prometheus that knows one value for each query. What it is not told is well. */
export interface PrometheusWorld {
  /** Value for PROMETHEUS_URL, without a trailing slash. */
  readonly url: string;
  /** What queries with these words in them answer from now on; null is no data. The last that fits counts. */
  set(part: string, value: number | null): void;
  /** Everything is well again. */
  reset(): void;
}

export type PrometheusOptions = {
  readonly faults: Faults;
  readonly journal: Journal;
  /** Where the routes are served, without a trailing slash; asked for only once they are. */
  readonly url: () => string;
  /** Epoch milliseconds; hand in both to play faster than the wall clock. */
  readonly now?: () => number;
  readonly later?: Later;
};

const PREFIX = "/prometheus/";
const QUERY = `${PREFIX}api/v1/query`;
const VALUE = "prometheus:value:";

/** Values are text in Prometheus, `+Inf` and `NaN` among them. */
type Known = { readonly part: string; readonly value: string | null };

/** Nothing is too much of anything; what people read looks like an application at work. */
const WELL: readonly Known[] = [
  { part: "", value: "0" },
  { part: "5..", value: "0.4" },
  { part: "histogram_quantile", value: "0.25" },
  { part: "ALERTS", value: "0" },
];

/** More than any manual allows of errors in per cent, of seconds, or of alerts. */
const BAD = "42";

export function createPrometheus(
  options: PrometheusOptions,
): PrometheusWorld & { readonly routes: Readonly<Record<string, Handler>> } {
  const { faults, journal, url, now = Date.now, later } = options;
  const told = (): readonly Known[] => journal.all<Known>(VALUE);
  const handle = (asked: Asked): Answer => {
    if (asked.path !== QUERY) return plain(404, "404 page not found");
    if (asked.method !== "GET" && asked.method !== "POST") return plain(405, "Method Not Allowed");
    const query = queryOf(asked);
    const wrong = faultOf(query);
    if (wrong !== null) return refused(`invalid parameter "query": ${wrong}`);
    switch (faults.takeOfValues(query)?.kind) {
      case "values-bad":
        return vector(BAD, now());
      case "values-missing":
        return vector(query.includes("or vector(0)") ? "0" : null, now());
      case undefined:
        return vector(known(query, told()), now());
    }
  };
  return {
    get url() {
      return `${url()}${PREFIX}`.replace(/\/$/, "");
    },
    routes: {
      [PREFIX]: failing({ faults, vendor: "prometheus", later, callOf: queryOf, handle }),
    },
    set: (part, value) => {
      // The journal keeps the order in which keys first came.
      journal.delete(VALUE + part);
      journal.put(VALUE + part, { part, value: value === null ? null : written(value) });
    },
    reset: () => {
      for (const { part } of told()) journal.delete(VALUE + part);
    },
  };
}

function known(query: string, told: readonly Known[]): string | null {
  return [...WELL, ...told].findLast(({ part }) => query.includes(part))?.value ?? null;
}

function queryOf({ method, query, body }: Asked): string {
  const form = method === "POST" ? new URLSearchParams(body) : query;
  return form.get("query") ?? query.get("query") ?? "";
}

/** As Prometheus itself says it. */
function faultOf(query: string): string | null {
  if (query.trim() === "") return "unknown position: parse error: no expression found in input";
  const bare = query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  const isOpen = bare.split("(").length > bare.split(")").length;
  return isOpen ? `1:${query.length + 1}: parse error: unclosed left parenthesis` : null;
}

function refused(error: string): Answer {
  return json(400, { status: "error", errorType: "bad_data", error });
}

/** One sample without labels, as an aggregation gives. */
function vector(value: string | null, now: number): Answer {
  const result = value === null ? [] : [{ metric: {}, value: [now / 1_000, value] }];
  return json(200, { status: "success", data: { resultType: "vector", result } });
}

function written(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? "+Inf" : "-Inf";
}
