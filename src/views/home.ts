import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import type { View } from "./blocks.ts";
import { actions, button, context, divider, header, section } from "./blocks.ts";
import { incidentRows } from "./incident-list.ts";
import { plural, say } from "./text.ts";

/** Opens the form to declare, as the global shortcut of the same name does. */
export const HOME_ACTIONS = { declare: "incident.declare" } as const;

/** The bot's Home: one big button, and what is open now. Private incidents are there only if the query gave them. */
export function home(incidents: readonly Incident[], profile: Profile): View {
  const declare = button("Declare an incident", HOME_ACTIONS.declare, "home", { style: "danger" });
  const open =
    incidents.length === 0
      ? [section("No incident is open.")]
      : [
          header(`${plural(incidents.length, "open incident", "open incidents")}`),
          ...incidentRows(incidents, profile, 9000),
        ];
  return {
    type: "home",
    blocks: [
      section(
        `*${say(profile.organisation, 100)}*\nSomething is wrong? Declare it: it takes one line, and a false alarm costs nothing.`,
      ),
      actions(declare),
      divider(),
      ...open,
      context("`/incident help` in any channel lists what can be typed."),
    ],
  };
}
