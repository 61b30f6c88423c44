import { incidentName } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Phase, Profile, Severity } from "../domain/profile.ts";
import { channelLink, escaped, oneLine, say } from "./text.ts";

// What an incident is, in one line. The colour is the severity's rank, because labels differ from manual to manual.
const SQUARES = ["🟥", "🟧", "🟨", "🟦"] as const;

export function square(rank: number): string {
  return SQUARES[rank - 1] ?? "⬜";
}

/** The severity as the manual has it, or null when the incident was declared under another manual. */
export function severityOf(profile: Profile, label: string): Severity | null {
  return profile.severities.find((severity) => severity.label === label) ?? null;
}

/** `P1 · Critical`, or the label alone where the manual has one word. Unescaped. */
export function severityWords(profile: Profile, label: string): string {
  const name = severityOf(profile, label)?.name;
  return name === undefined || name === label ? label : `${label} · ${name}`;
}

/** The role's own name, or its key when the manual no longer has it. Unescaped. */
export function roleName(profile: Profile, key: string): string {
  return profile.roles.find((role) => role.key === key)?.name ?? key;
}

/** Which on-call a policy is, for people: `default` says nothing, and means whoever is on call. Unescaped. */
export function policyName(policy: string): string {
  return policy === "default" ? "on-call" : policy;
}

/** `DRILL · PRIVATE · ` or less. Stands before everything that is said about such an incident. */
export function flags(incident: Pick<Incident, "drill" | "private">): string {
  return `${incident.drill ? "DRILL · " : ""}${incident.private ? "PRIVATE · " : ""}`;
}

export function isOver(phase: Phase): boolean {
  return phase === "resolved" || phase === "closed";
}

function statusWords(incident: Incident): string {
  return `${isOver(incident.phase) ? "✅ " : ""}${oneLine(incident.status)}`;
}

/** `🟥 INC-7 · P1 · investigating`, flags first. Unescaped: for headers, topics, buttons. */
export function shortHeadline(incident: Incident): string {
  const what = `${square(incident.rank)} ${incidentName(incident.number)}`;
  return `${flags(incident)}${what} · ${oneLine(incident.severity)} · ${statusWords(incident)}`;
}

/** The short headline and the title. Unescaped. */
export function headline(incident: Incident): string {
  return `${shortHeadline(incident)} · ${oneLine(incident.title)}`;
}

/** The headline as mrkdwn, with the title clipped; the name leads to the incident's channel where there is one. */
export function headlineRow(incident: Incident, titleLimit = 120): string {
  const channel = incident.channel === null ? "" : ` ${channelLink(incident.channel.id)}`;
  return `*${escaped(shortHeadline(incident))}*${channel}\n${say(incident.title, titleLimit)}`;
}
