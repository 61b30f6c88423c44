import type { EffectId } from "../../domain/ids.ts";
import type { Outcome, PageAsk, Pager } from "../../engine/ports.ts";
import type { Answer } from "./answer.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { failed, type Judging, judge, type NotDone, retry } from "./judge.ts";
import { IncidentList, IncidentReply, OnCallList, type PagerDutyIncident, problemOf } from "./replies.ts";
import type { Rest } from "./rest.ts";
import { shortened } from "./words.ts";

/** Pages as incidents of REST v2. A page is done when PagerDuty has given an id and still knows it when asked. */

type Paged = Outcome<{ pagerDutyId: string; url: string | null; via: "policy" }>;

type Parts = {
  readonly rest: Rest;
  readonly directory: Directory;
  readonly timeoutMs: number;
  /** Keys whose last try may have been carried out: they are looked for before they are sent again. */
  readonly unsure: Set<EffectId>;
};

/** Longer would keep "paged" from the card for the sake of a second opinion. */
const READ_BACK_MS = 3_000;
const TITLE_MAX = 1024;

export function createRestPager(options: {
  readonly rest: Rest;
  readonly timeoutMs: number;
  readonly now: () => number;
}): Pager {
  const { rest, timeoutMs } = options;
  const directory = createDirectory({ rest, judging: looking(timeoutMs), now: options.now });
  const parts: Parts = { rest, directory, timeoutMs, unsure: new Set() };
  return {
    state: "on",
    page: (ask) => page(ask, parts),
    acknowledge: (pagerDutyId) => settle(pagerDutyId, "acknowledged", parts),
    resolve: (pagerDutyId) => settle(pagerDutyId, "resolved", parts),
    withdraw: (key) => withdraw(key, parts),
    onCall: (policy) => onCall(policy, parts),
  };
}

function looking(timeoutMs: number, doubt = ""): Judging {
  return { doubt, timeoutMs, credential: "PAGERDUTY_TOKEN", address: "PAGERDUTY_API_URL" };
}

async function page(ask: PageAsk, parts: Parts): Promise<Paged> {
  const where = await destination(ask, parts.directory);
  if (where.kind !== "found") return where;
  if (parts.unsure.has(ask.key) || (ask.attempt?.number ?? 1) > 1) {
    const earlier = await byKey(ask.key, parts);
    if (earlier.kind === "found") return accepted(earlier.incident, ask, parts);
    // A look that cannot be had does not hold up a page: the key keeps it from being two while it is open.
    const refused = earlier.kind === "failed" || (earlier.kind === "retry" && earlier.afterMs > 0);
    if (refused) return earlier;
  }
  const paged = await send(ask, where, parts);
  if (paged.kind === "retry") parts.unsure.add(ask.key);
  else parts.unsure.delete(ask.key);
  if (paged.kind === "failed") parts.directory.forget();
  return paged;
}

type Destination = { readonly kind: "found"; readonly policy: string; readonly service: string };

async function destination(ask: PageAsk, directory: Directory): Promise<Destination | NotDone> {
  const [policy, named] = await Promise.all([
    directory.policy(ask.policy),
    ask.service === null ? null : directory.service(ask.service),
  ]);
  if (policy.kind !== "found") return policy;
  if (named !== null) {
    return named.kind === "found"
      ? { kind: "found", policy: policy.thing.id, service: named.thing.id }
      : named;
  }
  const first = policy.thing.services[0];
  if (first !== undefined) return { kind: "found", policy: policy.thing.id, service: first.id };
  return failed(
    `PagerDuty pages for a service, and the escalation policy "${policy.thing.name}" has none.`,
    "Name one as pagerduty_service of the service in the ops profile, or give the policy a service in PagerDuty, and press Try again.",
  );
}

async function send(ask: PageAsk, where: Destination, parts: Parts): Promise<Paged> {
  const answer = await parts.rest({
    method: "POST",
    path: "incidents",
    call: "POST /incidents",
    data: {
      incident: {
        type: "incident",
        title: shortened(ask.title, TITLE_MAX),
        service: { id: where.service, type: "service_reference" },
        escalation_policy: { id: where.policy, type: "escalation_policy_reference" },
        // Low urgency is never escalated.
        urgency: "high",
        incident_key: ask.key,
        body: { type: "incident_body", details: ask.body },
      },
    },
  });
  if (isThereAlready(answer)) return adopted(ask, parts);
  const made = incidentOf(answer);
  if (made === null)
    return judge(answer, looking(parts.timeoutMs, "; the page may or may not have gone out"));
  const known = await stillKnown(made.id, parts);
  if (known) return accepted(made, ask, parts);
  return retry(`PagerDuty answered with the incident ${made.id} and then did not know it; no page went out.`);
}

function accepted(incident: PagerDutyIncident, ask: PageAsk, parts: Parts): Paged {
  parts.unsure.delete(ask.key);
  return {
    kind: "done",
    receipt: { pagerDutyId: incident.id, url: incident.html_url ?? null, via: "policy" },
  };
}

function isThereAlready(answer: Answer): boolean {
  return (
    answer.kind === "answered" &&
    answer.status === 400 &&
    /matching dedup key already exists/i.test(problemOf(answer.body).words)
  );
}

async function adopted(ask: PageAsk, parts: Parts): Promise<Paged> {
  const earlier = await byKey(ask.key, parts);
  if (earlier.kind === "found") return accepted(earlier.incident, ask, parts);
  return earlier.kind === "none"
    ? retry("PagerDuty says that this page is there already, but does not show it.")
    : earlier;
}

/** An id was once answered for hours while nothing was created; only a plain "not found" counts against it. */
async function stillKnown(id: string, { rest, timeoutMs }: Parts): Promise<boolean> {
  const answer = await rest({
    method: "GET",
    path: `incidents/${encodeURIComponent(id)}`,
    call: "GET /incidents/{id}",
    timeoutMs: Math.min(timeoutMs, READ_BACK_MS),
  });
  return answer.kind !== "answered" || answer.status !== 404;
}

type Earlier =
  | { readonly kind: "found"; readonly incident: PagerDutyIncident }
  | { readonly kind: "none" }
  | NotDone;

async function byKey(key: EffectId, { rest, timeoutMs }: Parts): Promise<Earlier> {
  const answer = await rest({
    method: "GET",
    path: "incidents",
    call: "GET /incidents",
    query: { incident_key: key, date_range: "all", limit: "100" },
  });
  const read =
    answer.kind === "answered" && answer.status === 200 ? IncidentList.safeParse(answer.body) : null;
  if (read?.success !== true) return judge(answer, looking(timeoutMs));
  // A filter that is not understood lists everything: only our own key counts.
  const ours = read.data.incidents.filter((incident) => incident.incident_key === key);
  const incident = ours.find(({ status }) => status !== "resolved") ?? ours.at(-1);
  return incident === undefined ? { kind: "none" } : { kind: "found", incident };
}

function incidentOf(answer: Answer): PagerDutyIncident | null {
  if (answer.kind !== "answered" || answer.status < 200 || answer.status > 299) return null;
  const read = IncidentReply.safeParse(answer.body);
  return read.success ? read.data.incident : null;
}

const ALREADY_RESOLVED = 1001;
const ALREADY_ACKNOWLEDGED = 1002;

async function settle(
  pagerDutyId: string,
  status: "acknowledged" | "resolved",
  parts: Parts,
): Promise<Outcome<null>> {
  const answer = await parts.rest({
    method: "PUT",
    path: `incidents/${encodeURIComponent(pagerDutyId)}`,
    call: "PUT /incidents/{id}",
    data: { incident: { type: "incident_reference", status } },
  });
  if (isSettledAlready(answer, status)) return { kind: "done", receipt: null };
  const incident = incidentOf(answer);
  if (incident === null)
    return judge(answer, looking(parts.timeoutMs, `; the page may not be ${status} yet`));
  // A resolved page rings nobody: that is all an acknowledgement asks for.
  if (incident.status === status || incident.status === "resolved") return { kind: "done", receipt: null };
  return retry(`PagerDuty took it, but still shows the page as ${incident.status}.`);
}

function isSettledAlready(answer: Answer, status: "acknowledged" | "resolved"): boolean {
  if (answer.kind !== "answered" || answer.status !== 400) return false;
  const { code, words } = problemOf(answer.body);
  if (code === ALREADY_RESOLVED || /already resolved/i.test(words)) return true;
  return status === "acknowledged" && (code === ALREADY_ACKNOWLEDGED || /already acknowledged/i.test(words));
}

async function withdraw(key: EffectId, parts: Parts): Promise<Outcome<null>> {
  const earlier = await byKey(key, parts);
  if (earlier.kind === "none") return { kind: "done", receipt: null };
  return earlier.kind === "found" ? settle(earlier.incident.id, "resolved", parts) : earlier;
}

async function onCall(policy: string, parts: Parts): ReturnType<Pager["onCall"]> {
  const found = await parts.directory.policy(policy);
  if (found.kind !== "found") return found;
  const answer = await parts.rest({
    method: "GET",
    path: "oncalls",
    call: "GET /oncalls",
    query: {
      "escalation_policy_ids[]": [found.thing.id],
      "include[]": ["users"],
      earliest: "true",
      limit: "100",
    },
  });
  const read = answer.kind === "answered" && answer.status === 200 ? OnCallList.safeParse(answer.body) : null;
  if (read?.success !== true) return judge(answer, looking(parts.timeoutMs));
  const first = read.data.oncalls.filter((entry) => entry.escalation_level === 1);
  const people = new Map(
    first.map(({ user }) => [
      user.id,
      { name: user.name ?? user.summary ?? user.id, email: user.email ?? null },
    ]),
  );
  if (people.size > 0) return { kind: "done", receipt: [...people.values()] };
  return failed(
    `Nobody is on call now at the first level of "${found.thing.name}" in PagerDuty.`,
    "Put somebody on call there and press Try again; until then, bring people in by hand.",
  );
}
