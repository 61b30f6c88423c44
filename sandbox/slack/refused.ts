import { type BlockFault, faultLine } from "./block-kit/fault.ts";
import type { Json } from "./json.ts";

/** An answer of `{ok: false}` with Slack's error word; `extra` goes beside it. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly error: string;
  readonly extra: Json;

  constructor(error: string, extra: Json = {}) {
    super(error);
    this.error = error;
    this.extra = extra;
  }
}

/** Refuses with the first fault's word and all faults' lines, unless there are none. */
export function refuseFaults(faults: readonly BlockFault[]): void {
  const first = faults[0];
  if (first === undefined) return;
  const lines = faults.map(faultLine);
  throw new Refused(first.error, {
    errors: lines,
    response_metadata: { messages: lines.map((line) => `[ERROR] ${line}`) },
  });
}

/** Refuses a call for an argument that is missing or malformed. */
export function refuseArgument(message: string): never {
  throw new Refused("invalid_arguments", { response_metadata: { messages: [`[ERROR] ${message}`] } });
}
