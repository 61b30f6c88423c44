import type { Edge, Route } from "../engine/inbound.ts";
import { deployRoute } from "./deploy.ts";
import { incidentRoute } from "./incident.ts";
import { opsRoute } from "./ops.ts";
import { looking } from "./told.ts";

/** The list of slash commands. */
export function createRoutes(edge: Edge): ReadonlyMap<string, Route> {
  const certain = looking(edge);
  return new Map([
    ["/incident", incidentRoute(certain)],
    ["/deploy", deployRoute(certain)],
    ["/ops", opsRoute(certain)],
  ]);
}
