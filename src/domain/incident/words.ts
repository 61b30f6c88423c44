import type { EscalationPolicy, Phase, Profile, Role, Severity, Status } from "../profile.ts";

/** What a person typed → what the profile means. Null when the profile has no such word. */

/** By label or name; or by number alone when one label ends in it: `1`, `sev1` and `s1` find "Severity 1". */
export function findSeverity(profile: Profile, typed: string): Severity | null {
  const exact = pick(typed, profile.severities, (severity) => [severity.label, severity.name]);
  if (exact !== null) return exact;
  const digits = /^(?:severity|sev|s|p)?[\s-]*(\d+)$/iu.exec(typed.trim())?.[1];
  if (digits === undefined) return null;
  return only(profile.severities.filter(({ label }) => /(\d+)$/u.exec(label)?.[1] === digits));
}

/** By label, or by the beginning of one label only. */
export function findStatus(profile: Profile, typed: string): Status | null {
  return pickOrPrefix(typed, profile.statuses, (status) => [status.label]);
}

/** By key or name, or by the beginning of one only. */
export function findRole(profile: Profile, typed: string): Role | null {
  return pickOrPrefix(typed, profile.roles, (role) => [role.key, role.name]);
}

export function findPolicy(profile: Profile, typed: string): EscalationPolicy | null {
  return pick(typed, profile.escalation, (policy) => [policy.key]);
}

/** A component and its service; a service's own key or name stands for the service as a whole. */
export function findComponent(
  profile: Profile,
  typed: string,
): { readonly service: string; readonly component: string | null } | null {
  const service = pick(typed, profile.services, ({ key, name }) => [key, name]);
  if (service !== null) return { service: service.key, component: null };
  const owned = profile.services.flatMap(({ key, components }) =>
    components.map((component) => ({ service: key, component })),
  );
  return pick(typed, owned, ({ component }) => [component]);
}

/** The manual's first status of a phase. A manual without one gets the phase's own name, so that no phase is out of reach. */
export function firstStatus(profile: Profile, phase: Phase): Status {
  return profile.statuses.find((status) => status.phase === phase) ?? { label: phase, phase };
}

function pick<T>(typed: string, known: readonly T[], words: (one: T) => readonly string[]): T | null {
  const wanted = plain(typed);
  if (wanted === "") return null;
  return known.find((one) => words(one).some((word) => plain(word) === wanted)) ?? null;
}

function pickOrPrefix<T>(typed: string, known: readonly T[], words: (one: T) => readonly string[]): T | null {
  const wanted = plain(typed);
  if (wanted === "") return null;
  const begins = known.filter((one) => words(one).some((word) => plain(word).startsWith(wanted)));
  return pick(typed, known, words) ?? only(begins);
}

function only<T>(found: readonly T[]): T | null {
  const [first, ...others] = found;
  return first !== undefined && others.length === 0 ? first : null;
}

/** `post-incident`, `Post incident` and `post_incident` are one word to a person in a hurry. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_-]+/gu, " ")
    .trim();
}
