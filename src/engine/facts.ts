import type { IncidentId, Instant } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Ask, IncidentRef } from "./ports.ts";
import type { DuplicateAsk } from "./store.ts";

/** A second declare of the same title within this time is the same incident. */
const SAME_TITLE_WITHIN_MS = 2 * 60_000;

/** Titles that differ only in case and spaces are the same title. */
export function titleKey(title: string): string {
  return title.trim().replace(/\s+/gu, " ").toLowerCase();
}

/** What a declare must be compared with, or null for every other command. */
export function duplicateAsk(ask: Ask, now: Instant): DuplicateAsk | null {
  if (ask.command.type !== "declare") return null;
  return {
    titleKey: titleKey(ask.command.title),
    channel: ask.command.declaredIn,
    private: ask.command.private,
    by: ask.by.kind === "person" ? ask.by.user : null,
    since: now - SAME_TITLE_WITHIN_MS,
  };
}

/**
 * The open incident this declare repeats. A private incident is repeated only by its own declarer, so that
 * declaring never reveals one to somebody else.
 */
export function findDuplicate(ask: DuplicateAsk, known: Iterable<Incident>): Incident | null {
  for (const incident of known) {
    if (!["declared", "acknowledged", "mitigated"].includes(incident.phase)) continue;
    if (ask.channel !== null && incident.channel?.id === ask.channel) return incident;
    const sameTitle = titleKey(incident.title) === ask.titleKey && incident.declaredAt > ask.since;
    const mayKnow = incident.private === ask.private && (!incident.private || incident.declaredBy === ask.by);
    if (sameTitle && mayKnow) return incident;
  }
  return null;
}

/** The incident a command is about, among those locked for this batch. */
export function findByRef(ref: IncidentRef, known: ReadonlyMap<IncidentId, Incident>): Incident | null {
  if (ref.kind === "id") return known.get(ref.id) ?? null;
  for (const incident of known.values()) {
    if (ref.kind === "number" && incident.number === ref.number) return incident;
    if (ref.kind === "channel" && incident.channel?.id === ref.channel) return incident;
  }
  return null;
}
