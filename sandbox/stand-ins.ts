import { join } from "node:path";
import { CREDENTIALS } from "./credentials.ts";
import { Faults } from "./faults.ts";
import { type Handler, isLoopback, json, serve } from "./http.ts";
import { Journal } from "./journal.ts";
import { createPagerDutyStandIn } from "./pagerduty/stand-in.ts";
import type { PagerDutyWorld } from "./pagerduty/world.ts";
import { createSlackStandIn, type SlackStandIn } from "./slack/stand-in.ts";

/** Slack and PagerDuty on one server of this machine. */
export type StandIns = {
  readonly slack: SlackStandIn;
  readonly pagerduty: PagerDutyWorld;
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
  /** More routes of the same server, made when the stand-ins are there. */
  readonly routes?: (
    worlds: Pick<StandIns, "slack" | "pagerduty" | "faults">,
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
  const slack = createSlackStandIn({ ...CREDENTIALS, faults, journal: journal("slack"), url });
  const pagerduty = createPagerDutyStandIn({
    faults,
    journal: journal("pagerduty"),
    token: CREDENTIALS.pagerDutyToken,
    routingKey: CREDENTIALS.routingKey,
    webhookSecret: CREDENTIALS.webhookSecret,
    url,
  });
  const more = options.routes?.({ slack, pagerduty, faults }) ?? {};
  const vendors = Object.entries({ ...slack.routes, ...pagerduty.routes });
  const guarded = Object.fromEntries(vendors.map(([path, handler]) => [path, onThisMachine(handler)]));
  const server = await serve({ ...more, ...guarded }, options.port, options.host);
  origin = `http://127.0.0.1:${server.port}`;
  slack.attachSocket(server.server);
  return {
    slack,
    pagerduty,
    faults,
    port: server.port,
    stop: async () => {
      await Promise.all([slack.close(), pagerduty.close()]);
      await server.close();
    },
  };
}
