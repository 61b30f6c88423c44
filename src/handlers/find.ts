import type { SlackChannelId, SlackUserId } from "../domain/ids.ts";
import type { Incident } from "../domain/incident/incident.ts";
import type { Queries } from "../engine/ports.ts";

export type Sought = {
  readonly number: number;
  readonly viewer: SlackUserId;
  /** Where the button stands; null in Home. Who can press it in an incident's channel sees the incident already. */
  readonly channel: SlackChannelId | null;
};

export async function findIncident(queries: Queries, sought: Sought): Promise<Incident | null> {
  const visible = await queries.byNumber(sought.number, sought.viewer);
  if (visible !== null || sought.channel === null) return visible;
  const here = await queries.byChannel(sought.channel);
  return here?.number === sought.number ? here : null;
}
