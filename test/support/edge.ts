import type { Edge } from "../../src/engine/inbound.ts";
import { aProfile } from "./profile.ts";

/** An edge for tests that only ask which routes there are: every call rejects. */
export function anEdge(): Edge {
  const nothing = (): Promise<never> => Promise.reject(new Error("this edge leads nowhere"));
  return {
    dispatcher: { dispatch: nothing },
    queries: { byNumber: nothing, byChannel: nothing, open: nothing, timeline: nothing },
    chat: { openView: nothing, publishHome: nothing },
    profile: () => aProfile(),
    manualOf: nothing,
    clock: { now: () => 0 },
    people: { membersOf: () => null, isOneOf: () => true, isSame: (one, other) => one === other },
    onCall: { rotas: nothing, onSchedules: nothing, zoneOf: nothing, cover: nothing, take: nothing },
    deployments: {
      dispatcher: { dispatch: nothing },
      desk: {
        find: nothing,
        scene: nothing,
        standing: nothing,
        history: nothing,
        diff: nothing,
        open: nothing,
        backups: nothing,
        good: nothing,
        holds: nothing,
        lock: nothing,
        unlock: nothing,
        freeze: nothing,
        thaw: nothing,
      },
    },
  };
}
