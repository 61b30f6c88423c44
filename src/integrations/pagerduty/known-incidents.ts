import type { EffectId } from "../../domain/ids.ts";
import type { Answer } from "./answer.ts";
import { byRest, judge, type NotDone } from "./judge.ts";
import type { Parts } from "./parts.ts";
import { IncidentList, IncidentReply, type PagerDutyIncident } from "./replies.ts";

/** Finding an incident again: by its id, by our own key, in a reply. */

/** Longer would keep "paged" from the card for the sake of a second opinion. */
const READ_BACK_MS = 3_000;

/** An id was once answered for hours while nothing was created; only a plain "not found" counts against it. */
export async function stillKnown(id: string, { rest, timeoutMs }: Parts): Promise<boolean> {
  const answer = await rest({
    method: "GET",
    path: `incidents/${encodeURIComponent(id)}`,
    call: "GET /incidents/{id}",
    timeoutMs: Math.min(timeoutMs, READ_BACK_MS),
  });
  return answer.kind !== "answered" || answer.status !== 404;
}

export type Earlier =
  | { readonly kind: "found"; readonly incident: PagerDutyIncident }
  | { readonly kind: "none" }
  | NotDone;

export async function byKey(key: EffectId, parts: Parts, timeoutMs = parts.timeoutMs): Promise<Earlier> {
  const answer = await parts.rest({
    method: "GET",
    path: "incidents",
    call: "GET /incidents",
    query: { incident_key: key, date_range: "all", limit: "100" },
    timeoutMs,
  });
  const read =
    answer.kind === "answered" && answer.status === 200 ? IncidentList.safeParse(answer.body) : null;
  if (read?.success !== true) return judge(answer, byRest(timeoutMs));
  // A filter that is not understood lists everything: only our own key counts.
  const ours = read.data.incidents.filter((incident) => incident.incident_key === key);
  const incident = ours.find(({ status }) => status !== "resolved") ?? ours.at(-1);
  return incident === undefined ? { kind: "none" } : { kind: "found", incident };
}

export function incidentOf(answer: Answer): PagerDutyIncident | null {
  if (answer.kind !== "answered" || answer.status < 200 || answer.status > 299) return null;
  const read = IncidentReply.safeParse(answer.body);
  return read.success ? read.data.incident : null;
}
