import type { PeopleGroup, Profile, Role, Service, Severity, Status, Target } from "../domain/profile.ts";
import { buildDelivery } from "./build-delivery.ts";
import { buildCalendar, buildOnCall, buildPolicy, type Written } from "./build-paging.ts";
import {
  CLOSED,
  DEFAULT_ANNOUNCEMENTS,
  DEFAULT_CHANNEL_NAME,
  DEFAULT_NUDGES,
  DEFAULT_POSTMORTEM_DUE_MS,
  DEFAULT_PROOF,
  DEFAULT_ROLES,
  DEFAULT_STATUSES,
  DEFAULT_TIMEZONE,
  defaultSeverityOf,
} from "./defaults.ts";
import type { WrittenTarget } from "./duration.ts";
import type { Manual } from "./schema.ts";

type Keys = (section: keyof Manual) => readonly string[];

/** The profile of a manual that has passed its checks. `keys` gives a section's keys in the order written. */
export function buildProfile(manual: Manual, keys: Keys, hash: string): Profile {
  const timezone = manual.timezone ?? DEFAULT_TIMEZONE;
  const calendar = buildCalendar(manual.calendar, timezone);
  const severities = entries(manual.severities, keys("severities"));
  const marked = severities.find(([, { default: isDefault }]) => isDefault === true)?.[0];
  return {
    hash,
    organisation: manual.organisation,
    timezone,
    calendar,
    slack: {
      announcements: (manual.slack?.announcements ?? DEFAULT_ANNOUNCEMENTS).replace(/^#/, ""),
      channelName: manual.slack?.channel_name ?? DEFAULT_CHANNEL_NAME,
      links: manual.slack?.links ?? [],
    },
    severities: severities.map(([label, written], index) =>
      buildSeverity(label, written, index + 1, calendar),
    ),
    defaultSeverity: marked ?? defaultSeverityOf(severities.map(([label]) => label)),
    statuses: buildStatuses(manual, keys("statuses")),
    roles: buildRoles(manual, keys("roles")),
    escalation: entries(manual.escalation, keys("escalation")).map((entry) => buildPolicy(entry, timezone)),
    proof: {
      acceptedMs: manual.proof?.accepted ?? DEFAULT_PROOF.acceptedMs,
      notifiedMs: manual.proof?.notified ?? DEFAULT_PROOF.notifiedMs,
    },
    nudges: {
      commanderMs: orDefault(manual.nudges?.commander, DEFAULT_NUDGES.commanderMs),
      severityMs: orDefault(manual.nudges?.severity, DEFAULT_NUDGES.severityMs),
      quietMs: orDefault(manual.nudges?.quiet, DEFAULT_NUDGES.quietMs),
    },
    onCall: buildOnCall(manual.on_call),
    access: { page: manual.access?.page ?? "everyone" },
    people: entries(manual.people, keys("people")).map(buildGroup),
    services: entries(manual.services, keys("services")).map(buildService),
    delivery: buildDelivery(manual, timezone),
    communication: { update: manual.communication?.update ?? null },
    postmortem: {
      dueMs: manual.postmortem?.due ?? DEFAULT_POSTMORTEM_DUE_MS,
      actionRules: (manual.postmortem?.action_rules ?? []).map((rule) => ({
        timelineMentions: rule.when.timeline_mentions.toLowerCase(),
        action: rule.action,
        owner: rule.owner ?? null,
        dueMs: rule.due ?? null,
        priority: rule.priority ?? "medium",
      })),
    },
  };
}

/** Null is an answer of its own: never. */
function orDefault(written: number | null | undefined, absent: number | null): number | null {
  return written === undefined ? absent : written;
}

/** JavaScript puts keys such as 1 and 2 first in an object; the order of the file gives the rank, so it decides. */
function entries<Value>(
  section: Readonly<Record<string, Value>> | undefined,
  order: readonly string[],
): readonly [string, Value][] {
  const written = new Map(Object.entries(section ?? {}));
  return order.flatMap((key): [string, Value][] => {
    const value = written.get(key);
    return value === undefined ? [] : [[key, value]];
  });
}

function buildSeverity(
  label: string,
  written: Manual["severities"][string],
  rank: number,
  calendar: Profile["calendar"],
): Severity {
  return {
    label,
    name: written.name ?? label,
    rank,
    criteria: written.criteria ?? [],
    respond: buildTarget(written.respond, calendar),
    resolve: buildTarget(written.resolve, calendar),
    page: written.page ?? false,
    escalation: written.escalation ?? null,
    invite: written.invite ?? [],
    updateEveryMs: written.update_every ?? null,
    postmortem: written.postmortem ?? "optional",
  };
}

/** A business day is as long as the calendar's working day. */
function buildTarget(written: WrittenTarget | undefined, calendar: Profile["calendar"]): Target | null {
  if (written === undefined) return null;
  if (written.kind !== "business-days") return written;
  const dayMs = calendar === null ? 0 : (calendar.toMinute - calendar.fromMinute) * 60_000;
  return { kind: "business", ms: written.days * dayMs };
}

function buildStatuses(manual: Manual, order: readonly string[]): readonly Status[] {
  if (manual.statuses === undefined) return DEFAULT_STATUSES;
  const statuses = entries(manual.statuses, order).map(([label, phase]) => ({ label, phase }));
  return statuses.some(({ phase }) => phase === "closed") ? statuses : [...statuses, CLOSED];
}

function buildRoles(manual: Manual, order: readonly string[]): readonly Role[] {
  if (manual.roles === undefined) return DEFAULT_ROLES;
  return entries(manual.roles, order).map(([key, written]) => {
    const builtIn = DEFAULT_ROLES.find((role) => role.key === key);
    const spoken = key.replace(/[-_.]+/g, " ");
    return {
      key,
      name: written.name ?? builtIn?.name ?? spoken.charAt(0).toUpperCase() + spoken.slice(1),
      duty: written.duty ?? builtIn?.duty ?? "",
      from: written.from ?? null,
    };
  });
}

function buildGroup([key, written]: Written<"people">): PeopleGroup {
  return {
    key,
    emails: written.emails ?? [],
    slackUsers: written.slack_users ?? [],
    slackGroup: written.slack_group?.replace(/^@/, "") ?? null,
  };
}

function buildService([key, written]: Written<"services">): Service {
  return {
    key,
    name: written.name ?? key,
    owner: written.owner ?? null,
    components: written.components ?? [],
    tier: written.tier ?? null,
    escalation: written.escalation ?? null,
    rtoMs: written.rto ?? null,
    rpoMs: written.rpo ?? null,
    pagerDutyService: written.pagerduty_service ?? null,
    links: written.links ?? [],
  };
}
