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
    clock: { now: () => 0 },
  };
}
