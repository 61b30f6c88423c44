import type { Invitee } from "../effect.ts";
import type { PageTarget, Profile } from "../profile.ts";
import type { Incident } from "./incident.ts";
import { firstTarget, policyFor } from "./route.ts";

/**
 * Who belongs in the incident channel. Words of the profile become people only when the worker runs. Into a private
 * incident the manual brings nobody: only people whom somebody named, or who came in by themselves.
 */

/** Everyone who is brought in when the channel is made: who took part so far, on-call if paged, and the severity's own. */
export function firstInvitees(incident: Incident, profile: Profile): readonly Invitee[] {
  const people = incident.participants.map((user): Invitee => ({ kind: "person", user }));
  const paged = incident.pages.flatMap(({ target }) => pagedInvitees(target, incident, profile));
  return [...people, ...paged, ...severityInvitees(incident, profile)];
}

/** Whoever a step wakes. A person who was named is brought in everywhere. */
export function pagedInvitees(target: PageTarget, incident: Incident, profile: Profile): readonly Invitee[] {
  const isNamed = target.kind === "user";
  return incident.private && !isNamed ? [] : invitedBy(target, incident, profile);
}

/** The severity's `invite` list: roles, people groups, and the word `on-call` for whoever would be paged. */
export function severityInvitees(incident: Incident, profile: Profile): readonly Invitee[] {
  if (incident.private) return [];
  const severity = profile.severities.find(({ label }) => label === incident.severity);
  return (severity?.invite ?? []).flatMap((key) => {
    if (profile.roles.some((role) => role.key === key)) return holderOf(key, incident, profile);
    if (profile.people.some((group) => group.key === key)) return [{ kind: "group", group: key }];
    const policy = key === "on-call" ? policyFor(profile, incident) : null;
    return policy === null ? [] : pagedInvitees(firstTarget(profile, policy), incident, profile);
  });
}

/** The word a person, group or policy goes by in an effect's id. */
export function inviteeWord(who: Invitee): string {
  switch (who.kind) {
    case "person":
      return who.user;
    case "group":
      return `group/${who.group}`;
    case "on-call":
      return `on-call/${who.policy}`;
  }
}

function invitedBy(target: PageTarget, incident: Incident, profile: Profile): readonly Invitee[] {
  switch (target.kind) {
    case "pagerduty":
      return [{ kind: "on-call", policy: target.policy }];
    case "group":
      return [{ kind: "group", group: target.group }];
    case "role":
      return holderOf(target.role, incident, profile);
    case "user":
      return [{ kind: "person", user: target.user }];
    case "people":
    case "schedule":
      // Known by e-mail or by PagerDuty only; they come in when they answer the page.
      return [];
  }
}

function holderOf(role: string, incident: Incident, profile: Profile): readonly Invitee[] {
  const holder = incident.roles[role];
  if (holder !== undefined) return [{ kind: "person", user: holder }];
  const group = profile.roles.find(({ key }) => key === role)?.from ?? null;
  return group === null ? [] : [{ kind: "group", group }];
}
