/**
 * Ways in which answers go wrong.
 * `drop-after-accepting` does the thing and then breaks the connection; `garbage` answers 200 with rubbish;
 * `accept-and-lose` answers as if it were done, with ids, and does nothing; `accept-and-call-nobody` does it and shows
 * it, but nobody's phone rings.
 */
type AnswerKind =
  | "down"
  | "slow"
  | "rate-limited"
  | "error"
  | "nothing"
  | "garbage"
  | "drop-after-accepting"
  | "accept-and-lose"
  | "accept-and-call-nobody";

/**
 * Ways in which asking GitHub for a run goes oddly without going wrong.
 * `without-run-details` and `parameter-refused` are servers that do not know `return_run_details`: the one says nothing
 * of the run, the other refuses the parameter; `runs-unlisted` starts the run, and no list shows it for `slowMs`.
 */
type DispatchKind = "without-run-details" | "parameter-refused" | "runs-unlisted";

/**
 * Ways in which what a vendor sends by itself goes wrong.
 * `webhooks-reordered` holds each one back until the next one of the same incident or run has overtaken it;
 * `webhooks-late` holds it back for `slowMs`.
 */
type WebhookKind = "webhooks-lost" | "webhooks-doubled" | "webhooks-reordered" | "webhooks-late";

/** Ways in which what Prometheus measured is not as one wishes: everything is too much, or there is no data. */
type ValueKind = "values-bad" | "values-missing";

/** Ways a vendor can fail, switched on by a person, a test or the drill. */
export type Fault = {
  readonly vendor: "slack" | "pagerduty" | "github" | "prometheus" | "sites";
  /**
   * A Web API method, `POST /incidents`, a call as GitHub's description names it, a query, the host of a site, or the type
   * of a webhook's event (`incident.acknowledged`, `workflow_run.completed`); absent means every call.
   */
  readonly call?: string;
  readonly kind: AnswerKind | DispatchKind | WebhookKind | ValueKind;
  /** HTTP status for `error`; Slack's own error word goes into `error` and then answers 200 as Slack does. */
  readonly status?: number;
  readonly error?: string;
  /** True when Slack's error word is answered although the thing was done (`fatal_error`). */
  readonly afterDoing?: boolean;
  readonly retryAfterSeconds?: number;
  /** Of GitHub's two rate limits the one for too much at once, instead of the one of the hour. */
  readonly secondary?: boolean;
  readonly slowMs?: number;
  /** How many calls it hits before it goes away by itself; absent means until switched off. */
  readonly times?: number;
};

export type AnswerFault = Fault & { readonly kind: AnswerKind };
export type DispatchFault = Fault & { readonly kind: DispatchKind };
type ValueFault = Fault & { readonly kind: ValueKind };
export type WebhookFault = Fault & { readonly kind: WebhookKind };

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
  take(vendor: Fault["vendor"], call: string): AnswerFault | null {
    return this.#take(vendor, call, isOfAnswers);
  }

  /** The oddity that hits this request for a run, if any; counts it. */
  takeOfDispatch(call: string): DispatchFault | null {
    return this.#take("github", call, isOfDispatch);
  }

  /** What is wrong with the value of this query, if anything; counts it. */
  takeOfValues(call: string): ValueFault | null {
    return this.#take("prometheus", call, isOfValues);
  }

  /** The fault that hits this event on its way to the bot, if any; counts it. */
  takeOfWebhooks(vendor: Fault["vendor"], event: string): WebhookFault | null {
    return this.#take(vendor, event, isOfWebhooks);
  }

  #take<Kind extends Fault>(
    vendor: Fault["vendor"],
    call: string,
    isKind: (fault: Fault) => fault is Kind,
  ): Kind | null {
    for (const entry of this.#active) {
      const { fault } = entry;
      if (fault.vendor !== vendor || (fault.call !== undefined && fault.call !== call)) continue;
      if (!isKind(fault)) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#active = this.#active.filter((other) => other !== entry);
      return fault;
    }
    return null;
  }
}

function isOfAnswers(fault: Fault): fault is AnswerFault {
  return !isOfWebhooks(fault) && !isOfDispatch(fault) && !isOfValues(fault);
}

function isOfDispatch(fault: Fault): fault is DispatchFault {
  return ["without-run-details", "parameter-refused", "runs-unlisted"].includes(fault.kind);
}

function isOfValues(fault: Fault): fault is ValueFault {
  return fault.kind.startsWith("values-");
}

function isOfWebhooks(fault: Fault): fault is WebhookFault {
  return fault.kind.startsWith("webhooks-");
}
