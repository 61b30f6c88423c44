import type { EffectId } from "../../domain/ids.ts";
import type { Outcome, PageAsk, Pager, PagerTarget } from "../../engine/ports.ts";
import { type Answer, type PagerCall, retryAfterMs, silent } from "./answer.ts";
import { failed, type Judging, judge, type NotDone } from "./judge.ts";
import { EventAccepted } from "./replies.ts";
import { shortened } from "./words.ts";

/**
 * Pages as events: all that can be done with a routing key alone. A routing key belongs to one service of PagerDuty, and
 * that service's own escalation policy decides who is called: policies, schedules and people cannot be reached by an
 * event, so whom the page was meant for is only written into it. PagerDuty answers before it has made anything: there
 * is no incident to link to and nothing to read back.
 */
export type EventsOptions = {
  readonly routingKey: string;
  readonly eventsUrl: string;
  readonly timeoutMs: number;
  readonly log: (call: PagerCall) => void;
};

const SUMMARY_MAX = 1024;

export function createEventsPager(options: EventsOptions): Pager {
  return {
    state: "on",
    hasSecondWay: false,
    page: async (ask) => {
      const sent = await send(triggered(ask), ask.key, {
        options,
        doubt: "; the page may or may not have gone out",
      });
      return sent.kind === "done"
        ? { kind: "done", receipt: { pagerDutyId: ask.key, url: null, via: "routing-key", unknown: [] } }
        : sent;
    },
    acknowledge: (_, key) =>
      send({ event_action: "acknowledge" }, key, {
        options,
        doubt: "; the page may not be acknowledged yet",
      }),
    resolve: (_, key) =>
      send({ event_action: "resolve" }, key, { options, doubt: "; the page may not be resolved yet" }),
    // An event for a key that PagerDuty does not know is accepted and dropped.
    withdraw: (key) =>
      send({ event_action: "resolve" }, key, { options, doubt: "; the page may not be resolved yet" }),
    follow: async () =>
      failed(
        "Nothing can be read back of a page that went out by the routing key.",
        "Ask in the channel whether somebody was called; with PAGERDUTY_TOKEN and PAGERDUTY_FROM, Tocsin pages by policy and can follow it.",
      ),
    onSchedule: async (schedule) => silentAbout(`who is on call in "${schedule}"`),
    onCall: async (policy) => silentAbout(`who is on call for "${policy}"`),
    rota: async (policy) => silentAbout(`who is on call for "${policy}"`),
    override: async () => failed("With a routing key alone, nobody can be put on call.", WITH_A_TOKEN),
    person: async (email) => silentAbout(`who has the address ${email}`),
  };
}

const WITH_A_TOKEN = "Set PAGERDUTY_TOKEN and PAGERDUTY_FROM, and bring people in by hand until then.";

function silentAbout(what: string): NotDone {
  return failed(`With a routing key alone, PagerDuty does not tell ${what}.`, WITH_A_TOKEN);
}

function triggered(ask: PageAsk): object {
  const { title, body, to, service, severity } = ask;
  const custom_details = { details: body, ...meantFor(to), ...(service === null ? {} : { service }) };
  return {
    event_action: "trigger",
    payload: { summary: shortened(title, SUMMARY_MAX), source: "tocsin", severity, custom_details },
  };
}

function meantFor(to: PagerTarget): object {
  switch (to.kind) {
    case "policy":
      return { policy: to.policy };
    case "schedule":
      return { schedule: to.schedule };
    case "people":
      return { people: to.emails.join(", ") };
  }
}

async function send(
  event: object,
  key: EffectId,
  how: { readonly options: EventsOptions; readonly doubt: string },
): Promise<Outcome<null>> {
  const { options } = how;
  const began = performance.now();
  const answer = await post({ routing_key: options.routingKey, dedup_key: key, ...event }, options);
  const status = answer.kind === "answered" ? answer.status : null;
  const why = answer.kind === "silent" ? answer.why : null;
  options.log({ call: "POST /v2/enqueue", status, why, tookMs: Math.round(performance.now() - began) });
  const read =
    answer.kind === "answered" && answer.status === 202 ? EventAccepted.safeParse(answer.body) : null;
  if (read?.success === true && read.data.dedup_key === key) return { kind: "done", receipt: null };
  return judge(answer, judging(options, how.doubt));
}

function judging(options: EventsOptions, doubt: string): Judging {
  return {
    doubt,
    timeoutMs: options.timeoutMs,
    credential: "PAGERDUTY_ROUTING_KEY",
    address: "PAGERDUTY_EVENTS_URL",
  };
}

async function post(event: object, options: EventsOptions): Promise<Answer> {
  const base = options.eventsUrl.endsWith("/") ? options.eventsUrl : `${options.eventsUrl}/`;
  const signal = AbortSignal.timeout(options.timeoutMs);
  try {
    const reply = await fetch(`${base}v2/enqueue`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(event),
      redirect: "manual",
      signal,
    });
    const text = await reply.text();
    return {
      kind: "answered",
      status: reply.status,
      body: parsed(text),
      retryAfterMs: retryAfterMs(reply.headers, Date.now()),
    };
  } catch (thrown) {
    return silent(thrown, signal);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
