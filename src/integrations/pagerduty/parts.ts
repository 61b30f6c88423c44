import type { EffectId, Instant } from "../../domain/ids.ts";
import { createDirectory, type Directory } from "./directory.ts";
import { byRest } from "./judge.ts";
import type { KnownLevel } from "./level.ts";
import type { Asking } from "./listing.ts";
import { onCallsOf } from "./on-calls.ts";
import { createPeople, type PagerDutyPeople } from "./people.ts";
import { type Found, remembering } from "./remembering.ts";
import type { OnCall } from "./replies.ts";
import type { Rest } from "./rest.ts";

/** What everything done by REST needs. */
export type Parts = Asking & {
  readonly directory: Directory;
  readonly people: PagerDutyPeople;
  readonly timeoutMs: number;
  /** In whose name incidents are made, by e-mail address. */
  readonly from: string | null;
  /** What time it is, for rotas and overrides. */
  readonly clock: () => Instant;
  /** Milliseconds that only ever grow, for how long something is remembered. */
  readonly now: () => number;
  /** Keys whose last try may have been carried out: they are looked for before they are sent again. */
  readonly unsure: Set<EffectId>;
  /** Incident id → its level when its log was last seen to change. */
  readonly levels: Map<string, KnownLevel>;
  /** Who is on call for a policy by id, a minute old at most: pages are followed every few seconds. */
  readonly onCallsNow: (policyId: string) => Promise<Found<readonly OnCall[]>>;
};

export type RestPagerOptions = Pick<Parts, "timeoutMs" | "from" | "clock" | "now"> & { readonly rest: Rest };

export function partsOf(options: RestPagerOptions): Parts {
  const asking = { rest: options.rest, judging: byRest(options.timeoutMs) };
  const onCalls = remembering<readonly OnCall[]>(
    async (policyId) => {
      const thing = await onCallsOf(policyId, asking);
      return "kind" in thing ? thing : { kind: "found", thing };
    },
    { now: options.now, forMs: 60_000 },
  );
  return {
    ...options,
    ...asking,
    directory: createDirectory(asking, options.now),
    people: createPeople(asking, options.now),
    unsure: new Set(),
    levels: new Map(),
    onCallsNow: onCalls.get,
  };
}
