import { createHash } from "node:crypto";
import type { Effect } from "../domain/effect.ts";
import type { DeliveryKey, EffectId, IncidentId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { Batch } from "./batch.ts";
import type { Ask, Result } from "./ports.ts";

/** What a declare will be, worked out by the rules alone while the database is away. */

/** A declare with everything settled that its incident and its pages are named by. */
export type KeptAsk = Ask & Required<Pick<Ask, "kept">> & { readonly key: DeliveryKey };

/** As it lies on the disk: `pages` are the ids under which PagerDuty may have been asked. */
export type Spooled = { readonly ask: KeptAsk; readonly pages: readonly EffectId[] };

export type PageEffect = Extract<Effect, { readonly kind: "page" }>;

export type Draft = { readonly result: Result; readonly pages: readonly PageEffect[] };

/** No incident has this number; it is decided with and never shown. */
const STAND_IN_NUMBER = 0;

/** Decides it beside those that wait already, as the commit will that stores them one after another. */
export function draftOf(ask: KeptAsk, profile: Profile, waiting: readonly Incident[]): Draft {
  const batch = new Batch({
    incidents: waiting,
    delivered: new Map(),
    lastNumber: STAND_IN_NUMBER - 1,
    profileOf: () => profile,
    // Anybody may declare.
    isGuest: () => false,
  });
  const result = batch.take(ask, ask.kept.at, ask.kept.id);
  return { result, pages: batch.effects.flatMap(({ effect }) => (effect.kind === "page" ? [effect] : [])) };
}

/** A page names its incident by number; until there is one, it says so. */
export function withoutNumber(title: string): string {
  return title.replace(`INC-${STAND_IN_NUMBER} `, "New incident ");
}

/** The same request is the same incident, however often it arrives and whoever takes it. */
export function incidentIdOf(key: DeliveryKey): IncidentId {
  const hex = createHash("sha256").update(key).digest("hex");
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`];
  return `${parts.join("-")}-${hex.slice(20, 32)}` as IncidentId; // a UUID v8, made of the request's own name
}
