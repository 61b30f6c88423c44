/** What a manual promises, as far as a drill can see it kept from the outside. */
export type Promises = {
  readonly manual: string;
  readonly organisation: string;
  /** Channel name without `#`. */
  readonly announcements: string;
  /** Worst first. */
  readonly severities: readonly { readonly label: string; readonly page: boolean }[];
  /** What the worst one promises. */
  readonly worst: {
    /** Milliseconds by the wall clock; null when none is promised, or one by the calendar. */
    readonly respondMs: number | null;
    readonly resolveMs: number | null;
    readonly updateEveryMs: number | null;
    /** Null when it wakes nobody. */
    readonly chain: DrillChain | null;
  };
  readonly statuses: readonly {
    readonly label: string;
    readonly phase: "declared" | "acknowledged" | "mitigated" | "resolved" | "closed";
  }[];
  readonly roles: readonly { readonly key: string; readonly name: string }[];
  /** Titles of the bookmarks every incident channel gets. */
  readonly links: readonly string[];
};

/** Who is called when nobody answers. */
export type DrillChain = {
  readonly steps: readonly DrillStep[];
  /** How often the steps begin again. */
  readonly repeat: number;
  /** An acknowledgement followed by silence counts so long; null for good. */
  readonly expiresMs: number | null;
  /** `pagerduty`: one policy, whose levels PagerDuty calls by itself. */
  readonly runBy: "tocsin" | "pagerduty";
  /** How many people must acknowledge. */
  readonly acknowledgements: number;
};

export type DrillStep = {
  /** The manual's word for them. */
  readonly whom: string;
  readonly callee: DrillCallee;
  readonly timeoutMs: number;
};

export type DrillCallee =
  | { readonly kind: "policy"; readonly policy: string }
  | { readonly kind: "schedule"; readonly schedule: string }
  | {
      readonly kind: "people";
      readonly emails: readonly string[];
      readonly slackUsers: readonly string[];
      readonly slackGroup: string | null;
    };
