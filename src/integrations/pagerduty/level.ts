import type { PageLog } from "../../engine/ports.ts";
import { incidentOf } from "./known-incidents.ts";
import type { Parts } from "./parts.ts";
import type { LogEntry, OnCall, PagerDutyIncident } from "./replies.ts";

export type KnownLevel = { readonly log: string; readonly level: PageLog["level"]; readonly until: number };

/** Longer would hide an escalation whose log entry PagerDuty writes late. */
const KNOWN_MS = 30_000;
const MOST_KNOWN = 1_000;

/** Asked again only when the log has changed: pages are followed every few seconds, and the key's calls are counted. */
export async function levelOf(id: string, log: readonly LogEntry[], parts: Parts): Promise<PageLog["level"]> {
  const { levels, now } = parts;
  const seen = `${log.length} ${log[0]?.type} ${log[0]?.created_at}`;
  const known = levels.get(id);
  if (known !== undefined && known.log === seen && now() < known.until) return known.level;
  const level = await lookedUp(id, log, parts);
  if (levels.size >= MOST_KNOWN) levels.clear();
  if (level !== null) levels.set(id, { log: seen, level, until: now() + KNOWN_MS });
  return level;
}

/**
 * At which level of its policy an open page is. PagerDuty tells whom it is assigned to and when the next level is
 * asked, but not the level's number: that is the level on which those people are on call, and where the same
 * person is on several, the one that the escalations in the log come to.
 */
async function lookedUp(id: string, log: readonly LogEntry[], parts: Parts): Promise<PageLog["level"]> {
  const answer = await parts.rest({
    method: "GET",
    path: `incidents/${encodeURIComponent(id)}`,
    call: "GET /incidents/{id}",
  });
  const incident = incidentOf(answer);
  if (incident === null || incident.status !== "triggered") return null;
  // Assigned to people: no policy calls anybody for it.
  if (incident.assigned_via === "direct_assignment") return null;
  const assigned = (incident.assignments ?? []).map(({ assignee }) => assignee);
  if (assigned.length === 0) return null;
  const next = incident.pending_actions?.find(({ type }) => type === "escalate");
  return {
    level: await numberOf(incident, log, parts),
    people: assigned.map(({ summary, id: user }) => summary ?? user),
    escalatesAt: next?.at ?? null,
  };
}

async function numberOf(
  incident: PagerDutyIncident,
  log: readonly LogEntry[],
  parts: Parts,
): Promise<number> {
  const counted = counting(log);
  const policy = incident.escalation_policy?.id;
  const onCalls = policy === undefined ? null : await parts.onCallsNow(policy);
  const assigned = (incident.assignments ?? []).map(({ assignee }) => assignee.id);
  const possible = onCalls?.kind === "found" ? levelsWithAll(assigned, onCalls.thing) : [];
  return possible.includes(counted) ? counted : (possible[0] ?? counted);
}

/** One more than it was escalated since it was triggered or began again at its first level; the log is newest first. */
function counting(log: readonly LogEntry[]): number {
  const again = log.findIndex(({ type }) => type === "repeat_escalation_path_log_entry");
  const since = again === -1 ? log : log.slice(0, again);
  return 1 + since.filter(({ type }) => type === "escalate_log_entry").length;
}

function levelsWithAll(assigned: readonly string[], onCalls: readonly OnCall[]): readonly number[] {
  const levels = [...new Set(onCalls.map((entry) => entry.escalation_level))].sort((a, b) => a - b);
  const at = (level: number) =>
    onCalls.filter((entry) => entry.escalation_level === level).map(({ user }) => user.id);
  return levels.filter((level) => assigned.every((id) => at(level).includes(id)));
}
