import type { Outcome } from "../../engine/ports.ts";
import type { Answer } from "./answer.ts";
import { problemOf } from "./replies.ts";

/** Turns an answer that is not a success into sentences for people: what happened, and the way out. */

export type NotDone = Exclude<Outcome<never>, { readonly kind: "done" }>;

export type Judging = {
  /** What it means that nobody knows whether the call was carried out; empty for a look. */
  readonly doubt: string;
  readonly timeoutMs: number;
  readonly credential: "PAGERDUTY_TOKEN" | "PAGERDUTY_ROUTING_KEY";
  readonly address: "PAGERDUTY_API_URL" | "PAGERDUTY_EVENTS_URL";
};

/** For calls by REST. */
export function byRest(timeoutMs: number, doubt = ""): Judging {
  return { doubt, timeoutMs, credential: "PAGERDUTY_TOKEN", address: "PAGERDUTY_API_URL" };
}

const GOES_ON = "Tocsin tries again by itself. If it cannot wait, call whoever is on call by phone.";

export function judge(answer: Answer, judging: Judging): NotDone {
  if (answer.kind === "silent") return silence(answer.why, judging);
  const { status } = answer;
  if (status === 429) return retry("PagerDuty asks us to slow down (429).", answer.retryAfterMs);
  if (status >= 500 || status === 408 || status === 409 || status === 425) {
    return retry(`PagerDuty is in trouble (${status})${judging.doubt}.`, answer.retryAfterMs);
  }
  if (status >= 200 && status < 300)
    return retry(`PagerDuty's answer (${status}) cannot be read${judging.doubt}.`);
  return refusal(status, answer.body, judging);
}

export function retry(reason: string, afterMs = 0): NotDone {
  return { kind: "retry", afterMs, reason, cure: GOES_ON };
}

export function failed(reason: string, cure: string): NotDone {
  return { kind: "failed", reason, cure };
}

/** There is no one to be reached there at all, so whoever asked goes on to the next one. */
export function nobody(reason: string, cure: string): NotDone {
  return { kind: "failed", reason, cure, nobody: true };
}

function silence(why: Extract<Answer, { kind: "silent" }>["why"], judging: Judging): NotDone {
  switch (why) {
    case "timed-out":
      return retry(`PagerDuty did not answer within ${judging.timeoutMs / 1000} s${judging.doubt}.`);
    case "unreachable":
      return retry("PagerDuty cannot be reached.");
    case "broken":
      return retry(`The connection to PagerDuty broke before it answered${judging.doubt}.`);
  }
}

function refusal(status: number, body: unknown, judging: Judging): NotDone {
  const { code, words } = problemOf(body);
  const said = words === "" ? `${status}` : `${status}: ${words}`;
  const what = judging.credential === "PAGERDUTY_TOKEN" ? "token" : "routing key";
  if (status === 401) {
    const key = what === "token" ? "REST key" : "integration key";
    return failed(
      `PagerDuty refused the ${what} (401).`,
      `Put a valid ${key} into ${judging.credential} and press Try again.`,
    );
  }
  if (status === 402) {
    return failed(
      `The PagerDuty account's plan does not include this (${said}).`,
      "Call whoever is on call by phone, and ask the owner of the PagerDuty account for it.",
    );
  }
  if (status === 403) {
    return failed(
      `PagerDuty does not let this ${what} do that (${said}).`,
      `Put a key that may write, not a read-only one, into ${judging.credential} and press Try again.`,
    );
  }
  if (status === 404) {
    return failed(
      `PagerDuty does not know what was asked for (${said}).`,
      `Look whether it was deleted in PagerDuty and whether ${judging.address} is right, and press Try again.`,
    );
  }
  return status === 400 ? badRequest(code, said, judging) : unexpected(said, judging);
}

/** Codes of PagerDuty's list of errors. */
const FROM_MISSING = 2016;
const FROM_MALFORMED = 1028;
const FROM_UNKNOWN = 1008;
const NOBODY_ON_CALL = 1015;
/** The list of codes is not complete, says PagerDuty: an incident that cannot be made brings the reason in words. */
const SAYS_NOBODY = /\b(no user|no one|nobody)( is| are)? on[ -]call\b/i;

function badRequest(code: number | null, said: string, judging: Judging): NotDone {
  if (code === FROM_MISSING || code === FROM_MALFORMED || code === FROM_UNKNOWN) {
    return failed(
      `PagerDuty does not know the person in whose name Tocsin pages (${said}).`,
      "Put the e-mail address of a PagerDuty user into PAGERDUTY_FROM and press Try again.",
    );
  }
  if (code === NOBODY_ON_CALL || SAYS_NOBODY.test(said)) {
    return nobody(
      `Nobody is on call for that escalation policy (${said}).`,
      "Put somebody on call for it in PagerDuty and press Try again; until then, call people by phone.",
    );
  }
  if (judging.credential === "PAGERDUTY_ROUTING_KEY" && /routing.?key/i.test(said)) {
    return failed(
      `PagerDuty does not know the routing key (${said}).`,
      "Put the integration key of an Events API v2 integration into PAGERDUTY_ROUTING_KEY and press Try again.",
    );
  }
  return failed(
    `PagerDuty refused the request (${said}).`,
    "Check the policy and the service in the ops profile against PagerDuty and press Try again; until then, call people by phone.",
  );
}

function unexpected(said: string, judging: Judging): NotDone {
  return failed(
    `The address for PagerDuty answered with something PagerDuty does not say (${said}).`,
    `Check ${judging.address} and any proxy in between, and press Try again.`,
  );
}
