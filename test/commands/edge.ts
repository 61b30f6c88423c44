import type { IncidentId } from "../../src/domain/ids.ts";
import type { Refusal } from "../../src/domain/incident/decision.ts";
import type { RecordedEvent } from "../../src/domain/incident/event.ts";
import type { Incident } from "../../src/domain/incident/incident.ts";
import type { Profile } from "../../src/domain/profile.ts";
import type { Answer, Edge } from "../../src/engine/inbound.ts";
import type { OnCallDesk } from "../../src/engine/on-call-ports.ts";
import { type Ask, NotSaved, type Outcome, type Result } from "../../src/engine/ports.ts";
import { anEdge } from "../support/edge.ts";
import { anIncident, NINE } from "../support/incident.ts";
import { aProfile } from "../support/profile.ts";

/** What was asked of the outside, kept; what it answers, set by the test. */
export type EdgeDouble = {
  readonly edge: Edge;
  readonly asks: Ask[];
  readonly views: { readonly trigger: string; readonly view: Record<string, unknown> }[];
  readonly homes: { readonly user: string; readonly view: Record<string, unknown> }[];
};

export type Given = {
  readonly incidents?: readonly Incident[];
  readonly timeline?: readonly RecordedEvent[];
  readonly result?: (ask: Ask) => Result;
  readonly opened?: Outcome<null>;
  /** The database does not answer: looks and changes fail. */
  readonly down?: boolean;
  readonly onCall?: OnCallDesk;
  readonly profile?: Profile;
  /** The manual by which the incidents began, where another one is in force by now. */
  readonly manual?: Profile;
  /** Whether somebody is of the groups the manual names; null while that is not known. */
  readonly isOneOf?: boolean | null;
  readonly deployments?: Edge["deployments"];
};

/** Accepts every command on INC-7 unless told otherwise. Private incidents are shown to their participants. */
export function edgeDouble(given: Given = {}): EdgeDouble {
  const asks: Ask[] = [];
  const views: { trigger: string; view: Record<string, unknown> }[] = [];
  const homes: { user: string; view: Record<string, unknown> }[] = [];
  const incidents = given.incidents ?? [anIncident()];
  const answer = <T>(value: T): Promise<T> =>
    given.down ? Promise.reject(new Error("connect ECONNREFUSED")) : Promise.resolve(value);
  const edge: Edge = {
    dispatcher: {
      dispatch: (ask) => {
        if (given.down) return Promise.reject(new NotSaved(true));
        asks.push(ask);
        const accepted: Result = { kind: "accepted", incident: incidents[0] ?? anIncident(), events: [] };
        return Promise.resolve(given.result?.(ask) ?? accepted);
      },
    },
    queries: {
      byNumber: (number, viewer) =>
        answer(
          incidents.find(
            (one) => one.number === number && (!one.private || one.participants.includes(viewer)),
          ) ?? null,
        ),
      byChannel: (channel) => answer(incidents.find((one) => one.channel?.id === channel) ?? null),
      open: () => answer(incidents),
      timeline: (_incident: IncidentId) => answer(given.timeline ?? []),
    },
    chat: {
      openView: (trigger, view) => {
        views.push({ trigger, view: { ...view } });
        return Promise.resolve(given.opened ?? { kind: "done", receipt: null });
      },
      publishHome: (user, view) => {
        homes.push({ user, view: { ...view } });
        return Promise.resolve({ kind: "done", receipt: null });
      },
    },
    profile: () => given.profile ?? aProfile(),
    manualOf: () => answer(given.manual ?? given.profile ?? aProfile()),
    clock: { now: () => NINE },
    people: {
      membersOf: () => null,
      isOneOf: () => (given.isOneOf === undefined ? true : given.isOneOf),
      isSame: (one, other) => one === other,
    },
    deployments: given.deployments ?? anEdge().deployments,
    onCall: given.onCall ?? anEdge().onCall,
  };
  return { edge, asks, views, homes };
}

export function refused(refusal: Refusal, incident: Incident | null = anIncident()): (ask: Ask) => Result {
  return () => ({ kind: "refused", refusal, incident });
}

/** The words of an answer, wherever they are. */
export function textOf(answer: Answer): string {
  switch (answer.kind) {
    case "nothing":
      return "";
    case "message":
      return answer.message.text;
    case "errors":
      return Object.values(answer.errors).join("\n");
    case "view":
      return JSON.stringify(answer.view);
  }
}
