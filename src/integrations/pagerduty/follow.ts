import type { Outcome, PageLog, PagerPerson } from "../../engine/ports.ts";
import { levelOf } from "./level.ts";
import { listed } from "./listing.ts";
import type { Parts } from "./parts.ts";
import { LogEntry } from "./replies.ts";
import { storable } from "./words.ts";

/** What PagerDuty's log tells of one page: the proof that somebody was notified, and who answered. */

export async function follow(id: string, parts: Parts): Promise<Outcome<PageLog>> {
  const log = await listed(parts, {
    path: `incidents/${encodeURIComponent(id)}/log_entries`,
    call: "GET /incidents/{id}/log_entries",
    name: "log_entries",
    schema: LogEntry,
    query: { is_overview: "false", "include[]": ["channels"] },
  });
  if ("kind" in log) return log;
  const acknowledged = standing(log, "acknowledge_log_entry", TAKES_BACK);
  const resolved = standing(log, "resolve_log_entry", OPENS_AGAIN);
  const [answeredBy, resolvedBy, level] = await Promise.all([
    acknowledged === null ? null : agentOf(acknowledged, parts),
    resolved === null ? null : agentOf(resolved, parts),
    // Nobody is being asked any more once somebody answered.
    acknowledged === null && resolved === null ? levelOf(id, log, parts) : null,
  ]);
  return {
    kind: "done",
    receipt: {
      notified: notifiedIn(log),
      acknowledged:
        acknowledged === null ? null : { by: answeredBy ?? SOMEBODY, at: acknowledged.created_at },
      unacknowledgedAt: takenBackAt(log),
      resolved: resolved === null ? null : { by: resolvedBy, at: resolved.created_at },
      level,
    },
  };
}

/** An acknowledgement by an integration names a service, not a person. */
const SOMEBODY: PagerPerson = { name: "PagerDuty", email: null };

/** Escalating or assigning an acknowledged incident rings again. */
const TAKES_BACK = [
  "unacknowledge_log_entry",
  "escalate_log_entry",
  "assign_log_entry",
  "reopen_log_entry",
  "trigger_log_entry",
];
const OPENS_AGAIN = [
  "reopen_log_entry",
  "trigger_log_entry",
  "acknowledge_log_entry",
  "unacknowledge_log_entry",
];

/** The last of its kind, when nothing newer undoes it. */
function standing(log: readonly LogEntry[], type: string, undoing: readonly string[]): LogEntry | null {
  const last = log.findIndex((entry) => entry.type === type);
  const undone = log.findIndex((entry) => undoing.includes(entry.type));
  return last === -1 || (undone !== -1 && undone < last) ? null : (log[last] ?? null);
}

/** When the last acknowledgement that does not stand any more was taken back. */
function takenBackAt(log: readonly LogEntry[]): number | null {
  const backs = log.flatMap((entry, at) => (TAKES_BACK.includes(entry.type) ? [at] : []));
  const back = backs.find((at) => {
    const before = log.slice(at + 1).find(({ type }) => [...TAKES_BACK, ACKNOWLEDGE].includes(type));
    return before?.type === ACKNOWLEDGE;
  });
  return back === undefined ? null : (log[back]?.created_at ?? null);
}
const ACKNOWLEDGE = "acknowledge_log_entry";

/** Null when PagerDuty did it by itself. */
async function agentOf({ agent }: LogEntry, { people }: Parts): Promise<PagerPerson | null> {
  if (agent === undefined || agent === null || !/^user/.test(agent.type ?? "")) return null;
  return { name: agent.summary ?? agent.id, email: await people.emailOf(agent.id) };
}

function notifiedIn(log: readonly LogEntry[]): PageLog["notified"] {
  return log
    .filter((entry) => entry.type === "notify_log_entry" && isThrough(entry))
    .map(({ user, created_at, channel }) => ({
      name: user?.summary ?? user?.id ?? "somebody",
      at: created_at,
      how: howOf(channel),
    }))
    .reverse();
}

/** A notification that failed or is only on its way has reached nobody; PagerDuty may also say nothing of how it went. */
function isThrough({ channel }: LogEntry): boolean {
  const status = channel?.notification?.status?.toLowerCase() ?? "";
  return ["", "success", "sent", "delivered", "completed"].includes(status);
}

function howOf(channel: LogEntry["channel"]): string | null {
  const type = (channel?.notification?.type ?? channel?.type ?? "").toLowerCase();
  if (type.includes("push")) return "push";
  if (type.includes("sms")) return "sms";
  if (type.includes("phone") || type.includes("call")) return "phone call";
  if (type.includes("email")) return "email";
  return type === "" || type === "auto" ? null : storable(type);
}
