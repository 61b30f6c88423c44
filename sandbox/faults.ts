/**
 * Ways a vendor can fail, switched on by a person, a test or the drill.
 * `drop-after-accepting` does the thing and then breaks the connection; `garbage` answers 200 with rubbish;
 * `accept-and-lose` answers as if it were done, with ids, and does nothing.
 */
export type Fault = {
  readonly vendor: "slack" | "pagerduty";
  /** A Web API method or `POST /incidents`; absent means every call. */
  readonly call?: string;
  readonly kind:
    | "down"
    | "slow"
    | "rate-limited"
    | "error"
    | "nothing"
    | "garbage"
    | "drop-after-accepting"
    | "accept-and-lose";
  /** HTTP status for `error`; Slack's own error word goes into `error` and then answers 200 as Slack does. */
  readonly status?: number;
  readonly error?: string;
  /** True when Slack's error word is answered although the thing was done (`fatal_error`). */
  readonly afterDoing?: boolean;
  readonly retryAfterSeconds?: number;
  readonly slowMs?: number;
  /** How many calls it hits before it goes away by itself; absent means until switched off. */
  readonly times?: number;
};

export class Faults {
  #active: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.#active.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(vendor?: Fault["vendor"]): void {
    this.#active = this.#active.filter(({ fault }) => vendor !== undefined && fault.vendor !== vendor);
  }

  list(): readonly Fault[] {
    return this.#active.map(({ fault }) => fault);
  }

  /** The fault that hits this call, if any; counts it. */
  take(vendor: Fault["vendor"], call: string): Fault | null {
    const hit = this.#active.find(
      ({ fault }) => fault.vendor === vendor && (fault.call === undefined || fault.call === call),
    );
    if (hit === undefined) return null;
    hit.left -= 1;
    if (hit.left <= 0) this.#active = this.#active.filter((entry) => entry !== hit);
    return hit.fault;
  }
}
