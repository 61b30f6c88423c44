/** Names of things, branded so that one cannot be passed for another. */
type Brand<Name extends string> = string & { readonly __brand: Name };

/** UUID v7 made when the incident was declared; never shown to people, who say INC-7. */
export type IncidentId = Brand<"IncidentId">;
/** Slack's id of a person: U… or W…. */
export type SlackUserId = Brand<"SlackUserId">;
/** Slack's id of a channel: C… (public), G… (private) or D… (direct message). */
export type SlackChannelId = Brand<"SlackChannelId">;
/** One thing the bot set out to do, `<incident id>/<version>/<kind>[/<what>]`: the idempotency key sent to vendors. */
export type EffectId = Brand<"EffectId">;
/** Epoch milliseconds, UTC. Handed in, never read from a clock, inside the domain. */
export type Instant = number;
/** Where a request came from and its own id there: `slack:trigger:…`, `slack:event:…`. One is acted on once. */
export type DeliveryKey = Brand<"DeliveryKey">;

/** `INC-7`, as people say it. */
export function incidentName(number: number): string {
  return `INC-${number}`;
}
