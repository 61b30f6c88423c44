import { createRoutes as createCommandRoutes } from "../commands/index.ts";
import { certain } from "../commands/told.ts";
import type { Edge, Routes } from "../engine/inbound.ts";
import { actionRoutes } from "./actions.ts";
import { eventRoutes } from "./events.ts";
import { formRoutes } from "./forms.ts";
import { shortcutRoutes } from "./shortcuts.ts";

/** Everything that Slack may ask of the bot, by kind and id. */
export function createRoutes(edge: Edge): Routes {
  const looking = { ...edge, queries: certain(edge.queries) };
  return {
    commands: createCommandRoutes(edge),
    actions: actionRoutes(looking),
    forms: formRoutes(looking),
    shortcuts: shortcutRoutes(looking),
    events: eventRoutes(looking),
  };
}
