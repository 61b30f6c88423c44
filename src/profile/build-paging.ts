import type { Calendar, EscalationPolicy, EscalationStep, OnCall, PageTarget } from "../domain/profile.ts";
import { parseBusinessHours, parseWeekly } from "./calendar.ts";
import { DEFAULT_STEP_TIMEOUT_MS, NO_ON_CALL } from "./defaults.ts";
import { isRunByPagerDuty } from "./references.ts";
import type { Manual } from "./schema.ts";

/** The parts of a manual that say who is paged, when, and in what order. */

/** An entry of a section: its key, and what is written under it. */
export type Written<Section extends keyof Manual> = [
  string,
  NonNullable<Manual[Section]> extends Readonly<Record<string, infer Value>> ? Value : never,
];

export function buildCalendar(written: Manual["calendar"], timezone: string): Calendar | null {
  const hours = parseBusinessHours(written?.business_hours ?? "");
  if (written === undefined || hours === null) return null;
  return { ...hours, timezone: written.timezone ?? timezone, holidays: written.holidays ?? [] };
}

export function buildPolicy([key, written]: Written<"escalation">, timezone: string): EscalationPolicy {
  return {
    key,
    name: written.name ?? key,
    steps: written.steps.map(
      ({ page, timeout }): EscalationStep => ({
        page: buildPageTarget(page),
        timeoutMs: timeout ?? DEFAULT_STEP_TIMEOUT_MS,
      }),
    ),
    repeat: written.repeat ?? 0,
    acknowledgeExpiresMs: written.acknowledge_expires ?? null,
    runBy: isRunByPagerDuty(written) ? "pagerduty" : "tocsin",
    acknowledgements: written.acknowledgements ?? 1,
    hours: buildCalendar(written.hours, timezone),
    outsideHours: buildOutsideHours(written.outside_hours),
  };
}

function buildOutsideHours(written: string | undefined): EscalationPolicy["outsideHours"] {
  if (written === undefined) return null;
  return written === "wait" ? { kind: "wait" } : { kind: "policy", policy: written };
}

function buildPageTarget(page: Written<"escalation">[1]["steps"][number]["page"]): PageTarget {
  if (page.pagerduty !== undefined) return { kind: "pagerduty", policy: page.pagerduty };
  if (page.schedule !== undefined) return { kind: "schedule", schedule: page.schedule };
  if (page.group !== undefined) return { kind: "group", group: page.group };
  if (page.role !== undefined) return { kind: "role", role: page.role };
  return { kind: "people", emails: page.people ?? [] };
}

export function buildOnCall(written: Manual["on_call"]): OnCall {
  if (written === undefined) return NO_ON_CALL;
  return {
    channel: written.channel?.replace(/^#/, "") ?? null,
    userGroups: Object.entries(written.user_groups ?? {}).map(([policy, handle]) => ({
      policy,
      handle: handle.replace(/^@/, ""),
    })),
    weekly: parseWeekly(written.weekly ?? ""),
  };
}
