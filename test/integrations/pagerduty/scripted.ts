import { type Asked, type Handler, json, serve } from "../../../sandbox/http.ts";
import type { EffectId } from "../../../src/domain/ids.ts";
import type { PageAsk, Pager } from "../../../src/engine/ports.ts";
import { createPager, type PagerOptions } from "../../../src/integrations/pagerduty/pager.ts";

/** A PagerDuty of which every answer is written down in the test. */

export const KEY = "0190-7/1/page" as EffectId;
export const NOW = Date.UTC(2026, 10, 21, 9);

type Heard = { readonly call: string; readonly query: URLSearchParams; readonly body: unknown };
export type Script = Readonly<Record<string, Handler | object>>;

export type Scripted = {
  readonly pager: Pager;
  /** What was asked, oldest first, as `POST /incidents`. */
  readonly heard: Heard[];
  readonly calls: () => readonly string[];
  readonly of: (call: string) => readonly Heard[];
  readonly close: () => Promise<void>;
};

/** An object answers 200 with it; what is not in the script is not there. */
export async function scripted(script: Script, options: Partial<PagerOptions> = {}): Promise<Scripted> {
  const heard: Heard[] = [];
  const served = await serve({
    "/": (asked: Asked) => {
      const call = `${asked.method} ${asked.path}`;
      heard.push({ call, query: asked.query, body: asked.body === "" ? null : JSON.parse(asked.body) });
      const answer = script[call];
      if (answer === undefined) return json(404, { error: { code: 2100, message: "Not Found" } });
      return typeof answer === "function" ? (answer as Handler)(asked) : json(200, answer);
    },
  });
  const pager = createPager({
    token: "t",
    from: "tocsin@example.com",
    routingKey: "r",
    apiUrl: served.url,
    eventsUrl: served.url,
    timeoutMs: 200,
    log: () => {},
    clock: () => NOW,
    ...options,
  });
  return {
    pager,
    heard,
    calls: () => heard.map(({ call }) => call),
    of: (call) => heard.filter((one) => one.call === call),
    close: served.close,
  };
}

export const refused =
  (status: number, code: number, message: string, errors: readonly string[] = []): Handler =>
  () =>
    json(status, { error: { code, message, errors } });

/** The connection breaks before an answer: it may have been taken. */
export const broken: Handler = (asked) => {
  asked.raw.socket.destroy();
  return null;
};

/** One answer after the other, the last one for ever. */
export function inTurn(...answers: readonly (Handler | object)[]): Handler {
  let at = 0;
  return (asked) => {
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    return typeof answer === "function" ? (answer as Handler)(asked) : json(200, answer);
  };
}

export const POLICIES = {
  escalation_policies: [{ id: "PONCALL", name: "on-call", services: [{ id: "PSVC001" }] }],
};
export const EVENT_TAKEN: Handler = () => json(202, { status: "success", dedup_key: KEY });

export function incident(more: object = {}): object {
  return {
    incident: {
      id: "Q1",
      status: "triggered",
      html_url: "https://pd.test/Q1",
      incident_key: KEY,
      ...more,
    },
  };
}

export function asking(more: Partial<PageAsk> = {}): PageAsk {
  return {
    key: KEY,
    title: "INC-7 P1: Checkout is down",
    body: "All payments fail.",
    to: { kind: "policy", policy: "on-call" },
    service: null,
    severity: "critical",
    route: "first",
    ...more,
  };
}

export const attempt = (number: number) => ({ effect: KEY, number, firstTriedAt: NOW });
