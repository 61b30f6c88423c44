import type { Effect } from "../../src/domain/effect.ts";
import type { Instant } from "../../src/domain/ids.ts";
import type { Away, IncidentCommand } from "../../src/domain/incident/command.ts";
import { decide } from "../../src/domain/incident/decide.ts";
import type { Decision } from "../../src/domain/incident/decision.ts";
import { nextDueAt } from "../../src/domain/incident/due.ts";
import type { IncidentEvent, RecordedEvent } from "../../src/domain/incident/event.ts";
import { evolve } from "../../src/domain/incident/evolve.ts";
import type { Actor, Incident } from "../../src/domain/incident/incident.ts";
import { react } from "../../src/domain/incident/react.ts";
import type { Profile } from "../../src/domain/profile.ts";
import { ANN, asked, declare, facts, NINE, person, recorded, TOCSIN } from "./incident.ts";
import { aProfile } from "./profile.ts";

/** The engine in miniature: one incident, whose time passes only when it is told to. */
export type World = {
  readonly profile: Profile;
  readonly timeline: RecordedEvent[];
  readonly effects: Effect[];
  /** Every state there was, oldest first. */
  readonly states: Incident[];
  now: Instant;
};

export function aWorld(profile: Profile = aProfile(), opening: IncidentCommand = declare()): World {
  const world: World = { profile, timeline: [], effects: [], states: [], now: NINE };
  tell(world, opening);
  return world;
}

export function incidentOf({ states }: World): Incident {
  const last = states.at(-1);
  if (last === undefined) throw new Error("nothing was declared");
  return last;
}

/** Decides now, keeps what came of it, and answers with the decision. */
export function tell(world: World, command: IncidentCommand, by: Actor = person(ANN)): Decision {
  const before = world.states.at(-1) ?? null;
  const question = deepFreeze(asked(command, { by, at: world.now }));
  const decision = decide(before, question, facts(), world.profile);
  if (decision.kind === "quiet" || decision.events.length === 0) return decision;
  let after = before;
  const rows = decision.events.map(({ event, saidAt, by: actor }) => {
    const sequence = (after?.version ?? 0) + 1;
    const at = saidAt ?? world.now;
    const row = recorded(event, { by: actor ?? by, at, recordedAt: world.now, sequence });
    after = deepFreeze(evolve(after, deepFreeze({ ...row, id: row.incident })));
    return row;
  });
  if (after === null) throw new Error("events make an incident");
  world.effects.push(...react(before, after, rows, world.profile));
  world.timeline.push(...rows);
  world.states.push(after);
  return decision;
}

/** The look at the clock, whether something is due or not. */
export function tick(world: World, away: Away | null = null): Decision {
  return tell(world, { type: "time-due", away }, TOCSIN);
}

/** Time passes while a replica looks at the clock: everything happens when it is due. */
export function pass(world: World, ms: number): void {
  const until = world.now + ms;
  for (let looks = 0; looks < 2_000; looks += 1) {
    const due = nextDueAt(incidentOf(world), world.profile);
    if (due === null || due > until) break;
    world.now = Math.max(world.now, due);
    tick(world);
  }
  world.now = until;
}

/** Time passes while nobody looks; then a replica starts. */
export function sleep(world: World, ms: number): Decision {
  const from = world.now;
  world.now += ms;
  return tick(world, { from, to: world.now });
}

export function eventsOf<T extends IncidentEvent["type"]>(
  { timeline }: Pick<World, "timeline">,
  type: T,
): readonly Extract<IncidentEvent, { readonly type: T }>[] {
  return timeline.map(({ event }) => event).filter((event) => isOf(event, type));
}

function isOf<T extends IncidentEvent["type"]>(
  event: IncidentEvent,
  type: T,
): event is Extract<IncidentEvent, { readonly type: T }> {
  return event.type === type;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}

/** `5 min: page default 1.2 unanswered`: what happened to the runs of policies, as one reads it. */
export function escalationLog({ timeline }: World): readonly string[] {
  return timeline.flatMap(({ event, recordedAt }) => {
    const words = runWords(event);
    return words === null ? [] : [`${(recordedAt - NINE) / 60_000} min: ${words}`];
  });
}

function runWords(event: IncidentEvent): string | null {
  if (event.type === "page-requested")
    return `page ${event.policy} ${event.round}.${event.step + 1} ${event.cause}`;
  if (event.type === "escalation-exhausted")
    return `exhausted ${event.policy}${event.reached ? "" : ", nobody reached"}`;
  if (event.type === "escalation-stopped") return `stopped ${event.policy}`;
  if (event.type === "acknowledgement-reminded") return "reminded";
  if (event.type === "acknowledgement-expired") return "expired";
  if (event.type === "acknowledged") return `acknowledged, ${event.settled.length} settled`;
  return null;
}
