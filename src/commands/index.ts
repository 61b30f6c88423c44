import type { Edge, Route } from "../engine/inbound.ts";
import { incidentRoute } from "./incident.ts";
import { certain } from "./told.ts";

/** The list of slash commands. */
export function createRoutes(edge: Edge): ReadonlyMap<string, Route> {
  const looking = { ...edge, queries: certain(edge.queries) };
  return new Map([["/incident", incidentRoute(looking)]]);
}
