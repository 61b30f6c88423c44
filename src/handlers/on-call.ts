import type { Edge, Route } from "../engine/inbound.ts";
import { COVER_ACTION, takeAnswer } from "../views/on-call-cover.ts";
import { BlockActions } from "./payload.ts";

/** *I cover*. Who presses twice, or second, is told who has it; nothing is done twice. */
export function onCallRoutes(edge: Edge): ReadonlyMap<string, Route> {
  return new Map([[COVER_ACTION, cover(edge)]]);
}

function cover(edge: Edge): Route {
  return async (body) => {
    const click = BlockActions.parse(body);
    const answer = await edge.onCall.take(click.actions[0]?.value ?? "", click.user.id);
    return { kind: "message", message: takeAnswer(answer) };
  };
}
