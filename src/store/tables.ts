import type { Effect } from "../domain/effect.ts";
import type { IncidentEvent } from "../domain/incident/event.ts";
import type { Actor, Incident } from "../domain/incident/incident.ts";

/** Columns as they come back from either database: bigint as number, jsonb parsed. */
export type Tables = {
  counters: { name: string; value: number };
  profiles: { hash: string; body: string; first_seen: number };
  incidents: {
    id: string;
    number: number;
    phase: string;
    rank: number;
    private: boolean;
    channel_id: string | null;
    title_key: string;
    declared_by: string;
    declared_at: number;
    profile_hash: string;
    due_at: number | null;
    state: Incident;
  };
  timeline: {
    incident_id: string;
    sequence: number;
    said_at: number;
    recorded_at: number;
    actor: Actor;
    event: IncidentEvent;
  };
  effects: {
    id: string;
    incident_id: string;
    version: number;
    kind: string;
    body: Effect;
    state: "requested" | "sent" | "accepted" | "failed" | "waived";
    attempts: number;
    requested_at: number;
    first_tried_at: number | null;
    trying_since: number | null;
    busy_until: number | null;
    settled_at: number | null;
    reason: string | null;
    receipt: unknown;
  };
  deliveries: { key: string; at: number; incident_id: string | null; result: unknown };
};
