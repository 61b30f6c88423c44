import type { Deployment } from "../domain/deployment/deployment.ts";
import { suspectOf } from "../domain/deployment/suspect.ts";
import type { IncidentId, Instant } from "../domain/ids.ts";
import type { Profile } from "../domain/profile.ts";
import type { Clock, Dispatcher } from "./ports.ts";

/**
 * Ten minutes into a bad incident whose service was deployed shortly before, the way back is offered with what changed.
 * Said once for each deployment: the incident itself knows which it was told of.
 */
export type SuspectsOptions = {
  readonly store: {
    /** Open incidents of rank 1 and 2 that name a service, drills not counted, declared within the span. */
    troubled(span: { readonly from: Instant; readonly to: Instant }): Promise<readonly Troubled[]>;
    history(ask: {
      readonly service: string;
      readonly environment: null;
      readonly limit: number;
    }): Promise<readonly Deployment[]>;
  };
  readonly incidents: Dispatcher;
  readonly profile: () => Profile;
  readonly clock: Clock;
  readonly log: { warn(fields: object, message: string): void };
};

export type Troubled = {
  readonly id: IncidentId;
  readonly service: string;
  readonly declaredAt: Instant;
  /** The number of the deployment that is suspected already; null for none. */
  readonly suspected: number | null;
};

const AFTER_MS = 10 * 60_000;
const NO_LONGER_THAN_MS = 24 * 3_600_000;
const LATEST = 20;

export function createSuspects(options: SuspectsOptions): { look(): Promise<void> } {
  return {
    look: async () => {
      const now = options.clock.now();
      const troubled = await options.store.troubled({ from: now - NO_LONGER_THAN_MS, to: now - AFTER_MS });
      // One that cannot be told must not keep the others from being told.
      for (const incident of troubled)
        await lookAt(incident, options).catch((err: unknown) =>
          options.log.warn(
            { err, incident: incident.id },
            "what was deployed before it could not be offered",
          ),
        );
    },
  };
}

async function lookAt(
  { id, service, declaredAt, suspected }: Troubled,
  { store, incidents, profile }: SuspectsOptions,
): Promise<void> {
  const history = await store.history({ service, environment: null, limit: LATEST });
  const deployment = suspectOf(history, declaredAt, profile().delivery);
  if (deployment === null || deployment.number === suspected) return;
  await incidents.dispatch({
    command: { type: "suspect-deployment", deployment },
    by: { kind: "tocsin" },
    incident: { kind: "id", id },
    key: null,
  });
}
