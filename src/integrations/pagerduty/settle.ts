import type { EffectId } from "../../domain/ids.ts";
import type { Outcome } from "../../engine/ports.ts";
import type { Answer } from "./answer.ts";
import { byRest, judge, retry } from "./judge.ts";
import { byKey, incidentOf } from "./known-incidents.ts";
import type { Parts } from "./parts.ts";
import { problemOf } from "./replies.ts";

/** Ending a page: what is so already counts as done. */

const ALREADY_RESOLVED = 1001;
const ALREADY_ACKNOWLEDGED = 1002;

export async function settle(
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
  if (incident === null) return judge(answer, byRest(parts.timeoutMs, `; the page may not be ${status} yet`));
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

/** Whatever PagerDuty has under this key; that it has nothing is done too. */
export async function settleByKey(
  key: EffectId,
  status: "acknowledged" | "resolved",
  parts: Parts,
): Promise<Outcome<null>> {
  const earlier = await byKey(key, parts);
  if (earlier.kind === "none") return { kind: "done", receipt: null };
  if (earlier.kind !== "found") return earlier;
  return earlier.incident.status === "resolved"
    ? { kind: "done", receipt: null }
    : settle(earlier.incident.id, status, parts);
}
