import type { Faults } from "../faults.ts";
import type { Asked, Handler } from "../http.ts";
import type { Journal } from "../journal.ts";
import type { Call } from "../slack/world.ts";
import { type Account, createAccount, known, knownSchedule } from "./account.ts";
import { directoryCalls } from "./directory.ts";
import { createEvents } from "./events.ts";
import { withFaults } from "./faulty.ts";
import { incidentCalls } from "./incidents.ts";
import type { PageEvent } from "./page-event.ts";
import { Pages } from "./pages.ts";
import { callOf, createRest } from "./rest.ts";
import { scheduleCalls } from "./schedule-calls.ts";
import { recorded } from "./strip.ts";
import { Webhooks } from "./webhooks.ts";
import type { Wire } from "./wire.ts";
import type { Later, PagerDutyWorld, SandboxHow, SandboxPage, SandboxPerson } from "./world.ts";

export type StandInOptions = {
  readonly faults: Faults;
  readonly journal: Journal;
  /** REST key, integration key and webhook secret the bot is given. */
  readonly token: string;
  readonly routingKey: string;
  readonly webhookSecret: string;
  /** Where the routes are served, without a trailing slash; asked for only once they are. */
  readonly url: () => string;
  readonly people?: readonly SandboxPerson[];
  /** Epoch milliseconds; hand in both to play faster than the wall clock. */
  readonly now?: () => number;
  readonly later?: Later;
  /** Delays before each further try of a webhook. */
  readonly webhookRetriesMs?: readonly number[];
};

const realLater: Later = (afterMs, run) => {
  const timer = setTimeout(run, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
};

/** A whole PagerDuty account; give `routes` to `serve()`. */
export function createPagerDutyStandIn(
  options: StandInOptions,
): PagerDutyWorld & { readonly routes: Record<string, Handler> } {
  const parts = build(options);
  const { calls, listeners, pages, webhooks } = parts;
  return {
    get apiUrl() {
      return `${options.url()}/pagerduty/api/`;
    },
    get eventsUrl() {
      return `${options.url()}/pagerduty/events/`;
    },
    routes: routesOf(options, parts),
    asked: () => [...calls],
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      pages.close();
      webhooks.close();
      listeners.clear();
    },
    ...hands(parts),
  };
}

function build(options: StandInOptions) {
  const { journal, now = Date.now, later = realLater } = options;
  const calls: Call[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const account = createAccount(journal, now, options.people);
  const wire: Wire = {
    account,
    get base() {
      return `${options.url()}/pagerduty/api/`;
    },
  };
  const webhooks = new Webhooks({
    secret: options.webhookSecret,
    wire,
    now,
    later,
    faults: options.faults,
    ...(options.webhookRetriesMs === undefined ? {} : { retriesMs: options.webhookRetriesMs }),
  });
  const onEvent = (event: PageEvent) => {
    webhooks.send(event);
    changed();
  };
  const pages = new Pages({ journal, account, now, later, onEvent });
  return { now, later, calls, listeners, changed, account, wire, webhooks, pages };
}

type Parts = ReturnType<typeof build>;

function routesOf(options: StandInOptions, parts: Parts): Record<string, Handler> {
  const { now, later, calls, changed, account, wire, pages } = parts;
  const { faults, token, routingKey } = options;
  const table = { ...directoryCalls(wire, now), ...scheduleCalls(wire, now), ...incidentCalls(wire, pages) };
  const rest = createRest({ token, now, calls: table });
  const events = createEvents({ routingKey, account, pages });
  const mount = (named: (asked: Asked) => string, handle: typeof rest) =>
    recorded({
      calls,
      now,
      changed,
      named,
      handle: withFaults({ faults, pages, later, callOf: named, handle }),
    });
  return {
    "/pagerduty/api/": mount((asked) => callOf(asked.method, asked.path).call, rest),
    "/pagerduty/events/": mount(
      (asked) => `${asked.method} ${asked.path.slice("/pagerduty/events".length)}`,
      events,
    ),
  };
}

/** What a person can see and do in the account. */
function hands(parts: Parts) {
  const { account, pages, webhooks, changed } = parts;
  const open = (id: string): SandboxPage => {
    const page = pages.get(id);
    if (page === null) throw new Error(`no incident "${id}" in the sandbox's PagerDuty`);
    if (page.status === "resolved") throw new Error(`incident "${id}" is already resolved`);
    return page;
  };
  return {
    ...rotaHands(parts),
    people: account.people,
    policies: account.policies,
    services: account.services,
    incidents: () => pages.all(),
    acknowledge: (id: string, by: string) => pages.acknowledge(open(id), known(account.person(by), by).id),
    resolve: (id: string, by: string) => pages.resolve(open(id), known(account.person(by), by).id),
    unacknowledge: (id: string) => {
      const page = open(id);
      if (page.status !== "acknowledged") throw new Error(`nobody has acknowledged incident "${id}"`);
      return pages.unacknowledge(page, null);
    },
    escalate: (id: string) => {
      const page = open(id);
      const level = page.direct ? null : account.nextStaffed(page.policy, page.level);
      if (level === null) throw new Error(`incident "${id}" has no next level with anybody on call`);
      return pages.escalate(page, { policy: page.policy, level }, null);
    },
    willAcknowledge: (person: string, afterMs: number | null) => {
      const { id } = known(account.person(person), person);
      account.habits.setAcknowledges(id, afterMs);
      pages.habitChanged(id);
      changed();
    },
    willBeNotifiedBy: (person: string, how: SandboxHow) =>
      account.habits.setNotifiedBy(known(account.person(person), person).id, how),
    setFound: (person: string, found: boolean) => {
      account.habits.setFound(known(account.person(person), person).id, found);
      changed();
    },
    connectWebhook: (to: { readonly url: string }) => webhooks.connect(to.url),
    clearWebhook: () => webhooks.disconnect(),
    webhook: () => webhooks.state(),
  };
}

/** Who is on call when, as a person arranges it. */
function rotaHands({ account, changed }: Parts) {
  const { schedules } = account;
  return {
    schedules: () => schedules.all(),
    overrides: (idOrName: string) => schedules.overrides(knownSchedule(schedules, idOrName).id),
    onCall: (ask: { readonly policy: string; readonly level: number }) => {
      if (account.policy(ask.policy)?.levels[ask.level - 1] === undefined)
        throw new Error(`onCall: no level ${ask.level} in policy "${ask.policy}"`);
      return account.onCall(ask.policy, ask.level);
    },
    setOnCall: (ask: Parameters<Account["setOnCall"]>[0]) => {
      account.setOnCall(ask);
      changed();
    },
    setSchedule: ({ schedule, layers }: Parameters<PagerDutyWorld["setSchedule"]>[0]) => {
      const byId = layers.map((layer) => ({
        ...layer,
        people: layer.people.map((who) => known(account.person(who), who).id),
      }));
      const made = schedules.set({ schedule, layers: byId });
      changed();
      return made;
    },
    setAcknowledgementTimeout: (service: string, seconds: number | null) => {
      account.setAcknowledgementTimeout(service, seconds);
      changed();
    },
  };
}
