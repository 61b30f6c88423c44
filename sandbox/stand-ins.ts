import { join } from "node:path";
import { CREDENTIALS } from "./credentials.ts";
import { Faults } from "./faults.ts";
import { createGitHubStandIn } from "./github/stand-in.ts";
import type { GitHubWorld } from "./github/world.ts";
import { type Handler, isLoopback, json, serve } from "./http.ts";
import { Journal } from "./journal.ts";
import { createPagerDutyStandIn } from "./pagerduty/stand-in.ts";
import type { Later, PagerDutyWorld } from "./pagerduty/world.ts";
import { createPrometheus, type PrometheusWorld } from "./prometheus/stand-in.ts";
import { createSites, type SitesWorld } from "./sites/stand-in.ts";
import { createSlackStandIn, type SlackStandIn } from "./slack/stand-in.ts";

/** Slack, PagerDuty, GitHub, Prometheus and the sites that are looked at, on one server of this machine. */
export type StandIns = {
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
  readonly github: GitHubWorld;
  readonly prometheus: PrometheusWorld;
  readonly sites: SitesWorld;
  readonly faults: Faults;
  readonly port: number;
  stop(): Promise<void>;
};

export type StandInsOptions = {
  /** Where they keep what they know between starts; null remembers nothing. */
  readonly folder: string | null;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whose time it is; the machine's own when absent. */
  readonly time?: { readonly now: () => number; readonly later: Later };
  /** More routes of the same server, made when the stand-ins are there. */
  readonly routes?: (
    worlds: Pick<StandIns, "slack" | "pagerduty" | "github" | "faults">,
  ) => Readonly<Record<string, Handler>>;
};

function onThisMachine(handler: Handler): Handler {
  return (asked) =>
    isLoopback(asked.headers.host)
      ? handler(asked)
      : json(403, { ok: false, error: "the_sandbox_answers_on_this_machine_only" });
}

export async function startStandIns(options: StandInsOptions): Promise<StandIns> {
  const faults = new Faults();
  let origin = "";
  const url = (): string => origin;
  const journal = (name: string): Journal =>
    new Journal(options.folder === null ? null : join(options.folder, `${name}.jsonl`));
  const { time } = options;
  const slack = createSlackStandIn({
    ...CREDENTIALS,
    faults,
    journal: journal("slack"),
    url,
    ...(time === undefined ? {} : { now: time.now }),
  });
  const pagerduty = createPagerDutyStandIn({
    faults,
    journal: journal("pagerduty"),
    token: CREDENTIALS.pagerDutyToken,
    routingKey: CREDENTIALS.routingKey,
    webhookSecret: CREDENTIALS.webhookSecret,
    url,
    ...time,
  });
  const github = createGitHubStandIn({
    faults,
    journal: journal("github"),
    token: CREDENTIALS.gitHubToken,
    webhookSecret: CREDENTIALS.gitHubWebhookSecret,
    url,
    ...time,
  });
  const looked = { faults, url, ...time };
  const prometheus = createPrometheus({ ...looked, journal: journal("prometheus") });
  const sites = createSites({ ...looked, journal: journal("sites") });
  const more = options.routes?.({ slack, pagerduty, github, faults }) ?? {};
  const routes = [slack, pagerduty, github, prometheus, sites].flatMap((one) => Object.entries(one.routes));
  const guarded = Object.fromEntries(routes.map(([path, handler]) => [path, onThisMachine(handler)]));
  const server = await serve({ ...more, ...guarded }, options.port, options.host);
  origin = `http://127.0.0.1:${server.port}`;
  slack.attachSocket(server.server);
  return {
    slack,
    pagerduty,
    github,
    prometheus,
    sites,
    faults,
    port: server.port,
    stop: async () => {
      await Promise.all([slack.close(), pagerduty.close(), github.close()]);
      await server.close();
    },
  };
}
