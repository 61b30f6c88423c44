import type { PlainTextOption, StaticSelect } from "@slack/types";
import type { Incident } from "../domain/incident/incident.ts";
import type { Profile } from "../domain/profile.ts";
import { option } from "./blocks.ts";
import { CARD_ACTIONS } from "./card-actions.ts";

/** A longer list would take the room of what matters; `/incident role` knows all of them. */
const ROLES_OFFERED = 10;

/** The manual's roles to pick one from; null where it names none. */
export function takeRole(incident: Incident, profile: Profile, asked: string): StaticSelect | null {
  const options = profile.roles.slice(0, ROLES_OFFERED).flatMap((role): readonly PlainTextOption[] => {
    const value = `${incident.number} ${role.key}`;
    return value.length > 150 ? [] : [option(role.name, value)];
  });
  if (options.length === 0) return null;
  return {
    type: "static_select",
    action_id: CARD_ACTIONS.takeRole,
    placeholder: { type: "plain_text", text: asked },
    options,
  };
}
