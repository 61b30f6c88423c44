import type { Actor, Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { roleName } from "./headline.ts";
import { person, say, typed } from "./text.ts";

// Who has it. The manual's first role leads; without one, whoever said "I have it".

/** Roles of the manual in its order, then held ones it no longer knows, each with its holder. */
export function rolesInOrder(
  incident: Incident,
  profile: Profile,
): readonly { readonly key: string; readonly holder: string | null }[] {
  const known = profile.roles.map((role) => role.key);
  const others = Object.keys(incident.roles).filter((key) => !known.includes(key));
  return [...known, ...others].map((key) => ({
    key,
    holder: Object.hasOwn(incident.roles, key) ? (incident.roles[key] ?? null) : null,
  }));
}

/**
 * `<@U1> (Incident commander)`, or in bold that it is nobody. Who only writes or tells customers is not in charge, and
 * naming them would keep people from taking it.
 */
export function inCharge(incident: Incident, profile: Profile): string {
  const lead = profile.roles[0]?.key;
  const holder = rolesInOrder(incident, profile).find((role) => role.key === lead)?.holder ?? null;
  const title = lead === undefined ? "" : say(roleName(profile, lead), 60);
  if (holder !== null) return `${person(holder)} (${title})`;
  if (incident.acknowledgedBy === null) return "*nobody yet*";
  return `${person(incident.acknowledgedBy)} (has it${title === "" ? "" : `; no ${title} yet`})`;
}

/** Into a private incident people bring people; the manual brings nobody. */
export function whoIsIn(incident: Incident): string {
  const others = "Neither on-call nor a group is brought in by itself";
  return `only these people know of it: ${peopleLine(incident.participants, 20)}. ${others}; ${typed("/incident role <role> @somebody")} or an invitation to the channel brings somebody in.`;
}

/** The first `limit` people and how many more. */
export function peopleLine(users: readonly string[], limit: number): string {
  const shown = users.slice(0, limit).map(person).join(" ");
  return users.length > limit ? `${shown} and ${users.length - limit} more` : shown;
}

/** Who did something, as mrkdwn. */
export function actorSaid(by: Actor): string {
  switch (by.kind) {
    case "person":
      return person(by.user);
    case "pagerduty":
      return `${say(by.name, 40)} (in PagerDuty)`;
    case "tocsin":
      return "Tocsin";
  }
}
