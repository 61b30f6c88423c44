import type { Effect } from "../domain/effect.ts";
import type { EffectId, IncidentId, Instant } from "../domain/ids.ts";
import { decide } from "../domain/incident/decide.ts";
import type { Decision } from "../domain/incident/decision.ts";
import { nextDueAt } from "../domain/incident/due.ts";
import type { IncidentEvent, RecordedEvent } from "../domain/incident/event.ts";
import { evolve } from "../domain/incident/evolve.ts";
import type { Actor, Incident } from "../domain/incident/incident.ts";
import { react } from "../domain/incident/react.ts";
import type { Profile } from "../domain/profile.ts";
import { duplicateAsk, findByRef, findDuplicate, titleKey } from "./facts.ts";
import type { Ask, Result } from "./ports.ts";
import type { Changes } from "./store.ts";

/**
 * Decides the commands of one commit, one after the other, on states read and locked for it. Nothing here
 * touches the database: it is handed what was read and answers what is to be written.
 */
export class Batch {
  readonly #incidents: Map<IncidentId, Incident>;
  readonly #delivered: Map<string, Result>;
  readonly #changed = new Set<IncidentId>();
  readonly #timeline: RecordedEvent[] = [];
  readonly #effects: { effect: Effect; incident: IncidentId; version: number; at: Instant }[] = [];
  readonly #deliveries: Changes["deliveries"][number][] = [];
  readonly #retried: EffectId[] = [];
  readonly #waived: EffectId[] = [];
  readonly #profileOf: (hash: string | null) => Profile;
  readonly #isGuest: (by: Actor) => boolean;
  #lastNumber: number | null;
  #numbered = false;

  constructor(read: {
    readonly incidents: readonly Incident[];
    readonly delivered: ReadonlyMap<string, Result>;
    /** Null when no command of the batch declares. */
    readonly lastNumber: number | null;
    /** The profile that governs an incident; null asks for the one in force. */
    readonly profileOf: (hash: string | null) => Profile;
    readonly isGuest: (by: Actor) => boolean;
  }) {
    this.#incidents = new Map(read.incidents.map((incident) => [incident.id, incident]));
    this.#delivered = new Map(read.delivered);
    this.#lastNumber = read.lastNumber;
    this.#profileOf = read.profileOf;
    this.#isGuest = read.isGuest;
  }

  /** A redelivered request gets the first one's answer and changes nothing. */
  take(ask: Ask, at: Instant, newId: IncidentId): Result {
    const before = ask.key === null ? undefined : this.#delivered.get(ask.key);
    if (before !== undefined) return before;
    const result = this.#decide(ask, at, newId);
    if (ask.key !== null) {
      this.#delivered.set(ask.key, repeated(result));
      this.#deliveries.push({ key: ask.key, at, incident: result.incident?.id ?? null, result: result.kind });
    }
    return result;
  }

  #decide(ask: Ask, storedAt: Instant, freshId: IncidentId): Result {
    const { at, id: newId } = ask.kept ?? { at: storedAt, id: freshId };
    const duplicate = duplicateAsk(ask, at);
    const duplicateOf = duplicate === null ? null : findDuplicate(duplicate, this.#incidents.values());
    const state = ask.incident.kind === "new" ? null : findByRef(ask.incident, this.#incidents);
    const profile = this.#profileOf(state?.profileHash ?? null);
    const nextNumber = this.#lastNumber === null ? null : this.#lastNumber + 1;
    const decision = decide(
      state,
      { command: ask.command, by: ask.by, guest: this.#isGuest(ask.by), at, newId },
      { nextNumber, duplicateOf },
      profile,
    );
    if (decision.kind === "quiet") return { kind: "quiet", incident: state };
    const subject = state ?? (decision.kind === "refused" ? duplicateOf : null);
    const after = this.#record(subject, decision, { ask, at, storedAt, newId });
    if (decision.kind === "refused") return { kind: "refused", refusal: decision.refusal, incident: after };
    if (after === null) throw new Error("a command was accepted without an event");
    return { kind: "accepted", incident: after, events: decision.events.map(({ event }) => event) };
  }

  #record(
    before: Incident | null,
    decision: Exclude<Decision, { kind: "quiet" }>,
    asked: { ask: Ask; at: Instant; storedAt: Instant; newId: IncidentId },
  ): Incident | null {
    let after = before;
    const recorded: RecordedEvent[] = [];
    for (const { event, saidAt, by = asked.ask.by } of decision.events) {
      const at = saidAt ?? asked.at;
      after = evolve(after, { event, by, at, id: asked.newId });
      recorded.push({
        incident: after.id,
        sequence: after.version,
        by,
        at,
        recordedAt: asked.storedAt,
        event,
      });
    }
    if (after === null || recorded.length === 0) return after;
    const effects = react(before, after, recorded, this.#profileOf(after.profileHash));
    // From here on nothing throws: a rule with a bug leaves no trace in what the others of this commit write.
    const { id, version } = after;
    if (before === null) {
      this.#lastNumber = after.number;
      this.#numbered = true;
    }
    this.#incidents.set(id, after);
    this.#changed.add(id);
    this.#timeline.push(...recorded);
    this.#effects.push(...effects.map((effect) => ({ effect, incident: id, version, at: asked.storedAt })));
    for (const { event } of decision.events) this.#note(event);
    return after;
  }

  #note(event: IncidentEvent): void {
    if (event.type === "effect-retried") this.#retried.push(event.effect);
    if (event.type === "effect-waived") this.#waived.push(event.effect);
  }

  changes(): Changes {
    const incidents = [...this.#changed].flatMap((id) => {
      const incident = this.#incidents.get(id);
      if (incident === undefined) return [];
      const dueAt = nextDueAt(incident, this.#profileOf(incident.profileHash));
      return [{ incident, titleKey: titleKey(incident.title), dueAt }];
    });
    return {
      incidents,
      timeline: this.#timeline,
      effects: this.#effects.filter(({ effect }) => effect.kind !== "retry"),
      deliveries: this.#deliveries,
      retried: this.#retried,
      waived: this.#waived,
      lastNumber: this.#numbered ? this.#lastNumber : null,
    };
  }

  /** All effects of this commit, those to be run again included. */
  get effects(): readonly { readonly effect: Effect; readonly incident: IncidentId }[] {
    return this.#effects;
  }
}

/** What a redelivery of the same request is told. */
export function repeated(result: Result): Result {
  if (result.kind === "accepted") return { kind: "accepted", incident: result.incident, events: [] };
  return { kind: "quiet", incident: result.incident };
}
