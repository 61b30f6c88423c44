import { createRoutes as createCommandRoutes } from "../commands/index.ts";
import { looking } from "../commands/told.ts";
import type { Edge, Routes } from "../engine/inbound.ts";
import { actionRoutes } from "./actions.ts";
import { deploymentFormRoutes } from "./deployment-forms.ts";
import { deploymentActionRoutes } from "./deployments.ts";
import { eventRoutes } from "./events.ts";
import { formRoutes } from "./forms.ts";
import { onCallRoutes } from "./on-call.ts";
import { shortcutRoutes } from "./shortcuts.ts";

/** Everything that Slack may ask of the bot, by kind and id. */
export function createRoutes(edge: Edge): Routes {
  const certain = looking(edge);
  return {
    commands: createCommandRoutes(edge),
    actions: new Map([
      ...actionRoutes(certain),
      ...onCallRoutes(certain),
      ...deploymentActionRoutes(certain),
    ]),
    forms: new Map([...formRoutes(certain), ...deploymentFormRoutes(certain)]),
    shortcuts: shortcutRoutes(certain),
    events: eventRoutes(certain),
  };
}
