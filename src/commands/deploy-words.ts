import type { DeployTyped, DeployUnderstood, Propose } from "./deploy-command.ts";
import type { Flagged } from "./deploy-flags.ts";

const USUAL = {
  type: "propose",
  subject: null,
  ref: null,
  why: null,
  dryRun: false,
  database: null,
  restoreTo: null,
  // A person asks.
  for: null,
} as const;

/** A proposal of somebody; what is not given is left to the manual. */
export function proposalOf(
  requestedIn: Propose["requestedIn"],
  given: Pick<Propose, "kind" | "service" | "environment"> & Partial<Omit<Propose, "type" | "for">>,
): Propose {
  return { ...USUAL, requestedIn, ...given };
}

/** Words that were left over and what stands behind `--why` are one reason: none is dropped. */
export function reasonIn(left: string, { values }: Pick<Flagged, "values">): string | null {
  return [left, values.get("why") ?? ""].filter((part) => part !== "").join(" ") || null;
}

export function proposing(
  { channel }: Pick<DeployTyped, "channel">,
  given: Parameters<typeof proposalOf>[1],
): DeployUnderstood {
  return { kind: "propose", command: proposalOf(channel, given) };
}
